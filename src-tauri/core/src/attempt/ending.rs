//! How an attempt ends: connected, failed, cancelled, or out of time.

use std::net::SocketAddrV4;

use jiff::Timestamp;

use super::{Attempt, Turn};
use crate::{Answer, AskId, Code, Effect, Prefix, ProbeOutcome, Problem, Protocol, Stage};

/// The end of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum End {
    /// The service answers, and the client was opened where that was wished.
    Connected(Connection),
    /// A stage failed.
    Failed(Problem),
    /// Access is open for longer: until this moment, by our clock.
    Extended(Timestamp),
    /// The person cancelled in this stage.
    Cancelled(Stage),
}

/// What a connect found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Connection {
    /// Where the service answered.
    pub at: SocketAddrV4,
    pub protocol: Protocol,
    pub source: Prefix,
    /// When access closes, by our clock.
    pub until: Timestamp,
    /// The client that was opened.
    pub client: Option<String>,
}

impl Attempt {
    pub(crate) fn cancel(&mut self, turn: &mut Turn<'_>) {
        if self.end.is_none() {
            let stage = self.go_on(turn.now).map_or_else(|| self.clocks.current(), |waiting| waiting.stage);
            self.clocks.fail(stage, turn.now);
            self.finish(End::Cancelled(stage), turn);
        }
    }

    pub(super) fn fail(&mut self, stage: Stage, problem: Problem, turn: &mut Turn<'_>) {
        self.go_on(turn.now);
        if self.keeps_on(stage, &problem, turn) {
            return;
        }
        self.clocks.fail(stage, turn.now);
        self.finish(End::Failed(problem), turn);
    }

    pub(super) fn finish(&mut self, end: End, turn: &mut Turn<'_>) {
        self.end = Some(end);
        self.ended = Some(turn.now);
        self.clocks.stop();
        turn.effects.push(Effect::Abandon(self.id));
    }

    /// After the end only what somebody wanted then counts, and one answer more: what Azure made of a request that was already sent is a fact about
    /// an open port, whoever still wants it.
    pub(super) fn late(&mut self, ask: AskId, answer: Answer, turn: &mut Turn<'_>) {
        match answer {
            // A refusal has nobody left to tell.
            Answer::Initiate(answer) => drop(self.request_answered(ask, answer, turn)),
            Answer::Stop(answer) => self.stop_answered(ask, answer, turn),
            Answer::Observe(read) => self.seen_going_down(ask, read, turn),
            _ => {}
        }
    }

    /// What to say when a stage took longer than it may.
    pub(super) fn stopped_at(&self, stage: Stage, now: Timestamp) -> Problem {
        let label = &self.label;
        let seconds = self.clocks.took(stage, now).as_secs();
        match stage {
            Stage::Address => Problem::new(
                Code::Offline,
                format!("Your public address was not found within {seconds} s."),
                "Check the network connection, or give the address with --address.",
            ),
            Stage::Look => Problem::new(
                Code::TimedOut,
                format!("Azure did not describe {label} within {seconds} s."),
                "Check the network connection, then try again.",
            ),
            Stage::Request => Problem::new(
                Code::TimedOut,
                format!("Azure did not open access to {label} within {seconds} s."),
                "Try again: a request that is in effect is used, not repeated.",
            ),
            Stage::Start => Problem::new(
                Code::TimedOut,
                format!("{label} did not come up within {} min.", seconds / 60),
                "Look at the machine in the Azure portal, then try again.",
            ),
            Stage::Reach => self.not_reached(),
            Stage::Launch => Problem::new(
                Code::TimedOut,
                format!("The client for {label} did not open within {seconds} s."),
                "Try again, or set another client in the settings.",
            ),
        }
    }

    fn not_reached(&self) -> Problem {
        let label = &self.label;
        let Some((fitted, _)) = self.request.held() else {
            return Problem::new(Code::NotAnswering, format!("{label} is not answering."), "Try again.");
        };
        let (service, port) = (fitted.protocol.label(), fitted.port);
        match &self.reach.last {
            Some(ProbeOutcome::Refused) => Problem::new(
                Code::ServiceNotRunning,
                format!("{service} is not running on {label}: the machine refuses port {port}."),
                "It may still be starting. Try again in a minute, or look at the machine's boot screen in the portal.",
            ),
            Some(ProbeOutcome::Other(said)) => Problem::new(
                Code::WrongService,
                format!("Port {port} of {label} answers, but not with {service}. It says: {said}"),
                "Check which service listens on this port, or choose another port with --port.",
            ),
            Some(ProbeOutcome::Unreachable(reason)) => Problem::new(
                Code::NotAnswering,
                format!("This network has no way to {label}: {reason}."),
                "Check whether this network lets connections to the port out.",
            ),
            Some(ProbeOutcome::Silent | ProbeOutcome::Answered) | None => Problem::new(
                Code::NotAnswering,
                format!("{label} is not answering on port {port}."),
                "Azure opened the access, but something blocks the way: another firewall rule, the machine's own \
                 firewall, or this network.",
            ),
        }
    }
}
