//! Keeps `ui/src/scripted/imports.json`, what the scripted page shows of imported files, equal to what core says.
#![expect(clippy::disallowed_methods, reason = "this test compares a file, and renews it when asked")]

use std::{collections::BTreeMap, env, fs};

use serde_json::json;

use super::company::{favourites, id, machines};
use crate::preview_import;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/scripted/imports.json");

const RDP: &str = "full address:s:203.0.113.7:3390\nusername:s:CONTOSO\\barbara\nscreen mode id:i:2\n\
    redirectclipboard:i:1\ndrivestoredirect:s:*\npassword 51:b:00\nalternate shell:s:cmd.exe /c calc\n";
const SSH: &str = "Include conf.d/*\nHost web-01\n  User ada\n  IdentityFile ~/.ssh/web\n  ProxyJump bastion\n\
    Host shop\n  HostName 10.0.0.5\n  Port 2222\nHost git\n  HostName github.com\nHost *.contoso.com\n  User ada\n";

#[test]
fn the_pages_scripted_imports_are_up_to_date() {
    let there = favourites(&format!(
        r#"{{"alias":"Web","arm":"{}","ssh":{{"user":"azureuser"}}}},
           {{"alias":"Database","arm":"{}","primary":{{"protocol":"ssh"}}}}"#,
        id("web-01"),
        id("db-01"),
    ));
    let team = json!({ "schema": 1,
        "groups": [{ "id": "p", "name": "Shops", "settings": { "duration": "PT2H" } }],
        "favourites": [
            { "alias": "Web (prod)", "arm": id("web-01"), "group": "p", "duration": "PT1H", "ssh": { "user": "ada" } },
            { "alias": "Web 2", "arm": id("web-02"), "group": "p", "ssh": { "command": "tmux attach" } },
            { "alias": "Database", "arm": id("db-01"), "primary": { "protocol": "ssh" } },
            { "alias": "Build agent", "arm": id("build-agent") },
            { "alias": "Mistake", "arm": "web-01" },
        ] });
    let team = team.to_string();
    let files =
        [("Web.rdp", RDP), ("config", SSH), ("team.jitfav.json", team.as_str()), ("notes.txt", "hello")];
    let told: BTreeMap<&str, _> = files
        .into_iter()
        .map(|(name, text)| (name, preview_import(name, text.as_bytes(), &there, &machines())))
        .collect();
    let wanted = format!("{}\n", serde_json::to_string_pretty(&told).unwrap());
    if env::var_os("JIT_UPDATE_VIEWS").is_some() {
        fs::write(FILE, &wanted).unwrap();
    }
    let found = fs::read_to_string(FILE).unwrap_or_default().replace("\r\n", "\n");
    let renew = "JIT_UPDATE_VIEWS=1 cargo test -p jit-core scripted";
    assert!(found == wanted, "ui/src/scripted/imports.json is stale; renew it with: {renew}");
}
