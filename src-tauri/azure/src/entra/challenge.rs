//! What is done about a 401: a fresh token for a stale one, and a clear word when Azure wants more proof.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use azure_core::credentials::TokenRequestOptions;
use azure_core::error::ErrorKind;
use azure_core::http::headers::{AUTHORIZATION, Headers, WWW_AUTHENTICATE};
use azure_core::http::policies::auth::{Authorizer, OnChallenge};
use azure_core::http::{ClientMethodOptions, Context, Request};

use super::tokens::{Rejected, Tokens};

/// Asks once for a token that is not the one Azure refused.
#[derive(Debug)]
pub(crate) struct FreshToken {
    pub(crate) scope: String,
    pub(crate) tokens: Arc<Tokens>,
}

/// Azure wants a sign-in with more proof: a second factor, a known device, a new session.
pub(crate) struct MoreProof {
    /// The challenge as Azure sent it, base64. It names what the tenant demands, so it is not printed.
    pub(crate) claims: Option<String>,
    pub(crate) correlation_id: Option<String>,
}

#[expect(elided_lifetimes_in_paths, reason = "the trait writes it so, and async_trait tells the two apart")]
#[async_trait]
impl OnChallenge for FreshToken {
    async fn on_challenge(
        &self,
        context: &Context,
        request: &mut Request,
        authorizer: &dyn Authorizer,
        headers: &Headers,
    ) -> azure_core::Result<()> {
        let challenge = headers.get_optional_str(&WWW_AUTHENTICATE).unwrap_or_default();
        if challenge.contains("insufficient_claims") {
            let correlation_id = headers.get_optional_string(&"x-ms-correlation-request-id".into());
            return Err(azure_core::Error::new(
                ErrorKind::Credential,
                MoreProof { claims: claims(challenge), correlation_id },
            ));
        }
        let refused = request.headers().get_optional_str(&AUTHORIZATION).map(Rejected::from_header);
        let refused = refused.unwrap_or_default();
        // Had before the authorizer asks: see `Arm::send`.
        self.tokens.token(&[&self.scope], &refused).await?;
        let mut context = context.to_owned();
        context.insert(refused);
        let options = TokenRequestOptions { method_options: ClientMethodOptions { context } };
        authorizer.authorize(request, &[&self.scope], options).await
    }
}

/// The `claims` parameter, where it is plain base64 of a believable length.
fn claims(challenge: &str) -> Option<String> {
    let value = challenge.split_once("claims=")?.1.trim_start_matches('"');
    let value = value.split(['"', ',', ' ']).next()?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"+/-_=".contains(&b);
    (!value.is_empty() && value.len() <= 4096 && value.bytes().all(plain)).then(|| value.to_owned())
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

    #[test]
    fn the_claims_are_taken_only_as_plain_base64() {
        let challenge = |claims: &str| {
            format!(
                r#"Bearer authorization_uri="https://login/x", error="insufficient_claims", claims="{claims}""#
            )
        };
        assert_eq!(claims(&challenge("eyJhIjoxfQ")), Some("eyJhIjoxfQ".to_owned()));
        assert_eq!(claims(&challenge("$(reboot)")), None);
        assert_eq!(claims("Bearer error=\"insufficient_claims\""), None);
    }

    #[test]
    fn a_challenge_does_not_print() {
        let proof = MoreProof { claims: Some("eyJhIjoxfQ".to_owned()), correlation_id: None };
        assert!(!format!("{proof:?} {proof}").contains("eyJ"));
    }
}
