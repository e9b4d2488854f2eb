//! After a cancel: the machine that was started is stopped again, so that it costs nothing more.

use jiff::{SignedDuration, Timestamp};

use super::turn::Poll;
use super::{Attempt, End, Turn};
use crate::{Ask, AskId, Observed, Operation, Power, Problem};

/// How often the machine is looked at on its way down.
const EVERY: SignedDuration = SignedDuration::from_secs(5);

/// How far the machine has been stopped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Stopping {
    /// Nobody wants that.
    #[default]
    Unwanted,
    /// It is wanted, and asked of Azure.
    Asked(AskId),
    /// Azure took it.
    GoingDown(Poll),
    /// It costs nothing more.
    Down,
}

impl Stopping {
    pub(super) fn power(&self) -> Option<Power> {
        match self {
            Self::Unwanted | Self::Asked(_) => None,
            Self::GoingDown(_) => Some(Power::Deallocating),
            Self::Down => Some(Power::Deallocated),
        }
    }
}

impl Attempt {
    /// Whether a machine that is on its way up for this attempt can be stopped again.
    pub(crate) fn may_stop(&self) -> bool {
        self.had_it_started()
            && matches!(self.end, Some(End::Cancelled(_)))
            && self.stopping == Stopping::Unwanted
    }

    /// Stops it. It is asked once, however often it is wanted.
    pub(crate) fn stop_machine(&mut self, turn: &mut Turn<'_>) {
        if self.may_stop() {
            self.stopping = Stopping::Asked(turn.ask(self.id, Ask::Stop(self.vm.clone())));
        }
    }

    pub(super) fn stop_answered(
        &mut self,
        ask: AskId,
        answer: Result<Option<Operation>, Problem>,
        turn: &Turn<'_>,
    ) {
        if self.stopping != Stopping::Asked(ask) {
            return;
        }
        match answer {
            Ok(_) => self.stopping = Stopping::GoingDown(Poll::after(turn.now, EVERY)),
            Err(problem) => {
                self.stopping = Stopping::Unwanted;
                self.end = Some(End::Failed(problem));
            }
        }
    }

    pub(super) fn seen_going_down(
        &mut self,
        ask: AskId,
        read: Result<Observed, Problem>,
        turn: &mut Turn<'_>,
    ) {
        let Stopping::GoingDown(poll) = &mut self.stopping else { return };
        if poll.asked == Some(ask) {
            poll.answered(turn.now, EVERY);
            if read.is_ok_and(|seen| seen.power == Power::Deallocated) {
                self.stopping = Stopping::Down;
            }
        }
    }

    /// Looks how far down the machine is, when that is due.
    pub(crate) fn watch_it_stop(&mut self, turn: &mut Turn<'_>) {
        let (id, vm) = (self.id, self.vm.clone());
        if let Stopping::GoingDown(poll) = &mut self.stopping
            && poll.is_due(turn.now)
        {
            poll.asked = Some(turn.ask(id, Ask::Observe(vm)));
        }
    }

    pub(super) fn stop_deadline(&self) -> Option<Timestamp> {
        if let Stopping::GoingDown(poll) = &self.stopping { poll.deadline() } else { None }
    }
}
