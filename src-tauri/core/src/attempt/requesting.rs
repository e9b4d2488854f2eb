//! Stage *request*: use the window that is open, or fit the wish and ask once.

use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};

use super::turn::{Poll, later};
use super::{Attempt, Fact, Step, Turn};
use crate::fit::{Fitted, WORTHWHILE, fit};
use crate::{
    Accepted, AccessRequest, AccessWindow, Adaptation, Ask, AskId, Code, Initiate, JitDuration, Look, Policy,
    Prefix, Problem, Remedy, RequestStatus, Right, Stage,
};

/// How often the policy is read (azure-api 2.7).
pub(super) const EVERY: SignedDuration = SignedDuration::from_secs(2);
/// A window shorter than this is asked for only when the machine runs: its time counts from the request.
const SHORT: SignedDuration = SignedDuration::from_mins(30);

/// How far the request has come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Requesting {
    /// Not asked yet.
    Waiting,
    /// Posted; the answer is out.
    Asked { ask: AskId, fitted: Fitted, at: Timestamp },
    /// Posted, but the connection broke or nobody waited: the policy tells whether it arrived. `ask` is there
    /// while the answer may still come.
    Unclear { ask: Option<AskId>, fitted: Fitted, at: Timestamp, poll: Poll, lost: Option<Problem> },
    /// Azure took it; `written` once the rules are in place.
    Accepted { fitted: Fitted, accepted: Accepted, written: bool, poll: Poll },
}

impl Requesting {
    /// The request that holds, once Azure took one.
    pub(crate) fn held(&self) -> Option<(&Fitted, &Accepted)> {
        if let Self::Accepted { fitted, accepted, .. } = self { Some((fitted, accepted)) } else { None }
    }

    /// What has been asked for, from the moment it was.
    pub(crate) fn fitted(&self) -> Option<&Fitted> {
        match self {
            Self::Waiting => None,
            Self::Asked { fitted, .. } | Self::Unclear { fitted, .. } | Self::Accepted { fitted, .. } => {
                Some(fitted)
            }
        }
    }

    /// What was posted while its fate is unknown, and when, by Azure's clock.
    pub(crate) fn unconfirmed(&self) -> Option<(&Fitted, Timestamp)> {
        match self {
            Self::Asked { fitted, at, .. } | Self::Unclear { fitted, at, .. } => Some((fitted, *at)),
            Self::Waiting | Self::Accepted { .. } => None,
        }
    }

    /// Whether the answer to this question is still wanted.
    pub(crate) fn awaits(&self, question: AskId) -> bool {
        self.awaited() == Some(question)
    }

    /// The question whose answer tells what Azure made of the request.
    pub(crate) fn awaited(&self) -> Option<AskId> {
        match self {
            Self::Asked { ask, .. } => Some(*ask),
            Self::Unclear { ask, .. } => *ask,
            Self::Waiting | Self::Accepted { .. } => None,
        }
    }

    /// Whether access is open as far as Azure says.
    pub(super) fn is_written(&self) -> bool {
        matches!(self, Self::Accepted { written: true, .. })
    }

    /// The service answered: whatever Azure says later, access is open.
    pub(super) fn prove(&mut self) {
        if let Self::Accepted { written, .. } = self {
            *written = true;
        }
    }

    /// What goes on when everything is read again: a request nobody knows the fate of. One that is in effect is
    /// found again among the windows and in the policy.
    pub(super) fn taken_along(&self, now: Timestamp) -> Self {
        let poll = Poll::after(now, SignedDuration::ZERO);
        match self {
            Self::Asked { ask, fitted, at } => {
                Self::Unclear { ask: Some(*ask), fitted: fitted.clone(), at: *at, poll, lost: None }
            }
            Self::Unclear { ask, fitted, at, lost, .. } => {
                Self::Unclear { ask: *ask, fitted: fitted.clone(), at: *at, poll, lost: lost.clone() }
            }
            Self::Waiting | Self::Accepted { .. } => Self::Waiting,
        }
    }

    /// A reading of the policy that is out counts as not asked.
    pub(super) fn ask_again(&mut self, ask: AskId, now: Timestamp) {
        if let Self::Unclear { poll, .. } | Self::Accepted { poll, .. } = self {
            poll.ask_again(ask, now);
        }
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        match self {
            Self::Unclear { poll, .. } | Self::Accepted { poll, written: false, .. } => poll.deadline(),
            Self::Waiting | Self::Asked { .. } | Self::Accepted { .. } => None,
        }
    }
}

impl Attempt {
    pub(super) fn ask_for_access(&mut self, turn: &mut Turn<'_>) -> Step {
        self.mind_the_held_request(turn.now)?;
        if self.request == Requesting::Waiting {
            self.find_or_post_request(turn)?;
        }
        self.follow_request(turn);
        Ok(())
    }

    /// A request held for an address that is no longer ours opens nothing for us, and neither does one that ended
    /// before the service answered.
    fn mind_the_held_request(&mut self, now: Timestamp) -> Step {
        let (Some(mine), Some((fitted, accepted))) = (self.address.known(), self.request.held()) else {
            return Ok(());
        };
        let source = fitted.source;
        if self.our_time(accepted.until) <= now && self.reach.answered.is_none() {
            self.request = Requesting::Waiting;
            return Err((Stage::Request, no_longer_holds(&self.label, source, mine)));
        }
        if !source.contains(mine) {
            self.request = Requesting::Waiting;
            self.may_post(mine)?;
        }
        Ok(())
    }

    fn find_or_post_request(&mut self, turn: &mut Turn<'_>) -> Step {
        let (Some(look), Some(mine)) = (self.look.known(), self.address.known()) else { return Ok(()) };
        let refused = |problem| (Stage::Request, problem);
        let fitted = fit(&self.wish, &look.vm, &look.policies, mine).map_err(refused)?;
        self.check_it_can_be_reached(&fitted)?;
        if let Some((fitted, accepted, written)) = self.open_already(&fitted, look, turn) {
            self.use_window(fitted, accepted, written, turn);
            return Ok(());
        }
        self.may_post(mine)?;
        if self.starts_first(&fitted, turn) && !self.start.is_running() {
            return Ok(());
        }
        self.post(fitted, turn);
        Ok(())
    }

    /// A window that opens this port for this source and has enough time left: the policy lists it, or Azure took
    /// it so recently that the policy need not list it yet.
    fn open_already(
        &self,
        wanted: &Fitted,
        look: &Look,
        turn: &Turn<'_>,
    ) -> Option<(Fitted, Accepted, bool)> {
        let azure_now = self.azure_now(turn.now);
        if let Some((policy, request)) = wanted.already_open(&self.vm.id, &look.policies, azure_now) {
            let (fitted, accepted) = self.as_open_now(wanted, policy, request);
            return Some((fitted, accepted, request.status == RequestStatus::Initiated));
        }
        let enough = later(turn.now, WORTHWHILE);
        let seen = self.azure_now(self.looked);
        let new = |window: &&AccessWindow| {
            window.vm.id == self.vm.id
                && window.port == wanted.port
                && window.source.covers(wanted.source)
                && window.until >= enough
                && window.is_new(seen)
                && !window.is_over(&look.policies, seen)
        };
        let window = turn.windows.all().iter().rfind(new)?;
        let policy = look.policies.iter().find(|policy| policy.id == window.policy)?;
        let until = later(window.until, self.clock_offset);
        let accepted = Accepted { from: window.from, until, mapped_port: None };
        Some((self.as_open(wanted, policy, window.source, until), accepted, false))
    }

    /// A request that is in effect, in place of one that would be made.
    pub(super) fn as_open_now(
        &self,
        wanted: &Fitted,
        policy: &Policy,
        request: &AccessRequest,
    ) -> (Fitted, Accepted) {
        let (from, until, mapped_port) = (request.from, request.until, request.mapped_port);
        let source = request.source.unwrap_or(wanted.source);
        (self.as_open(wanted, policy, source, until), Accepted { from, until, mapped_port })
    }

    fn as_open(&self, wanted: &Fitted, policy: &Policy, source: Prefix, until: Timestamp) -> Fitted {
        Fitted {
            policy: policy.id.clone(),
            source,
            adapted: vec![Adaptation::AlreadyOpen { until: until.to_string() }],
            firewall: policy.machine(&self.vm.id).and_then(|machine| machine.public_address),
            ..wanted.clone()
        }
    }

    pub(super) fn use_window(
        &mut self,
        fitted: Fitted,
        accepted: Accepted,
        written: bool,
        turn: &mut Turn<'_>,
    ) {
        self.note_window(&fitted, &accepted, turn);
        if written {
            self.clocks.skip(Stage::Request, turn.now);
        } else {
            self.clocks.restart(Stage::Request, turn.now);
        }
        let poll = Poll::after(turn.now, EVERY);
        self.request = Requesting::Accepted { fitted, accepted, written, poll };
    }

    /// An attempt posts once. When it would have to again, the person decides.
    pub(super) fn may_post(&self, mine: Ipv4Addr) -> Step {
        let Some(source) = self.posted else { return Ok(()) };
        Err((Stage::Request, no_longer_holds(&self.label, source, mine)))
    }

    pub(super) fn post(&mut self, fitted: Fitted, turn: &mut Turn<'_>) {
        self.clocks.restart(Stage::Request, turn.now);
        let at = self.azure_now(turn.now);
        let what = Initiate {
            policy: fitted.policy.clone(),
            vm: self.vm.clone(),
            port: fitted.port,
            source: fitted.source,
            until: fitted.until(at),
            justification: self.wish.justification.clone(),
        };
        self.posted = Some(fitted.source);
        self.made = Some(what.clone());
        let ask = turn.ask(self.id, Ask::Initiate(what));
        self.request = Requesting::Asked { ask, fitted, at };
    }

    /// Whether the start comes before the request: a short window must not run out while the machine boots.
    fn starts_first(&self, fitted: &Fitted, turn: &Turn<'_>) -> bool {
        let Some(look) = self.look.known() else { return false };
        let permitted = look.may_request == Right::Granted && turn.proven != Some(false);
        look.vm.power.needs_start() && fitted.duration.as_duration() < SHORT && permitted
    }

    /// Whether the machine may be started now without the risk that a refused request leaves it running.
    pub(super) fn start_may_go(&self, turn: &Turn<'_>) -> bool {
        let Some(look) = self.look.known() else { return false };
        match &self.request {
            Requesting::Accepted { .. } => true,
            Requesting::Asked { .. } => {
                let both = look.may_request == Right::Granted && look.may_start == Right::Granted;
                turn.proven.unwrap_or(both)
            }
            Requesting::Unclear { .. } => false,
            Requesting::Waiting => {
                let mine = self.address.known();
                let fitted = mine.and_then(|mine| fit(&self.wish, &look.vm, &look.policies, mine).ok());
                fitted.is_some_and(|fitted| self.starts_first(&fitted, turn))
            }
        }
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
            length: length(accepted),
            whole_range: fitted.is_whole_range(),
            reached: self.reach.reached(),
            user: self.user(fitted.protocol, turn),
            key: self.wish.key.clone().or_else(|| self.wish.ssh.key.clone()),
        })));
    }
}

/// How long a window is, without the moment that a request is kept shorter than the longest one.
fn length(accepted: &Accepted) -> JitDuration {
    let seconds = accepted.until.duration_since(accepted.from).as_secs();
    JitDuration::from_mins(seconds.max(0).saturating_add(59) / 60)
}

fn no_longer_holds(label: &str, source: Prefix, mine: Ipv4Addr) -> Problem {
    if source.contains(mine) {
        Problem::new(
            Code::RequestRevoked,
            format!("The access window of {label} is over."),
            "Try again to ask for a new window.",
        )
    } else {
        Problem::new(
            Code::AddressChanged,
            format!("Your address changed: access to {label} is open for {source}, you are now at {mine}."),
            "Try again to open access for the new address.",
        )
        .with_remedy(Remedy::Moved { old: source, new: mine })
    }
}
