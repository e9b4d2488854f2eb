//! A sign-in that goes on: what it is for, and what the person has to do.

use jiff::{SignedDuration, Timestamp};

use crate::SigningIn;

/// How long a sign-in may take before the person is shown what to do.
const BEGINNING: SignedDuration = SignedDuration::from_mins(3);
/// How long after its own end a sign-in may still be told of.
const GRACE: SignedDuration = SignedDuration::from_mins(1);

/// A sign-in that goes on.
#[derive(Debug, Clone)]
pub(crate) struct UnderWay {
    pub wanted: SigningIn,
    pub shown: Option<Shown>,
    /// Somebody pressed for it; otherwise it goes on only while a call waits for it.
    pub pressed: bool,
    since: Timestamp,
}

/// What the person has to do.
#[derive(Debug, Clone)]
pub(crate) enum Shown {
    Page { address: String, until: Timestamp },
    Code { code: String, address: String, until: Timestamp },
}

impl UnderWay {
    pub(super) fn new(wanted: SigningIn, pressed: bool, since: Timestamp) -> Self {
        Self { wanted, shown: None, pressed, since }
    }

    /// When nobody needs to wait for it any more, whatever happened to those who carry it out.
    pub(super) fn end(&self) -> Timestamp {
        let (from, patience) = match &self.shown {
            Some(Shown::Page { until, .. } | Shown::Code { until, .. }) => (*until, GRACE),
            None => (self.since, BEGINNING),
        };
        crate::attempt::later(from, patience)
    }
}
