//! Who is signed in, who is about to be, and what is missing.

use crate::{
    Account, AccountId, Effect, Loaded, SigningIn, SigningInId, SigningInNews, SigningInState, TenantNews,
    WayIn,
};

/// What is known of signing in.
#[cfg_attr(test, derive(Clone))]
#[derive(Default)]
pub(crate) struct Session {
    pub accounts: Vec<Account>,
    pub state: SigningInState,
    pub tenants: Vec<TenantNews>,
    pub can_ask: bool,
    under_way: Option<(SigningIn, Option<SigningInNews>)>,
    last: u32,
}

impl Session {
    pub(crate) fn load(&mut self, loaded: &mut Loaded) {
        self.accounts = std::mem::take(&mut loaded.accounts);
        self.state = std::mem::take(&mut loaded.signing_in);
        self.can_ask = loaded.can_ask;
    }

    /// Begins a sign-in in place of one that goes on.
    pub(crate) fn begin(
        &mut self,
        way: Option<WayIn>,
        account: Option<AccountId>,
        tenant: Option<String>,
    ) -> Vec<Effect> {
        self.last += 1;
        let known = self.accounts.iter().find(|known| Some(&known.id) == account.as_ref());
        let way = way.or(known.map(|known| known.way)).unwrap_or(WayIn::Browser);
        let wanted = SigningIn { id: SigningInId(self.last), way, account, tenant };
        self.under_way = Some((wanted.clone(), None));
        vec![Effect::SignIn(wanted)]
    }

    pub(crate) fn cancel(&mut self) -> Vec<Effect> {
        self.under_way.take().map(|(wanted, _)| Effect::StopSignIn(wanted.id)).into_iter().collect()
    }

    pub(crate) fn told(&mut self, id: SigningInId, news: SigningInNews) {
        if self.under_way.as_ref().is_none_or(|(wanted, _)| wanted.id != id) {
            return;
        }
        match news {
            SigningInNews::Ended(_) => self.under_way = None,
            _ => self.under_way = self.under_way.take().map(|(wanted, _)| (wanted, Some(news))),
        }
    }

    /// The code to enter, or the address of the sign-in page where there is none.
    pub(crate) fn to_copy(&self) -> Option<&str> {
        match &self.under_way {
            Some((_, Some(SigningInNews::CodeShown { code, .. }))) => Some(code),
            Some((_, Some(SigningInNews::BrowserOpened { address, .. }))) => Some(address),
            _ => None,
        }
    }

    pub(crate) fn page(&self) -> Option<&str> {
        match &self.under_way {
            Some((
                _,
                Some(SigningInNews::CodeShown { address, .. } | SigningInNews::BrowserOpened { address, .. }),
            )) => Some(address),
            _ => None,
        }
    }
}
