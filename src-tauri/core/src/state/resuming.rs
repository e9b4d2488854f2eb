//! Attempts that failed for a reason that passes go on by themselves (`ux` 3.3, E01 and E09).

use jiff::{SignedDuration, Timestamp};

use super::State;
use crate::attempt::{Attempt, End, later};
use crate::{AttemptId, Code, Remedy, SignInNeeded};

/// How long Azure is left alone when it does not say.
const BUSY: SignedDuration = SignedDuration::from_secs(30);
/// Nobody waits longer than this for a connect they pressed.
const LONGEST: SignedDuration = SignedDuration::from_mins(10);
/// How often Azure is asked again without anybody pressing anything.
const TIMES: u32 = 3;
/// What is due longer than this was slept over: nothing begins in the morning that was pressed in the evening.
const OVERDUE: SignedDuration = SignedDuration::from_mins(2);
/// A network that just came back needs a moment.
const SETTLES: SignedDuration = SignedDuration::from_secs(2);
/// A connect that failed longer ago than this is forgotten by whoever pressed it.
const STILL_WANTED: SignedDuration = SignedDuration::from_mins(30);

impl State {
    /// An attempt has just ended: plans its next try, where one is due.
    pub(super) fn plan_to_resume(&mut self, index: usize, now: Timestamp) {
        let Some(attempt) = self.attempts.get_mut(index) else { return };
        let Some(End::Failed(problem)) = &attempt.end else { return };
        if matches!(problem.code, Code::Busy | Code::AzureFailed) && attempt.resumed < TIMES {
            let asked = match problem.remedy.as_deref() {
                Some(Remedy::Wait(wait)) => *wait,
                _ => BUSY,
            };
            attempt.resumes = (asked <= LONGEST).then(|| later(now, asked));
        }
    }

    /// The network changed: what failed for want of one is tried again.
    pub(super) fn network_is_back(&mut self, now: Timestamp) {
        let since = now.saturating_sub(STILL_WANTED).unwrap_or(Timestamp::MIN);
        for attempt in self.attempts.iter_mut().filter(|it| !it.dismissed) {
            let offline = matches!(&attempt.end, Some(End::Failed(problem)) if problem.code == Code::Offline);
            if offline && attempt.ended.is_some_and(|ended| ended >= since) {
                attempt.resumes = Some(later(now, SETTLES));
            }
        }
    }

    /// Somebody signed in: what failed for want of just that goes on.
    pub(super) fn resume_after_sign_in(&mut self, done: &SignInNeeded, now: Timestamp) {
        let since = now.saturating_sub(STILL_WANTED).unwrap_or(Timestamp::MIN);
        let session = &self.session;
        for attempt in self.attempts.iter_mut().filter(|it| !it.dismissed) {
            let Some(End::Failed(problem)) = &attempt.end else { continue };
            // Somebody who cancelled the sign-in of an attempt does not want it any more.
            let wants = problem.code != Code::Cancelled;
            let mended = problem.sign_in.as_deref().is_some_and(|needed| session.same(needed, done));
            // Refused again after that, it would ask for sign-ins without end.
            let first = attempt.resumed == 0;
            if wants && mended && first && attempt.ended.is_some_and(|ended| ended >= since) {
                attempt.resumes = Some(now);
            }
        }
    }

    /// Goes on with what is due.
    pub(super) fn resume_what_is_due(&mut self, now: Timestamp) {
        for attempt in &mut self.attempts {
            attempt.resumes = attempt.resumes.filter(|at| later(*at, OVERDUE) >= now);
        }
        let due = |it: &&Attempt| !it.dismissed && it.resumes.is_some_and(|at| at <= now);
        let due: Vec<(AttemptId, u32)> =
            self.attempts.iter().filter(due).map(|it| (it.id, it.resumed)).collect();
        for (id, resumed) in due {
            self.retry(id, now);
            if let Some(again) = self.attempts.last_mut() {
                again.resumed = resumed + 1;
            }
        }
    }

    /// When the next of them is due.
    pub(super) fn next_resume(&self) -> Option<Timestamp> {
        self.attempts.iter().filter(|it| !it.dismissed).filter_map(|it| it.resumes).min()
    }
}
