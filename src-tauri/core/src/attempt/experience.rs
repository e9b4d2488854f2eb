//! What an attempt tells of its machine: how long things took that depend on it.

use jiff::Timestamp;

use super::{Attempt, End};
use crate::{Experience, Stage, StageState, Wait};

impl Attempt {
    /// What is to be remembered, once it has ended. Time in which the computer slept or a person was waited for is no
    /// duration of the machine's, and neither is that of a stage that failed.
    pub(crate) fn experience(&self, now: Timestamp) -> Option<Experience> {
        let used = match &self.end {
            Some(End::Connected(found)) => {
                let port = self.request.fitted().map_or(found.at.port(), |fitted| fitted.port);
                Some((port, found.protocol))
            }
            _ => None,
        };
        let took = if self.interrupted { Vec::new() } else { self.durations(now) };
        let tells = used.is_some() || !took.is_empty();
        let (vm, label) = (self.vm.clone(), self.label.clone());
        tells.then_some(Experience { vm, label, at: now, used, took })
    }

    fn durations(&self, now: Timestamp) -> Vec<(Wait, jiff::SignedDuration)> {
        let asked = self.posted.is_some();
        let reach = if self.started { Wait::ReachAfterStart } else { Wait::Reach };
        [
            (Stage::Request, Wait::Request, asked),
            (Stage::Start, Wait::Start, self.started),
            (Stage::Reach, reach, self.started || asked && !self.start_was_needed()),
        ]
        .into_iter()
        .filter(|(stage, _, ours)| *ours && self.clocks.state(*stage) == StageState::Done)
        .map(|(stage, wait, _)| (wait, self.clocks.took(stage, now)))
        .collect()
    }

    /// Whether the machine was not running, whoever started it.
    pub(super) fn start_was_needed(&self) -> bool {
        self.look.known().is_some_and(|look| look.vm.power != crate::Power::Running)
    }
}
