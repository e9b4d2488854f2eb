//! A browser: it follows forms and keeps cookies.

use std::collections::HashMap;

use serde_json::Value;

use super::{OWN, SCOPE, ask};
use crate::message::{Body, Response};
use crate::scene::{Scene, request};

/// Where the application waits.
pub(super) const REDIRECT: &str = "http://localhost:50123";
/// From RFC 7636, appendix B.
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[derive(Default)]
pub(super) struct Browser {
    cookie: Option<String>,
    /// What the last answer that set a cookie said.
    pub(super) set: Option<String>,
}

/// What the browser shows, or where it was sent.
#[derive(Debug)]
pub(super) enum Shown {
    Page(u16, String),
    /// Address and fields.
    Back(String, HashMap<String, String>),
}

impl Browser {
    /// What an application usually asks for, with these parameters in place of the usual ones; empty ones are left out.
    pub(super) fn open(&mut self, scene: &mut Scene, tenant: &str, other: &[(&str, &str)]) -> Shown {
        let query = parameters(other);
        self.send(scene, &request("GET", &format!("/{tenant}/oauth2/v2.0/authorize?{query}"), ""))
    }

    pub(super) fn visit(&mut self, scene: &mut Scene, path: &str) -> Shown {
        self.send(scene, &request("GET", path, ""))
    }

    /// Presses a button of the page's form.
    pub(super) fn press(&mut self, scene: &mut Scene, page: &Shown, button: (&str, &str)) -> Shown {
        let Shown::Page(_, html) = page else { panic!("there is no page, but {page:?}") };
        let action = between(html, "action=\"", "\"");
        let flow = between(html, "name=\"flow\" value=\"", "\"");
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        let body = body.append_pair("flow", flow).append_pair(button.0, button.1).finish();
        self.send(scene, &request("POST", action, &body))
    }

    /// Signs somebody in and gives what the application gets.
    pub(super) fn sign_in(
        &mut self,
        scene: &mut Scene,
        tenant: &str,
        user: &str,
        other: &[(&str, &str)],
    ) -> HashMap<String, String> {
        let page = self.open(scene, tenant, other);
        self.press(scene, &page, ("user", user)).back()
    }

    fn send(&mut self, scene: &mut Scene, request: &crate::message::Request) -> Shown {
        let mut request = request.clone();
        request.headers.extend(self.cookie.clone().map(|cookie| ("cookie".to_owned(), cookie)));
        let response = scene.send(&request);
        if let Some(set) = response.header("set-cookie") {
            assert!(set.contains("HttpOnly") || set.contains("max-age=0"), "{set}");
            self.set = Some(set.to_owned());
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        shown(&response)
    }
}

impl Shown {
    pub(super) fn page(&self) -> &str {
        match self {
            Self::Page(_, html) => html,
            other => panic!("there is no page, but {other:?}"),
        }
    }

    pub(super) fn back(self) -> HashMap<String, String> {
        match self {
            Self::Back(_, fields) => fields,
            Self::Page(_, html) => panic!("the browser was not sent back, but shows {html}"),
        }
    }
}

/// Redeems what the browser brought.
pub(super) fn exchange(scene: &mut Scene, tenant: &str, code: &str, other: &[(&str, &str)]) -> (u16, Value) {
    let usual = [
        ("grant_type", "authorization_code"),
        ("client_id", OWN),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("scope", SCOPE),
        ("client_info", "1"),
    ];
    ask(scene, tenant, &replaced(&usual, other))
}

fn parameters(other: &[(&str, &str)]) -> String {
    let usual = [
        ("client_id", OWN),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT),
        ("scope", SCOPE),
        ("state", "the state"),
        ("nonce", "the nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(replaced(&usual, other)).finish()
}

fn replaced<'a>(usual: &[(&'a str, &'a str)], other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = usual.iter().filter(|(name, _)| other.iter().all(|(replaced, _)| replaced != name));
    let added = other.iter().filter(|(_, value)| !value.is_empty());
    kept.chain(added).copied().collect()
}

fn shown(response: &Response) -> Shown {
    match &response.body {
        Body::Html(html) if html.contains("document.forms[0].submit()") => {
            let action = unescape(between(html, "action=\"", "\""));
            let inputs = html.split("<input type=\"hidden\" ").skip(1);
            let field = |input: &str| {
                (between(input, "name=\"", "\"").to_owned(), unescape(between(input, "value=\"", "\"")))
            };
            Shown::Back(action, inputs.map(field).collect())
        }
        Body::Html(html) => Shown::Page(response.status, html.clone()),
        Body::Empty => {
            assert_eq!(response.status, 302);
            let location = response.header("location").unwrap();
            let (address, fields) = location.split_once(['?', '#']).unwrap();
            let fields = url::form_urlencoded::parse(fields.as_bytes()).into_owned().collect();
            Shown::Back(address.to_owned(), fields)
        }
        other => panic!("{other:?}"),
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.split_once(after).unwrap().0
}

fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&")
}
