//! Network interfaces.

use serde_json::{Value, json};

use super::{effective_rules, public_addresses};
use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::world::World;
use crate::world::model::NetworkInterface;

const KIND: &str = "Microsoft.Network/networkInterfaces";
const READ: &str = "Microsoft.Network/networkInterfaces/read";

pub(super) fn answer(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    match (call.method().to_owned().as_str(), rest, call.target.group()) {
        ("GET", [], _) => {
            call.enter_list(READ)?;
            let scope = call.target.scope();
            let readable = call.world.interfaces.below(&scope).filter(|(key, _)| call.may(READ, key));
            let items = readable.map(|(_, nic)| view(call.world, nic, false)).collect();
            list(call, items)
        }
        ("GET", [_], Some(group)) => {
            let id = format!("{}/providers/{KIND}/{}", call.target.scope(), call.target.name(1));
            call.enter(READ, &id)?;
            let nic = call.world.interfaces.get(&id.to_lowercase());
            let nic = nic.ok_or_else(|| Refusal::not_found(KIND, call.target.name(1), group))?;
            let expand = call.expands("ipConfigurations/publicIPAddress");
            Ok(Response::json(200, view(call.world, nic, expand)))
        }
        ("POST", [_, "effectivenetworksecuritygroups"], Some(group)) => {
            let group = group.to_owned();
            effective_rules::answer(call, &group)
        }
        (_, [] | [_] | [_, "effectivenetworksecuritygroups"], _) => Err(call.method_not_allowed()),
        _ => Err(call.no_such_type()),
    }
}

pub(super) fn view(world: &World, nic: &NetworkInterface, expand: bool) -> Value {
    let machine = world.machine_of_interface(&nic.id.key());
    let configurations = nic.ip_configurations.iter().map(|ip| {
        let mut properties = json!({
            "provisioningState": "Succeeded",
            "privateIPAddress": ip.private_address,
            "privateIPAllocationMethod": "Dynamic",
            "primary": ip.primary,
            "privateIPAddressVersion": "IPv4",
        });
        if let Some(subnet) = &ip.subnet {
            properties["subnet"] = json!({ "id": subnet });
        }
        if let Some(id) = &ip.public_address {
            let found = world.addresses.find(id).filter(|_| expand);
            properties["publicIPAddress"] =
                found.map_or_else(|| json!({ "id": id }), |address| public_addresses::view(world, address));
        }
        json!({
            "name": ip.name,
            "id": format!("{}/ipConfigurations/{}", nic.id, ip.name),
            "type": "Microsoft.Network/networkInterfaces/ipConfigurations",
            "properties": properties,
        })
    });
    let mut properties = json!({
        "provisioningState": "Succeeded",
        "ipConfigurations": configurations.collect::<Vec<_>>(),
        "dnsSettings": { "dnsServers": [], "appliedDnsServers": [] },
        "enableAcceleratedNetworking": false,
        "enableIPForwarding": false,
        "disableTcpStateTracking": false,
        "vnetEncryptionSupported": false,
        "primary": true,
    });
    if let Some(group) = &nic.security_group {
        properties["networkSecurityGroup"] = json!({ "id": group });
    }
    if let Some(vm) = machine {
        properties["macAddress"] = json!(mac_address(nic));
        properties["virtualMachine"] = json!({ "id": vm.id });
    }
    json!({
        "name": nic.id.name(),
        "id": nic.id,
        "type": KIND,
        "location": nic.location,
        "properties": properties,
    })
}

/// Microsoft's first three bytes and three of the private address, which differ within a network.
fn mac_address(nic: &NetworkInterface) -> String {
    let [_, b, c, d] = nic.ip_configurations.first().map_or([0; 4], |ip| ip.private_address.octets());
    format!("00-0D-3A-{b:02X}-{c:02X}-{d:02X}")
}
