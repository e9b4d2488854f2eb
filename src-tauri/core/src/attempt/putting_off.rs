//! A call that Azure put off, or that did not arrive, and that is sent again by itself.

use jiff::{SignedDuration, Timestamp};

use super::{Attempt, later};
use crate::{AskId, Stage};

/// A shorter wait is over before anybody has read about it.
const WORTH_SAYING: SignedDuration = SignedDuration::from_secs(3);

/// A question that is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PutOff {
    ask: AskId,
    stage: Stage,
    until: Timestamp,
}

impl Attempt {
    /// The question is sent again after this wait, for the so many-th time.
    pub(crate) fn put_off_by(&mut self, ask: AskId, wait: SignedDuration, again: u32, now: Timestamp) {
        let stage = self.asks(ask).filter(|_| self.is_running() && (wait >= WORTH_SAYING || again > 1));
        if let Some(stage) = stage {
            self.put_off = Some(PutOff { ask, stage, until: later(now, wait) });
        }
    }

    /// Until when a stage waits to ask again.
    pub(crate) fn put_off(&self, stage: Stage) -> Option<Timestamp> {
        self.put_off.filter(|it| it.stage == stage).map(|it| it.until)
    }

    /// The same for whichever stage it is.
    pub(crate) fn put_off_until(&self) -> Option<Timestamp> {
        self.put_off.map(|it| it.until)
    }

    pub(super) fn no_longer_put_off(&mut self, ask: AskId) {
        self.put_off = self.put_off.filter(|it| it.ask != ask);
    }
}
