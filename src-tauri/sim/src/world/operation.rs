//! Long-running operations.

use jiff::Timestamp;

use super::model::Failure;

#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) subscription: String,
    pub(crate) location: String,
    pub(crate) started: Timestamp,
    pub(crate) ended: Option<Timestamp>,
    pub(crate) outcome: Outcome,
    /// The opaque part of the operation's URL; real ones are kilobytes long.
    pub(crate) blob: String,
}

#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    InProgress,
    Succeeded,
    Failed(Failure),
}

impl Operation {
    pub(crate) fn finish(&mut self, now: Timestamp, failure: Option<Failure>) {
        self.ended = Some(now);
        self.outcome = failure.map_or(Outcome::Succeeded, Outcome::Failed);
    }
}
