//! Access tokens: signed, and known by heart so that they can be revoked.

use jiff::{SignedDuration, Timestamp};

use super::World;
use super::audience::{Resource, resource};
use super::claims::{self, Issue};
use super::conditions::Wanted;
use super::rbac::{Caller, Shown};
use crate::jws;

#[derive(Clone, Debug)]
pub(super) struct Token {
    principal: String,
    tenant: String,
    audience: String,
    pub(super) expires: Timestamp,
    shown: Shown,
}

/// What Resource Manager knows about a presented token.
pub(crate) enum TokenState {
    Valid(Box<Caller>),
    Expired(Timestamp),
    /// It is for this other resource.
    Foreign(String),
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
        let until = now + lifetime;
        let application = AZURE_CLI;
        let wanted = Wanted::default();
        let issue = Issue { tenant, audience, application, wanted: &wanted, mfa: true, from: now, until };
        self.issue(principal, &issue)
    }

    pub(crate) fn issue(&mut self, principal: &str, issue: &Issue<'_>) -> Option<String> {
        let id = self.fresh();
        let holder = self.principals.iter().find(|held| held.name == principal)?;
        let token = jws::sign(&claims::access(holder, issue, self.egress, &id))?;
        let stored = Token {
            principal: principal.to_owned(),
            tenant: issue.tenant.to_owned(),
            audience: issue.audience.to_owned(),
            expires: issue.until,
            shown: Shown {
                serial: self.sessions.issued,
                revocable: issue.wanted.revocable,
                mfa: issue.mfa && holder.person.is_some(),
                contexts: issue.wanted.contexts.clone(),
            },
        };
        self.note_secret(&token);
        self.sessions.tokens.insert(token.clone(), stored);
        Some(token)
    }

    /// Issues a token that tells an application who signed in; only people have one.
    pub(crate) fn issue_id_token(
        &mut self,
        principal: &str,
        issue: &Issue<'_>,
        base: &str,
        nonce: Option<&str>,
    ) -> Option<String> {
        let id = self.fresh();
        let holder = self.principals.iter().find(|held| held.name == principal)?;
        let person = holder.person.as_ref()?;
        let token = jws::sign(&claims::id_token(holder, person, issue, (base, nonce), &id))?;
        self.note_secret(&token);
        Some(token)
    }

    pub(crate) fn token(&self, token: &str, now: Timestamp) -> TokenState {
        let Some(known) = self.sessions.tokens.get(token) else { return TokenState::Unknown };
        if known.expires <= now {
            return TokenState::Expired(known.expires);
        }
        if resource(&known.audience) != Some(Resource::Arm) {
            return TokenState::Foreign(known.audience.clone());
        }
        match self.principals.iter().find(|principal| principal.name == known.principal) {
            Some(principal) => {
                let caller = self.caller(principal, &known.tenant).having(known.shown.clone());
                TokenState::Valid(Box::new(caller))
            }
            None => TokenState::Unknown,
        }
    }
}

/// The application that people sign in with when none is named.
pub(crate) const AZURE_CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
