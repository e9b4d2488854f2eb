//! Why nothing can be kept, and what to do about it.

use std::time::Duration;

use jit_core::{Code, Problem};

use super::fault::Fault;
use super::look::{State, state};

/// Why the secret store did not do what it was asked. Holds nothing of what was to be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NoStore {
    /// What kind of reason it is.
    pub kind: NoStoreKind,
    /// What is so.
    pub message: String,
    /// The way out.
    pub hint: String,
}

/// What keeps the store from working.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoStoreKind {
    /// There is none.
    Missing,
    /// It is locked, and nobody unlocked it.
    Locked,
    /// Something else.
    Failed,
}

impl NoStore {
    pub(super) fn missing(message: &str, hint: &str) -> Self {
        Self::new(NoStoreKind::Missing, message, hint)
    }

    pub(super) fn locked() -> Self {
        let message = "The secret store is locked, and nobody unlocked it.";
        Self::new(NoStoreKind::Locked, message, &format!("{UNLOCK} Until then {MEANWHILE}"))
    }

    pub(super) fn failed(reason: &str) -> Self {
        let hint = format!("Try again, or sign in to the desktop again. Until then {MEANWHILE}");
        Self::new(NoStoreKind::Failed, &format!("The secret store failed: {reason}."), &hint)
    }

    fn new(kind: NoStoreKind, message: &str, hint: &str) -> Self {
        Self { kind, message: message.to_owned(), hint: hint.to_owned() }
    }
}

impl From<NoStore> for Problem {
    fn from(no_store: NoStore) -> Self {
        Self::new(Code::NoSecretStore, no_store.message, no_store.hint)
    }
}

impl From<State> for NoStore {
    fn from(state: State) -> Self {
        match state {
            State::Good => Self::failed("it works again"),
            State::NoBus(reason) => Self::missing(
                &format!("No secret store can be reached: there is no session bus ({reason})."),
                &format!("Start the program in a desktop session. Until then {MEANWHILE}"),
            ),
            State::NoService => Self::missing(
                "No secret store runs on this computer.",
                &format!("Install and start one, such as GNOME Keyring or KWallet. Until then {MEANWHILE}"),
            ),
            State::NoKeyring => Self::missing(
                "The secret store has no default keyring to keep anything in.",
                &format!(
                    "Make one in its own program (Passwords and Keys, KWalletManager). Until then {MEANWHILE}"
                ),
            ),
            State::Locked => Self::locked(),
        }
    }
}

pub(super) const UNLOCK: &str = "Unlock it, for instance by signing in to the desktop with your password.";
pub(super) const MEANWHILE: &str = "a sign-in lasts as long as this program runs.";

/// What a fault comes from. The store's own words seldom tell, so it is looked at again.
pub(super) async fn of(fault: Fault, patience: Duration) -> NoStore {
    let state = state().await;
    match (fault, state) {
        (_, state @ (State::NoBus(_) | State::NoService | State::NoKeyring)) => state.into(),
        (Fault::NoAccess(_) | Fault::Silent | Fault::Stuck, State::Locked) => NoStore::locked(),
        (Fault::NoAccess(reason), State::Good) => NoStore::failed(&format!("it gave no access ({reason})")),
        (Fault::Failed(reason), _) => NoStore::failed(&reason),
        (Fault::Silent, State::Good) => {
            NoStore::failed(&format!("it did not answer within {} s", patience.as_secs_f32()))
        }
        (Fault::Stuck, State::Good) => NoStore::failed("it does not answer"),
    }
}
