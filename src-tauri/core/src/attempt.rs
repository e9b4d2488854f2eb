//! One run of the connect plan: address and look, request and start, reach, launch.
//!
//! Each stage keeps what it knows; after every answer [`Attempt::advance`] looks at all of them and decides what
//! is due. So overlap, skipping and resuming need no states of their own, and the rules stand in one place each.

mod clocks;
mod ending;
mod finding;
mod following;
mod launching;
mod reaching;
mod requesting;
mod starting;
mod turn;
mod waiting;

use std::mem::discriminant;

use jiff::{SignedDuration, Timestamp};

use clocks::Clocks;
pub(crate) use clocks::STAGES;
pub(crate) use ending::{Connection, End};
use finding::{Address, Looking};
use launching::Launching;
use reaching::Reaching;
pub(crate) use requesting::Requesting;
pub(crate) use starting::Starting;
pub(crate) use turn::{Fact, Turn, later};
use waiting::Repeated;
pub(crate) use waiting::Waiting;

use crate::{Answer, AskId, AttemptId, Effect, Prefix, Problem, Stage, StageState, VmRef, Wish};

/// What a step came to: the stage that failed and why, where one did.
type Step = Result<(), (Stage, Problem)>;

/// One run of the plan.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub id: AttemptId,
    pub vm: VmRef,
    pub label: String,
    pub wish: Wish,
    pub began: Timestamp,
    pub clocks: Clocks,
    pub address: Address,
    pub look: Looking,
    pub request: Requesting,
    pub start: Starting,
    pub reach: Reaching,
    launch: Launching,
    /// Access was asked for, for this source; an attempt never asks a second time.
    posted: Option<Prefix>,
    /// The machine was off, and Azure agreed to start it for this attempt.
    started: bool,
    /// When the look was asked for.
    looked: Timestamp,
    /// Azure's clock minus ours, as last told.
    clock_offset: SignedDuration,
    /// It waits for a person to sign in.
    pub waiting: Option<Waiting>,
    repeated: Repeated,
    pub end: Option<End>,
    pub ended: Option<Timestamp>,
    /// The person took it off the screen. It stays only until the answer to its request is known.
    pub dismissed: bool,
}

impl Attempt {
    pub(crate) fn new(id: AttemptId, vm: VmRef, label: String, wish: Wish, now: Timestamp) -> Self {
        Self {
            id,
            vm,
            label: crate::clean(&label),
            wish,
            began: now,
            clocks: Clocks::default(),
            address: Address::Wanted,
            look: Looking::Wanted,
            request: Requesting::Waiting,
            start: Starting::Waiting,
            reach: Reaching::default(),
            launch: Launching::Waiting,
            posted: None,
            started: false,
            looked: now,
            clock_offset: SignedDuration::ZERO,
            waiting: None,
            repeated: Repeated::default(),
            end: None,
            ended: None,
            dismissed: false,
        }
    }

    /// Goes on where this attempt ended, as a new one. Everything is read again, so that what is in effect or
    /// running is used; only a request whose fate nobody knows has to be taken along.
    pub(crate) fn again(&self, id: AttemptId, now: Timestamp) -> Self {
        let next = Self::new(id, self.vm.clone(), self.label.clone(), self.wish.clone(), now);
        Self { request: self.request.taken_along(now), clock_offset: self.clock_offset, ..next }
    }

    /// The same under another name and with other options.
    pub(crate) fn wanting(self, label: String, wish: Wish) -> Self {
        Self { label: crate::clean(&label), wish, ..self }
    }

    /// The computer slept or the clock jumped: what is out may never answer, and what is known may be old.
    pub(crate) fn reread(&mut self, turn: &mut Turn<'_>) {
        if self.end.is_some() || self.sleeps_while_waiting() {
            return;
        }
        if let Launching::Asked(..) = self.launch {
            // The client may be on the screen already, and a second one is not wanted.
            self.clocks.restart(Stage::Launch, turn.now);
            return;
        }
        turn.effects.push(Effect::Abandon(self.id));
        let again = self.again(self.id, turn.now);
        let repeated = std::mem::take(&mut self.repeated);
        *self = Self { began: self.began, posted: self.posted, repeated, ..again };
        self.advance(turn);
    }

    /// The network changed: an address that was found before must not get into a request.
    pub(crate) fn network_changed(&mut self, now: Timestamp) {
        let in_use = match self.address {
            Address::Wanted => false,
            Address::Asked(_) => true,
            Address::Known(_) => self.wish.address.is_none() && self.may_still_post(),
        };
        if in_use && self.end.is_none() {
            self.address = Address::Wanted;
            if self.clocks.state(Stage::Address) != StageState::Running {
                self.clocks.restart(Stage::Address, now);
            }
        }
    }

    fn may_still_post(&self) -> bool {
        self.posted.is_none() && self.request.held().is_none()
    }

    pub(crate) fn is_running(&self) -> bool {
        self.end.is_none()
    }

    /// Decides what is due, stage by stage, and asks for it.
    pub(crate) fn advance(&mut self, turn: &mut Turn<'_>) {
        if self.reach.answered.is_some() {
            self.go_on(turn.now);
        }
        if self.waiting.is_some() {
            // Azure is not asked before somebody has signed in; what is open already may still be reached.
            return self.take_steps(&[Self::reach_service, Self::open_client], turn);
        }
        self.take_steps(
            &[
                Self::find_address,
                Self::take_look,
                Self::ask_for_access,
                Self::start_machine,
                Self::reach_service,
                Self::open_client,
                Self::mind_hard_stops,
            ],
            turn,
        );
    }

    fn take_steps(&mut self, steps: &[fn(&mut Self, &mut Turn<'_>) -> Step], turn: &mut Turn<'_>) {
        for step in steps {
            if self.end.is_some() {
                return;
            }
            if let Err((stage, problem)) = step(self, turn) {
                self.fail(stage, problem, turn);
            }
        }
    }

    /// Takes an answer, when it belongs to a question that is out, and advances.
    pub(crate) fn answered(&mut self, ask: AskId, answer: Answer, turn: &mut Turn<'_>) {
        if self.end.is_some() {
            self.late(ask, answer, turn);
            return;
        }
        if self.refused_until_sign_in(ask, &answer, turn) {
            return;
        }
        if answer.problem().is_none() && self.asks(ask).is_some() {
            self.repeated.settle(discriminant(&answer));
        }
        let taken = match answer {
            Answer::PublicAddress(found) => self.address_found(ask, found, turn),
            Answer::Look(found) => self.looked(ask, found, turn),
            Answer::Initiate(accepted) => self.request_answered(ask, accepted, turn),
            Answer::Policy(policy) => self.policy_read(ask, policy, turn),
            Answer::Start(started) => self.start_answered(ask, started, turn),
            Answer::Operation(state) => self.operation_read(ask, state, turn),
            Answer::Observe(observed) => self.observed(ask, observed, turn),
            Answer::Probe(outcome) => self.probed(ask, outcome, turn),
            Answer::Launch(opened) => self.launched(ask, opened, turn),
        };
        match taken {
            Ok(()) => self.advance(turn),
            Err((stage, problem)) => self.fail(stage, problem, turn),
        }
    }

    /// When the attempt next has something to do by itself.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        if self.end.is_some() {
            return None;
        }
        let probing = self.target().and_then(|_| self.reach.deadline());
        if self.waiting.is_some() {
            return probing;
        }
        let stops = STAGES.into_iter().filter_map(|stage| self.hard_stop(stage));
        let watching = self.start.deadline(self.lacks_an_address());
        [self.request.deadline(), watching, probing].into_iter().flatten().chain(stops).min()
    }

    /// Azure's clock, as far as the look told it.
    pub(crate) fn azure_now(&self, now: Timestamp) -> Timestamp {
        turn::later(now, self.clock_offset)
    }

    /// A moment of Azure's clock on ours.
    pub(crate) fn our_time(&self, azure: Timestamp) -> Timestamp {
        turn::later(azure, -self.clock_offset)
    }

    /// From the click to the end.
    pub(crate) fn total_ms(&self, now: Timestamp) -> i64 {
        let end = self.ended.unwrap_or(now);
        i64::try_from(end.duration_since(self.began).as_millis()).unwrap_or(i64::MAX)
    }

    fn hard_stop(&self, stage: Stage) -> Option<Timestamp> {
        let patience = match stage {
            Stage::Address => SignedDuration::from_secs(8),
            Stage::Look => SignedDuration::from_secs(60),
            Stage::Request => SignedDuration::from_secs(90),
            Stage::Start => SignedDuration::from_mins(10),
            Stage::Reach => SignedDuration::from_secs(i64::from(self.wish.wait_secs)),
            Stage::Launch => SignedDuration::from_secs(15),
        };
        let running_since = self.clocks.since(stage)?;
        let since = if stage == Stage::Reach { self.reach.waiting_since? } else { running_since };
        Some(turn::later(since, patience))
    }

    fn mind_hard_stops(&mut self, turn: &mut Turn<'_>) -> Step {
        let over =
            STAGES.into_iter().find(|stage| self.hard_stop(*stage).is_some_and(|stop| stop <= turn.now));
        over.map_or(Ok(()), |stage| Err((stage, self.stopped_at(stage, turn.now))))
    }
}
