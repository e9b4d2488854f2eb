//! What a client sends to an endpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::refusal::Refusal;
use crate::message::Request;
use crate::world::conditions::Wanted;

pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn read(request: &Request) -> Self {
        Self(request.form())
    }

    /// What a browser brings, in the address or in a form.
    pub(super) fn of_browser(request: &Request) -> Self {
        if request.method == "GET" { Self(request.query.clone()) } else { Self::read(request) }
    }

    /// A field that is there more than once.
    pub(super) fn repeated(&self) -> Option<&str> {
        let mut names = self.0.iter().map(|(name, _)| name.as_str()).enumerate();
        names.find(|(at, name)| self.0[..*at].iter().any(|(before, _)| before == name)).map(|(_, name)| name)
    }

    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        found.filter(|value| !value.is_empty())
    }

    pub(super) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.field(name).ok_or_else(|| Refusal::missing(name))
    }

    /// What the client wants to stand in the access token.
    pub(super) fn wanted(&self) -> Result<Wanted, Refusal> {
        Wanted::read(self.field("claims")).ok_or_else(|| {
            Refusal::invalid_request(9_002_313, "Invalid request. Request is malformed or invalid.")
        })
    }

    /// Id and secret of the application, from the header or from the form.
    pub(super) fn credentials(&self, request: &Request) -> (Option<String>, Option<String>) {
        match basic(request) {
            Some((id, secret)) => (Some(id), Some(secret)),
            None => {
                (self.field("client_id").map(str::to_owned), self.field("client_secret").map(str::to_owned))
            }
        }
    }
}

fn basic(request: &Request) -> Option<(String, String)> {
    let text = request.header("authorization")?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |part: &str| {
        let pair = format!("x={part}");
        url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    Some((decode(id)?, decode(secret)?))
}
