//! Virtual networks and subnets, to read: a subnet may have a security group of its own.

use serde_json::{Value, json};

use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::world::model::{Subnet, VirtualNetwork};

const KIND: &str = "Microsoft.Network/virtualNetworks";
const READ: &str = "Microsoft.Network/virtualNetworks/read";
const READ_SUBNET: &str = "Microsoft.Network/virtualNetworks/subnets/read";

pub(super) fn answer(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    match (call.method().to_owned().as_str(), rest, call.target.group().is_some()) {
        ("GET", [], _) => {
            call.enter_list(READ)?;
            let scope = call.target.scope();
            let readable = call.world.networks.below(&scope).filter(|(key, _)| call.may(READ, key));
            let items = readable.map(|(_, network)| view(network)).collect();
            list(call, items)
        }
        ("GET", [_], true) => {
            let network = found(call, READ)?;
            Ok(Response::json(200, view(network)))
        }
        ("GET", [_, "subnets"], true) => {
            let network = found(call, READ_SUBNET)?;
            let items = network.subnets.iter().map(|subnet| subnet_view(network, subnet)).collect();
            list(call, items)
        }
        ("GET", [_, "subnets", name], true) => {
            let network = found(call, READ_SUBNET)?;
            let subnet = network.subnets.iter().find(|subnet| subnet.name.eq_ignore_ascii_case(name));
            let subnet = subnet.ok_or_else(|| {
                let name = format!("{}/{}", call.target.name(1), call.target.name(3));
                Refusal::not_found(&format!("{KIND}/subnets"), &name, network.id.group())
            })?;
            Ok(Response::json(200, subnet_view(network, subnet)))
        }
        (_, [] | [_] | [_, "subnets", ..], _) => Err(call.method_not_allowed()),
        _ => Err(call.no_such_type()),
    }
}

fn found<'c>(call: &'c Call<'_>, action: &str) -> Result<&'c VirtualNetwork, Refusal> {
    let id = format!("{}/providers/{KIND}/{}", call.target.scope(), call.target.name(1));
    call.enter(action, &id)?;
    let network = call.world.networks.get(&id.to_lowercase());
    network
        .ok_or_else(|| Refusal::not_found(KIND, call.target.name(1), call.target.group().unwrap_or_default()))
}

pub(super) fn view(network: &VirtualNetwork) -> Value {
    json!({
        "name": network.id.name(),
        "id": network.id,
        "type": KIND,
        "location": network.location,
        "properties": {
            "provisioningState": "Succeeded",
            "addressSpace": { "addressPrefixes": [network.prefix] },
            "subnets": network.subnets.iter().map(|subnet| subnet_view(network, subnet)).collect::<Vec<_>>(),
        },
    })
}

fn subnet_view(network: &VirtualNetwork, subnet: &Subnet) -> Value {
    let mut properties = json!({ "provisioningState": "Succeeded", "addressPrefix": subnet.prefix });
    if let Some(group) = &subnet.security_group {
        properties["networkSecurityGroup"] = json!({ "id": group });
    }
    json!({
        "name": subnet.name,
        "id": format!("{}/subnets/{}", network.id, subnet.name),
        "type": "Microsoft.Network/virtualNetworks/subnets",
        "properties": properties,
    })
}
