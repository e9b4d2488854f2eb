//! Where signing in stands, in words (`ux` 2.2, 2.5).

use jiff::Timestamp;

use super::consent;
use crate::attempt::End;
use crate::session::{Shown, UnderWay};
use crate::{AccountView, Code, OfferView, Problem, SignInNeeded, SignInView, State, TenantView, WayIn};

impl State {
    pub(super) fn sign_in(&self, now: Timestamp) -> SignInView {
        if !self.ready {
            return SignInView::Starting;
        }
        if let Some(under_way) = self.session.under_way() {
            return self.waiting(under_way, now);
        }
        if let Some(refused) = self.refused() {
            return refused;
        }
        let problem = self.session.failed.as_ref().map(|(problem, _)| problem.clone());
        let offers = self.offers();
        if self.session.accounts.is_empty() {
            SignInView::SignedOut { offers, problem }
        } else {
            SignInView::SignedIn { offers, problem }
        }
    }

    /// The code to enter, the address of the sign-in page where there is no code, or the text for an administrator.
    pub(crate) fn sign_in_to_copy(&self, now: Timestamp) -> Option<String> {
        match self.sign_in(now) {
            SignInView::WaitingForCode { code, .. } => Some(code),
            SignInView::WaitingForBrowser { address, .. } => Some(address),
            SignInView::NeedsConsent { request, .. } => Some(request),
            _ => None,
        }
    }

    fn waiting(&self, under_way: &UnderWay, now: Timestamp) -> SignInView {
        let purpose = self.purpose(under_way);
        let label = self.waiting_for().unwrap_or_default().to_owned();
        match &under_way.shown {
            None => SignInView::SigningIn { label, purpose },
            Some(Shown::Page { address, until }) => SignInView::WaitingForBrowser {
                label,
                purpose,
                address: address.clone(),
                until: self.clock_time(*until, now),
            },
            Some(Shown::Code { code, address, until }) => SignInView::WaitingForCode {
                label,
                purpose,
                code: crate::clean(code),
                address: address.clone(),
                until: self.clock_time(*until, now),
            },
        }
    }

    /// What the sign-in that goes on waits for.
    pub(super) fn waiting_for(&self) -> Option<&'static str> {
        let under_way = self.session.under_way()?;
        Some(match (&under_way.shown, under_way.wanted.way) {
            (Some(Shown::Page { .. }), _) => "Waiting for your browser",
            (Some(Shown::Code { .. }), _) => "Waiting for your code",
            (None, WayIn::Browser) => "Opening your browser",
            (None, WayIn::DeviceCode) => "Asking for a code",
            (None, WayIn::AzureCli) => "Signing in with Azure CLI",
            (None, WayIn::ServicePrincipal) => "Signing in",
        })
    }

    fn purpose(&self, under_way: &UnderWay) -> Option<String> {
        let (account, tenant) = (under_way.wanted.account.clone()?, under_way.wanted.tenant.clone());
        let needed = SignInNeeded { account, tenant };
        let name = self.session.name_of(&needed.account);
        let waiting = self.those_waiting(|other| self.session.same(&needed, other));
        let first = self.attempts.iter().find(|it| waiting.first() == Some(&it.id));
        Some(match self.session.other_tenant(&needed) {
            _ if let Some(attempt) = first => {
                let more = if waiting.len() > 1 {
                    format!(" and {} more", waiting.len() - 1)
                } else {
                    String::new()
                };
                format!("To go on with {}{more}, as {name}.", attempt.label)
            }
            Some(tenant) => format!("To see the machines of {tenant}, as {name}."),
            None => format!("As {name}."),
        })
    }

    /// The newest refusal that only a person or an administrator can mend: of a sign-in, of a connect, or of the
    /// own tenant of an account.
    fn refused(&self) -> Option<SignInView> {
        let sign_in = self.session.failed.iter().map(|(problem, at)| (problem, *at));
        let attempts = self.shown().filter_map(|attempt| match &attempt.end {
            Some(End::Failed(problem)) => attempt.ended.map(|at| (problem, at)),
            Some(End::Connected(_) | End::Extended(_) | End::Cancelled(_)) | None => None,
        });
        let news = attempts.filter(|(_, at)| self.session.is_news(*at)).chain(sign_in);
        let newest =
            news.filter_map(|(problem, at)| Some((self.needs(problem)?, at))).max_by_key(|(_, at)| *at);
        newest.map(|(view, _)| view).or_else(|| self.own_tenants().find_map(|problem| self.needs(problem)))
    }

    fn own_tenants(&self) -> impl Iterator<Item = &Problem> {
        self.session.tenants.iter().filter_map(|told| {
            let problem = told.problem.as_ref()?;
            let told = SignInNeeded { account: told.account.clone(), tenant: Some(told.id.clone()) };
            self.session.account(&told.account)?;
            self.session.other_tenant(&told).is_none().then_some(problem)
        })
    }

    fn needs(&self, problem: &Problem) -> Option<SignInView> {
        if problem.code == Code::ConsentNeeded {
            let request = consent::request(self, problem);
            return Some(SignInView::NeedsConsent { problem: problem.clone(), request });
        }
        let needed = problem.sign_in.as_deref()?;
        self.session.account(&needed.account)?;
        let tenant_name = self.session.other_tenant(needed);
        let label = match &tenant_name {
            Some(tenant) => format!("Sign in to {tenant}"),
            None => format!("Sign in as {}", self.session.name_of(&needed.account)),
        };
        Some(SignInView::NeedsMore {
            problem: problem.clone(),
            label,
            account: needed.account.clone(),
            tenant: needed.tenant.clone(),
            tenant_name,
        })
    }

    /// The ways in, in the order in which they are worth trying.
    fn offers(&self) -> Vec<OfferView> {
        let taken = self.session.accounts.iter().any(|account| account.way == WayIn::AzureCli);
        let az = self.session.state.azure_cli.as_ref().filter(|_| !taken).map(|name| OfferView {
            way: WayIn::AzureCli,
            label: format!("Use my Azure CLI sign-in ({})", crate::clean(name)),
        });
        let offer = |way, label: &str| OfferView { way, label: label.to_owned() };
        let browser = offer(WayIn::Browser, "Sign in with Microsoft");
        az.into_iter().chain([browser, offer(WayIn::DeviceCode, "Use a code instead")]).collect()
    }

    pub(super) fn accounts(&self) -> Vec<AccountView> {
        let view = |account: &crate::Account| AccountView {
            id: account.id.clone(),
            name: crate::clean(&account.name),
            way: way(account.way).to_owned(),
            sign_out: sign_out(account.way).map(str::to_owned),
            tenants: self.tenants(&account.id),
        };
        self.session.accounts.iter().map(view).collect()
    }

    fn tenants(&self, account: &crate::AccountId) -> Vec<TenantView> {
        let told = self.session.tenants.iter().filter(|told| told.account == *account);
        told.map(|told| {
            let name = crate::clean(&told.name);
            let mended = told.problem.as_ref().is_some_and(|problem| problem.sign_in.is_some());
            TenantView {
                id: told.id.clone(),
                sign_in: mended.then(|| format!("Sign in to {name} to see its machines")),
                name,
                problem: told.problem.clone(),
            }
        })
        .collect()
    }
}

fn way(way: WayIn) -> &'static str {
    match way {
        WayIn::AzureCli => "Azure CLI",
        WayIn::Browser => "browser",
        WayIn::DeviceCode => "code",
        WayIn::ServicePrincipal => "service principal",
    }
}

fn sign_out(way: WayIn) -> Option<&'static str> {
    match way {
        WayIn::Browser | WayIn::DeviceCode => Some("Sign out"),
        WayIn::AzureCli => Some("Stop using Azure CLI's sign-in"),
        WayIn::ServicePrincipal => None,
    }
}
