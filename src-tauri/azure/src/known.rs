//! What earlier answers told, kept to save round trips. Nothing here is believed over a fresh answer.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jit_core::ResourceId;

#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<Facts>);

#[derive(Debug, Default)]
struct Facts {
    interfaces: HashMap<ResourceId, Vec<ResourceId>>,
    subscriptions: HashMap<String, String>,
    tenants: HashMap<String, String>,
    names: HashMap<String, TenantNames>,
    chosen: HashMap<Option<String>, Vec<String>>,
    operations: HashMap<String, String>,
}

/// What a tenant goes by beside its id.
#[derive(Debug, Clone, Default)]
pub(crate) struct TenantNames {
    pub(crate) all: Vec<String>,
    pub(crate) domain: Option<String>,
}

impl Known {
    /// The network interfaces of a machine, its primary one first.
    pub(crate) fn interfaces(&self, vm: &ResourceId) -> Option<Vec<ResourceId>> {
        self.facts().interfaces.get(vm).cloned()
    }

    pub(crate) fn note_interfaces(&self, vm: &ResourceId, interfaces: Vec<ResourceId>) {
        self.facts().interfaces.insert(vm.clone(), interfaces);
    }

    /// The display name of a subscription, or its id where the name is not known.
    pub(crate) fn subscription(&self, id: &str) -> String {
        self.facts().subscriptions.get(&id.to_ascii_lowercase()).cloned().unwrap_or_else(|| id.to_owned())
    }

    pub(crate) fn note_subscription(&self, id: &str, name: &str) {
        self.facts().subscriptions.insert(id.to_ascii_lowercase(), name.to_owned());
    }

    /// The tenant of a subscription, where a call has told that it is another one than was thought.
    pub(crate) fn tenant_of(&self, subscription: &str) -> Option<String> {
        self.facts().tenants.get(&subscription.to_ascii_lowercase()).cloned()
    }

    pub(crate) fn note_tenant(&self, subscription: &str, tenant: &str) {
        self.facts().tenants.insert(subscription.to_ascii_lowercase(), tenant.to_owned());
    }

    pub(crate) fn note_names(&self, tenant: &str, names: TenantNames) {
        self.facts().names.insert(tenant.to_ascii_lowercase(), names);
    }

    /// The domain that a tenant's people are known by.
    pub(crate) fn domain_of(&self, tenant: &str) -> Option<String> {
        self.facts().names.get(&tenant.to_ascii_lowercase())?.domain.clone()
    }

    /// Whether a tenant goes by this.
    pub(crate) fn has_tenant(&self, name: &str) -> bool {
        let same = |other: &String| other.to_lowercase() == name.to_lowercase();
        self.facts().names.iter().any(|(id, names)| same(id) || names.all.iter().any(same))
    }

    /// Whether a subscription goes by this.
    pub(crate) fn has_subscription(&self, name: &str) -> bool {
        let same = |other: &String| other.to_lowercase() == name.to_lowercase();
        self.facts().subscriptions.iter().any(|(id, name)| same(id) || same(name))
    }

    /// The only subscriptions of a tenant to ask for, where some are not wanted; without an id, of the account's own.
    pub(crate) fn chosen(&self, tenant: Option<&str>) -> Option<Vec<String>> {
        self.facts().chosen.get(&tenant.map(str::to_ascii_lowercase)).cloned()
    }

    pub(crate) fn note_chosen(&self, tenant: Option<&str>, subscriptions: Option<Vec<String>>) {
        let tenant = tenant.map(str::to_ascii_lowercase);
        match subscriptions {
            Some(subscriptions) => self.facts().chosen.insert(tenant, subscriptions),
            None => self.facts().chosen.remove(&tenant),
        };
    }

    /// The machine an operation works on; its URL does not name it.
    pub(crate) fn machine_of(&self, operation: &str) -> Option<String> {
        self.facts().operations.get(operation).cloned()
    }

    pub(crate) fn note_operation(&self, operation: &str, machine: &str) {
        self.facts().operations.insert(operation.to_owned(), machine.to_owned());
    }

    pub(crate) fn forget_operation(&self, operation: &str) {
        self.facts().operations.remove(operation);
    }

    fn facts(&self) -> MutexGuard<'_, Facts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
