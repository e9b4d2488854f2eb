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
    operations: HashMap<String, String>,
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
