//! A person's refresh token: in memory while the program runs, in the secret store for the next time. Several programs
//! share what is stored, and each of them may exchange it for a newer one.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use jit_core::Problem;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::watch;

use super::{NotKept, Secrets};
use crate::Clock;

/// How long the store is believed to hold what it held. Another program may have exchanged the token since.
const BELIEVED: SignedDuration = SignedDuration::from_secs(60);
/// How long a store that could not be read is left alone.
const RESTS: SignedDuration = SignedDuration::from_secs(15);

/// The refresh token of one account. Cheap to clone; clones share it.
#[derive(Clone)]
pub(super) struct RefreshToken(Arc<Inner>);

struct Inner {
    key: String,
    secrets: Arc<dyn Secrets>,
    clock: Clock,
    memory: Mutex<Memory>,
    /// One at a time speaks to the store, so that what is written last is what was had last.
    turn: tokio::sync::Mutex<()>,
    not_kept: watch::Sender<Option<Problem>>,
}

#[derive(Default)]
struct Memory {
    token: Option<SecretString>,
    /// When the store was last known to hold it.
    looked: Option<Timestamp>,
    /// The store did not take the token, at this time.
    unsaved: Option<Timestamp>,
    /// Why the store could not be read, and when that was.
    unreadable: Option<(NotKept, Timestamp)>,
    /// Counts sign-ins: what is exchanged for the token of an earlier one is worth less than what is there.
    sign_in: u64,
}

/// A refresh token to send, and the sign-in it comes from.
#[derive(Clone)]
pub(super) struct Current {
    pub(super) token: SecretString,
    sign_in: u64,
}

impl RefreshToken {
    pub(super) fn new(key: String, secrets: Arc<dyn Secrets>, clock: Clock) -> Self {
        let (memory, turn, not_kept) =
            (Mutex::default(), tokio::sync::Mutex::default(), watch::Sender::new(None));
        Self(Arc::new(Inner { key, secrets, clock, memory, turn, not_kept }))
    }

    /// Why the store does not keep it, while that is so.
    pub(super) fn not_kept(&self) -> watch::Receiver<Option<Problem>> {
        self.0.not_kept.subscribe()
    }

    /// Another program may have stored another one just now.
    pub(super) fn look_again(&self) {
        self.0.memory().looked = None;
    }

    /// The token to send now; `None` when nobody is signed in.
    pub(super) async fn current(&self) -> Result<Option<Current>, NotKept> {
        if let Some(current) = self.remembered() {
            return Ok(Some(current));
        }
        let _turn = self.0.turn.lock().await;
        // Somebody else may have looked meanwhile. A locked store takes its time to say so, and asks for a password.
        if let Some(current) = self.remembered() {
            return Ok(Some(current));
        }
        if let Some((reason, _)) =
            self.0.memory().unreadable.clone().filter(|(_, at)| within(*at, self.now(), RESTS))
        {
            return Err(reason);
        }
        let found = self.0.secrets.get(&self.0.key).await;
        let mut memory = self.0.memory();
        memory.unreadable = found.as_ref().err().map(|reason| (reason.clone(), self.now()));
        match found {
            Ok(found) => {
                self.0.tell(None);
                // Nothing there: another program signed out, and that counts for all.
                (memory.token, memory.looked) = (found, Some(self.now()));
            }
            Err(reason) => {
                self.0.tell(Some(&reason));
                if memory.token.is_none() {
                    return Err(reason);
                }
                memory.looked = Some(self.now());
            }
        }
        Ok(memory.current())
    }

    /// Another token than one that was refused: exchanged meanwhile here, or by another program.
    pub(super) async fn other_than(&self, refused: &Current) -> Option<Current> {
        let _turn = self.0.turn.lock().await;
        if let Some(current) =
            self.0.memory().current().filter(|current| !same(&current.token, &refused.token))
        {
            return Some(current);
        }
        let found = self.0.secrets.get(&self.0.key).await.ok()??;
        if same(&found, &refused.token) {
            return None;
        }
        let mut memory = self.0.memory();
        (memory.token, memory.looked) = (Some(found), Some(self.now()));
        memory.current()
    }

    /// Keeps what came in exchange: first in the store, then here. Until then the one before is in both.
    pub(super) async fn exchanged(&self, sent: &Current, new: SecretString) {
        if self.0.memory().unsaved.is_some() {
            // A store that failed may take its time to fail again; nobody waits for that.
            if self.0.memory().put(sent.sign_in, &new) {
                let this = self.clone();
                tokio::spawn(async move { this.save(false).await });
            }
            return;
        }
        let _turn = self.0.turn.lock().await;
        if self.0.memory().sign_in != sent.sign_in {
            return;
        }
        let written = match self.0.secrets.get(&self.0.key).await {
            Ok(found) if self.is_of_another_program(found.as_ref()) => {
                let mut memory = self.0.memory();
                if memory.sign_in == sent.sign_in {
                    (memory.token, memory.looked) = (found, Some(self.now()));
                }
                return;
            }
            Ok(_) => self.0.secrets.put(&self.0.key, &new).await,
            // Nobody waits twice for a store that does not answer.
            Err(reason) => Err(reason),
        };
        let mut memory = self.0.memory();
        if memory.put(sent.sign_in, &new) {
            memory.note(written.is_ok(), self.now());
            self.0.tell(written.as_ref().err());
        }
    }

    /// Whether another program signed out or in since this one stored its token: that counts for all, and what an
    /// exchange under way brings must not take its place.
    fn is_of_another_program(&self, found: Option<&SecretString>) -> bool {
        let memory = self.0.memory();
        match (&memory.token, found) {
            (Some(ours), Some(found)) => !same(ours, found),
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// Begins with the token of a new sign-in.
    pub(super) async fn signed_in(&self, new: Option<SecretString>) -> Result<(), NotKept> {
        let sign_in = {
            let mut memory = self.0.memory();
            memory.sign_in += 1;
            memory.sign_in
        };
        let _turn = self.0.turn.lock().await;
        let written = match &new {
            Some(new) => self.0.secrets.put(&self.0.key, new).await,
            None => self.0.secrets.remove(&self.0.key).await,
        };
        let mut memory = self.0.memory();
        if memory.sign_in == sign_in {
            memory.token = new;
            memory.note(written.is_ok(), self.now());
            self.0.tell(written.as_ref().err());
        }
        written
    }

    /// Forgets a token that is worth nothing any more. Another one that is stored meanwhile is left alone.
    pub(super) async fn forget(&self, spent: &Current) {
        let _turn = self.0.turn.lock().await;
        {
            let mut memory = self.0.memory();
            if memory.token.as_ref().is_some_and(|token| same(token, &spent.token)) {
                memory.token = None;
            }
        }
        let found = self.0.secrets.get(&self.0.key).await;
        if let Ok(Some(stored)) = found
            && same(&stored, &spent.token)
            && let Err(reason) = self.0.secrets.remove(&self.0.key).await
        {
            tracing::warn!(reason = reason.problem.message, "a spent sign-in could not be removed");
        }
    }

    /// Removes it from memory and store.
    pub(super) async fn remove(&self) -> Result<(), NotKept> {
        self.0.memory().sign_in += 1;
        let _turn = self.0.turn.lock().await;
        {
            let mut memory = self.0.memory();
            (memory.token, memory.looked, memory.unsaved) = (None, None, None);
        }
        self.0.secrets.remove(&self.0.key).await
    }

    /// Tries once more to store what the store did not take, unless that was tried just now.
    pub(super) async fn save(&self, at_once: bool) {
        let _turn = self.0.turn.lock().await;
        let token = {
            let memory = self.0.memory();
            let due = |since| at_once || !within(since, self.now(), BELIEVED);
            memory.token.clone().filter(|_| memory.unsaved.is_some_and(due))
        };
        let Some(token) = token else { return };
        let written = self.0.secrets.put(&self.0.key, &token).await;
        let mut memory = self.0.memory();
        if memory.token.as_ref().is_some_and(|newest| same(newest, &token)) {
            memory.note(written.is_ok(), self.now());
            self.0.tell(written.as_ref().err());
        }
    }

    fn remembered(&self) -> Option<Current> {
        let memory = self.0.memory();
        let believed = memory.looked.is_some_and(|looked| within(looked, self.now(), BELIEVED));
        memory.current().filter(|_| believed || memory.unsaved.is_some())
    }

    fn now(&self) -> Timestamp {
        (self.0.clock)()
    }
}

impl Inner {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, reason: Option<&NotKept>) {
        let problem = reason.map(|reason| reason.problem.clone());
        self.not_kept.send_if_modified(|known| {
            let news = *known != problem;
            *known = problem;
            news
        });
    }
}

impl Memory {
    fn current(&self) -> Option<Current> {
        Some(Current { token: self.token.clone()?, sign_in: self.sign_in })
    }

    /// Takes a newer token of the same sign-in.
    fn put(&mut self, sign_in: u64, new: &SecretString) -> bool {
        let same = self.sign_in == sign_in;
        if same {
            self.token = Some(new.clone());
        }
        same
    }

    fn note(&mut self, written: bool, now: Timestamp) {
        self.looked = Some(now);
        self.unsaved = (!written).then_some(now);
    }
}

fn same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

/// Whether a moment was less than this time ago. A clock that was put back makes it none.
fn within(moment: Timestamp, now: Timestamp, time: SignedDuration) -> bool {
    let age = now.duration_since(moment);
    !age.is_negative() && age < time
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken")
    }
}
