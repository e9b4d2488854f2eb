//! What Entra ID refuses.

use serde::{Deserialize, Deserializer};

use super::{Challenge, Meaning};

/// A refusal, in Entra ID's own words.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Refused {
    /// What kind it is, as OAuth names it.
    pub(crate) error: String,
    /// What can be done about it.
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) suberror: String,
    /// The numbers; the first one counts most.
    #[serde(default, rename = "error_codes", deserialize_with = "numbers")]
    pub(crate) numbers: Vec<i64>,
    /// In words, for the details.
    #[serde(default, rename = "error_description", deserialize_with = "lenient")]
    pub(crate) description: String,
    /// What the next sign-in has to show.
    #[serde(default, deserialize_with = "challenge")]
    pub(crate) claims: Option<Challenge>,
    /// What support asks for.
    #[serde(default, rename = "correlation_id", deserialize_with = "lenient")]
    pub(crate) correlation: String,
    /// The HTTP status.
    #[serde(skip)]
    pub(crate) status: u16,
}

impl Refused {
    /// Reads a refusal. What does not say which error it is, is none of Entra ID's.
    pub(crate) fn read(status: u16, body: &[u8]) -> Option<Self> {
        let refused: Self = serde_json::from_slice(body).ok()?;
        (!refused.error.is_empty()).then(|| Self { status, ..refused }.completed())
    }

    /// A refusal that somebody quotes, in a text of theirs.
    pub(crate) fn quoted(text: &str) -> Self {
        Self::brought("", "", text)
    }

    /// A refusal that the browser brought: an error and its description, no more.
    pub(super) fn brought(error: &str, suberror: &str, description: &str) -> Self {
        let (error, suberror, description) = (error.to_owned(), suberror.to_owned(), description.to_owned());
        Self { error, suberror, description, ..Self::default() }.completed()
    }

    pub(crate) fn meaning(&self) -> Option<Meaning> {
        let by_words = match (self.error.as_str(), self.suberror.as_str()) {
            ("authorization_pending", _) => Some(Meaning::Pending),
            ("expired_token", _) => Some(Meaning::DeviceCodeExpired),
            ("authorization_declined", _) => Some(Meaning::DeviceCodeDeclined),
            ("consent_required", _) | (_, "consent_required") => Some(Meaning::Consent),
            ("access_denied", "cancel") => Some(Meaning::Cancelled),
            ("access_denied", "") if self.numbers.is_empty() => Some(Meaning::Cancelled),
            _ => None,
        };
        let by_number = Meaning::of(&self.numbers);
        match (by_words, by_number) {
            // The number knows who can consent.
            (Some(Meaning::Consent), Some(Meaning::AdminConsent | Meaning::ConsentDeclined)) => by_number,
            _ => by_words.or(by_number),
        }
    }

    /// Whether the refresh token itself is worth nothing any more. A refresh token that lacks a second factor in one
    /// tenant, or may not be used there, is still good for others.
    pub(crate) fn is_about_the_grant(&self) -> bool {
        let spent = matches!(self.suberror.as_str(), "bad_token" | "token_expired" | "client_mismatch");
        self.error == "invalid_grant"
            && match self.meaning() {
                Some(Meaning::Ended | Meaning::TooOld) => true,
                Some(_) => spent,
                None => spent || self.suberror.is_empty(),
            }
    }

    /// Whether a person can mend it by signing in once more.
    pub(crate) fn needs_a_person(&self) -> bool {
        let asks = matches!(self.error.as_str(), "interaction_required" | "login_required")
            || matches!(self.suberror.as_str(), "basic_action" | "additional_action");
        match self.meaning() {
            Some(
                Meaning::SecondFactor
                | Meaning::SetUpSecondFactor
                | Meaning::NoSession
                | Meaning::Ended
                | Meaning::TooOld
                | Meaning::ManagedDevice
                | Meaning::Consent,
            ) => true,
            Some(_) => false,
            None => asks || self.is_about_the_grant(),
        }
    }

    /// Whether it is Entra ID that cannot answer now, rather than a refusal for good.
    pub(crate) fn passes(&self) -> bool {
        matches!(self.status, 408 | 429 | 500..=599)
            || matches!(self.error.as_str(), "temporarily_unavailable" | "server_error")
    }

    /// Fills what only the description says: `AADSTS50058: … Correlation ID: …`.
    fn completed(mut self) -> Self {
        let after = |mark: &str| self.description.split_once(mark).map_or("", |(_, after)| after);
        if self.numbers.is_empty() {
            let digits = after("AADSTS").split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
            self.numbers.extend(digits.parse::<i64>().ok().filter(|number| *number > 0));
        }
        if self.correlation.is_empty() {
            let id = after("Correlation ID:").split_whitespace().next().unwrap_or_default();
            self.correlation = id.to_owned();
        }
        self
    }
}

/// A text, whatever else may stand there.
fn lenient<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

fn numbers<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<i64>, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    let number = |value: &serde_json::Value| value.as_i64().or_else(|| value.as_str()?.parse().ok());
    Ok(value.as_array().into_iter().flatten().filter_map(number).filter(|number| *number > 0).collect())
}

fn challenge<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Challenge>, D::Error> {
    Ok(Challenge::of_json(&lenient(from)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(error: &str, suberror: &str, number: i64) -> Refused {
        let body = json!({ "error": error, "suberror": suberror, "error_codes": [number] });
        Refused::read(400, body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_refusal_is_read_whole() {
        let body = json!({ "error": "interaction_required", "suberror": "basic_action", "error_codes": [50076],
            "error_description": "AADSTS50076: Due to a configuration change …", "timestamp": "2026-02-01 09:00:00Z",
            "claims": "{\"access_token\":{\"capolids\":{\"essential\":true,\"values\":[\"p\"]}}}",
            "trace_id": "t", "correlation_id": "c" });
        let refused = Refused::read(400, body.to_string().as_bytes()).unwrap();
        assert_eq!((refused.status, refused.numbers.as_slice()), (400, [50_076].as_slice()));
        assert_eq!((refused.correlation.as_str(), refused.claims.is_some()), ("c", true));
        assert!(refused.needs_a_person() && !refused.is_about_the_grant());
    }

    #[test]
    fn odd_members_do_not_hide_the_error() {
        let body = json!({ "error": "invalid_grant", "suberror": null, "error_codes": "50076", "claims": {},
            "error_description": "AADSTS700082: The refresh token has expired due to inactivity." });
        let refused = Refused::read(400, body.to_string().as_bytes()).unwrap();
        assert_eq!(refused.meaning(), Some(Meaning::TooOld));
        for body in ["", "<html>", "[]", "{}", r#"{"error":""}"#, r#"{"error":{"code":"x"}}"#] {
            assert!(Refused::read(400, body.as_bytes()).is_none(), "{body}");
        }
    }

    #[test]
    fn only_a_spent_refresh_token_is_forgotten() {
        for (error, suberror, number, spent, person) in [
            ("invalid_grant", "", 700_082, true, true),
            ("invalid_grant", "", 50_173, true, true),
            ("invalid_grant", "token_expired", 70_043, true, true),
            ("invalid_grant", "bad_token", 9_999_999, true, true),
            ("invalid_grant", "", 9_999_999, true, true),
            ("invalid_grant", "basic_action", 50_076, false, true),
            ("invalid_grant", "", 50_076, false, true),
            ("invalid_grant", "", 50_020, false, false),
            ("invalid_grant", "", 53_000, false, true),
            ("invalid_grant", "message_only", 53_003, false, false),
            ("invalid_grant", "message_only", 9_999_999, false, false),
            ("invalid_grant", "consent_required", 65_001, false, true),
            ("invalid_grant", "", 50_057, false, false),
            ("interaction_required", "", 9_999_999, false, true),
            ("invalid_client", "", 700_016, false, false),
            ("temporarily_unavailable", "", 90_033, false, false),
        ] {
            let refused = refused(error, suberror, number);
            assert_eq!(
                (refused.is_about_the_grant(), refused.needs_a_person()),
                (spent, person),
                "{error} {suberror} {number}"
            );
        }
    }

    #[test]
    fn the_browser_brings_number_and_correlation_in_a_text() {
        let text = "AADSTS65004: User declined to consent to access the app. Trace ID: t-1 Correlation ID: c-1 Timestamp: x";
        let refused = Refused::brought("consent_required", "", text);
        assert_eq!(
            (refused.meaning(), refused.correlation.as_str()),
            (Some(Meaning::ConsentDeclined), "c-1")
        );
        for refused in
            [Refused::brought("access_denied", "cancel", text), Refused::brought("access_denied", "", "no")]
        {
            assert_eq!(refused.meaning(), Some(Meaning::Cancelled));
        }
    }
}
