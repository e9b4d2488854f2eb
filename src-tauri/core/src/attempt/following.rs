//! Stage *request*, once it was posted: Azure's answer, and reading the policy until the rules are written.

use jiff::SignedDuration;

use super::requesting::{EVERY, Requesting};
use super::turn::{Poll, later};
use super::{Attempt, Fact, Step, Turn};
use crate::fit::{Fitted, WORTHWHILE};
use crate::{Accepted, Ask, AskId, Code, Policy, Problem, RequestStatus, Stage};

/// How often the policy is read to find out whether a request without an answer arrived.
const LOOKS_AFTER_SILENCE: u32 = 3;
/// How long the answer to a posted request may still come.
const ANSWER_DUE: SignedDuration = SignedDuration::from_secs(90);
/// How far Azure's clock may be from what its `Date` header told.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_secs(30);

impl Attempt {
    pub(super) fn follow_request(&mut self, turn: &mut Turn<'_>) {
        let (Requesting::Unclear { fitted, poll, .. }
        | Requesting::Accepted { fitted, poll, written: false, .. }) = &mut self.request
        else {
            return;
        };
        self.clocks.begin(Stage::Request, turn.now);
        if poll.is_due(turn.now) {
            let policy = fitted.policy.clone();
            poll.asked = Some(turn.ask(self.id, Ask::Policy { policy, vm: self.vm.clone() }));
        }
    }

    pub(super) fn request_answered(
        &mut self,
        ask: AskId,
        answer: Result<Accepted, Problem>,
        turn: &mut Turn<'_>,
    ) -> Step {
        let Some((fitted, at)) = self.request.unconfirmed().filter(|_| self.request.awaits(ask)) else {
            return Ok(());
        };
        let fitted = fitted.clone();
        match answer {
            Ok(accepted) => {
                self.hold_request(fitted, accepted, turn);
                Ok(())
            }
            Err(problem) if problem.code == Code::Interrupted => {
                let poll = Poll::after(turn.now, EVERY);
                self.request = Requesting::Unclear { ask: None, fitted, at, poll, lost: Some(problem) };
                Ok(())
            }
            Err(problem) => {
                self.request = Requesting::Waiting;
                turn.facts.push(Fact::Refused);
                self.explain(problem, fitted).map_or(Ok(()), |problem| Err((Stage::Request, problem)))
            }
        }
    }

    pub(super) fn policy_read(
        &mut self,
        ask: AskId,
        read: Result<Policy, Problem>,
        turn: &mut Turn<'_>,
    ) -> Step {
        let (Requesting::Unclear { poll, .. } | Requesting::Accepted { poll, .. }) = &mut self.request else {
            return Ok(());
        };
        if poll.asked != Some(ask) {
            return Ok(());
        }
        poll.answered(turn.now, EVERY);
        let Ok(policy) = read else {
            // Nothing is known, so nothing is concluded: the stage's own end limits the wait.
            poll.next = later(turn.now, EVERY + EVERY);
            return Ok(());
        };
        self.mind_windows(std::slice::from_ref(&policy), turn);
        self.see_whether_written(&policy, turn)?;
        self.find_lost_request(&policy, turn)
    }

    fn see_whether_written(&mut self, policy: &Policy, turn: &Turn<'_>) -> Step {
        let Requesting::Accepted { fitted, accepted, written, .. } = &mut self.request else {
            return Ok(());
        };
        let revoked = |status: &RequestStatus| matches!(status, RequestStatus::Revoked(_));
        let ours = policy
            .requests_for(&self.vm.id, fitted.port, fitted.source)
            .filter(|request| request.is_since(accepted.from))
            .max_by_key(|request| (!revoked(&request.status), request.from));
        let Some(request) = ours else { return Ok(()) };
        accepted.mapped_port = request.mapped_port.or(accepted.mapped_port);
        match &request.status {
            RequestStatus::Initiated => {
                *written = true;
                self.clocks.done(Stage::Request, turn.now);
                Ok(())
            }
            RequestStatus::Revoked(reason) if !*written => {
                let problem = ended_by_azure(&self.label, reason);
                self.request = Requesting::Waiting;
                Err((Stage::Request, problem))
            }
            RequestStatus::Revoked(_) | RequestStatus::Initiating | RequestStatus::Other(_) => Ok(()),
        }
    }

    /// Whether a request whose answer was lost is in the policy after all.
    fn find_lost_request(&mut self, policy: &Policy, turn: &mut Turn<'_>) -> Step {
        let azure_now = self.azure_now(turn.now);
        let Requesting::Unclear { ask, fitted, at, poll, lost } = &mut self.request else { return Ok(()) };
        let arrived = policy
            .requests_for(&self.vm.id, fitted.port, fitted.source)
            .filter(|request| request.is_live(later(*at, WORTHWHILE)))
            .filter(|request| later(request.from, CLOCK_SLACK) >= *at)
            .max_by_key(|request| request.from);
        if let Some(found) = arrived {
            let accepted = Accepted { from: found.from, until: found.until, mapped_port: found.mapped_port };
            let fitted = fitted.clone();
            self.hold_request(fitted, accepted, turn);
            return Ok(());
        }
        poll.failures += 1;
        let may_still_come = ask.is_some() && azure_now < later(*at, ANSWER_DUE);
        if poll.failures < LOOKS_AFTER_SILENCE || may_still_come {
            return Ok(());
        }
        let lost = lost.take().unwrap_or_else(never_answered);
        self.request = Requesting::Waiting;
        if self.posted.is_some() { Err((Stage::Request, lost)) } else { Ok(()) }
    }

    fn hold_request(&mut self, fitted: Fitted, accepted: Accepted, turn: &mut Turn<'_>) {
        self.note_window(&fitted, &accepted, turn);
        let poll = Poll::after(turn.now, EVERY);
        self.request = Requesting::Accepted { fitted, accepted, written: false, poll };
    }

    /// Notes which of the windows known to be open are not, by policies that were read just now.
    pub(super) fn mind_windows(&self, policies: &[Policy], turn: &mut Turn<'_>) {
        let azure_now = self.azure_now(turn.now);
        let over = turn.windows.all().iter().filter(|window| window.is_over(policies, azure_now));
        let over: Vec<String> = over.map(crate::AccessWindow::id).collect();
        if !over.is_empty() {
            turn.facts.push(Fact::Over(over));
        }
    }
}

fn never_answered() -> Problem {
    Problem::new(
        Code::Interrupted,
        "The access request was sent, but no answer came, and Azure does not list it.",
        "Try again to ask once more.",
    )
}

fn ended_by_azure(label: &str, reason: &str) -> Problem {
    let why = match reason {
        "NewerRequestInitiated" => "a newer request replaced it".to_owned(),
        "Expired" => "its time was over".to_owned(),
        "" => "no reason was given".to_owned(),
        other => format!("the reason is {}", crate::clean(other)),
    };
    Problem::new(
        Code::RequestRevoked,
        format!("Azure ended the access request for {label}: {why}."),
        "Try again to ask for a new window.",
    )
}
