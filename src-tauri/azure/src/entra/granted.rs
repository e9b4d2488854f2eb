//! What Entra ID grants.

use std::time::Duration;

use azure_core::credentials::Secret;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

use super::identity::Identity;

/// Tokens, and whose they are.
#[derive(Debug)]
pub(crate) struct Granted {
    /// The access token.
    pub(crate) access: Secret,
    /// How long it holds, from its receipt.
    pub(crate) expires_in: Duration,
    /// When it is better renewed already, where Entra ID says so.
    pub(crate) refresh_in: Option<Duration>,
    /// A refresh token in place of the one that was given, where there is a new one.
    pub(crate) refresh: Option<SecretString>,
    /// Who signed in, where that is told.
    pub(crate) identity: Option<Identity>,
}

#[derive(Deserialize)]
struct Wire {
    token_type: String,
    access_token: String,
    #[serde(deserialize_with = "seconds")]
    expires_in: Duration,
    #[serde(default, deserialize_with = "some_seconds")]
    refresh_in: Option<Duration>,
    refresh_token: Option<String>,
    id_token: Option<String>,
    client_info: Option<String>,
}

/// Numbers came as texts from older endpoints.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u32),
    Text(String),
}

impl Granted {
    /// Reads an answer of success. Why one cannot be read is not told: the reason could quote a token.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let wire: Wire = serde_json::from_slice(body).ok()?;
        if !wire.token_type.eq_ignore_ascii_case("bearer") || wire.access_token.is_empty() {
            return None;
        }
        let identity = wire.id_token.and_then(|token| Identity::read(&token, wire.client_info.as_deref()));
        Some(Self {
            access: Secret::new(wire.access_token),
            expires_in: wire.expires_in,
            refresh_in: wire.refresh_in,
            refresh: wire.refresh_token.filter(|token| !token.is_empty()).map(SecretString::from),
            identity,
        })
    }
}

impl Seconds {
    fn duration<E: serde::de::Error>(self) -> Result<Duration, E> {
        let seconds = match self {
            Self::Number(number) => number,
            Self::Text(text) => text.trim().parse().map_err(|_| E::custom("no number of seconds"))?,
        };
        Ok(Duration::from_secs(u64::from(seconds)))
    }
}

fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    Seconds::deserialize(from)?.duration()
}

fn some_seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    Option::<Seconds>::deserialize(from)?.map(Seconds::duration).transpose()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_is_read_whole() {
        let body = json!({ "token_type": "Bearer", "scope": "x", "expires_in": 4712, "ext_expires_in": 4712,
            "refresh_in": "2356", "access_token": "at", "refresh_token": "rt", "foci": "1" });
        let granted = Granted::read(body.to_string().as_bytes()).unwrap();
        assert_eq!(granted.access.secret(), "at");
        assert_eq!(granted.expires_in, Duration::from_secs(4_712));
        assert_eq!(granted.refresh_in, Some(Duration::from_secs(2_356)));
        assert_eq!(granted.refresh.as_ref().unwrap().expose_secret(), "rt");
        assert!(granted.identity.is_none());
        let printed = format!("{granted:?}");
        assert!(!printed.contains("at\"") && !printed.contains("rt\""), "{printed}");
    }

    #[test]
    fn what_is_no_grant_is_not_taken_for_one() {
        for body in [
            "<html>",
            r#"{"token_type":"Bearer","access_token":"at"}"#,
            r#"{"token_type":"Bearer","access_token":"","expires_in":1}"#,
            r#"{"token_type":"pop","access_token":"at","expires_in":1}"#,
            r#"{"token_type":"Bearer","access_token":"at","expires_in":"soon"}"#,
            r#"{"token_type":"Bearer","access_token":"at","expires_in":-5}"#,
        ] {
            assert!(Granted::read(body.as_bytes()).is_none(), "{body}");
        }
    }
}
