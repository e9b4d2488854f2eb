//! Stage *reach*: probe until the service answers. An answer ends the wait for everything else.

use std::net::{Ipv4Addr, SocketAddrV4};

use jiff::{SignedDuration, Timestamp};

use super::turn::later;
use super::waiting::leave_out;
use super::{Attempt, Fact, Step, Turn};
use crate::fit::Fitted;
use crate::{Ask, AskId, Code, Power, Probe, ProbeOutcome, Problem, Reached, Remedy, Stage, StartChoice};

/// How long one probe waits. A dropped packet never answers, so a new probe goes out long before that.
const PATIENCE: SignedDuration = SignedDuration::from_secs(2);
/// How many probes may be out at once.
const AT_ONCE: usize = 8;

/// What is known about reaching the service.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Reaching {
    /// The machine's public address, as last read.
    pub address: Option<Ipv4Addr>,
    /// Where the service answered.
    pub answered: Option<SocketAddrV4>,
    /// Since when access is open and the machine runs, so that an answer is due.
    pub waiting_since: Option<Timestamp>,
    /// What the last probe saw.
    pub last: Option<ProbeOutcome>,
    out: Vec<(AskId, SocketAddrV4)>,
    began: Option<Timestamp>,
    next: Option<Timestamp>,
}

impl Reaching {
    /// The machine has this address now. Probes of another one no longer count.
    pub(super) fn moved_to(&mut self, address: Ipv4Addr, now: Timestamp) {
        if self.address != Some(address) {
            self.address = Some(address);
            self.out.clear();
            self.next = Some(now);
        }
    }

    /// Time that the person took is no time in which the service did not answer.
    pub(super) fn leave_out(&mut self, from: Timestamp, to: Timestamp) {
        for moment in [&mut self.waiting_since, &mut self.began].into_iter().flatten() {
            *moment = leave_out(*moment, from, to);
        }
    }

    pub(super) fn reached(&self) -> Option<Reached> {
        self.answered.map(|at| Reached { address: *at.ip(), port: at.port() })
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        let done = self.answered.is_some() || self.began.is_none() || self.out.len() >= AT_ONCE;
        if done { None } else { self.next }
    }
}

impl Attempt {
    pub(super) fn reach_service(&mut self, turn: &mut Turn<'_>) -> Step {
        let too_early = self.address.known().is_none() || !self.start.is_under_way();
        if too_early || self.reach.answered.is_some() {
            return Ok(());
        }
        if self.open_without_an_answer(turn.now) {
            return Ok(());
        }
        let Some((fitted, _)) = self.request.held() else { return Ok(()) };
        let protocol = fitted.protocol;
        if self.start.is_running() && self.request.is_written() && self.reach.waiting_since.is_none() {
            self.reach.waiting_since = Some(turn.now);
            self.clocks.begin(Stage::Reach, turn.now);
        }
        let Some(target) = self.target() else { return Ok(()) };
        self.clocks.begin(Stage::Reach, turn.now);
        let began = *self.reach.began.get_or_insert(turn.now);
        if self.reach.next.is_none_or(|next| next <= turn.now) && self.reach.out.len() < AT_ONCE {
            let ask = turn.ask(self.id, Ask::Probe(Probe { target, protocol, patience: PATIENCE }));
            self.reach.out.push((ask, target));
            self.reach.next = Some(later(turn.now, pause(turn.now.duration_since(began))));
        }
        Ok(())
    }

    /// Whether there is an address and access to it, though nothing has answered there yet.
    pub(crate) fn can_be_opened_anyway(&self) -> bool {
        self.start.is_running() && self.target().is_some()
    }

    /// The same, but the client is opened as soon as there is an address and access to it.
    pub(crate) fn not_waiting_for_an_answer(mut self) -> Self {
        (self.anyway, self.wish.launch) = (true, true);
        self
    }

    fn open_without_an_answer(&mut self, now: Timestamp) -> bool {
        let target = self.target().filter(|_| self.anyway && self.start.is_running());
        if target.is_some() {
            self.clocks.skip(Stage::Reach, now);
            self.reach.answered = target;
        }
        target.is_some()
    }

    pub(super) fn probed(&mut self, ask: AskId, outcome: ProbeOutcome, turn: &mut Turn<'_>) -> Step {
        let Some(index) = self.reach.out.iter().position(|(out, _)| *out == ask) else { return Ok(()) };
        let (_, target) = self.reach.out.swap_remove(index);
        if outcome == ProbeOutcome::Answered && self.target() == Some(target) {
            self.reach.answered = Some(target);
            self.reach.out.clear();
            self.comes_up(turn);
            self.request.prove();
            self.clocks.done(Stage::Request, turn.now);
            self.clocks.done(Stage::Reach, turn.now);
            if self.posted.is_some() && self.started {
                turn.facts.push(Fact::Permitted);
            }
            if let Some((fitted, accepted)) = self.request.held() {
                let (fitted, accepted) = (fitted.clone(), accepted.clone());
                self.note_window(&fitted, &accepted, turn);
            }
        } else {
            self.reach.last = Some(outcome);
        }
        Ok(())
    }

    /// Where to knock: the machine itself, or the firewall in front of it at the port it mapped.
    pub(super) fn target(&self) -> Option<SocketAddrV4> {
        let (fitted, accepted) = self.request.held()?;
        match fitted.firewall {
            Some(firewall) if !self.wish.private => Some(SocketAddrV4::new(firewall, accepted.mapped_port?)),
            _ => Some(SocketAddrV4::new(self.reach.address?, fitted.port)),
        }
    }

    /// Refuses what could only end in a wait: a machine nobody wants started, or one without an address.
    pub(super) fn check_it_can_be_reached(&self, fitted: &Fitted) -> Step {
        let Some(look) = self.look.known() else { return Ok(()) };
        if look.vm.power.needs_start() && self.wish.start != StartChoice::Auto {
            return Err((
                Stage::Start,
                Problem::new(
                    Code::MachineStopped,
                    format!("{} is {}.", self.label, look.vm.power.word()),
                    "Start it first, or let it be started.",
                ),
            ));
        }
        let nowhere =
            look.vm.power == Power::Running && self.reach.address.is_none() && fitted.firewall.is_none();
        if nowhere { Err((Stage::Reach, self.no_public_address())) } else { Ok(()) }
    }

    /// Whether there is nowhere to knock until the machine gets an address.
    pub(super) fn lacks_an_address(&self) -> bool {
        let firewall = self.request.fitted().and_then(|fitted| fitted.firewall);
        self.reach.address.is_none() && firewall.is_none()
    }

    pub(super) fn no_public_address(&self) -> Problem {
        let private = self.look.known().and_then(|look| look.vm.private_address);
        let hint = private.map_or_else(
            || "It can only be reached from inside its network (VPN or Bastion).".to_owned(),
            |address| {
                format!("It can only be reached from inside its network (VPN or Bastion), at {address}.")
            },
        );
        let problem =
            Problem::new(Code::NoPublicAddress, format!("{} has no public address.", self.label), hint);
        match private {
            Some(address) => problem.with_remedy(Remedy::PrivateAddress(address)),
            None => problem,
        }
    }
}

/// How long to wait between two probes: short at first, because the moment access opens is what people wait for.
fn pause(so_far: SignedDuration) -> SignedDuration {
    match so_far.as_secs() {
        ..30 => SignedDuration::from_millis(250),
        30..120 => SignedDuration::from_millis(500),
        _ => SignedDuration::from_secs(2),
    }
}
