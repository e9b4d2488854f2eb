//! The client: one value for a cloud and a sign-in, one pipeline per tenant.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use azure_core::http::Transport;
use jit_core::{Account, Cloud, Problem, ResourceId, VmRef};
use tokio::sync::Semaphore;

use crate::Surroundings;
use crate::arm::{Arm, Elsewhere, Line};
use crate::entra::{Credential, SignIn, Signer, Tokens, Who};
use crate::known::Known;

/// Azure, as one account sees it. Cheap to clone; clones share connections and tokens.
#[derive(Clone)]
pub struct Azure(Arc<Inner>);

struct Inner {
    cloud: Cloud,
    account: Account,
    sign_in: SignIn,
    surroundings: Surroundings,
    /// Absent when the network is imitated.
    line: Option<Arc<Line>>,
    transport: Transport,
    /// The signed-in account's own tenant, once it is known.
    home: Arc<OnceLock<String>>,
    arms: Mutex<HashMap<Option<String>, Arc<Arm>>>,
    known: Known,
    /// How many calls of a list may run at once, over all tenants.
    turns: Arc<Semaphore>,
}

impl Azure {
    /// A client for a cloud. Nothing is asked before the first question.
    ///
    /// # Errors
    /// When the extra certificate authority cannot be used, or no TLS client can be made.
    pub fn new(cloud: &Cloud, sign_in: SignIn, surroundings: Surroundings) -> Result<Self, Problem> {
        Self::of(cloud, sign_in.account(), sign_in, surroundings)
    }

    /// The same for an account that is known by more than its sign-in tells.
    ///
    /// # Errors
    /// The same.
    pub fn of(
        cloud: &Cloud,
        account: Account,
        sign_in: SignIn,
        surroundings: Surroundings,
    ) -> Result<Self, Problem> {
        let (line, transport) = Line::to(cloud, &surroundings)?;
        let home = Arc::new(OnceLock::new());
        if let Some(tenant) = sign_in.tenant() {
            home.get_or_init(|| tenant.to_ascii_lowercase());
        }
        let turns = Arc::new(Semaphore::new(surroundings.pace.side_by_side));
        Ok(Self(Arc::new(Inner {
            cloud: cloud.clone(),
            account,
            sign_in,
            surroundings,
            line,
            transport,
            home,
            arms: Mutex::default(),
            known: Known::default(),
            turns,
        })))
    }

    /// Whether it is a clone of this one.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Gets a token, to see that one can be had, and tells who is signed in.
    ///
    /// # Errors
    /// When nobody is signed in, or Entra ID cannot be reached.
    pub async fn whoami(&self) -> Result<Account, Problem> {
        self.arm(None).sign_in().await?;
        Ok(self.account())
    }

    /// Whose client this is. The tenant of `az` is known after its first token.
    #[must_use]
    pub fn account(&self) -> Account {
        let inner = &self.0;
        let account = match &inner.sign_in {
            SignIn::Person(person) => person.account(),
            SignIn::ServicePrincipal { .. } | SignIn::AzureCli { .. } => inner.account.clone(),
        };
        Account { tenant: account.tenant.or(self.home().map(str::to_owned)), ..account }
    }

    /// A machine of this account.
    pub(crate) fn at(&self, id: ResourceId, tenant: Option<&str>) -> VmRef {
        let tenant = tenant.or(self.home()).map(str::to_owned);
        VmRef { id, tenant, account: Some(self.0.account.id.clone()) }
    }

    /// Leaves open connections behind. Call it after sleep or a change of network: connections from before look
    /// alive and are not. Calls under way are not disturbed.
    pub fn reconnect(&self) {
        if let Some(line) = &self.0.line {
            line.renew();
        }
        if let SignIn::Person(person) = &self.0.sign_in {
            person.reconnect();
        }
    }

    /// The pipeline that reaches a tenant; without one, the account's own.
    pub(crate) fn arm(&self, tenant: Option<&str>) -> Arc<Arm> {
        let tenant = tenant.map(str::to_ascii_lowercase).filter(|tenant| self.home() != Some(tenant));
        let mut arms = self.0.arms.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(arms.entry(tenant.clone()).or_insert_with(|| Arc::new(self.make_arm(tenant.as_deref()))))
    }

    pub(crate) fn arm_of(&self, vm: &VmRef) -> Arc<Arm> {
        let noted = self.0.known.tenant_of(vm.id.subscription());
        self.arm(noted.as_deref().or(vm.tenant.as_deref()))
    }

    /// The account's own tenant, where it is known. With `az` it is known after the first token.
    pub(crate) fn home(&self) -> Option<&str> {
        self.0.home.get().map(String::as_str)
    }

    pub(crate) fn known(&self) -> &Known {
        &self.0.known
    }

    pub(crate) fn surroundings(&self) -> &Surroundings {
        &self.0.surroundings
    }

    fn make_arm(&self, tenant: Option<&str>) -> Arm {
        let inner = &self.0;
        let turns = Arc::clone(&inner.turns);
        let transport = inner.transport.clone();
        Arm::new(&inner.cloud, self.tokens(tenant), transport, &inner.surroundings, turns, self.elsewhere())
    }

    /// The pipeline of a tenant that Azure named, which is remembered for the subscription.
    fn elsewhere(&self) -> Elsewhere {
        let azure = Arc::downgrade(&self.0);
        Box::new(move |tenant, call| {
            let azure = Self(azure.upgrade()?);
            if let Some(subscription) = call.subscription() {
                azure.known().note_tenant(&subscription, tenant);
            }
            Some(azure.arm(Some(tenant)))
        })
    }

    fn tokens(&self, tenant: Option<&str>) -> Tokens {
        let inner = &self.0;
        let (cloud, surroundings) = (&inner.cloud, &inner.surroundings);
        let asked_for = tenant.map(str::to_owned).or(inner.sign_in.tenant());
        let (source, who) = match &inner.sign_in {
            SignIn::Person(person) => return person.tokens(tenant),
            SignIn::ServicePrincipal { client_id, client_secret, .. } => {
                let application =
                    (asked_for.as_deref().unwrap_or_default(), client_id.as_str(), client_secret);
                let transport = inner.transport.clone();
                (Credential::application(cloud, application, transport, surroundings), Who::Principal)
            }
            SignIn::AzureCli { .. } => {
                let notice = tenant.is_none().then(|| Arc::clone(&inner.home));
                (Credential::az(cloud, asked_for.clone(), surroundings, notice), Who::Az)
            }
        };
        let signer = Signer {
            authority: cloud.authority.host_str().unwrap_or_default().to_owned(),
            who,
            tenant: asked_for,
            scope: cloud.scope.clone(),
        };
        Tokens::new(source, Arc::clone(&surroundings.clock), signer)
    }
}

impl fmt::Debug for Azure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Azure({}, {:?})", self.0.cloud.name, self.0.sign_in)
    }
}
