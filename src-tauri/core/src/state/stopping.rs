//! What can be wanted after a cancel.

use jiff::Timestamp;

use super::State;
use crate::attempt::{Attempt, Stopping};
use crate::{AttemptId, Effect};

impl State {
    /// Goes on where an attempt was cancelled, and opens the client although nothing has answered.
    pub(super) fn open_anyway(&mut self, attempt: AttemptId, now: Timestamp) {
        let cancelled = |it: &Attempt| it.id == attempt && !it.is_running() && !it.dismissed;
        if let Some(index) = self.attempts.iter().position(cancelled) {
            let id = self.next_attempt();
            let again = self.attempts.remove(index).again(id, now).not_waiting_for_an_answer();
            self.add(again);
        }
    }

    /// Stops the machine that an attempt started, unless somebody wants it by now.
    pub(super) fn stop_machine(&mut self, attempt: AttemptId, now: Timestamp, effects: &mut Vec<Effect>) {
        let unwanted = self.attempts.iter().find(|it| it.id == attempt).is_some_and(|it| !self.is_wanted(it));
        if unwanted {
            self.with_attempt(attempt, now, effects, Attempt::stop_machine);
        }
    }

    pub(super) fn watch_what_stops(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let goes_down = |it: &&Attempt| matches!(it.stopping, Stopping::GoingDown(_));
        let down: Vec<AttemptId> = self.attempts.iter().filter(goes_down).map(|it| it.id).collect();
        for id in down {
            self.with_attempt(id, now, effects, Attempt::watch_it_stop);
        }
    }
}
