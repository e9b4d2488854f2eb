//! When each stage began and ended, for the screen, the hard stops and the measurements.

use jiff::{SignedDuration, Timestamp};

use super::waiting::leave_out;
use crate::{Stage, StageState};

pub(crate) const STAGES: [Stage; 6] =
    [Stage::Address, Stage::Look, Stage::Request, Stage::Start, Stage::Reach, Stage::Launch];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Clock {
    #[default]
    Waiting,
    Running {
        since: Timestamp,
    },
    Ended {
        state: Ended,
        took: SignedDuration,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Done,
    Skipped,
    Failed,
}

/// The six clocks of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Clocks([Clock; 6]);

impl Clocks {
    /// Starts a stage's clock; one that runs or has ended is left alone.
    pub(crate) fn begin(&mut self, stage: Stage, now: Timestamp) {
        let clock = self.at(stage);
        if *clock == Clock::Waiting {
            *clock = Clock::Running { since: now };
        }
    }

    /// Starts a stage's clock from the beginning, whatever it shows.
    pub(crate) fn restart(&mut self, stage: Stage, now: Timestamp) {
        *self.at(stage) = Clock::Running { since: now };
    }

    pub(crate) fn done(&mut self, stage: Stage, now: Timestamp) {
        self.end(stage, now, Ended::Done);
    }

    pub(crate) fn skip(&mut self, stage: Stage, now: Timestamp) {
        self.end(stage, now, Ended::Skipped);
    }

    pub(crate) fn fail(&mut self, stage: Stage, now: Timestamp) {
        *self.at(stage) = Clock::Ended { state: Ended::Failed, took: self.took(stage, now) };
    }

    /// Time that the person took counts for no stage.
    pub(crate) fn leave_out(&mut self, from: Timestamp, to: Timestamp) {
        for clock in &mut self.0 {
            if let Clock::Running { since } = clock {
                *since = leave_out(*since, from, to);
            }
        }
    }

    /// Nothing is at work any more: what was not finished counts as not begun.
    pub(crate) fn stop(&mut self) {
        for clock in &mut self.0 {
            if let Clock::Running { .. } = clock {
                *clock = Clock::Waiting;
            }
        }
    }

    pub(crate) fn state(&self, stage: Stage) -> StageState {
        match self.0[stage as usize] {
            Clock::Waiting => StageState::Waiting,
            Clock::Running { .. } => StageState::Running,
            Clock::Ended { state: Ended::Done, .. } => StageState::Done,
            Clock::Ended { state: Ended::Skipped, .. } => StageState::Skipped,
            Clock::Ended { state: Ended::Failed, .. } => StageState::Failed,
        }
    }

    pub(crate) fn since(&self, stage: Stage) -> Option<Timestamp> {
        if let Clock::Running { since } = self.0[stage as usize] { Some(since) } else { None }
    }

    pub(crate) fn took(&self, stage: Stage, now: Timestamp) -> SignedDuration {
        match self.0[stage as usize] {
            Clock::Waiting => SignedDuration::ZERO,
            Clock::Running { since } => now.duration_since(since),
            Clock::Ended { took, .. } => took,
        }
    }

    /// The stage people think of as the current one: the last that runs, else the first that waits.
    pub(crate) fn current(&self) -> Stage {
        let running = STAGES.into_iter().rev().find(|stage| self.state(*stage) == StageState::Running);
        let waiting = || STAGES.into_iter().find(|stage| self.state(*stage) == StageState::Waiting);
        running.or_else(waiting).unwrap_or(Stage::Launch)
    }

    fn end(&mut self, stage: Stage, now: Timestamp, state: Ended) {
        if !matches!(self.0[stage as usize], Clock::Ended { .. }) {
            *self.at(stage) = Clock::Ended { state, took: self.took(stage, now) };
        }
    }

    fn at(&mut self, stage: Stage) -> &mut Clock {
        &mut self.0[stage as usize]
    }
}
