//! What follows from the end of an attempt.

use jiff::Timestamp;

use super::State;
use crate::Effect;

impl State {
    /// Remembers what it tells of its machine, and tells people who do not look.
    pub(super) fn attempt_ended(&mut self, index: usize, now: Timestamp, effects: &mut Vec<Effect>) {
        self.plan_to_resume(index, now);
        let Some(attempt) = self.attempts.get(index) else { return };
        if let Some(told) = attempt.experience(now) {
            self.history.learn(&told);
            effects.push(Effect::Remember(Box::new(told)));
        }
        self.announce(index, now, effects);
    }

    /// Tells people who do not look how an attempt ended.
    pub(super) fn announce(&mut self, index: usize, now: Timestamp, effects: &mut Vec<Effect>) {
        let Some(attempt) = self.attempts.get(index) else { return };
        // Somebody who was told already hears of it again only when it is over.
        let silent = attempt.resumed > 0 && attempt.resumes.is_some();
        let end = attempt.end.as_ref().filter(|_| self.settings.notifications && !silent);
        if let Some(notice) = end.and_then(|end| self.announcement(attempt, end, now)) {
            self.notify(notice, effects);
        }
    }
}
