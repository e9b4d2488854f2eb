//! What is wanted of a sign-in, and what is told of it while it goes on.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Account, AccountId, Problem, SignInNeeded, WayIn};

/// One sign-in that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningIn {
    /// Which one: what is told of an earlier one is dropped.
    pub id: SigningInId,
    /// The way.
    pub way: WayIn,
    /// The account that has to prove more; without one, whoever the person wants to be.
    pub account: Option<AccountId>,
    /// The tenant to sign in to; without one, the account's own.
    pub tenant: Option<String>,
}

impl SigningIn {
    /// What it mends, where it is for an account that is known.
    pub(crate) fn needed(&self) -> Option<SignInNeeded> {
        Some(SignInNeeded { account: self.account.clone()?, tenant: self.tenant.clone() })
    }
}

/// One run of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SigningInId(pub u32);

/// What is told of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigningInNews {
    /// The browser was asked to show the sign-in page; this is its address, should nothing have opened.
    BrowserOpened {
        /// The address of the sign-in page.
        address: String,
        /// When nobody waits for it any more.
        until: Timestamp,
    },
    /// A code has to be entered on any device.
    CodeShown {
        /// The code.
        code: String,
        /// Where to enter it.
        address: String,
        /// When it is worth nothing any more.
        until: Timestamp,
    },
    /// It has ended.
    Ended(Result<Account, Problem>),
}

/// A tenant of an account, and whether its machines can be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantNews {
    /// The account.
    pub account: AccountId,
    /// The tenant's id, in lower case.
    pub id: String,
    /// Its name, or its id where Azure gives no name.
    pub name: String,
    /// Why its machines cannot be seen. With [`Problem::sign_in`] a sign-in mends it.
    pub problem: Option<Problem>,
}

/// What stays true of signing in on this computer, whoever signs in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SigningInState {
    /// Who is signed in to Azure CLI, where `az` is there and somebody is.
    pub azure_cli: Option<String>,
    /// Why sign-ins do not outlive this program: the secret store is missing or locked.
    pub not_kept: Option<Problem>,
    /// How far this computer's clock is ahead of Azure's, when that is more than two minutes.
    pub clock_ahead: Option<SignedDuration>,
}
