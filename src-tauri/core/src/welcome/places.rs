//! The tenants and subscriptions that can be looked at.

use std::collections::BTreeMap;

use crate::session::Session;
use crate::{Inventory, LookAt, PlaceView, clean};

/// The tenants and subscriptions that were seen, by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    tenants: BTreeMap<String, String>,
    subscriptions: BTreeMap<String, Subscription>,
}

#[derive(Debug, Clone, Default)]
struct Subscription {
    name: String,
    tenant: String,
    machines: u32,
}

impl Places {
    pub(super) fn see(&mut self, inventory: &Inventory, session: &Session) {
        let mut counted: BTreeMap<String, Subscription> = BTreeMap::new();
        for machine in &inventory.machines {
            let at = &machine.vm.at;
            let id = at.id.subscription().to_ascii_lowercase();
            let account = at.account.as_ref().and_then(|account| session.account(account));
            let home = account.or(session.accounts.first()).and_then(|account| account.tenant.as_ref());
            let tenant = at.tenant.as_ref().or(home).map(|id| id.to_ascii_lowercase()).unwrap_or_default();
            let found = counted.entry(id).or_default();
            (found.name, found.tenant) = (clean(&machine.vm.subscription), tenant);
            found.machines += 1;
        }
        for found in counted.values() {
            let known = inventory.tenants.get(&found.tenant).map(|name| clean(name));
            let name = self.tenants.entry(found.tenant.clone()).or_insert_with(|| found.tenant.clone());
            if let Some(known) = known {
                *name = known;
            }
        }
        self.subscriptions.extend(counted);
    }

    /// Tenants by name, each followed by its subscriptions.
    pub(super) fn shown(&self, look_at: &LookAt) -> Vec<PlaceView> {
        let mut tenants: Vec<_> = self.tenants.iter().collect();
        tenants.sort_by_key(|(_, name)| name.to_lowercase());
        let mut places = Vec::new();
        for (tenant, name) in tenants {
            let own = self.subscriptions.iter().filter(|(_, it)| it.tenant == *tenant);
            let mut own: Vec<_> = own.collect();
            own.sort_by_key(|(_, it)| it.name.to_lowercase());
            places.push(PlaceView {
                id: tenant.clone(),
                name: name.clone(),
                tenant: None,
                machines: own.iter().map(|(_, it)| it.machines).sum(),
                looked_at: look_at.at_tenant(&[tenant, name]),
                setting: unique(name, tenant, self.tenants.values()),
            });
            let view = |(id, it): (&String, &Subscription)| PlaceView {
                id: id.clone(),
                name: it.name.clone(),
                tenant: Some(tenant.clone()),
                machines: it.machines,
                looked_at: look_at.at_subscription(&[id, &it.name]),
                setting: unique(&it.name, id, self.subscriptions.values().map(|it| &it.name)),
            };
            places.extend(own.into_iter().map(view));
        }
        places
    }
}

/// The name, unless another one has it too: settings are read by people.
fn unique<'a>(name: &str, id: &str, all: impl Iterator<Item = &'a String>) -> String {
    let same = all.filter(|other| other.to_lowercase() == name.to_lowercase()).count();
    if same > 1 || name.is_empty() { id.to_owned() } else { name.to_owned() }
}
