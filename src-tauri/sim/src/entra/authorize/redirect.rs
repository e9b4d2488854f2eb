//! Where an answer may go, and how it gets there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use url::Url;

use crate::entra::html::{escape, page};
use crate::entra::refusal::Refusal;
use crate::message::Response;
use crate::world::authorization::{Authorization, Mode};

/// For applications that read the browser's address; every public client may use it.
const NATIVE_CLIENT: &str = "https://login.microsoftonline.com/common/oauth2/nativeclient";

/// Sends the form as soon as it is there.
const SUBMIT: &str = "document.forms[0].submit()";

/// What every public client may use: it listens on the computer that the browser is on.
const LOCALHOST: &str = "http://localhost";

/// A client is answered only where it has registered to be.
pub(super) fn check(redirect: &str, application: &str, registered: &[String]) -> Result<(), Refusal> {
    let fits = if registered.is_empty() {
        [LOCALHOST, NATIVE_CLIENT].iter().any(|known| is_same(known, redirect))
    } else {
        registered.iter().any(|known| is_same(known, redirect))
    };
    if fits {
        return Ok(());
    }
    Err(Refusal::invalid_request(
        50_011,
        format!(
            "The redirect URI '{redirect}' specified in the request does not match the redirect URIs configured for the application '{application}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error."
        ),
    ))
}

/// On the computer itself any port will do, since a program takes one that is free.
fn is_same(registered: &str, redirect: &str) -> bool {
    let (Ok(mut known), Ok(mut asked)) = (Url::parse(registered), Url::parse(redirect)) else { return false };
    if known.scheme() == "http" && matches!(known.host_str(), Some("localhost" | "127.0.0.1")) {
        let (one, other) = (known.set_port(None), asked.set_port(None));
        return one.and(other).is_ok() && known == asked;
    }
    known == asked
}

/// The answer on its way, in the words of the protocol.
pub(super) fn send(asked: &Authorization, fields: &[(&str, &str)]) -> Response {
    let state = asked.state.as_deref().map(|state| ("state", state));
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain(state).collect();
    let written = || url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
    match asked.mode {
        Mode::Query => found(format!("{}?{}", asked.redirect, written())),
        Mode::Fragment => found(format!("{}#{}", asked.redirect, written())),
        Mode::FormPost => form(&asked.redirect, &fields),
    }
}

fn found(location: String) -> Response {
    Response::empty(302).with("location", location).with("referrer-policy", "strict-origin-when-cross-origin")
}

/// Without script the person sends it.
fn form(redirect: &str, fields: &[(&str, &str)]) -> Response {
    let inputs: String = fields
        .iter()
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value)))
        .collect();
    let allowed = STANDARD.encode(digest(&SHA256, SUBMIT.as_bytes()));
    page(
        200,
        "Working...",
        Some(&format!("'sha256-{allowed}'")),
        &format!(
            "<h1>Back to the application</h1>\
             <form method=\"post\" action=\"{}\">{inputs}\
             <noscript><p>Script is disabled. Select Continue to go back to the application.</p>\
             <p class=\"actions\"><button class=\"main\">Continue</button></p></noscript></form>\
             <script>{SUBMIT}</script>",
            escape(redirect)
        ),
    )
}
