//! What is wanted of a person who signs in, and what comes of it.

use jit_core::{Account, Code, Problem, WayIn};

use super::{Challenge, Claims, Entra, Granted, SignedIn, Ungranted, Who};
use crate::problem::{another_account, foreign_answer, not_granted};

/// What is wanted of a sign-in.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The tenant to sign in to, by id or domain; without one, the account's own.
    pub tenant: Option<String>,
    /// The account that has to sign in; without one, whoever the person wants to be.
    pub account: Option<Account>,
    /// What Azure asks for.
    pub challenge: Option<Challenge>,
}

/// Where people of any organisation sign in.
const ANY: &str = "organizations";

impl Wanted {
    /// The directory to sign in to.
    pub(super) fn directory(&self) -> Result<&str, Problem> {
        let own = self.account.as_ref().and_then(|account| account.tenant.as_deref());
        let Some(tenant) = self.tenant.as_deref().or(own) else { return Ok(ANY) };
        let part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        if tenant.bytes().all(part) && tenant.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
            return Ok(tenant);
        }
        let message = format!("\"{}\" is neither a tenant's id nor its domain.", jit_core::clean(tenant));
        Err(Problem::new(Code::Usage, message, "Write it like contoso.com, or take the id from the portal."))
    }

    pub(super) fn claims(&self) -> Claims {
        self.challenge.iter().fold(Claims::default(), Claims::with)
    }

    /// Makes a sign-in of what was granted, once it is sure that it answers this wish.
    pub(super) fn fulfil(
        &self,
        entra: &Entra,
        way: WayIn,
        nonce: Option<&str>,
        mut granted: Granted,
    ) -> Result<SignedIn, Problem> {
        let signer = entra.signer(Who::Newcomer(way), self.tenant.as_deref());
        let Some(identity) = granted.identity.take() else {
            return Err(not_granted(&Ungranted::Strange(200), &signer, entra.now()));
        };
        let ours = identity.audience.eq_ignore_ascii_case(entra.client_id())
            && nonce.is_none_or(|nonce| identity.nonce.as_deref() == Some(nonce))
            && self.tenant.as_deref().is_none_or(|tenant| !is_id(tenant) || names(tenant, &identity.tenant));
        if !ours || granted.refresh.is_none() {
            return Err(foreign_answer(&signer, entra.now()));
        }
        let account = identity.account(way);
        match &self.account {
            Some(wanted) if wanted.id != account.id => Err(another_account(&wanted.name, &account.name)),
            _ => Ok(SignedIn { account, tenant: identity.tenant, granted }),
        }
    }
}

fn names(wanted: &str, tenant: &str) -> bool {
    wanted.eq_ignore_ascii_case(tenant)
}

/// Whether it is a tenant's id, rather than its domain.
fn is_id(tenant: &str) -> bool {
    tenant.len() == 36
        && tenant.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
