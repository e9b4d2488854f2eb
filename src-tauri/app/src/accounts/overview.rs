//! What an account can see: its tenants, and whether their machines can be read.

use futures::future::join_all;
use jit_core::{Account, Problem};

use super::{Client, Origin};

/// An account and its tenants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Who.
    pub account: Account,
    /// Whether the variables or the cloud file brought it: then nobody signed in here.
    pub brought: bool,
    /// Whether Azure CLI's sign-in was taken because there was no other.
    pub silent: bool,
    /// Why a sign-in of ours ends with this program, where it does.
    pub not_kept: Option<Problem>,
    /// Its tenants, or why they cannot be read.
    pub tenants: Result<Vec<TenantSeen>, Problem>,
}

/// A tenant of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantSeen {
    /// Its id, in lower case.
    pub id: String,
    /// Its name, or its id where Azure gives no name.
    pub name: String,
    /// A domain of it, where Azure gives one.
    pub domain: Option<String>,
    /// The subscriptions that can be seen in it: ids, in lower case. Or why none can.
    pub subscriptions: Result<Vec<String>, Problem>,
}

impl Client {
    /// Asks for everything side by side: a tenant that wants its own sign-in does not hold up the others.
    pub(crate) async fn overview(&self) -> Overview {
        let tenants = self.azure.tenants().await;
        let tenants = match tenants {
            Ok(tenants) => Ok(join_all(tenants.into_iter().map(|tenant| self.tenant(tenant))).await),
            Err(problem) => Err(problem),
        };
        Overview {
            // The tenant of Azure CLI is known only now.
            account: self.azure.account(),
            brought: self.origin == Origin::Brought,
            silent: self.origin == Origin::Silent,
            not_kept: self.person.as_ref().and_then(|person| person.not_kept().borrow().clone()),
            tenants,
        }
    }

    async fn tenant(&self, tenant: jit_azure::Tenant) -> TenantSeen {
        let seen = self.azure.subscriptions(Some(&tenant.id)).await;
        let ids = |seen: Vec<jit_azure::Subscription>| {
            seen.into_iter().map(|subscription| subscription.id.to_ascii_lowercase()).collect()
        };
        TenantSeen {
            id: tenant.id.to_ascii_lowercase(),
            name: tenant.name,
            domain: self.azure.domain_of(&tenant.id),
            subscriptions: seen.map(ids),
        }
    }
}
