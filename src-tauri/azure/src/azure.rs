//! The client: one value for a cloud and a sign-in, one pipeline per tenant.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use azure_core::http::Transport;
use jit_core::{Cloud, Problem, VmRef};
use tokio::sync::Semaphore;

use crate::arm::{Arm, Line};
use crate::entra::{SignIn, Tokens};
use crate::known::Known;
use crate::{Account, Surroundings};

/// Azure, as one account sees it. Cheap to clone; clones share connections and tokens.
#[derive(Clone)]
pub struct Azure(Arc<Inner>);

struct Inner {
    cloud: Cloud,
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
        let (line, transport) = Line::to(cloud, &surroundings)?;
        let home = Arc::new(OnceLock::new());
        if let Some(tenant) = sign_in.tenant() {
            home.get_or_init(|| tenant.to_ascii_lowercase());
        }
        let turns = Arc::new(Semaphore::new(surroundings.pace.side_by_side));
        Ok(Self(Arc::new(Inner {
            cloud: cloud.clone(),
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

    /// Gets a token and tells who is signed in, and how.
    ///
    /// # Errors
    /// When nobody is signed in, or Entra ID cannot be reached.
    pub async fn whoami(&self) -> Result<Account, Problem> {
        self.arm(None).sign_in().await?;
        Ok(Account {
            way: self.0.sign_in.way(),
            tenant: self.home().map(str::to_owned),
            cloud: self.0.cloud.name.clone(),
        })
    }

    /// Leaves open connections behind. Call it after sleep or a change of network: connections from before look
    /// alive and are not. Calls under way are not disturbed.
    pub fn reconnect(&self) {
        if let Some(line) = &self.0.line {
            line.renew();
        }
    }

    /// The pipeline that reaches a tenant; without one, the account's own.
    pub(crate) fn arm(&self, tenant: Option<&str>) -> Arc<Arm> {
        let tenant = tenant.map(str::to_ascii_lowercase).filter(|tenant| self.home() != Some(tenant));
        let mut arms = self.0.arms.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(arms.entry(tenant.clone()).or_insert_with(|| Arc::new(self.make_arm(tenant.as_deref()))))
    }

    pub(crate) fn arm_of(&self, vm: &VmRef) -> Arc<Arm> {
        self.arm(vm.tenant.as_deref())
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
        let notice = tenant.is_none().then(|| Arc::clone(&inner.home));
        let tokens = Tokens::new(
            &inner.cloud,
            &inner.sign_in,
            tenant,
            inner.transport.clone(),
            &inner.surroundings,
            notice,
        );
        let turns = Arc::clone(&inner.turns);
        Arm::new(&inner.cloud, Arc::new(tokens), inner.transport.clone(), &inner.surroundings, turns)
    }
}

impl fmt::Debug for Azure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Azure({}, {:?})", self.0.cloud.name, self.0.sign_in)
    }
}
