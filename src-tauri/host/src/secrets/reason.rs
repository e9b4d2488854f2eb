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

/// Why a store in this state keeps nothing, where that is so.
pub(super) fn of_state(state: &State) -> Option<NoStore> {
    match state {
        State::Good => None,
        State::NoBus(reason) => Some(NoStore::missing(
            &format!("No secret store can be reached: there is no session bus ({reason})."),
            &format!("Start the program in a desktop session. Until then {MEANWHILE}"),
        )),
        State::NoService => Some(NoStore::missing(
            "No secret store runs on this computer.",
            &format!("Install and start one, such as GNOME Keyring or KWallet. Until then {MEANWHILE}"),
        )),
        State::NoKeyring => Some(NoStore::missing(
            "The secret store has no default keyring to keep anything in.",
            &format!(
                "Make one in its own program (Passwords and Keys, KWalletManager). Until then {MEANWHILE}"
            ),
        )),
        State::Locked => Some(NoStore::locked()),
    }
}

pub(super) const UNLOCK: &str = "Unlock it, for instance by signing in to the desktop with your password.";
pub(super) const MEANWHILE: &str = "a sign-in lasts as long as this program runs.";

/// What a fault comes from. The store's own words seldom tell, so it is looked at again.
pub(super) async fn of(fault: Fault, patience: Duration) -> NoStore {
    told(fault, &state().await, patience)
}

fn told(fault: Fault, state: &State, patience: Duration) -> NoStore {
    let reason = match (fault, of_state(state)) {
        // What fails in an unlocked part of a locked store fails for another reason.
        (Fault::Failed(reason), Some(no_store)) if no_store.kind == NoStoreKind::Locked => reason,
        (_, Some(no_store)) => return no_store,
        (Fault::Failed(reason), None) => reason,
        (Fault::NoAccess(reason), None) => format!("it gave no access ({reason})"),
        (Fault::Silent, None) => format!("it did not answer within {} s", patience.as_secs_f32()),
        (Fault::Stuck, None) => "it does not answer".to_owned(),
    };
    NoStore::failed(&reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_what_is_so_and_not_what_a_call_said() {
        let failed = || Fault::Failed("org.freedesktop.DBus.Error.ServiceUnknown".to_owned());
        let told = |fault, state: State| {
            let no_store = told(fault, &state, Duration::from_secs(20));
            assert!(no_store.hint.ends_with("Until then a sign-in lasts as long as this program runs."));
            (no_store.kind, no_store.message)
        };
        let missing = (NoStoreKind::Missing, "No secret store runs on this computer.".to_owned());
        assert_eq!(told(failed(), State::NoService), missing);
        let locked = (NoStoreKind::Locked, "The secret store is locked, and nobody unlocked it.".to_owned());
        for fault in [Fault::NoAccess("prompt dismissed".to_owned()), Fault::Silent, Fault::Stuck] {
            assert_eq!(told(fault, State::Locked), locked);
        }
        for (fault, state, reason) in [
            (failed(), State::Locked, "org.freedesktop.DBus.Error.ServiceUnknown"),
            (failed(), State::Good, "org.freedesktop.DBus.Error.ServiceUnknown"),
            (Fault::NoAccess("no".to_owned()), State::Good, "it gave no access (no)"),
            (Fault::Silent, State::Good, "it did not answer within 20 s"),
            (Fault::Stuck, State::Good, "it does not answer"),
        ] {
            let message = format!("The secret store failed: {reason}.");
            assert_eq!(told(fault, state), (NoStoreKind::Failed, message));
        }
    }

    #[test]
    fn a_reason_is_shown_as_a_problem() {
        let problem = Problem::from(NoStore::locked());
        assert_eq!(problem.code, Code::NoSecretStore);
        assert_eq!(problem.message, "The secret store is locked, and nobody unlocked it.");
        let hint = "Unlock it, for instance by signing in to the desktop with your password. Until then a sign-in \
                    lasts as long as this program runs.";
        assert_eq!(problem.hint, hint);
    }
}
