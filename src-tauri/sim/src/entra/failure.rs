//! A failure on demand, as Entra ID would word it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::message::Response;

/// Whether Entra ID answers at this path.
pub(crate) fn is_entra(path: &str) -> bool {
    let parts = ["/oauth2/", "/.well-known/", "/discovery/", "/userrealm/"];
    path == "/device" || path.ends_with("/login") || parts.iter().any(|part| path.contains(part))
}

/// What takes the place of the usual words of a status.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Words<'a> {
    pub(crate) error: Option<&'a str>,
    pub(crate) suberror: Option<&'a str>,
    /// The description; its number is also told as a number.
    pub(crate) message: Option<&'a str>,
    /// What the next request is to ask for.
    pub(crate) claims: Option<&'a Value>,
}

/// An answer with this status.
pub(crate) fn failure(status: u16, words: &Words<'_>, now: Timestamp) -> Response {
    let (usual, number, text) = usual(status);
    let description = words.message.map_or_else(|| format!("AADSTS{number}: {text}"), str::to_owned);
    let numbers: Vec<u32> = number_in(&description).into_iter().collect();
    let at = now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
    let trace = "5f1c2d3e-0000-4000-8000-5153494d0001";
    let mut body = json!({
        "error": words.error.unwrap_or(usual),
        "error_description": description,
        "error_codes": numbers,
        "timestamp": at,
        "trace_id": trace,
        "correlation_id": trace,
    });
    if let Some(suberror) = words.suberror {
        body["suberror"] = json!(suberror);
    }
    if let Some(claims) = words.claims {
        // Entra ID writes them as text.
        body["claims"] = claims.as_str().map_or_else(|| json!(claims.to_string()), |text| json!(text));
    }
    Response::json(status, body).with("cache-control", "no-store, no-cache")
}

fn usual(status: u16) -> (&'static str, u32, &'static str) {
    match status {
        401 => ("invalid_client", 7_000_215, "Invalid client secret provided."),
        403 => ("access_denied", 53_003, "Access has been blocked by Conditional Access policies."),
        429 => ("temporarily_unavailable", 90_055, "There are too many incoming requests."),
        400..=499 => ("invalid_request", 9_002_313, "Invalid request. Request is malformed or invalid."),
        500 => ("server_error", 90_033, "A transient error has occurred. Please try again."),
        _ => ("temporarily_unavailable", 90_033, "A transient error has occurred. Please try again."),
    }
}

fn number_in(text: &str) -> Option<u32> {
    let digits: String = text.split_once("AADSTS")?.1.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::scene::json;

    use super::*;

    fn seen(status: u16, error: Option<&str>, message: Option<&str>) -> (String, String, Option<u64>) {
        let body = json(&failure(
            status,
            &Words { error, message, ..Words::default() },
            "2026-02-01T08:00:00Z".parse().unwrap(),
        ));
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        (text("error"), text("error_description"), body["error_codes"][0].as_u64())
    }

    #[test]
    fn each_status_has_its_usual_words_and_others_take_their_place() {
        let transient = "AADSTS90033: A transient error has occurred. Please try again.".to_owned();
        assert_eq!(seen(503, None, None), ("temporarily_unavailable".into(), transient, Some(90_033)));
        assert_eq!(seen(429, None, None).2, Some(90_055));
        let blocked = "AADSTS53003: Blocked.";
        assert_eq!(
            seen(400, Some("interaction_required"), Some(blocked)),
            ("interaction_required".into(), blocked.into(), Some(53_003))
        );
        assert_eq!(seen(400, None, Some("Go away.")), ("invalid_request".into(), "Go away.".into(), None));
    }

    #[test]
    fn suberror_and_claims_come_along_when_given() {
        let claims = json!({ "access_token": { "acrs": { "essential": true, "values": ["c1"] } } });
        let words = Words {
            error: Some("invalid_grant"),
            suberror: Some("basic_action"),
            claims: Some(&claims),
            ..Words::default()
        };
        let body = json(&failure(400, &words, "2026-02-01T08:00:00Z".parse().unwrap()));
        assert_eq!(body["suberror"], "basic_action");
        assert_eq!(body["claims"], claims.to_string(), "as text");
    }

    #[test]
    fn entras_paths_are_told_from_resource_managers() {
        for path in
            ["/t/oauth2/v2.0/token", "/t/v2.0/.well-known/openid-configuration", "/device", "/t/login"]
        {
            assert!(is_entra(path), "{path}");
        }
        assert!(!is_entra("/subscriptions/s/providers/Microsoft.Compute/virtualMachines"));
    }
}
