//! Puts the token on a call, and on its one repeat when Azure refuses it: a fresh one for a stale one, one that shows more
//! when Azure asks for more. `azure_core`'s own policy keeps a second copy of the token, and asks only once.

use std::sync::Arc;

use async_trait::async_trait;
use azure_core::credentials::{Secret, TokenCredential, TokenRequestOptions};
use azure_core::error::ErrorKind;
use azure_core::http::headers::{AUTHORIZATION, Headers};
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{ClientMethodOptions, Context, Request, StatusCode};

use crate::entra::{Challenge, MoreProof, Need, Tokens, Wish};

/// The policy of tokens.
#[derive(Debug)]
pub(crate) struct Authorize {
    pub(crate) scope: String,
    pub(crate) tokens: Tokens,
}

impl Authorize {
    /// Puts a token that meets the need on a request.
    async fn authorize(&self, request: &mut Request, need: Need) -> azure_core::Result<Secret> {
        let options = TokenRequestOptions {
            method_options: ClientMethodOptions { context: Context::new().with_value(need) },
        };
        let token = self.tokens.get_token(&[&self.scope], Some(options)).await?.token;
        request.insert_header(AUTHORIZATION, format!("Bearer {}", token.secret()));
        Ok(token)
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait writes it so, and async_trait tells the two apart")]
#[async_trait]
impl Policy for Authorize {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let [first, rest @ ..] = next else {
            return Err(azure_core::Error::with_message(ErrorKind::Other, "the pipeline has no transport"));
        };
        if request.url().scheme() != "https" {
            return Err(azure_core::Error::with_message(ErrorKind::Other, "a token travels over https only"));
        }
        let mut need = Need::Any;
        let (mut had_fresh, mut had_more) = (false, false);
        loop {
            let token = self.authorize(request, need).await?;
            let response = first.send(ctx, request, rest).await?;
            if response.status() != StatusCode::Unauthorized {
                return Ok(response);
            }
            need = match Wish::of(response.headers()) {
                None => return Ok(response),
                Some(Wish::More(challenge)) if !self.tokens.heeds_claims() => {
                    // Whoever gives the tokens is asked elsewhere; then a new one is wanted.
                    self.tokens.forget(&token);
                    return Err(needed(Some(challenge), response.headers()));
                }
                Some(Wish::More(challenge)) if !had_more => {
                    had_more = true;
                    Need::More(token, challenge)
                }
                Some(Wish::More(challenge)) => {
                    self.tokens.leave_open(&challenge);
                    return Err(needed(Some(challenge), response.headers()));
                }
                Some(Wish::SomethingMore) if had_fresh => return Err(needed(None, response.headers())),
                Some(Wish::Fresh) if had_fresh => return Ok(response),
                Some(Wish::SomethingMore | Wish::Fresh) => {
                    had_fresh = true;
                    Need::Other(token)
                }
            };
            request.body_mut().reset().await?;
        }
    }
}

fn needed(challenge: Option<Challenge>, headers: &Headers) -> azure_core::Error {
    azure_core::Error::new(ErrorKind::Credential, MoreProof::wanted(challenge, headers))
}
