//! The inventory query of Resource Graph: one row per machine, interface and IP configuration.

use serde_json::{Value, json};

use crate::arm::Call;
use crate::id::ResourceId;
use crate::world::model::{IpConfiguration, NetworkInterface, Os, Power, VirtualMachine};

/// The query as it is documented; whitespace does not matter.
pub(super) const QUERY: &str = "resources
| where type =~ 'microsoft.compute/virtualmachines'
| project id, vmKey = tolower(id), name, subscriptionId, tenantId, resourceGroup, location, zones, tags,
    osType = tostring(properties.storageProfile.osDisk.osType),
    vmSize = tostring(properties.hardwareProfile.vmSize),
    adminUser = tostring(properties.osProfile.adminUsername),
    computerName = tostring(properties.osProfile.computerName),
    powerState = tostring(properties.extended.instanceView.powerState.code),
    nics = properties.networkProfile.networkInterfaces
| mv-expand nic = nics limit 400
| extend nicKey = tolower(tostring(nic.id)), nicPrimary = tobool(nic.properties.primary)
| project-away nics, nic
| join kind=leftouter (
    resources
    | where type =~ 'microsoft.network/networkinterfaces'
    | mv-expand ipc = properties.ipConfigurations limit 400
    | project nicKey = tolower(id),
        nicNsg = tolower(tostring(properties.networkSecurityGroup.id)),
        subnet = tolower(tostring(ipc.properties.subnet.id)),
        privateIp = tostring(ipc.properties.privateIPAddress),
        ipPrimary = tobool(ipc.properties.primary),
        pipKey = tolower(tostring(ipc.properties.publicIPAddress.id)) ) on nicKey
| join kind=leftouter (
    resources
    | where type =~ 'microsoft.network/publicipaddresses'
    | project pipKey = tolower(id), publicIp = tostring(properties.ipAddress),
        fqdn = tostring(properties.dnsSettings.fqdn), ipVersion = tostring(properties.publicIPAddressVersion) ) on pipKey
| project-away nicKey1, pipKey1
| order by vmKey asc";

pub(super) fn is_asked_by(query: &str) -> bool {
    bare(query) == bare(QUERY)
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// One row to come: a machine, its interface, and a configuration of it.
pub(super) struct Row<'w> {
    key: &'w str,
    vm: &'w VirtualMachine,
    nic_id: Option<&'w ResourceId>,
    ip: Option<(&'w NetworkInterface, &'w IpConfiguration)>,
}

/// The rows for machines of these subscriptions that the caller may read, ordered by `vmKey`
/// because the subscriptions are sorted and the machines of each are.
pub(super) fn rows<'c>(call: &'c Call<'_>, subscriptions: &[String]) -> Vec<Row<'c>> {
    let mut rows = Vec::new();
    for subscription in subscriptions {
        for (key, vm) in call.world.machines.below(&format!("/subscriptions/{subscription}")) {
            if call.may("Microsoft.Compute/virtualMachines/read", key) {
                add_rows(call, key, vm, &mut rows);
            }
        }
    }
    rows
}

fn add_rows<'c>(call: &'c Call<'_>, key: &'c str, vm: &'c VirtualMachine, rows: &mut Vec<Row<'c>>) {
    if vm.network_interfaces.is_empty() {
        rows.push(Row { key, vm, nic_id: None, ip: None });
    }
    for id in &vm.network_interfaces {
        let nic = call.world.interfaces.find(id);
        let readable =
            nic.filter(|nic| call.may("Microsoft.Network/networkInterfaces/read", nic.id.as_str()));
        match readable.filter(|nic| !nic.ip_configurations.is_empty()) {
            Some(nic) => rows.extend(nic.ip_configurations.iter().map(|ip| Row {
                key,
                vm,
                nic_id: Some(id),
                ip: Some((nic, ip)),
            })),
            None => rows.push(Row { key, vm, nic_id: Some(id), ip: None }),
        }
    }
}

pub(super) fn view(call: &Call<'_>, row: &Row<'_>) -> Value {
    let Row { key, vm, nic_id, ip } = *row;
    let several = vm.network_interfaces.len() > 1;
    let primary = nic_id.filter(|_| several).map(|id| vm.network_interfaces.first() == Some(id));
    let address_id = ip.and_then(|(_, ip)| ip.public_address.as_ref());
    let readable = address_id.filter(|id| call.may("Microsoft.Network/publicIPAddresses/read", id.as_str()));
    let address = readable.and_then(|id| call.world.addresses.find(id));
    let group = vm.id.group().to_lowercase();
    json!({
        // Resource Graph lower-cases the group inside the id.
        "id": vm.id.as_str().replacen(&format!("/{}/", vm.id.group()), &format!("/{group}/"), 1),
        "vmKey": key,
        "name": vm.id.name(),
        "subscriptionId": vm.id.subscription(),
        "tenantId": call.caller.tenant,
        "resourceGroup": group,
        "location": vm.location,
        "zones": if vm.zones.is_empty() { Value::Null } else { json!(vm.zones) },
        "tags": if vm.tags.is_empty() { Value::Null } else { json!(vm.tags) },
        "osType": match vm.os { Os::Windows => "Windows", Os::Linux => "Linux" },
        "vmSize": vm.size,
        "adminUser": vm.admin_user.clone().unwrap_or_default(),
        "computerName": if vm.admin_user.is_some() { vm.id.name() } else { "" },
        "powerState": if vm.power_unknown { "" } else { power(vm.graph_power(call.now)) },
        "nicKey": nic_id.map(ResourceId::key).unwrap_or_default(),
        "nicPrimary": primary,
        "nicNsg": ip.and_then(|(nic, _)| nic.security_group.as_ref()).map(ResourceId::key).unwrap_or_default(),
        "subnet": ip.and_then(|(_, ip)| ip.subnet.as_ref()).map(ResourceId::key).unwrap_or_default(),
        "privateIp": ip.map(|(_, ip)| ip.private_address.to_string()).unwrap_or_default(),
        "ipPrimary": ip.map(|(_, ip)| ip.primary),
        "pipKey": address_id.map(ResourceId::key).unwrap_or_default(),
        "publicIp": address.and_then(|a| a.address).map(|a| a.to_string()).unwrap_or_default(),
        "fqdn": address.and_then(|a| a.fqdn.clone()).unwrap_or_default(),
        "ipVersion": address.map(|_| "IPv4").unwrap_or_default(),
    })
}

fn power(power: Power) -> &'static str {
    match power {
        Power::Starting => "PowerState/starting",
        Power::Running => "PowerState/running",
        Power::Stopping => "PowerState/stopping",
        Power::Stopped => "PowerState/stopped",
        Power::Deallocating => "PowerState/deallocating",
        Power::Deallocated => "PowerState/deallocated",
    }
}
