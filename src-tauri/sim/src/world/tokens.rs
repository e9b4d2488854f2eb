//! Access tokens: shaped like JWTs, known by heart rather than verified.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::World;
use super::rbac::Caller;

#[derive(Clone, Debug)]
pub(super) struct Token {
    principal: String,
    tenant: String,
    expires: Timestamp,
}

/// What the server knows about a presented token.
pub(crate) enum TokenState {
    Valid(Box<Caller>),
    Expired(Timestamp),
    Unknown,
}

impl World {
    /// Issues a token for a principal, by name, in one of its tenants.
    pub(crate) fn issue_token(
        &mut self,
        principal: &str,
        tenant: &str,
        audience: &str,
        now: Timestamp,
        lifetime: SignedDuration,
    ) -> Option<String> {
        let holder = self.principals.iter().find(|held| held.name == principal)?.clone();
        let expires = now + lifetime;
        self.tokens_issued += 1;
        let claims = json!({
            "aud": audience,
            "iss": format!("https://sts.windows.net/{tenant}/"),
            "iat": now.as_second(),
            "nbf": now.as_second(),
            "exp": expires.as_second(),
            "appid": holder.client_id,
            "idtyp": "app",
            "oid": holder.object_id,
            "sub": holder.object_id,
            "tid": tenant,
            "uti": format!("{}", self.tokens_issued),
            "ver": "1.0",
        });
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": "azure-sim" });
        let encode = |part: &serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let token = format!("{}.{}.{}", encode(&header), encode(&claims), self.dice.opaque(342));
        let stored = Token { principal: principal.to_owned(), tenant: tenant.to_owned(), expires };
        self.tokens.insert(token.clone(), stored);
        Some(token)
    }

    pub(crate) fn token(&self, token: &str, now: Timestamp) -> TokenState {
        let Some(known) = self.tokens.get(token) else { return TokenState::Unknown };
        if known.expires <= now {
            return TokenState::Expired(known.expires);
        }
        match self.principals.iter().find(|principal| principal.name == known.principal) {
            Some(principal) => TokenState::Valid(Box::new(self.caller(principal, &known.tenant))),
            None => TokenState::Unknown,
        }
    }

    /// Takes the place of `self`; tokens, which belong to clients rather than to the world, stay.
    pub(crate) fn start_over(&mut self, pristine: Self) {
        let mut tokens = std::mem::take(&mut self.tokens);
        let issued = self.tokens_issued;
        *self = pristine;
        // A token that was there from the beginning is as good as it was then.
        tokens.extend(std::mem::take(&mut self.tokens));
        self.tokens = tokens;
        self.tokens_issued = issued;
    }

    /// Every token issued so far is expired from now on.
    pub(crate) fn expire_tokens(&mut self, now: Timestamp) {
        for token in self.tokens.values_mut() {
            token.expires = token.expires.min(now);
        }
    }
}
