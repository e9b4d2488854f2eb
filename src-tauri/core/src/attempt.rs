//! One run of the connect plan: address and look, request and start, reach, launch.
//!
//! Each stage keeps what it knows; after every answer [`Attempt::advance`] looks at all of them and decides what
//! is due. So overlap, skipping and resuming need no states of their own, and the rules stand in one place each.

mod clocks;
mod ending;
mod expecting;
mod experience;
mod explaining;
mod extending;
mod finding;
mod following;
mod keeping;
mod launching;
mod putting_off;
mod reaching;
mod requesting;
mod starting;
mod stopping;
mod turn;
mod waiting;

use std::mem::discriminant;

use jiff::{SignedDuration, Timestamp};

use clocks::Clocks;
pub(crate) use clocks::STAGES;
pub(crate) use ending::{Connection, End};
use expecting::Expected;
use finding::{Address, Looking};
pub(crate) use keeping::Keeping;
use launching::Launching;
use putting_off::PutOff;
use reaching::Reaching;
pub(crate) use requesting::Requesting;
pub(crate) use starting::Starting;
pub(crate) use stopping::Stopping;
pub(crate) use turn::{Fact, Turn, later};
use waiting::Repeated;
pub(crate) use waiting::Waiting;

use crate::check::Check;
use crate::fit::Fitted;
use crate::{
    AccessWindow, Answer, AskId, AttemptId, CheckOrder, Effect, Initiate, Power, Prefix, Problem, Stage,
    StageState, VmRef, Wish,
};

/// What a step came to: the stage that failed and why, where one did.
type Step = Result<(), (Stage, Problem)>;

/// One run of the plan.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub id: AttemptId,
    pub vm: VmRef,
    pub label: String,
    /// The id of the favourite it was begun for.
    pub favourite: Option<String>,
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
    /// The request it made.
    pub made: Option<Initiate>,
    /// The machine was off, and Azure agreed to start it for this attempt.
    started: bool,
    /// When the look was asked for.
    looked: Timestamp,
    /// Azure's clock minus ours, as last told.
    clock_offset: SignedDuration,
    /// It waits for a person to sign in.
    pub waiting: Option<Waiting>,
    repeated: Repeated,
    /// It has not begun, because as many as may run at once do.
    pub queued: bool,
    expected: Expected,
    /// The window that is asked for once more.
    extends: Option<Box<AccessWindow>>,
    put_off: Option<PutOff>,
    pub stopping: Stopping,
    /// The client is opened although nothing has answered.
    anyway: bool,
    /// The computer slept meanwhile, or everything was read again: its clocks say nothing of the machine.
    interrupted: bool,
    /// Why the machine does not answer, as far as it was found out after the end.
    pub check: Option<Check>,
    pub end: Option<End>,
    pub ended: Option<Timestamp>,
    /// Azure refused this request, and everything is read once more to tell why.
    refused: Option<(Problem, Fitted)>,
    /// It asks for the start again and again.
    pub keeps: Option<Keeping>,
    /// When it goes on by itself, where it does.
    pub resumes: Option<Timestamp>,
    /// How often it went on by itself.
    pub resumed: u32,
    /// The network changed after the request was posted: posted once more, it needs the address as it is then.
    moved: bool,
    /// The person took it off the screen. It stays only until the answer to its request is known.
    pub dismissed: bool,
}

impl Attempt {
    pub(crate) fn new(id: AttemptId, vm: VmRef, label: String, wish: Wish, now: Timestamp) -> Self {
        Self {
            id,
            vm,
            label: crate::clean(&label),
            favourite: None,
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
            made: None,
            started: false,
            looked: now,
            clock_offset: SignedDuration::ZERO,
            waiting: None,
            repeated: Repeated::default(),
            queued: true,
            expected: Expected::default(),
            extends: None,
            put_off: None,
            stopping: Stopping::default(),
            anyway: false,
            interrupted: false,
            check: None,
            end: None,
            ended: None,
            refused: None,
            keeps: None,
            resumes: None,
            resumed: 0,
            moved: false,
            dismissed: false,
        }
    }

    /// Goes on where this attempt ended, as a new one. Everything is read again, so that what is in effect or
    /// running is used; only a request whose fate nobody knows has to be taken along.
    pub(crate) fn again(&self, id: AttemptId, now: Timestamp) -> Self {
        let extends = self.still_extends();
        // Who agreed to the range that was open has not agreed to the one that holds another address.
        let moved = self.is_extension() && extends.is_none();
        let wish = Wish { whole_range: self.wish.whole_range && !moved, ..self.wish.clone() };
        let next = Self::new(id, self.vm.clone(), self.label.clone(), wish, now);
        Self {
            favourite: self.favourite.clone(),
            request: self.request.taken_along(now),
            clock_offset: self.clock_offset,
            expected: self.expected.clone(),
            extends,
            ..next
        }
    }

    /// The same attempt from its beginning. Everything is read again, and what it has tried already counts.
    fn afresh(&mut self, now: Timestamp) -> Self {
        let again = self.again(self.id, now);
        Self {
            began: self.began,
            made: self.made.take(),
            keeps: self.keeps.take(),
            repeated: std::mem::take(&mut self.repeated),
            resumed: self.resumed,
            queued: false,
            interrupted: true,
            ..again
        }
    }

    /// The same under another name and with other options.
    pub(crate) fn wanting(self, label: String, wish: Wish) -> Self {
        Self { label: crate::clean(&label), wish, ..self }
    }

    /// The computer slept or the clock jumped: what is out may never answer, and what is known may be old.
    pub(crate) fn reread(&mut self, turn: &mut Turn<'_>) {
        if self.end.is_some() || self.queued || self.pauses().is_some() || self.sleeps_while_waiting() {
            return;
        }
        if let Launching::Asked(..) = self.launch {
            // The client may be on the screen already, and a second one is not wanted.
            self.clocks.restart(Stage::Launch, turn.now);
            return;
        }
        turn.effects.push(Effect::Abandon(self.id));
        let posted = self.posted.take();
        *self = Self { posted, ..self.afresh(turn.now) };
        self.advance(turn);
    }

    /// The network changed: an address that was found before must not get into a request.
    pub(crate) fn network_changed(&mut self, now: Timestamp) {
        let in_use = match self.address {
            Address::Wanted => false,
            Address::Asked(_) => true,
            Address::Known(_) => self.wish.address.is_none(),
        };
        if !in_use || self.end.is_some() {
            return;
        }
        if self.may_still_post() || matches!(self.address, Address::Asked(_)) {
            self.find_the_address_anew(now);
        } else {
            self.moved = true;
        }
    }

    fn find_the_address_anew(&mut self, now: Timestamp) {
        self.moved = false;
        self.address = Address::Wanted;
        if self.clocks.state(Stage::Address) != StageState::Running {
            self.clocks.restart(Stage::Address, now);
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
        if self.queued || self.still_pauses(turn) {
            return;
        }
        if self.reach.answered.is_some() {
            self.go_on(turn.now);
        }
        if self.is_extension() {
            let steps = [Self::find_address, Self::take_look, Self::ask_for_more_time, Self::mind_hard_stops];
            let steps = if self.waiting.is_some() { &[] } else { &steps[..] };
            return self.take_steps(steps, turn);
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
        self.no_longer_put_off(ask);
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
            // Only an attempt that was cancelled stops anything.
            Answer::Stop(_) => Ok(()),
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
            return self.stop_deadline();
        }
        if self.queued {
            return None;
        }
        if let Some(pause) = self.pauses() {
            return pause.next;
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

    /// Begins to find out why the machine does not answer, unless that goes on already.
    pub(crate) fn check(&mut self) -> Option<CheckOrder> {
        let goes_on = self.check.as_ref().is_some_and(|check| !check.is_complete());
        let policy = self.request.fitted().filter(|_| self.end.is_some() && !goes_on)?.policy.clone();
        self.check = Some(Check::default());
        Some(CheckOrder { attempt: self.id, vm: self.vm.clone(), policy })
    }

    /// The machine's power, as far as this attempt knows it.
    pub(crate) fn power(&self) -> Power {
        if let Some(power) = self.stopping.power() {
            return power;
        }
        match (&self.start, self.look.known()) {
            (Starting::NotNeeded | Starting::Running(_), _) => Power::Running,
            (Starting::Asked(_) | Starting::Going(_), _) => Power::Starting,
            (Starting::Waiting, Some(look)) => look.vm.power,
            (Starting::Waiting, None) => Power::Unknown,
        }
    }

    /// From the click to the end.
    pub(crate) fn total_ms(&self, now: Timestamp) -> i64 {
        let end = self.ended.unwrap_or(now);
        i64::try_from(end.duration_since(self.began).as_millis()).unwrap_or(i64::MAX)
    }
}
