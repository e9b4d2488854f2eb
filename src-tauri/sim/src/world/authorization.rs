//! What an application asks for when it sends a person's browser to Entra ID.

use super::conditions::Wanted;

/// A request that makes sense and whose answer can be sent back.
#[derive(Clone, Debug)]
pub(crate) struct Authorization {
    pub(crate) application: String,
    /// The tenant signed in to; the person's home when absent.
    pub(crate) tenant: Option<String>,
    /// Where the answer goes, as the application wrote it.
    pub(crate) redirect: String,
    pub(crate) mode: Mode,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) scope: String,
    pub(crate) challenge: Option<CodeChallenge>,
    pub(crate) prompt: Prompt,
    /// Who will sign in, the application thinks.
    pub(crate) login_hint: Option<String>,
    /// Where they are from, it thinks.
    pub(crate) domain_hint: Option<String>,
    /// What the token is wanted to carry.
    pub(crate) wanted: Wanted,
    /// The answer also says who signed in.
    pub(crate) client_info: bool,
}

/// How the answer travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Query,
    Fragment,
    FormPost,
}

/// What the person may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// What is needed.
    Usual,
    /// Who they are, even when that is known.
    Login,
    /// Which of their accounts it shall be.
    SelectAccount,
    /// Whether the application may.
    Consent,
    /// Nothing.
    None,
}

/// Only who knows the verifier can redeem the code (PKCE).
#[derive(Clone, Debug)]
pub(crate) struct CodeChallenge {
    pub(crate) value: String,
    /// The challenge is the verifier's SHA-256 rather than the verifier.
    pub(crate) hashed: bool,
}
