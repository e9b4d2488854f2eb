//! What all pages for people look like.

use crate::message::Response;

const STYLE: &str = "\
:root{color-scheme:light dark;--ground:#f2f4f7;--card:#fff;--text:#1b1a19;--quiet:#5c5a58;--line:#8a8886;--soft:#d2d0ce;--hover:#f0f0f0;--main:#0067b8;--on-main:#fff;--wrong:#b00020}\
@media(prefers-color-scheme:dark){:root{--ground:#141414;--card:#242424;--text:#f3f2f1;--quiet:#bdbbb8;--line:#8f8d8b;--soft:#484644;--hover:#333;--main:#6cb8f6;--on-main:#10222f;--wrong:#ff99a4}}\
*{box-sizing:border-box}\
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:1rem;background:var(--ground);color:var(--text);font:1rem/1.45 'Segoe UI',system-ui,sans-serif}\
main{width:100%;max-width:28rem;padding:2.5rem 2.75rem;background:var(--card);border-radius:.25rem;box-shadow:0 2px 8px rgb(0 0 0/.25)}\
@media(max-width:32rem){main{padding:1.5rem}}\
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.2;font-weight:600}\
p{margin:.75rem 0}\
.company{margin:0 0 1rem;font-weight:600;color:var(--quiet)}\
.who{margin:0 0 .5rem;overflow-wrap:anywhere}\
.quiet{color:var(--quiet);font-size:.875rem}\
.wrong{color:var(--wrong);font-weight:600}\
.choices{list-style:none;margin:1.25rem 0;padding:0;max-height:24rem;overflow:auto;border-bottom:1px solid var(--soft)}\
.choices button{display:grid;grid-template-columns:2.5rem 1fr;column-gap:.9rem;align-items:center;width:100%;min-height:4rem;padding:.6rem .5rem;border:0;border-top:1px solid var(--soft);background:none;color:inherit;font:inherit;text-align:left;cursor:pointer}\
.choices button:hover{background:var(--hover)}\
.choices i{grid-row:1/3;display:grid;place-items:center;width:2.5rem;height:2.5rem;border-radius:50%;background:var(--main);color:var(--on-main);font-style:normal;font-weight:600}\
.choices b{font-weight:400}\
.choices span{color:var(--quiet);font-size:.875rem;overflow-wrap:anywhere}\
.number{margin:1rem 0;font-size:3rem;font-weight:600;text-align:center}\
.actions{display:flex;flex-wrap:wrap;gap:.5rem;justify-content:flex-end;margin:1.5rem 0 0}\
.actions button,.actions a{min-width:6.75rem;min-height:2.5rem;padding:.4rem .9rem;border:1px solid var(--line);background:none;color:inherit;font:inherit;text-align:center;text-decoration:none;cursor:pointer}\
@media(max-width:32rem){.actions button,.actions a{flex:1 1 auto}}\
.actions button.main{border-color:var(--main);background:var(--main);color:var(--on-main)}\
.actions button:hover,.actions a:hover{text-decoration:underline}\
button:focus-visible,a:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible{outline:2px solid var(--text);outline-offset:2px}\
.choices button:focus-visible{outline-offset:-2px}\
dl{margin:.75rem 0;font-size:.875rem}dt{font-weight:600}dd{margin:0 0 .4rem;overflow-wrap:anywhere}\
ul.plain{padding-left:1.2rem}\
input,select{width:100%;min-height:2.5rem;padding:.3rem .5rem;border:1px solid var(--line);background:var(--card);color:inherit;font:inherit}";

/// A page with this title, in which only this script runs.
pub(super) fn page(status: u16, title: &str, script: Option<&str>, body: &str) -> Response {
    let policy = format!(
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {}; base-uri 'none'; frame-ancestors 'none'",
        script.unwrap_or("'none'")
    );
    let html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{}</title><link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n",
        escape(title)
    );
    Response::html(status, html)
        .with("content-security-policy", policy)
        .with("referrer-policy", "strict-origin-when-cross-origin")
        .with("x-content-type-options", "nosniff")
}

/// Text as it may stand between tags, and in an attribute in double quotes.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What people know an application as.
pub(super) fn application_name(id: &str) -> &str {
    match id.to_lowercase().as_str() {
        "04b07795-8ddb-461a-bbee-02f9e1bf7b46" => "Microsoft Azure CLI",
        "1950a258-227b-4e31-a9cf-717495945fc2" => "Microsoft Azure PowerShell",
        "aebc6443-996d-45c2-90f0-388ff96faa56" => "Visual Studio Code",
        _ => id,
    }
}
