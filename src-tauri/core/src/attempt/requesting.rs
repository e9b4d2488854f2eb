//! Stage *request*: fit the wish, ask once, then read the policy until the rules are written.

use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};

use super::turn::{Poll, later};
use super::{Attempt, Fact, Turn};
use crate::fit::{Fitted, WORTHWHILE, fit};
use crate::{
    Accepted, AccessWindow, Adaptation, Ask, AskId, Code, Initiate, Policy, Problem, RequestStatus, Right,
    Stage,
};

/// How often the policy is read (azure-api 2.7).
const EVERY: SignedDuration = SignedDuration::from_secs(2);
/// How often the policy is read to find out whether a request without an answer arrived.
const LOOKS_AFTER_SILENCE: u32 = 3;
/// How far Azure's clock may be from what its `Date` header told.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_secs(30);
/// A window shorter than this is asked for only when the machine runs: its time counts from the request.
const SHORT: SignedDuration = SignedDuration::from_mins(30);

/// How far the request has come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Requesting {
    /// Not asked yet.
    Waiting,
    /// Taken over from an earlier attempt; the fresh look tells whether it still holds.
    Kept { fitted: Fitted, accepted: Accepted },
    /// Posted; the answer is out.
    Asked { ask: AskId, fitted: Fitted, at: Timestamp },
    /// Posted, but the connection broke: the policy tells whether it arrived.
    Unclear { fitted: Fitted, at: Timestamp, poll: Poll, lost: Problem },
    /// In effect or about to be.
    Accepted { fitted: Fitted, accepted: Accepted, written: bool, poll: Poll },
    /// Not needed: a window was open already.
    Open { fitted: Fitted, accepted: Accepted },
}

impl Requesting {
    /// The request that holds, once Azure took one.
    pub(crate) fn held(&self) -> Option<(&Fitted, &Accepted)> {
        match self {
            Self::Accepted { fitted, accepted, .. } | Self::Open { fitted, accepted } => {
                Some((fitted, accepted))
            }
            Self::Waiting | Self::Kept { .. } | Self::Asked { .. } | Self::Unclear { .. } => None,
        }
    }

    /// What has been asked for, from the moment it was.
    pub(crate) fn fitted(&self) -> Option<&Fitted> {
        match self {
            Self::Waiting => None,
            Self::Asked { fitted, .. } | Self::Unclear { fitted, .. } => Some(fitted),
            Self::Kept { fitted, .. } | Self::Accepted { fitted, .. } | Self::Open { fitted, .. } => {
                Some(fitted)
            }
        }
    }

    /// What goes on when the truth is read again, so that no request is repeated blindly.
    pub(super) fn kept(&self, now: Timestamp) -> Self {
        match self {
            Self::Kept { fitted, accepted } | Self::Accepted { fitted, accepted, .. } => {
                Self::Kept { fitted: fitted.clone(), accepted: accepted.clone() }
            }
            Self::Asked { fitted, at, .. } | Self::Unclear { fitted, at, .. } => {
                let lost = Problem::new(
                    Code::Interrupted,
                    "The access request was sent, but its answer never arrived.",
                    "Try again: a request that is in effect is used, not repeated.",
                );
                let poll = Poll::after(now, SignedDuration::ZERO);
                Self::Unclear { fitted: fitted.clone(), at: *at, poll, lost }
            }
            Self::Waiting | Self::Open { .. } => Self::Waiting,
        }
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        match self {
            Self::Unclear { poll, .. } | Self::Accepted { poll, written: false, .. } => poll.deadline(),
            _ => None,
        }
    }
}

impl Attempt {
    pub(super) fn ask_for_access(&mut self, turn: &mut Turn<'_>) -> Result<(), (Stage, Problem)> {
        self.reconsider_kept_request(turn)?;
        match &mut self.request {
            Requesting::Waiting => self.post_request(turn),
            Requesting::Unclear { fitted, poll, .. }
            | Requesting::Accepted { fitted, poll, written: false, .. } => {
                if poll.is_due(turn.now) {
                    let policy = fitted.policy.clone();
                    poll.asked =
                        Some(turn.ask(self.id, Ask::Policy { policy, tenant: self.vm.tenant.clone() }));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A request taken over from an earlier attempt counts only while it is in effect and still fits.
    fn reconsider_kept_request(&mut self, turn: &mut Turn<'_>) -> Result<(), (Stage, Problem)> {
        let (Some(look), Some(mine)) = (self.look.known(), self.address.known()) else { return Ok(()) };
        let Requesting::Kept { fitted, accepted } = &self.request else { return Ok(()) };
        let known = look.policies.iter().find(|policy| policy.id == fitted.policy);
        let newest = known.and_then(|policy| policy.newest_request(&self.vm.id, fitted.port, fitted.source));
        let ended =
            newest.is_some_and(|r| r.from >= accepted.from && matches!(r.status, RequestStatus::Revoked(_)));
        let nearly_over = accepted.until < later(self.azure_now(turn.now), WORTHWHILE);
        let moved = !fitted.source.contains(mine);
        if ended || nearly_over || moved {
            let problem = no_longer_holds(&self.label, fitted, mine, moved);
            self.request = Requesting::Waiting;
            return if self.posted { Err((Stage::Request, problem)) } else { Ok(()) };
        }
        let (fitted, accepted) = (fitted.clone(), accepted.clone());
        self.clocks.begin(Stage::Request, turn.now);
        let poll = Poll::after(turn.now, SignedDuration::ZERO);
        self.request = Requesting::Accepted { fitted, accepted, written: false, poll };
        Ok(())
    }

    fn post_request(&mut self, turn: &mut Turn<'_>) -> Result<(), (Stage, Problem)> {
        let (Some(look), Some(mine)) = (self.look.known(), self.address.known()) else { return Ok(()) };
        let refused = |problem| (Stage::Request, problem);
        let mut fitted = fit(&self.wish, &look.vm, &look.policies, mine).map_err(refused)?;
        self.check_it_can_be_reached(&fitted)?;
        let azure_now = self.azure_now(turn.now);
        if let Some((policy, open)) = fitted.already_open(&self.vm.id, &look.policies, azure_now) {
            let accepted = Accepted { from: open.from, until: open.until, mapped_port: open.mapped_port };
            fitted.policy = policy.clone();
            fitted.adapted = vec![Adaptation::AlreadyOpen { until: open.until.to_string() }];
            self.clocks.skip(Stage::Request, turn.now);
            self.note_window(&fitted, &accepted, turn);
            self.request = Requesting::Open { fitted, accepted };
            return Ok(());
        }
        if self.starts_first(&fitted) && !self.start.is_running() {
            return Ok(());
        }
        self.clocks.begin(Stage::Request, turn.now);
        let what = Initiate {
            policy: fitted.policy.clone(),
            vm: self.vm.clone(),
            port: fitted.port,
            source: fitted.source,
            until: fitted.until(azure_now),
            justification: self.wish.justification.clone(),
        };
        self.posted = true;
        let ask = turn.ask(self.id, Ask::Initiate(what));
        self.request = Requesting::Asked { ask, fitted, at: azure_now };
        Ok(())
    }

    /// Whether the start comes before the request: a short window must not run out while the machine boots.
    pub(super) fn starts_first(&self, fitted: &Fitted) -> bool {
        let Some(look) = self.look.known() else { return false };
        let stopped = look.vm.power.needs_start();
        stopped && fitted.duration.as_duration() < SHORT && look.may_request == Right::Granted
    }

    /// Whether the machine may be started now without the risk that a refused request leaves it running.
    pub(super) fn start_may_go(&self, turn: &Turn<'_>) -> bool {
        let Some(look) = self.look.known() else { return false };
        if self.request.held().is_some() {
            return true;
        }
        let both = look.may_request == Right::Granted && look.may_start == Right::Granted;
        if matches!(self.request, Requesting::Asked { .. }) {
            return both || turn.permitted_before;
        }
        let mine = self.address.known();
        let fitted = mine.and_then(|mine| fit(&self.wish, &look.vm, &look.policies, mine).ok());
        self.request == Requesting::Waiting && fitted.is_some_and(|fitted| self.starts_first(&fitted))
    }

    pub(super) fn request_answered(
        &mut self,
        ask: AskId,
        answer: Result<Accepted, Problem>,
        turn: &mut Turn<'_>,
    ) -> Result<(), (Stage, Problem)> {
        let Requesting::Asked { ask: ours, fitted, at } = &self.request else { return Ok(()) };
        if *ours != ask {
            return Ok(());
        }
        let (fitted, at) = (fitted.clone(), *at);
        match answer {
            Ok(accepted) => {
                self.hold_request(fitted, accepted, turn);
                Ok(())
            }
            Err(lost) if lost.code == Code::Interrupted => {
                self.request = Requesting::Unclear { fitted, at, poll: Poll::after(turn.now, EVERY), lost };
                Ok(())
            }
            Err(problem) => {
                self.request = Requesting::Waiting;
                Err((Stage::Request, problem))
            }
        }
    }

    pub(super) fn policy_read(
        &mut self,
        ask: AskId,
        read: Result<Policy, Problem>,
        turn: &mut Turn<'_>,
    ) -> Result<(), (Stage, Problem)> {
        match &mut self.request {
            Requesting::Accepted { poll, .. } if poll.asked == Some(ask) => {
                poll.answered(turn.now, EVERY);
                self.follow_request(read, turn)
            }
            Requesting::Unclear { poll, .. } if poll.asked == Some(ask) => {
                poll.answered(turn.now, EVERY);
                self.find_lost_request(read, turn)
            }
            _ => Ok(()),
        }
    }

    fn follow_request(
        &mut self,
        read: Result<Policy, Problem>,
        turn: &Turn<'_>,
    ) -> Result<(), (Stage, Problem)> {
        let Requesting::Accepted { fitted, accepted, written, poll } = &mut self.request else {
            return Ok(());
        };
        let Ok(policy) = read else {
            poll.next = later(turn.now, EVERY + EVERY);
            return Ok(());
        };
        let newest = policy.newest_request(&self.vm.id, fitted.port, fitted.source);
        let Some(request) = newest.filter(|request| request.from >= accepted.from) else { return Ok(()) };
        accepted.mapped_port = request.mapped_port.or(accepted.mapped_port);
        match &request.status {
            RequestStatus::Initiated => {
                *written = true;
                self.clocks.done(Stage::Request, turn.now);
                Ok(())
            }
            RequestStatus::Revoked(reason) => {
                let problem = revoked(&self.label, reason);
                self.request = Requesting::Waiting;
                Err((Stage::Request, problem))
            }
            RequestStatus::Initiating | RequestStatus::Other(_) => Ok(()),
        }
    }

    /// Whether a request whose answer was lost is in the policy after all.
    fn find_lost_request(
        &mut self,
        read: Result<Policy, Problem>,
        turn: &mut Turn<'_>,
    ) -> Result<(), (Stage, Problem)> {
        let Requesting::Unclear { fitted, at, poll, lost } = &mut self.request else { return Ok(()) };
        let arrived = read.ok().and_then(|policy| {
            let request = policy.newest_request(&self.vm.id, fitted.port, fitted.source)?.clone();
            (request.is_live(*at) && later(request.from, CLOCK_SLACK) >= *at).then_some(request)
        });
        if let Some(found) = arrived {
            let accepted = Accepted { from: found.from, until: found.until, mapped_port: found.mapped_port };
            let fitted = fitted.clone();
            self.hold_request(fitted, accepted, turn);
            return Ok(());
        }
        poll.failures += 1;
        if poll.failures < LOOKS_AFTER_SILENCE {
            return Ok(());
        }
        let lost = lost.clone();
        self.request = Requesting::Waiting;
        if self.posted { Err((Stage::Request, lost)) } else { Ok(()) }
    }

    pub(super) fn hold_request(&mut self, fitted: Fitted, accepted: Accepted, turn: &mut Turn<'_>) {
        self.note_window(&fitted, &accepted, turn);
        let poll = Poll::after(turn.now, EVERY);
        self.request = Requesting::Accepted { fitted, accepted, written: false, poll };
    }

    pub(super) fn note_window(&self, fitted: &Fitted, accepted: &Accepted, turn: &mut Turn<'_>) {
        turn.facts.push(Fact::Opened(Box::new(AccessWindow {
            vm: self.vm.clone(),
            label: self.label.clone(),
            policy: fitted.policy.clone(),
            port: fitted.port,
            source: fitted.source,
            from: accepted.from,
            until: self.our_time(accepted.until),
            protocol: fitted.protocol,
            reached: self.reach.reached(),
            user: self.user(fitted.protocol, turn),
            key: self.wish.key.clone(),
        })));
    }
}

fn no_longer_holds(label: &str, fitted: &Fitted, mine: Ipv4Addr, moved: bool) -> Problem {
    if moved {
        Problem::new(
            Code::AddressChanged,
            format!(
                "Your address changed: access to {label} is open for {}, you are now at {mine}.",
                fitted.source
            ),
            "Try again to open access for the new address.",
        )
    } else {
        Problem::new(
            Code::RequestRevoked,
            format!("The access window of {label} is over."),
            "Try again to ask for a new window.",
        )
    }
}

fn revoked(label: &str, reason: &str) -> Problem {
    let why = match reason {
        "NewerRequestInitiated" => "a newer request replaced it".to_owned(),
        "Expired" => "its time was over".to_owned(),
        "" => "no reason was given".to_owned(),
        other => format!("the reason is {other}"),
    };
    Problem::new(
        Code::RequestRevoked,
        format!("Azure ended the access request for {label}: {why}."),
        "Try again to ask for a new window.",
    )
}
