//! What is heard of a client after it was opened: the machine let nobody in.

use jiff::Timestamp;

use super::State;
use crate::attempt::Attempt;
use crate::{AttemptId, Effect, Problem};

impl State {
    /// The newest connect to the machine failed after all, while access is open. What is told later, or of an earlier
    /// one, is nothing anybody waits for.
    pub(super) fn session_refused(
        &mut self,
        id: AttemptId,
        problem: Problem,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) {
        let Some(index) = self.attempts.iter().position(|it| it.id == id && !it.dismissed) else { return };
        let attempt = &self.attempts[index];
        let newer = |it: &Attempt| it.vm.id == attempt.vm.id && it.id > id && !it.is_extension();
        if self.attempts.iter().any(newer) || self.open_until(attempt, now).is_none() {
            return;
        }
        let was_running = attempt.is_running();
        let mut news = false;
        self.with_attempt(id, now, effects, |it, turn| news = it.turned_away(problem, turn));
        // The end of one that ran is told with the end.
        if news && !was_running {
            self.announce(index, now, effects);
        }
    }
}
