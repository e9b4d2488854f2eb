//! The table `resources`.

use std::borrow::Cow;

use serde_json::{Value as Json, json};

use super::super::super::{
    network_interfaces, public_addresses, security_groups, virtual_machines, virtual_networks,
};
use super::{Entry, Estate, lower};
use crate::id::ResourceId;
use crate::kql::{Document, Value};
use crate::world::Table;
use crate::world::model::{Power, VirtualMachine};

const MACHINES: &str = "microsoft.compute/virtualmachines";
const INTERFACES: &str = "microsoft.network/networkinterfaces";
const SECURITY_GROUPS: &str = "microsoft.network/networksecuritygroups";
const ADDRESSES: &str = "microsoft.network/publicipaddresses";
const NETWORKS: &str = "microsoft.network/virtualnetworks";

impl<'w> Estate<'w> {
    pub(super) fn resources(&self, wanted: &dyn Fn(&str) -> bool) -> Vec<Entry<'w>> {
        let (world, now) = (self.world, self.now);
        let mut entries = Vec::new();
        if wanted(MACHINES) {
            self.add(
                &mut entries,
                &world.machines,
                MACHINES,
                |vm| (&vm.id, &vm.location),
                move |vm| machine(vm, vm.graph_power(now)),
            );
        }
        if wanted(INTERFACES) {
            self.add(
                &mut entries,
                &world.interfaces,
                INTERFACES,
                |nic| (&nic.id, &nic.location),
                move |nic| network_interfaces::view(world, nic, false),
            );
        }
        if wanted(SECURITY_GROUPS) {
            let view = move |group| security_groups::view(world, group);
            let place = |group: &'w crate::world::model::SecurityGroup| (&group.id, &group.location);
            self.add(&mut entries, &world.security_groups, SECURITY_GROUPS, place, view);
        }
        if wanted(ADDRESSES) {
            let view = move |address| public_addresses::view(world, address);
            let place = |address: &'w crate::world::model::PublicAddress| (&address.id, &address.location);
            self.add(&mut entries, &world.addresses, ADDRESSES, place, view);
        }
        if wanted(NETWORKS) {
            let place = |network: &'w crate::world::model::VirtualNetwork| (&network.id, &network.location);
            self.add(&mut entries, &world.networks, NETWORKS, place, virtual_networks::view);
        }
        entries
    }

    /// Everything in the table that is in the scope and that the caller may read.
    fn add<T>(
        &self,
        entries: &mut Vec<Entry<'w>>,
        table: &'w Table<T>,
        kind: &'static str,
        place: impl Fn(&'w T) -> (&'w ResourceId, &'w String),
        view: impl Fn(&'w T) -> Json + Copy + 'w,
    ) {
        let action = format!("{kind}/read");
        for subscription in self.subscriptions {
            for (key, item) in table.below(&format!("/subscriptions/{subscription}")) {
                if !self.caller.may(&action, key) {
                    continue;
                }
                let (id, location) = place(item);
                entries.push(Entry {
                    key: Cow::Borrowed(key),
                    id: shown_id(id),
                    name: Value::text(id.name()),
                    kind,
                    location,
                    group: lower(id.group()),
                    subscription: id.subscription(),
                    document: Document::new(move || view(item)),
                });
            }
        }
    }
}

/// Graph lower-cases the group inside the id.
fn shown_id<'w>(id: &'w ResourceId) -> Value<'w> {
    let group = id.group();
    let low = group.to_lowercase();
    if low == group {
        return Value::text(id.as_str());
    }
    Value::shared(id.as_str().replacen(&format!("/{group}/"), &format!("/{low}/"), 1))
}

/// Graph adds what it has seen of the instance view; of some machines it has seen nothing.
fn machine(vm: &VirtualMachine, power: Power) -> Json {
    let mut view = virtual_machines::model(vm);
    if vm.power_unknown {
        return view;
    }
    let (code, display) = match power {
        Power::Starting => ("PowerState/starting", "VM starting"),
        Power::Running => ("PowerState/running", "VM running"),
        Power::Stopping => ("PowerState/stopping", "VM stopping"),
        Power::Stopped => ("PowerState/stopped", "VM stopped"),
        Power::Deallocating => ("PowerState/deallocating", "VM deallocating"),
        Power::Deallocated => ("PowerState/deallocated", "VM deallocated"),
    };
    view["properties"]["extended"] = json!({
        "instanceView": { "powerState": { "code": code, "displayStatus": display, "level": "Info" } },
    });
    view
}
