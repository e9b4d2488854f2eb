//! What one turn of an attempt works with: the time, the numbers for its questions, and where its effects go.

use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};

use crate::session::Session;
use crate::{AccessWindow, Ask, AskId, AttemptId, Effect, Settings, Windows};

/// One turn.
pub(crate) struct Turn<'a> {
    pub now: Timestamp,
    /// The public address, where it is known and fresh.
    pub my_address: Option<Ipv4Addr>,
    /// What earlier attempts on this machine proved: access and start both succeeded, or access was refused.
    pub proven: Option<bool>,
    /// The windows known to be open before this turn.
    pub windows: &'a Windows,
    pub settings: &'a Settings,
    pub session: &'a Session,
    pub next_ask: &'a mut u64,
    pub effects: &'a mut Vec<Effect>,
    pub facts: &'a mut Vec<Fact>,
}

/// What an attempt found out that outlives it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fact {
    MyAddress(Ipv4Addr),
    /// A window is open.
    Opened(Box<AccessWindow>),
    /// The windows of these ids ended before their time.
    Over(Vec<String>),
    /// Access and start both succeeded.
    Permitted,
    /// Azure did not take the request.
    Refused,
}

impl Turn<'_> {
    pub(crate) fn ask(&mut self, attempt: AttemptId, what: Ask) -> AskId {
        *self.next_ask += 1;
        let ask = AskId(*self.next_ask);
        self.effects.push(Effect::Ask { attempt, ask, what });
        ask
    }
}

/// A question that is asked again and again, one at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Poll {
    pub next: Timestamp,
    pub asked: Option<AskId>,
    pub failures: u32,
}

impl Poll {
    pub(crate) fn after(now: Timestamp, wait: SignedDuration) -> Self {
        Self { next: later(now, wait), asked: None, failures: 0 }
    }

    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        self.asked.is_none() && self.next <= now
    }

    /// The question that is out was answered; the next one is due after `wait`.
    pub(crate) fn answered(&mut self, now: Timestamp, wait: SignedDuration) {
        self.asked = None;
        self.next = later(now, wait);
    }

    /// The question that is out counts as not asked.
    pub(crate) fn ask_again(&mut self, ask: AskId, now: Timestamp) {
        if self.asked == Some(ask) {
            (self.asked, self.next) = (None, now);
        }
    }

    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.asked.is_none().then_some(self.next)
    }
}

/// A moment later, without running over the end of time.
pub(crate) fn later(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.saturating_add(wait).unwrap_or(Timestamp::MAX)
}
