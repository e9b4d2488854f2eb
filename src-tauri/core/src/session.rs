//! Who is signed in, who is about to be, and what came of it.

mod under_way;

use jiff::Timestamp;

pub(crate) use under_way::{Shown, UnderWay};

use crate::{
    Account, AccountId, Code, Effect, Loaded, Problem, Remedy, SignInNeeded, SigningIn, SigningInId,
    SigningInNews, SigningInState, TenantNews, WayIn,
};

/// What is known of signing in.
#[cfg_attr(test, derive(Clone))]
#[derive(Default)]
pub(crate) struct Session {
    pub accounts: Vec<Account>,
    pub state: SigningInState,
    pub tenants: Vec<TenantNews>,
    pub can_ask: bool,
    under_way: Option<UnderWay>,
    /// Why the last way in that somebody pressed for came to nothing, and when.
    pub failed: Option<(Problem, Timestamp)>,
    /// What was refused before is no longer news: somebody signed in since, or put it away.
    settled: Option<Timestamp>,
    last: u32,
}

/// A sign-in that has ended.
pub(crate) struct Ended {
    pub wanted: SigningIn,
    pub result: Result<Account, Problem>,
}

impl Session {
    pub(crate) fn load(&mut self, loaded: &mut Loaded) {
        self.accounts = std::mem::take(&mut loaded.accounts);
        self.state = std::mem::take(&mut loaded.signing_in);
        self.can_ask = loaded.can_ask;
    }

    pub(crate) fn under_way(&self) -> Option<&UnderWay> {
        self.under_way.as_ref()
    }

    /// Begins a sign-in that somebody pressed for, in place of one that goes on.
    pub(crate) fn begin(
        &mut self,
        way: Option<WayIn>,
        account: Option<AccountId>,
        tenant: Option<String>,
        now: Timestamp,
    ) -> Effect {
        self.failed = None;
        self.start(way, account, tenant, true, now)
    }

    /// Begins the sign-in that a call waits for.
    pub(crate) fn begin_for(&mut self, needed: &SignInNeeded, now: Timestamp) -> Effect {
        self.start(None, Some(needed.account.clone()), needed.tenant.clone(), false, now)
    }

    fn start(
        &mut self,
        way: Option<WayIn>,
        account: Option<AccountId>,
        tenant: Option<String>,
        pressed: bool,
        now: Timestamp,
    ) -> Effect {
        self.last += 1;
        let known = account.as_ref().and_then(|account| self.account(account));
        let way = way.or(known.map(|known| known.way)).unwrap_or(WayIn::Browser);
        let wanted = SigningIn { id: SigningInId(self.last), way, account, tenant };
        self.under_way = Some(UnderWay::new(wanted.clone(), pressed, now));
        Effect::SignIn(wanted)
    }

    /// Stops the sign-in that goes on.
    pub(crate) fn stop(&mut self) -> Option<UnderWay> {
        self.under_way.take()
    }

    /// What was told of earlier sign-ins has been seen.
    pub(crate) fn put_away(&mut self, now: Timestamp) {
        (self.failed, self.settled) = (None, Some(now));
    }

    /// Whether what was refused then is still news.
    pub(crate) fn is_news(&self, at: Timestamp) -> bool {
        self.settled.is_none_or(|settled| at > settled)
    }

    /// Takes what is told of a sign-in; the end is given back.
    pub(crate) fn told(&mut self, id: SigningInId, news: SigningInNews, now: Timestamp) -> Option<Ended> {
        let under_way = self.under_way.as_mut().filter(|it| it.wanted.id == id)?;
        match news {
            SigningInNews::BrowserOpened { address, until } => {
                under_way.shown = Some(Shown::Page { address, until });
                None
            }
            SigningInNews::CodeShown { code, address, until } => {
                under_way.shown = Some(Shown::Code { code, address, until });
                None
            }
            SigningInNews::Ended(result) => self.ended(result, now),
        }
    }

    /// Ends a sign-in that nobody finished in time.
    pub(crate) fn mind_the_end(&mut self, now: Timestamp) -> Option<Ended> {
        self.deadline().filter(|end| *end <= now)?;
        let hint = "Sign in again when you are ready.";
        let late = Problem::new(Code::TimedOut, "Nobody signed in in time.", hint);
        self.ended(Err(late.with_remedy(Remedy::NobodySignedIn)), now)
    }

    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.under_way.as_ref().map(UnderWay::end)
    }

    fn ended(&mut self, result: Result<Account, Problem>, now: Timestamp) -> Option<Ended> {
        let UnderWay { wanted, pressed, .. } = self.under_way.take()?;
        let result = result.and_then(|account| self.as_wanted(account, &wanted));
        match &result {
            Ok(account) => self.signed_in(account, wanted.tenant.clone(), now),
            Err(problem) if pressed && problem.code != Code::Cancelled => {
                self.failed = Some((problem.clone(), now));
            }
            Err(_) => {}
        }
        Some(Ended { wanted, result })
    }

    fn as_wanted(&self, account: Account, wanted: &SigningIn) -> Result<Account, Problem> {
        let Some(other) = wanted.account.as_ref().filter(|id| **id != account.id) else { return Ok(account) };
        let (name, other) = (crate::clean(&account.name), self.name_of(other));
        Err(Problem::new(
            Code::WrongAccount,
            format!("You signed in as {name}, but {other} has to."),
            format!("Sign in again and choose {other}."),
        ))
    }

    fn signed_in(&mut self, account: &Account, tenant: Option<String>, now: Timestamp) {
        match self.accounts.iter_mut().find(|known| known.id == account.id) {
            Some(known) => known.clone_from(account),
            None => self.accounts.push(account.clone()),
        }
        self.put_away(now);
        let done = SignInNeeded { account: account.id.clone(), tenant };
        for index in 0..self.tenants.len() {
            let told = &self.tenants[index];
            let needed = SignInNeeded { account: told.account.clone(), tenant: Some(told.id.clone()) };
            if self.same(&needed, &done) {
                self.tenants[index].problem = None;
            }
        }
    }

    pub(crate) fn account(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == *id)
    }

    /// The id of an account that a person may have called by its name.
    pub(crate) fn id_of(&self, named: AccountId) -> AccountId {
        let called = |account: &&Account| account.name.eq_ignore_ascii_case(&named.0);
        let by_name = || self.accounts.iter().find(called).map(|account| account.id.clone());
        if self.account(&named).is_some() { named } else { by_name().unwrap_or(named) }
    }

    /// Whether a person can be asked for this sign-in here and now.
    pub(crate) fn can_be_asked(&self, needed: &SignInNeeded) -> bool {
        self.can_ask && self.account(&needed.account).is_some_and(|account| account.way.asks_here())
    }

    /// Whether the same sign-in mends both.
    pub(crate) fn same(&self, one: &SignInNeeded, other: &SignInNeeded) -> bool {
        one.account == other.account && self.tenant_of(one) == self.tenant_of(other)
    }

    fn tenant_of(&self, needed: &SignInNeeded) -> Option<String> {
        let home = || self.account(&needed.account).and_then(|account| account.tenant.as_ref());
        needed.tenant.as_ref().or_else(home).map(|tenant| tenant.to_ascii_lowercase())
    }

    /// The name people know an account by.
    pub(crate) fn name_of(&self, account: &AccountId) -> String {
        let known = self.account(account).map(|known| known.name.as_str());
        crate::clean(known.unwrap_or(&account.0))
    }

    /// The name of a tenant other than the account's own.
    pub(crate) fn other_tenant(&self, needed: &SignInNeeded) -> Option<String> {
        let home = SignInNeeded { account: needed.account.clone(), tenant: None };
        let id = needed.tenant.as_ref().filter(|_| !self.same(needed, &home))?;
        let named = |told: &&TenantNews| told.account == needed.account && told.id.eq_ignore_ascii_case(id);
        Some(crate::clean(self.tenants.iter().find(named).map_or(id.as_str(), |told| &told.name)))
    }

    pub(crate) fn page(&self) -> Option<&str> {
        match self.under_way.as_ref()?.shown.as_ref()? {
            Shown::Code { address, .. } | Shown::Page { address, .. } => Some(address),
        }
    }
}
