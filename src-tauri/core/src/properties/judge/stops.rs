//! A machine is stopped only for whoever wants that, once, and never under somebody's feet.

use std::collections::HashSet;

use crate::*;

#[derive(Default)]
pub(super) struct Stops {
    /// Attempts whose machine somebody wants stopped.
    wanted: HashSet<AttemptId>,
    asked: HashSet<AttemptId>,
    /// Machines that were started, by whichever attempt.
    started: HashSet<ResourceId>,
}

impl Stops {
    pub(super) fn before(&mut self, event: &Event) {
        if let Event::Intent(Intent::StopMachine { attempt }) = event {
            self.wanted.insert(*attempt);
        }
    }

    /// Whether this belongs to a stop: the only thing that an attempt which has ended may ask.
    pub(super) fn is_one(&mut self, attempt: AttemptId, what: &Ask, attempts: &[AttemptView]) -> bool {
        match what {
            Ask::Start(vm) => {
                self.started.insert(vm.id.clone());
                false
            }
            Ask::Stop(vm) => {
                assert!(
                    self.wanted.contains(&attempt),
                    "{attempt:?} stops a machine that nobody wants stopped"
                );
                assert!(self.asked.insert(attempt), "{attempt:?} stops its machine twice");
                assert!(self.started.contains(&vm.id), "{attempt:?} stops what nobody started");
                let wanted = |it: &AttemptView| {
                    it.outcome.is_none() && it.machine.eq_ignore_ascii_case(vm.id.as_str())
                };
                assert!(!attempts.iter().any(wanted), "{attempt:?} stops what somebody connects to");
                true
            }
            Ask::Observe(_) => self.asked.contains(&attempt),
            _ => false,
        }
    }
}
