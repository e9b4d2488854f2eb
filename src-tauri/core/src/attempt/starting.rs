//! Stage *start*: start a machine that is not running, and watch it come up.

use jiff::{SignedDuration, Timestamp};

use super::turn::{Poll, later};
use super::{Attempt, Step, Turn};
use crate::{Ask, AskId, Code, Observed, Operation, OperationState, Power, Problem, Stage};

/// How often power and address are read: not more than every two seconds, within Azure's read limits.
const EVERY: SignedDuration = SignedDuration::from_secs(2);
/// The first look after a start comes sooner: a dynamic address is given when the start begins.
const FIRST: SignedDuration = SignedDuration::from_secs(1);
/// How many observations a fact needs before an attempt is given up for it.
const SURE: u32 = 3;

/// How far the machine has come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Starting {
    /// Not known yet whether a start is needed, or it has to wait for the request.
    Waiting,
    /// It was running.
    NotNeeded,
    /// The start was posted; the answer is out.
    Asked(AskId),
    /// On its way up.
    Going(Going),
    /// Up. Watched on while its address is not known.
    Running(Poll),
}

/// A machine on its way up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Going {
    operation: Option<Operation>,
    follow: Poll,
    observe: Poll,
    observations: u32,
    /// The connection broke after the start was posted: only the machine itself tells whether it arrived.
    lost: Option<Problem>,
}

impl Starting {
    pub(super) fn is_running(&self) -> bool {
        matches!(self, Self::NotNeeded | Self::Running(_))
    }

    /// Whether the machine runs or is certain to be on its way up.
    pub(super) fn is_under_way(&self) -> bool {
        self.is_running() || matches!(self, Self::Going(going) if going.lost.is_none())
    }

    /// The stage that waits for the answer to this question: the start, or the address of a machine that runs.
    pub(super) fn asks(&self, ask: AskId) -> Option<Stage> {
        match self {
            Self::Asked(asked) => (*asked == ask).then_some(Stage::Start),
            Self::Going(going) => {
                [going.follow.asked, going.observe.asked].contains(&Some(ask)).then_some(Stage::Start)
            }
            Self::Running(poll) => (poll.asked == Some(ask)).then_some(Stage::Reach),
            Self::Waiting | Self::NotNeeded => None,
        }
    }

    /// A question that is out counts as not asked.
    pub(super) fn ask_again(&mut self, ask: AskId, now: Timestamp) {
        match self {
            Self::Asked(asked) if *asked == ask => *self = Self::Waiting,
            Self::Going(going) => {
                going.follow.ask_again(ask, now);
                going.observe.ask_again(ask, now);
            }
            Self::Running(poll) => poll.ask_again(ask, now),
            Self::Asked(_) | Self::Waiting | Self::NotNeeded => {}
        }
    }

    pub(super) fn deadline(&self, lacks_an_address: bool) -> Option<Timestamp> {
        match self {
            Self::Going(going) => {
                let follow = going.operation.is_some().then(|| going.follow.deadline()).flatten();
                [follow, going.observe.deadline()].into_iter().flatten().min()
            }
            Self::Running(poll) if lacks_an_address => poll.deadline(),
            Self::Waiting | Self::NotNeeded | Self::Asked(_) | Self::Running(_) => None,
        }
    }
}

impl Going {
    fn new(operation: Option<Operation>, lost: Option<Problem>, now: Timestamp) -> Self {
        let wait = operation.as_ref().map_or(EVERY, |operation| operation.wait);
        let (follow, observe) = (Poll::after(now, wait), Poll::after(now, FIRST));
        Self { operation, follow, observe, observations: 0, lost }
    }
}

impl Attempt {
    pub(super) fn start_machine(&mut self, turn: &mut Turn<'_>) -> Step {
        if self.start == Starting::Waiting {
            self.begin_start(turn)?;
        }
        let (id, vm, lacks_an_address) = (self.id, self.vm.clone(), self.lacks_an_address());
        match &mut self.start {
            Starting::Going(going) => {
                if let Some(operation) = going.operation.clone().filter(|_| going.follow.is_due(turn.now)) {
                    going.follow.asked = Some(turn.ask(id, Ask::Operation { operation, vm }));
                }
                if going.observe.is_due(turn.now) {
                    going.observe.asked = Some(turn.ask(id, Ask::Observe(self.vm.clone())));
                }
            }
            Starting::Running(poll) if lacks_an_address && poll.is_due(turn.now) => {
                poll.asked = Some(turn.ask(id, Ask::Observe(self.vm.clone())));
            }
            _ => {}
        }
        Ok(())
    }

    fn begin_start(&mut self, turn: &mut Turn<'_>) -> Step {
        let (Some(look), Some(_)) = (self.look.known(), self.address.known()) else { return Ok(()) };
        if let Some(fitted) = self.request.fitted() {
            self.check_it_can_be_reached(fitted)?;
        }
        let power = look.vm.power;
        if power == Power::Running {
            self.clocks.skip(Stage::Start, turn.now);
            self.start = Starting::NotNeeded;
        } else if !power.needs_start() {
            self.clocks.begin(Stage::Start, turn.now);
            self.start = Starting::Going(Going::new(None, None, turn.now));
        } else if self.start_may_go(turn) {
            self.clocks.begin(Stage::Start, turn.now);
            self.start = Starting::Asked(turn.ask(self.id, Ask::Start(self.vm.clone())));
        }
        Ok(())
    }

    /// Whether the machine is on its way up because this attempt asked for it, as far as anybody knows. One that was on its
    /// way before is somebody else's.
    pub(super) fn had_it_started(&self) -> bool {
        match &self.start {
            Starting::Asked(_) => true,
            Starting::Going(going) => self.started || going.lost.is_some(),
            Starting::Waiting | Starting::NotNeeded | Starting::Running(_) => false,
        }
    }

    pub(super) fn start_answered(
        &mut self,
        ask: AskId,
        answer: Result<Option<Operation>, Problem>,
        turn: &mut Turn<'_>,
    ) -> Step {
        if self.start != Starting::Asked(ask) {
            return Ok(());
        }
        let going = match answer {
            Ok(operation) => {
                self.started = true;
                Going::new(operation, None, turn.now)
            }
            Err(lost) if lost.code == Code::Interrupted => Going::new(None, Some(lost), turn.now),
            Err(problem) => {
                self.start = Starting::Waiting;
                return Err((Stage::Start, problem));
            }
        };
        self.start = Starting::Going(going);
        Ok(())
    }

    pub(super) fn operation_read(
        &mut self,
        ask: AskId,
        read: Result<OperationState, Problem>,
        turn: &mut Turn<'_>,
    ) -> Step {
        let Starting::Going(going) = &mut self.start else { return Ok(()) };
        if going.follow.asked != Some(ask) {
            return Ok(());
        }
        going.follow.answered(turn.now, EVERY);
        match read {
            Ok(OperationState::Running(wait)) => going.follow.next = later(turn.now, wait),
            Ok(OperationState::Succeeded) => self.comes_up(turn),
            Ok(OperationState::Failed(problem)) => {
                self.start = Starting::Waiting;
                return Err((Stage::Start, problem));
            }
            Ok(OperationState::Hidden) => going.operation = None,
            Err(_) => going.follow.next = later(turn.now, EVERY + EVERY),
        }
        Ok(())
    }

    pub(super) fn observed(
        &mut self,
        ask: AskId,
        read: Result<Observed, Problem>,
        turn: &mut Turn<'_>,
    ) -> Step {
        let poll = match &mut self.start {
            Starting::Going(going) => &mut going.observe,
            Starting::Running(poll) => poll,
            _ => return Ok(()),
        };
        if poll.asked != Some(ask) {
            return Ok(());
        }
        poll.answered(turn.now, EVERY);
        let Ok(observed) = read else {
            poll.next = later(turn.now, EVERY + EVERY);
            return Ok(());
        };
        if let Some(address) = observed.public_address.filter(|_| !self.wish.private) {
            self.reach.moved_to(address, turn.now);
        }
        if observed.power == Power::Running {
            self.comes_up(turn);
        }
        self.judge(&observed)
    }

    fn judge(&mut self, observed: &Observed) -> Step {
        let lacks_an_address = self.lacks_an_address();
        match &mut self.start {
            Starting::Running(poll) if lacks_an_address => {
                poll.failures += 1;
                if poll.failures >= SURE {
                    return Err((Stage::Reach, self.no_public_address()));
                }
            }
            Starting::Going(going) => {
                going.observations += 1;
                let off = observed.power.needs_start();
                if !off {
                    going.lost = None;
                } else if going.observations >= SURE {
                    if let Some(lost) = going.lost.take() {
                        self.start = Starting::Waiting;
                        return Err((Stage::Start, lost));
                    }
                    if let (None, Some(code)) = (&going.operation, &observed.failure) {
                        self.start = Starting::Waiting;
                        return Err((Stage::Start, did_not_start(&self.label, code)));
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn comes_up(&mut self, turn: &mut Turn<'_>) {
        if !self.start.is_running() {
            self.clocks.done(Stage::Start, turn.now);
            self.start = Starting::Running(Poll::after(turn.now, SignedDuration::ZERO));
        }
    }
}

fn did_not_start(label: &str, code: &str) -> Problem {
    let mut problem = Problem::new(
        Code::StartFailed,
        format!("{label} did not start."),
        "Look at the machine in the Azure portal, then try again.",
    );
    problem.details =
        Some(Box::new(crate::Details { azure_code: Some(code.to_owned()), ..Default::default() }));
    let last = code.rsplit('/').next().unwrap_or_default();
    problem.remedy = crate::Remedy::of_start(last).map(Box::new);
    problem
}
