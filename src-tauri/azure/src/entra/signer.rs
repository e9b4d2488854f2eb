//! Where tokens come from, for messages.

use jit_core::{AccountId, WayIn};

/// Whose tokens they are and who gives them.
#[derive(Debug, Clone)]
pub(crate) struct Signer {
    /// The host that gives the tokens.
    pub(crate) authority: String,
    /// Whose they are.
    pub(crate) who: Who,
    /// The tenant, where it was chosen.
    pub(crate) tenant: Option<String>,
    /// What the tokens are for.
    pub(crate) scope: String,
}

/// Who signs in. It decides what can be done about a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    /// A person, with `az`.
    Az,
    /// An application with a secret.
    Principal,
    /// A person who signed in here and can be asked again.
    Person(AccountId),
    /// Somebody who is signing in right now, this way.
    Newcomer(WayIn),
}
