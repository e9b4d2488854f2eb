//! What is usual for the machine, from when on a stage is slower than that, and when it is given up (`ux` 3.1).

use jiff::{SignedDuration, Timestamp};

use super::{Attempt, STAGES, Step, Turn, later};
use crate::{History, ResourceId, Stage, Usual, Wait};

/// A stage is not called slow before this, however fast it was until now.
const NEVER_SLOW_BEFORE: SignedDuration = SignedDuration::from_secs(10);

/// What earlier attempts told of the machine, as it was known when this one began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Expected {
    request: Option<Usual>,
    start: Option<Usual>,
    reach: Option<Usual>,
    reach_after_start: Option<Usual>,
}

impl Expected {
    pub(crate) fn of(machine: &ResourceId, history: &History) -> Self {
        let usual = |wait| history.usual(machine, wait);
        Self {
            request: usual(Wait::Request),
            start: usual(Wait::Start),
            reach: usual(Wait::Reach),
            reach_after_start: usual(Wait::ReachAfterStart),
        }
    }
}

impl Attempt {
    /// The same, with what is known of the machine.
    pub(crate) fn expecting(self, history: &History) -> Self {
        Self { expected: Expected::of(&self.vm.id, history), ..self }
    }

    /// What is usual for a stage, where it depends on the machine and enough is known.
    pub(crate) fn usual(&self, stage: Stage) -> Option<Usual> {
        match stage {
            Stage::Request => self.expected.request,
            Stage::Start => self.expected.start,
            Stage::Reach if self.start_was_needed() => self.expected.reach_after_start,
            Stage::Reach => self.expected.reach,
            Stage::Address | Stage::Look | Stage::Launch => None,
        }
    }

    /// From when on a stage that runs is slower than usual.
    pub(crate) fn slow_from(&self, stage: Stage) -> Option<Timestamp> {
        let known = self.usual(stage).map(|usual| usual.p90);
        let limit = match stage {
            Stage::Address => SignedDuration::from_secs(3),
            Stage::Look => NEVER_SLOW_BEFORE,
            Stage::Request => SignedDuration::from_secs(20).max(known.unwrap_or_default()),
            Stage::Start => known.map_or(SignedDuration::from_mins(3), |p90| p90.max(NEVER_SLOW_BEFORE)),
            Stage::Reach => SignedDuration::from_mins(2).max(known.unwrap_or_default()),
            Stage::Launch => SignedDuration::from_secs(5),
        };
        Some(later(self.due_since(stage)?, limit))
    }

    /// When a stage that runs is given up. A machine that is known to take long is given longer, within reason.
    pub(super) fn hard_stop(&self, stage: Stage) -> Option<Timestamp> {
        let twice = |longest| {
            let twice = self.usual(stage).map(|usual| usual.p90.saturating_mul(2));
            twice.unwrap_or_default().min(SignedDuration::from_mins(longest))
        };
        let patience = match stage {
            Stage::Address => SignedDuration::from_secs(8),
            Stage::Look => SignedDuration::from_secs(60),
            Stage::Request => SignedDuration::from_secs(90).max(twice(5)),
            Stage::Start => SignedDuration::from_mins(10).max(twice(30)),
            Stage::Reach => SignedDuration::from_secs(i64::from(self.wish.wait_secs)),
            Stage::Launch => SignedDuration::from_secs(15),
        };
        Some(later(self.due_since(stage)?, patience))
    }

    pub(super) fn mind_hard_stops(&mut self, turn: &mut Turn<'_>) -> Step {
        let over =
            STAGES.into_iter().find(|stage| self.hard_stop(*stage).is_some_and(|stop| stop <= turn.now));
        over.map_or(Ok(()), |stage| Err((stage, self.stopped_at(stage, turn.now))))
    }

    /// Since when the end of a stage is due. An answer of the service is not before access is open and the machine
    /// runs, however early it is probed.
    fn due_since(&self, stage: Stage) -> Option<Timestamp> {
        let running = self.clocks.since(stage)?;
        if stage == Stage::Reach { self.reach.waiting_since } else { Some(running) }
    }
}
