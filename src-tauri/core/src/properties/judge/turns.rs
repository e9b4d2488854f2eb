//! Four run at once, the others wait, and nobody is let in before who came first.

use super::Judge;
use crate::*;

const AT_ONCE: usize = 4;

impl Judge {
    pub(super) fn turns_are_kept(&mut self, effects: &[Effect], attempts: &[AttemptView]) {
        let waits = |it: &AttemptView| it.state.starts_with("waiting for you to sign in");
        let extends = |it: &AttemptView| self.extensions.contains(&it.id);
        let running: Vec<&AttemptView> =
            attempts.iter().filter(|it| it.outcome.is_none() && !extends(it)).collect();
        let queued: Vec<AttemptId> =
            running.iter().filter(|it| it.queued.is_some()).map(|it| it.id).collect();
        let busy = running.iter().filter(|it| it.queued.is_none() && !waits(it)).count();
        assert!(queued.is_empty() || busy >= AT_ONCE, "{queued:?} wait though only {busy} are at work");
        for effect in effects {
            let Effect::Ask { attempt, what, .. } = effect else { continue };
            assert!(!queued.contains(attempt), "{attempt:?} waits for its turn and asks {what:?}");
            if self.begun.insert(*attempt) && !self.extensions.contains(attempt) {
                let earlier = queued.iter().find(|waiting| *waiting < attempt);
                assert_eq!(earlier, None, "{attempt:?} goes before its turn");
            }
        }
        // The newest stands first, and has the most before it.
        let ahead: Vec<u32> = running.iter().filter_map(|it| it.queued).collect();
        assert!(ahead.is_sorted_by(|one, other| one > other), "{ahead:?}");
    }
}
