//! Sign-ins and the attempts that wait for them.

use jiff::Timestamp;

use super::State;
use crate::{AccountId, Effect, SigningInId, SigningInNews};

impl State {
    pub(super) fn told_of_sign_in(&mut self, id: SigningInId, news: SigningInNews, now: Timestamp) {
        let _ = self.session.told(id, news, now);
    }

    /// Ends a sign-in that nobody finished in time.
    pub(super) fn mind_the_sign_in(&mut self, now: Timestamp) -> Option<Effect> {
        let ended = self.session.mind_the_end(now)?;
        Some(Effect::StopSignIn(ended.wanted.id))
    }

    /// The person does not want to sign in now.
    pub(super) fn cancel_sign_in(&mut self, now: Timestamp) -> Option<Effect> {
        let stopped = self.stop_sign_in();
        if stopped.is_none() {
            self.session.put_away(now);
        }
        stopped
    }

    pub(super) fn stop_sign_in(&mut self) -> Option<Effect> {
        self.session.stop().map(|stopped| Effect::StopSignIn(stopped.wanted.id))
    }

    pub(super) fn sign_out(&mut self, account: AccountId) -> Vec<Effect> {
        let proves = self.session.under_way().is_some_and(|it| it.wanted.account.as_ref() == Some(&account));
        let stopped = if proves { self.stop_sign_in() } else { None };
        stopped.into_iter().chain([Effect::SignOut(account)]).collect()
    }
}
