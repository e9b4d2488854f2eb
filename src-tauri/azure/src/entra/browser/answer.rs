//! Whether a request is the answer of Entra ID that is waited for. Any web page the person visits, and any program of
//! this computer, can send requests here too.

use azure_core::credentials::Secret;
use hyper::http::request::Parts;
use hyper::{Method, StatusCode, header};
use secrecy::SecretString;
use url::form_urlencoded;

use crate::entra::Refused;

/// What is waited for.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) port: u16,
    pub(super) state: Secret,
}

/// What the browser brings.
#[derive(Debug)]
pub(super) enum Brought {
    /// A code to be redeemed.
    Code(SecretString),
    /// A refusal.
    Refusal(Box<Refused>),
}

impl Expected {
    /// Reads a request. What is not the answer gets a status, and the wait goes on.
    pub(super) fn read(&self, parts: &Parts, body: &[u8]) -> Result<Brought, StatusCode> {
        if !self.is_for_us(parts) {
            return Err(StatusCode::BAD_REQUEST);
        }
        if parts.uri.path() != "/" {
            return Err(StatusCode::NOT_FOUND);
        }
        let fields = match parts.method {
            Method::GET => parts.uri.query().unwrap_or_default().as_bytes(),
            Method::POST if is_form(parts) => body,
            Method::POST => return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            _ => return Err(StatusCode::METHOD_NOT_ALLOWED),
        };
        let field = |name: &str| {
            let mut all = form_urlencoded::parse(fields).filter(|(field, _)| field == name);
            let one = all.next().map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty());
            // Which of two counts could be seen differently by others: neither does.
            if all.next().is_some() { None } else { one }
        };
        if field("state").map(Secret::new).as_ref() != Some(&self.state) {
            return Err(StatusCode::BAD_REQUEST);
        }
        match (field("code"), field("error")) {
            (Some(code), None) => Ok(Brought::Code(code.into())),
            (None, Some(error)) => {
                let text = |name: &str| field(name).unwrap_or_default();
                let suberror = field("error_subcode").unwrap_or_else(|| text("suberror"));
                let refused = Refused::brought(&error, &suberror, &text("error_description"));
                Ok(Brought::Refusal(Box::new(refused)))
            }
            _ => Err(StatusCode::BAD_REQUEST),
        }
    }

    /// A page of a foreign name that was pointed at this computer (DNS rebinding) does not know our name.
    fn is_for_us(&self, parts: &Parts) -> bool {
        let mut hosts = parts.headers.get_all(header::HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok()).unwrap_or_default();
        let name = host.strip_suffix(&format!(":{}", self.port)).unwrap_or_default();
        let ours = ["localhost", "127.0.0.1", "[::1]"].iter().any(|our| name.eq_ignore_ascii_case(our));
        ours && hosts.next().is_none()
    }
}

fn is_form(parts: &Parts) -> bool {
    let kind =
        parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

#[cfg(test)]
mod tests {
    use hyper::Request;
    use secrecy::ExposeSecret;

    use super::*;

    fn read(method: &str, host: &str, target: &str, body: &str) -> Result<String, u16> {
        let kind = "application/x-www-form-urlencoded; charset=utf-8";
        let request = Request::builder().method(method).uri(target).header("host", host);
        let (parts, ()) = request.header("content-type", kind).body(()).unwrap().into_parts();
        let expected = Expected { port: 4711, state: Secret::new("s1") };
        match expected.read(&parts, body.as_bytes()) {
            Ok(Brought::Code(code)) => Ok(code.expose_secret().to_owned()),
            Ok(Brought::Refusal(refused)) => Ok(format!("{} {:?}", refused.error, refused.numbers)),
            Err(status) => Err(status.as_u16()),
        }
    }

    #[test]
    fn the_answer_is_read_from_query_and_form() {
        let ours = "localhost:4711";
        assert_eq!(read("GET", ours, "/?code=c%2B1&state=s1&session_state=x", ""), Ok("c+1".to_owned()));
        assert_eq!(read("POST", ours, "/", "code=c1&state=s1"), Ok("c1".to_owned()));
        assert_eq!(read("POST", "127.0.0.1:4711", "/", "code=c1&state=s1"), Ok("c1".to_owned()));
        assert_eq!(read("POST", "[::1]:4711", "/", "code=c1&state=s1"), Ok("c1".to_owned()));
        assert_eq!(
            read("POST", ours, "/", "error=access_denied&error_description=AADSTS53003%3A+Blocked&state=s1"),
            Ok("access_denied [53003]".to_owned())
        );
    }

    #[test]
    fn anything_else_is_not_the_answer() {
        let ours = "localhost:4711";
        for (method, host, target, body, status) in [
            ("GET", ours, "/?code=c1&state=s2", "", 400),
            ("GET", ours, "/?code=c1", "", 400),
            ("GET", ours, "/?code=c1&state=", "", 400),
            ("GET", ours, "/?code=c1&state=s1&state=s2", "", 400),
            ("GET", ours, "/?code=c1&code=c2&state=s1", "", 400),
            ("GET", ours, "/?state=s1", "", 400),
            ("GET", ours, "/?code=c1&error=e&state=s1", "", 400),
            ("GET", ours, "/?error=access_denied", "", 400),
            ("POST", ours, "/?code=c1&state=s1", "", 400),
            ("GET", ours, "/", "code=c1&state=s1", 400),
            ("GET", ours, "/favicon.ico", "", 404),
            ("POST", ours, "/else?code=c1&state=s1", "code=c1&state=s1", 404),
            ("PUT", ours, "/", "code=c1&state=s1", 405),
            ("GET", "contoso.com:4711", "/?code=c1&state=s1", "", 400),
            ("GET", "localhost.contoso.com:4711", "/?code=c1&state=s1", "", 400),
            ("GET", "localhost:4712", "/?code=c1&state=s1", "", 400),
            ("GET", "localhost", "/?code=c1&state=s1", "", 400),
            ("GET", "", "/?code=c1&state=s1", "", 400),
        ] {
            assert_eq!(read(method, host, target, body), Err(status), "{method} {host} {target} {body}");
        }
    }

    #[test]
    fn a_form_must_say_that_it_is_one_and_a_host_may_stand_once() {
        let expected = Expected { port: 4711, state: Secret::new("s1") };
        let post = || Request::post("/").header("host", "localhost:4711");
        for kind in ["text/plain", "multipart/form-data; boundary=x"] {
            let (parts, ()) = post().header("content-type", kind).body(()).unwrap().into_parts();
            assert_eq!(expected.read(&parts, b"code=c1&state=s1").unwrap_err(), 415);
        }
        let (parts, ()) = post().header("host", "localhost:4711").body(()).unwrap().into_parts();
        assert_eq!(expected.read(&parts, b"code=c1&state=s1").unwrap_err(), 400);
    }
}
