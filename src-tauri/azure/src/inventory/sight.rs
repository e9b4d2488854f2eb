//! Which subscriptions there are, and which tenant's token reaches each of them.

use std::collections::{BTreeMap, BTreeSet};

use jit_core::Scope;

use crate::Subscription;

/// What the account's own tenant is called until its name is known.
pub(super) const OWN: &str = "your tenant";

/// What the tenants have told so far. A subscription that is managed for another tenant is seen from both; its own
/// tenant's token is the better one, so it waits until the other tenants have told.
#[derive(Default)]
pub(super) struct Sight {
    /// The tenants that have not told yet.
    expected: BTreeSet<String>,
    tenants_known: bool,
    /// Subscriptions of another tenant than the one they were seen from, by id.
    managed: BTreeMap<String, (Option<String>, Scope)>,
    taken: BTreeSet<String>,
    ready: Vec<(Option<String>, Vec<Scope>)>,
}

impl Sight {
    /// The account's own tenant has told.
    pub(super) fn own(&mut self, home: Option<&str>, subscriptions: Vec<Subscription>) {
        self.told(None, home.map(str::to_owned), subscriptions);
    }

    /// Another tenant is asked.
    pub(super) fn expect(&mut self, tenant: &str) {
        self.expected.insert(tenant.to_owned());
    }

    /// Another tenant has told.
    pub(super) fn other(&mut self, tenant: &str, subscriptions: Vec<Subscription>) {
        self.failed(tenant);
        self.told(Some(tenant.to_owned()), Some(tenant.to_owned()), subscriptions);
    }

    /// Another tenant has not told and will not.
    pub(super) fn failed(&mut self, tenant: &str) {
        self.expected.remove(tenant);
    }

    /// No tenant is expected any more but those that are.
    pub(super) fn all_tenants_known(&mut self) {
        self.tenants_known = true;
    }

    /// The subscriptions whose token is certain now, by the tenant they were seen from.
    pub(super) fn settled(&mut self) -> Vec<(Option<String>, Vec<Scope>)> {
        if self.tenants_known && self.expected.is_empty() {
            for (id, (by, scope)) in std::mem::take(&mut self.managed) {
                if self.taken.insert(id) {
                    self.ready.push((by, vec![scope]));
                }
            }
        }
        std::mem::take(&mut self.ready)
    }

    fn told(&mut self, by: Option<String>, tenant: Option<String>, subscriptions: Vec<Subscription>) {
        let mut own = Vec::new();
        for subscription in subscriptions {
            let scope = Scope {
                subscription: subscription.id.to_ascii_lowercase(),
                name: subscription.name,
                tenant: tenant.clone(),
            };
            let is_own = match (&subscription.tenant, &tenant) {
                (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
                _ => true,
            };
            if !is_own {
                self.managed.entry(scope.subscription.clone()).or_insert((by.clone(), scope));
            } else if self.taken.insert(scope.subscription.clone()) {
                own.push(scope);
            }
        }
        self.ready.push((by, own));
    }
}
