//! A sign-in that succeeded.

use jit_core::Account;

use super::Granted;

/// Who signed in, and the first tokens. [`crate::Person::signed_in`] keeps them.
#[derive(Debug)]
pub struct SignedIn {
    /// Who signed in, and how.
    pub account: Account,
    /// The tenant that was signed in to, which the first access token is for.
    pub(crate) tenant: String,
    pub(crate) granted: Granted,
}
