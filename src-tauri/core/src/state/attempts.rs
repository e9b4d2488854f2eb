//! The list of attempts: one more, once more, and what is taken off the screen.

use jiff::Timestamp;

use super::State;
use crate::attempt::Attempt;
use crate::{AskId, AttemptId};

/// How many ended attempts are kept to look at.
const KEPT_ATTEMPTS: usize = 20;

impl State {
    pub(super) fn retry(&mut self, attempt: AttemptId, now: Timestamp) {
        let ended = self.attempts.iter().position(|it| it.id == attempt && !it.is_running() && !it.dismissed);
        if let Some(index) = ended {
            let id = self.next_attempt();
            let again = self.attempts.remove(index).again(id, now);
            self.add(again);
        }
    }

    /// Takes ended attempts off the screen.
    pub(super) fn dismiss(&mut self, which: impl Fn(&Attempt) -> bool) {
        let ended = self.attempts.iter_mut().filter(|it| !it.is_running() && which(it));
        ended.for_each(|it| it.dismissed = true);
    }

    pub(super) fn add(&mut self, attempt: Attempt) {
        let surplus = self.attempts.len().saturating_sub(KEPT_ATTEMPTS - 1);
        self.attempts.push(attempt);
        let oldest = self.attempts.iter_mut().filter(|it| !it.is_running()).take(surplus);
        oldest.for_each(|it| it.dismissed = true);
    }

    /// The attempt that wants this answer, also when an earlier one asked for it.
    pub(super) fn who_waits_for(&self, ask: AskId) -> Option<AttemptId> {
        self.attempts.iter().find(|it| it.request.awaits(ask)).map(|it| it.id)
    }

    pub(super) fn next_attempt(&mut self) -> AttemptId {
        self.last_attempt += 1;
        AttemptId(self.last_attempt)
    }
}
