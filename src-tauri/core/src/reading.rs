//! What one answer tells of the inventory. Answers arrive in any order; [`crate::Stock`] puts them together.

use serde::{Deserialize, Serialize};

use crate::{Policy, Power, Problem, ResourceId, Vm};

/// One thing that is asked, answers or fails, and is asked again by itself. Ids are in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Which tenants the account is in.
    Tenants,
    /// Which subscriptions a tenant's token reaches; without an id, the account's own tenant.
    Subscriptions(Option<String>),
    /// The machines of a tenant, from Resource Graph.
    Machines(Option<String>),
    /// The JIT policies of a subscription.
    Policies(String),
    /// The power states of a subscription's machines.
    Power(String),
}

/// A subscription, and the tenant whose token reaches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Its id, in lower case.
    pub subscription: String,
    /// Its name, or its id where Azure gives no name.
    pub name: String,
    /// The tenant whose token reaches it; without one, the account's own.
    pub tenant: Option<String>,
}

/// What one answer adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Increment {
    /// Something is asked from now on; the name is what people know its place by.
    Asked(Part, String),
    /// These are the tenants, with their names; the account's own has no id here.
    Tenants(Vec<(Option<String>, String)>),
    /// These are the subscriptions of a tenant.
    Scopes(Option<String>, Vec<Scope>),
    /// A page of a tenant's machines. Power states are not in it: Resource Graph's own lag by minutes.
    Page(Option<String>, Vec<Vm>),
    /// The machines of a tenant have all been told; those that were not are gone.
    Listed(Option<String>),
    /// The policies of a subscription.
    Policies(String, Vec<Policy>),
    /// The power states of a subscription's machines.
    Power(String, Vec<(ResourceId, Power)>),
    /// Something did not answer. What was known of it stays.
    Failed(Part, Problem),
}

impl Part {
    /// The subscription it belongs to, where it belongs to one.
    #[must_use]
    pub fn subscription(&self) -> Option<&str> {
        match self {
            Self::Policies(subscription) | Self::Power(subscription) => Some(subscription),
            Self::Tenants | Self::Subscriptions(_) | Self::Machines(_) => None,
        }
    }
}
