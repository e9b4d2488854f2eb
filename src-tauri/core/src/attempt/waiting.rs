//! Waiting for a person to sign in: what was refused is taken back, and asked again once they have.

use std::mem::{Discriminant, discriminant};

use jiff::{SignedDuration, Timestamp};

use super::finding::Looking;
use super::requesting::Requesting;
use super::starting::Starting;
use super::{Attempt, Turn};
use crate::{Answer, AskId, Code, Problem, SignInNeeded, Stage};

/// After a longer wait everything is read again: access may be open by now, and the address another.
const STILL_TRUE: SignedDuration = SignedDuration::from_secs(60);

/// An attempt that waits for a person.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    /// The sign-in that lets it go on.
    pub needed: SignInNeeded,
    /// The stage that was refused.
    pub stage: Stage,
    /// What Azure said.
    problem: Problem,
    since: Timestamp,
    /// The computer slept meanwhile: what is out may never answer.
    slept: bool,
}

/// Questions that were refused until somebody signed in. Refused once more, they fail.
#[derive(Debug, Clone, Default)]
pub(super) struct Repeated(Vec<Discriminant<Answer>>);

impl Repeated {
    /// A question that was answered may be refused anew later on.
    pub(super) fn settle(&mut self, kind: Discriminant<Answer>) {
        self.0.retain(|other| *other != kind);
    }
}

impl Attempt {
    /// Takes back a question that a sign-in mends, or ends the attempt for one that nobody can mend here. Says
    /// whether that was all there is to do about the answer.
    pub(super) fn refused_until_sign_in(&mut self, ask: AskId, answer: &Answer, turn: &mut Turn<'_>) -> bool {
        let Some(problem) = answer.problem() else { return false };
        let (Some(needed), Some(stage)) = (problem.sign_in.as_deref(), self.asks(ask)) else { return false };
        let kind = discriminant(answer);
        if turn.session.can_be_asked(needed) && !self.repeated.0.contains(&kind) {
            self.take_back(ask, turn.now);
            // Refused beside another question, its own sign-in may be still to come.
            if self.waiting.is_none() {
                self.repeated.0.push(kind);
            }
            let (needed, problem) = (needed.clone(), problem.clone());
            self.waiting.get_or_insert(Waiting { needed, stage, problem, since: turn.now, slept: false });
            return true;
        }
        let only_watches = matches!(answer, Answer::Policy(_) | Answer::Operation(_) | Answer::Observe(_));
        // As long as the service may answer, what is only watched can stay unseen.
        let lost = only_watches && !self.is_probing();
        if lost {
            self.fail(stage, problem.clone(), turn);
        }
        lost
    }

    /// Somebody signed in: goes on where it was.
    pub(crate) fn signed_in(&mut self, turn: &mut Turn<'_>) {
        let Some(waiting) = self.go_on(turn.now) else { return };
        // Access that was refused meanwhile may be access that was taken back.
        let doubtful = waiting.slept || turn.proven == Some(false);
        if doubtful || turn.now.duration_since(waiting.since) > STILL_TRUE {
            self.reread(turn);
        } else {
            self.advance(turn);
        }
    }

    /// Nobody signed in, and this is why.
    pub(crate) fn not_signed_in(&mut self, why: Option<Problem>, turn: &mut Turn<'_>) {
        if let Some(waiting) = self.go_on(turn.now) {
            self.fail(waiting.stage, why.unwrap_or(waiting.problem), turn);
        }
    }

    /// What to say when the person cancels the sign-in.
    pub(crate) fn sign_in_cancelled(&self) -> Problem {
        let truth = if self.is_untouched() { " Nothing was changed." } else { "" };
        let message = format!("You cancelled the sign-in.{truth}");
        Problem::new(Code::Cancelled, message, "Try again to sign in and go on.")
    }

    /// Whether nothing in Azure was changed for it.
    pub(crate) fn is_untouched(&self) -> bool {
        self.request == Requesting::Waiting && matches!(self.start, Starting::Waiting | Starting::NotNeeded)
    }

    /// Ends the wait. The time it took counts for no stage.
    pub(super) fn go_on(&mut self, now: Timestamp) -> Option<Waiting> {
        let waiting = self.waiting.take()?;
        self.clocks.leave_out(waiting.since, now);
        self.reach.leave_out(waiting.since, now);
        Some(waiting)
    }

    pub(super) fn sleeps_while_waiting(&mut self) -> bool {
        self.waiting.as_mut().map(|waiting| waiting.slept = true).is_some()
    }

    fn is_probing(&self) -> bool {
        self.target().is_some() && self.start.is_under_way()
    }

    /// The stage that waits for the answer to this question.
    pub(super) fn asks(&self, ask: AskId) -> Option<Stage> {
        let reading = match &self.request {
            Requesting::Unclear { poll, .. } | Requesting::Accepted { poll, .. } => poll.asked == Some(ask),
            Requesting::Waiting | Requesting::Asked { .. } => false,
        };
        if self.look == Looking::Asked(ask) {
            Some(Stage::Look)
        } else if reading || self.request.awaits(ask) {
            Some(Stage::Request)
        } else {
            self.start.asks(ask)
        }
    }

    /// Makes it so that the question was not asked yet.
    fn take_back(&mut self, ask: AskId, now: Timestamp) {
        if self.look == Looking::Asked(ask) {
            self.look = Looking::Wanted;
        } else if self.request.awaits(ask) {
            // Azure looks at nothing before it knows who asks, so this request opened nothing.
            (self.request, self.posted) = (Requesting::Waiting, None);
            if self.moved {
                self.find_the_address_anew(now);
            }
        } else {
            self.request.ask_again(ask, now);
            self.start.ask_again(ask, now);
        }
    }
}

/// The same moment with the time between `from` and `to` left out of what comes after it.
pub(super) fn leave_out(moment: Timestamp, from: Timestamp, to: Timestamp) -> Timestamp {
    super::later(moment, to.duration_since(moment.max(from)))
}
