//! How many attempts run at once, and which of those that wait begins next.

use super::State;
use crate::attempt::Attempt;

/// How many attempts run at once.
const AT_ONCE: usize = 4;

impl State {
    /// Lets those begin that there is room for, in the order in which they were wanted; says whether there were any.
    pub(super) fn let_in(&mut self) -> bool {
        let room = AT_ONCE.saturating_sub(self.at_work());
        let waiting = self.attempts.iter_mut().filter(|it| it.is_running() && it.queued);
        waiting.take(room).map(|it| it.queued = false).count() > 0
    }

    /// How many attempts have to end before this one begins, while it waits for its turn.
    pub(crate) fn ahead_of(&self, attempt: &Attempt) -> Option<u32> {
        if !attempt.queued || !attempt.is_running() {
            return None;
        }
        let before = self.attempts.iter().take_while(|it| it.id != attempt.id);
        let queued = before.filter(|it| it.queued && it.is_running()).count();
        let surplus = self.at_work().saturating_sub(AT_ONCE);
        u32::try_from(queued + surplus + 1).ok()
    }

    /// How many connects keep Azure busy. One that waits for a person does not.
    fn at_work(&self) -> usize {
        self.attempts
            .iter()
            .filter(|it| it.is_running() && !it.queued && !it.is_extension() && it.waiting.is_none())
            .count()
    }
}
