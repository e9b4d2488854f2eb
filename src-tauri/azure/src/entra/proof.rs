//! What a refused call needs of its next token, and the error when there is no such token.

use std::fmt;

use azure_core::credentials::Secret;
use azure_core::http::headers::{AUTHORIZATION, Headers, WWW_AUTHENTICATE};

use super::Challenge;
use super::www_authenticate::{Scheme, schemes};

/// What is needed of a token. Passed along in the call's context.
#[derive(Debug, Clone, Default)]
pub(crate) enum Need {
    /// Nothing in particular.
    #[default]
    Any,
    /// Another one than this, which Azure refused.
    Other(Secret),
    /// More than this one showed.
    More(Secret, Challenge),
}

/// What a 401 asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wish {
    /// A fresh token.
    Fresh,
    /// A token that shows more; what, is not told in a form that can be read.
    SomethingMore,
    /// A token that shows this.
    More(Challenge),
}

/// Azure wants a sign-in with more proof: a second factor, a known device, a new session.
pub(crate) struct MoreProof {
    /// What it wants, where that could be read.
    pub(crate) challenge: Option<Challenge>,
    pub(crate) correlation_id: Option<String>,
}

impl Wish {
    /// Reads what the headers of a 401 ask for. Without a challenge for a bearer token there is nothing to be done.
    pub(crate) fn of(headers: &Headers) -> Option<Self> {
        let found = schemes(headers.get_optional_str(&WWW_AUTHENTICATE)?);
        let bearer: Vec<&Scheme> = found.iter().filter(|scheme| scheme.is("Bearer")).collect();
        let wants_more = |scheme: &&&Scheme| {
            scheme.parameter("error").is_some_and(|error| error.eq_ignore_ascii_case("insufficient_claims"))
        };
        let Some(first) = bearer.iter().find(wants_more) else {
            return bearer.first().map(|_| Self::Fresh);
        };
        // A header that is sent twice may have lost the claims in one of them.
        let mut all = std::iter::once(first).chain(bearer.iter().filter(wants_more));
        Some(
            all.find_map(|scheme| Challenge::of_base64(scheme.parameter("claims")?))
                .map_or(Self::SomethingMore, Self::More),
        )
    }
}

impl MoreProof {
    pub(crate) fn wanted(challenge: Option<Challenge>, headers: &Headers) -> Self {
        let correlation_id = headers.get_optional_string(&"x-ms-correlation-request-id".into());
        Self { challenge, correlation_id }
    }
}

/// The tenant whose token the headers of a 401 ask for: the last part of the address where to get one.
pub(crate) fn tenant_named(headers: &Headers) -> Option<String> {
    let found = schemes(headers.get_optional_str(&WWW_AUTHENTICATE)?);
    let bearer = found.iter().find(|scheme| scheme.is("Bearer"))?;
    let tenant = bearer.parameter("authorization_uri")?.trim_end_matches('/').rsplit('/').next()?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    (!tenant.is_empty() && tenant.len() <= 100 && tenant.bytes().all(plain))
        .then(|| tenant.to_ascii_lowercase())
}

/// The token that a request was sent with.
pub(crate) fn token_of(headers: &Headers) -> Option<Secret> {
    let sent = headers.get_optional_str(&AUTHORIZATION)?.strip_prefix("Bearer ")?;
    Some(Secret::new(sent.to_owned()))
}

impl fmt::Debug for MoreProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MoreProof")
    }
}

impl fmt::Display for MoreProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Azure wants a sign-in with more proof")
    }
}

impl std::error::Error for MoreProof {}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(header: &str) -> Option<Wish> {
        let mut headers = Headers::new();
        headers.insert("www-authenticate", header.to_owned());
        Wish::of(&headers)
    }

    #[test]
    fn a_challenge_is_found_wherever_it_stands() {
        let wanted = Challenge::of_json(r#"{"access_token":{"nbf":{"value":"1"}}}"#).unwrap();
        let claims = wanted.base64();
        let claims = claims.trim_end_matches('=');
        for header in [
            format!(
                r#"Bearer authorization_uri="https://login/x", error="insufficient_claims", claims="{claims}""#
            ),
            format!(r#"Bearer error="invalid_token", Bearer error="insufficient_claims", claims={claims}"#),
            format!(
                r#"PoP realm="", error="insufficient_claims", claims="e30", bearer Claims="{claims}", ERROR="insufficient_claims""#
            ),
            format!(
                r#"Bearer error="insufficient_claims", Bearer error="insufficient_claims", claims="{claims}""#
            ),
        ] {
            assert_eq!(wish(&header), Some(Wish::More(wanted.clone())), "{header}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_apart_from_what_is_not_asked() {
        assert_eq!(
            wish(r#"Bearer error="insufficient_claims", claims="$(reboot)""#),
            Some(Wish::SomethingMore)
        );
        assert_eq!(wish(r#"Bearer error="insufficient_claims""#), Some(Wish::SomethingMore));
        assert_eq!(wish(r#"Bearer error="invalid_token", claims="e30""#), Some(Wish::Fresh));
        assert_eq!(wish("Bearer"), Some(Wish::Fresh));
        assert_eq!(wish(r#"PoP error="insufficient_claims""#), None);
        assert_eq!(wish(""), None);
        assert_eq!(Wish::of(&Headers::new()), None);
    }

    #[test]
    fn the_right_tenant_is_named_by_the_address() {
        let named = |address: &str| {
            let mut headers = Headers::new();
            headers.insert(
                "www-authenticate",
                format!("Bearer authorization_uri=\"{address}\", error=\"invalid_token\""),
            );
            tenant_named(&headers)
        };
        assert_eq!(named("https://login.windows.net/31C7-4a/"), Some("31c7-4a".to_owned()));
        assert_eq!(named("https://login.windows.net/contoso.com"), Some("contoso.com".to_owned()));
        for odd in [
            "",
            "/",
            "https://login/a b",
            "https://login/..%2f",
            &format!("https://login/{}", "x".repeat(200)),
        ] {
            assert_eq!(named(odd), None, "{odd}");
        }
    }

    #[test]
    fn no_part_of_it_prints() {
        let challenge = Challenge::of_json(r#"{"access_token":{"nbf":{"value":"1"}}}"#);
        let need = Need::More(Secret::new("hidden"), challenge.clone().unwrap());
        let printed = format!("{need:?} {0:?} {0}", MoreProof { challenge, correlation_id: None });
        assert!(!printed.contains("hidden") && !printed.contains("nbf"), "{printed}");
    }
}
