//! Sign-ins and the attempts that wait for them.

use jiff::Timestamp;

use super::State;
use crate::attempt::Attempt;
use crate::session::Ended;
use crate::{Account, AttemptId, Effect, Problem, SignInNeeded, SigningInId, SigningInNews};

impl State {
    pub(super) fn told_of_sign_in(
        &mut self,
        id: SigningInId,
        news: SigningInNews,
        now: Timestamp,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(ended) = self.session.told(id, news, now) {
            self.signed_in_at_first(&ended, effects);
            self.sign_in_ended(ended, now, effects);
        }
    }

    /// These accounts are left: what waits for another one waits in vain.
    pub(super) fn accounts_are(&mut self, accounts: Vec<Account>, now: Timestamp, effects: &mut Vec<Effect>) {
        self.session.accounts = accounts;
        let known = |needed: &SignInNeeded| self.session.account(&needed.account).is_some();
        for id in self.those_waiting(|needed| !known(needed)) {
            self.with_attempt(id, now, effects, |it, turn| it.not_signed_in(None, turn));
        }
        let wanted = self.session.under_way().and_then(|it| it.wanted.account.as_ref());
        if wanted.is_some_and(|account| self.session.account(account).is_none()) {
            effects.extend(self.stop_sign_in());
        }
    }

    /// The person does not want to sign in now.
    pub(super) fn cancel_sign_in(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let Some(stopped) = self.session.stop() else { return self.session.put_away(now) };
        effects.push(Effect::StopSignIn(stopped.wanted.id));
        let Some(needed) = stopped.wanted.needed() else { return };
        for id in self.those_waiting(|other| self.session.same(&needed, other)) {
            self.with_attempt(id, now, effects, |it, turn| {
                it.not_signed_in(Some(it.sign_in_cancelled()), turn);
            });
        }
    }

    pub(super) fn stop_sign_in(&mut self) -> Option<Effect> {
        self.session.stop().map(|stopped| Effect::StopSignIn(stopped.wanted.id))
    }

    /// Ends a sign-in that nobody finished or needs, and begins the next one that an attempt waits for.
    pub(super) fn mind_the_sign_in(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if let Some(ended) = self.session.mind_the_end(now) {
            effects.push(Effect::StopSignIn(ended.wanted.id));
            self.sign_in_ended(ended, now, effects);
        }
        let needed = self.session.under_way().filter(|it| !it.pressed).and_then(|it| it.wanted.needed());
        if needed
            .is_some_and(|needed| self.those_waiting(|other| self.session.same(&needed, other)).is_empty())
        {
            effects.extend(self.stop_sign_in());
        }
        if self.session.under_way().is_none() {
            self.begin_sign_in(now, effects);
        }
    }

    fn begin_sign_in(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let first = self.attempts.iter().find_map(|it| Some((&it.label, &it.waiting.as_ref()?.needed)));
        let Some((label, needed)) = first.map(|(label, needed)| (label.clone(), needed.clone())) else {
            return;
        };
        effects.push(self.session.begin_for(&needed, now));
        if self.settings.notifications && !self.watching {
            let notice = self.sign_in_needed(&label, &needed);
            self.notify(notice, effects);
        }
    }

    fn sign_in_ended(&mut self, ended: Ended, now: Timestamp, effects: &mut Vec<Effect>) {
        let Ended { wanted, result } = ended;
        let account = result.as_ref().ok().map(|account| account.id.clone()).or(wanted.account);
        let Some(account) = account else { return };
        let needed = SignInNeeded { account, tenant: wanted.tenant };
        let why: Option<Problem> = result.err();
        if why.is_none() {
            self.resume_after_sign_in(&needed, now);
        }
        for id in self.those_waiting(|other| self.session.same(&needed, other)) {
            let why = why.clone();
            self.with_attempt(id, now, effects, |it, turn| match why {
                None => it.signed_in(turn),
                why => it.not_signed_in(why, turn),
            });
        }
    }

    /// The attempts that wait for a sign-in.
    pub(crate) fn those_waiting(&self, which: impl Fn(&SignInNeeded) -> bool) -> Vec<AttemptId> {
        let waits = |it: &&Attempt| it.waiting.as_ref().is_some_and(|waiting| which(&waiting.needed));
        self.attempts.iter().filter(waits).map(|it| it.id).collect()
    }
}
