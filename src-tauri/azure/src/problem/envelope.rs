//! Azure's error body: with or without an outer `error`, the useful code often nested in `details`.

use serde::Deserialize;

use super::words::plain;

/// What Azure said about a failure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) code: String,
    pub(crate) message: String,
}

#[derive(Deserialize)]
struct Outer {
    error: Option<Inner>,
    #[serde(flatten)]
    bare: Inner,
}

#[derive(Deserialize, Default)]
struct Inner {
    code: Option<serde_json::Value>,
    message: Option<String>,
    details: Option<Vec<Inner>>,
}

/// Codes that say no more than the status does.
const GENERIC: [&str; 9] = [
    "badrequest",
    "conflict",
    "internalservererror",
    "error",
    "operationfailed",
    "resourceoperationfailure",
    "deploymentfailed",
    "badgateway",
    "failed",
];

impl Said {
    /// Reads an error body. A body that is no JSON (a proxy's page, a captive portal) is kept as a short text.
    pub(crate) fn of(body: &[u8]) -> Self {
        match serde_json::from_slice::<Outer>(body) {
            Ok(outer) => Self::inner(outer.error.unwrap_or(outer.bare)),
            Err(_) => Self { code: String::new(), message: plain(&String::from_utf8_lossy(head(body))) },
        }
    }

    /// Reads the `error` of an operation.
    pub(crate) fn of_error(error: Option<&serde_json::Value>) -> Self {
        error.and_then(|e| Inner::deserialize(e).ok()).map(Self::inner).unwrap_or_default()
    }

    fn inner(inner: Inner) -> Self {
        let code = inner.code.as_ref().map(word).unwrap_or_default();
        let generic = code.is_empty() || GENERIC.contains(&code.to_ascii_lowercase().as_str());
        let nested = inner.details.into_iter().flatten().next().map(Self::inner).unwrap_or_default();
        let message = inner.message.map(|message| plain(&message)).unwrap_or_default();
        if generic && !nested.code.is_empty() {
            let message = if nested.message.is_empty() { message } else { nested.message };
            Self { code: nested.code, message }
        } else {
            Self { code, message }
        }
    }

    /// Whether the code is one of these, without case.
    pub(crate) fn is(&self, codes: &[&str]) -> bool {
        codes.iter().any(|code| self.code.eq_ignore_ascii_case(code))
    }
}

/// Codes are words; some providers send numbers.
fn word(code: &serde_json::Value) -> String {
    match code {
        serde_json::Value::String(text) => plain(text),
        other => plain(&other.to_string()),
    }
}

fn head(body: &[u8]) -> &[u8] {
    body.get(..4_096).unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> (String, String) {
        let said = Said::of(body.as_bytes());
        (said.code, said.message)
    }

    #[test]
    fn the_useful_code_is_found_wherever_it_is() {
        for body in [
            r#"{"error":{"code":"ScopeLocked","message":"locked"}}"#,
            r#"{"code":"ScopeLocked","message":"locked"}"#,
            r#"{"error":{"code":"Conflict","message":"outer","details":[{"code":"ScopeLocked","message":"locked"}]}}"#,
            r#"{"error":{"code":"BadRequest","message":"locked","details":[{"code":"ScopeLocked","target":null}]}}"#,
        ] {
            assert_eq!(said(body), ("ScopeLocked".to_owned(), "locked".to_owned()), "{body}");
        }
        let outer = r#"{"error":{"code":"AuthorizationFailed","message":"no","details":[{"code":"Other","message":"x"}]}}"#;
        assert_eq!(said(outer), ("AuthorizationFailed".to_owned(), "no".to_owned()));
        assert_eq!(said(r#"{"error":{"code":409,"message":"no"}}"#).0, "409");
    }

    #[test]
    fn a_page_of_html_is_kept_as_a_short_text() {
        let page = format!("<html>\n<h1>Sign in to the hotel</h1>{}", "x".repeat(100_000));
        let (code, message) = said(&page);
        assert!(code.is_empty() && message.starts_with("<html> <h1>Sign in to the hotel</h1>"));
        assert!(message.chars().count() <= 500);
        assert_eq!(said(""), (String::new(), String::new()));
    }
}
