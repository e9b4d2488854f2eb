//! Trying again and again to start a machine, for somebody who said so: Azure may have capacity in a minute.

use jiff::{SignedDuration, Timestamp};

use super::turn::later;
use super::{Attempt, Turn};
use crate::{Effect, Problem, Remedy, Stage};

/// How long it is tried.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);
/// How long Azure is left alone between two tries.
const EVERY: SignedDuration = SignedDuration::from_secs(45);

/// A start that is asked for until it succeeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keeping {
    /// When it is given up.
    pub until: Timestamp,
    /// When Azure is asked again, while it is left alone.
    pub next: Option<Timestamp>,
    /// Whether it is capacity that lacks, and not another change that is in the way.
    pub for_capacity: bool,
    /// Why the last try failed.
    problem: Option<Problem>,
}

impl Attempt {
    /// The same, asking again and again from now on.
    pub(crate) fn that_keeps_on(self, now: Timestamp) -> Self {
        let keeping = Keeping { until: later(now, LONGEST), next: None, for_capacity: true, problem: None };
        Self { keeps: Some(keeping), ..self }
    }

    /// Leaves Azure alone for a moment instead of ending; says whether it does.
    pub(super) fn keeps_on(&mut self, stage: Stage, problem: &Problem, turn: &mut Turn<'_>) -> bool {
        let remedy = problem.remedy.as_deref();
        let passes = stage == Stage::Start && matches!(remedy, Some(Remedy::Capacity | Remedy::OtherChange));
        let next = later(turn.now, EVERY);
        let Some(keeping) = self.keeps.as_mut().filter(|it| passes && next <= it.until) else { return false };
        keeping.next = Some(next);
        keeping.for_capacity = remedy == Some(&Remedy::Capacity);
        keeping.problem = Some(problem.clone());
        turn.effects.push(Effect::Abandon(self.id));
        true
    }

    /// Since when and for what it leaves Azure alone, while it does.
    pub(crate) fn pauses(&self) -> Option<&Keeping> {
        self.keeps.as_ref().filter(|keeping| keeping.next.is_some() && self.end.is_none())
    }

    /// Begins the next try when it is due, with everything read again; says whether it still pauses. Access that is
    /// open is used, and asked for anew when it has closed meanwhile.
    pub(super) fn still_pauses(&mut self, turn: &mut Turn<'_>) -> bool {
        let Some(keeping) = &self.keeps else { return false };
        let Some(next) = keeping.next else { return false };
        if next > turn.now {
            return true;
        }
        if keeping.until < turn.now {
            // The computer slept over the end.
            let problem = self.keeps.take().and_then(|keeping| keeping.problem);
            if let Some(problem) = problem {
                self.fail(Stage::Start, problem, turn);
            }
            return true;
        }
        let next = self.afresh(turn.now);
        *self = Self { keeps: next.keeps.map(|keeping| Keeping { next: None, ..keeping }), ..next };
        false
    }
}
