//! Public addresses.

use serde_json::{Value, json};

use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::world::World;
use crate::world::model::{Allocation, PublicAddress};

const KIND: &str = "Microsoft.Network/publicIPAddresses";
const READ: &str = "Microsoft.Network/publicIPAddresses/read";

pub(super) fn answer(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    match (call.method().to_owned().as_str(), rest, call.target.group()) {
        ("GET", [], _) => {
            call.enter_list(READ)?;
            let scope = call.target.scope();
            let readable = call.world.addresses.below(&scope).filter(|(key, _)| call.may(READ, key));
            let items = readable.map(|(_, address)| view(call.world, address)).collect();
            list(call, items)
        }
        ("GET", [_], Some(group)) => {
            let id = format!("{}/providers/{KIND}/{}", call.target.scope(), call.target.name(1));
            call.enter(READ, &id)?;
            let address = call.world.addresses.get(&id.to_lowercase());
            let address = address.ok_or_else(|| Refusal::not_found(KIND, call.target.name(1), group))?;
            Ok(Response::json(200, view(call.world, address)))
        }
        (_, [] | [_], _) => Err(call.method_not_allowed()),
        _ => Err(call.no_such_type()),
    }
}

pub(super) fn view(world: &World, address: &PublicAddress) -> Value {
    let method = match address.allocation {
        Allocation::Static => "Static",
        Allocation::Dynamic => "Dynamic",
    };
    let mut properties = json!({
        "provisioningState": "Succeeded",
        "publicIPAddressVersion": "IPv4",
        "publicIPAllocationMethod": method,
        "idleTimeoutInMinutes": 4,
        "ipTags": [],
    });
    // An address that is not assigned is missing, not empty.
    if let Some(assigned) = address.address {
        properties["ipAddress"] = json!(assigned);
    }
    if let Some(fqdn) = &address.fqdn {
        let label = fqdn.split('.').next().unwrap_or_default();
        properties["dnsSettings"] = json!({ "domainNameLabel": label, "fqdn": fqdn });
    }
    if let Some(nic) = world.interface_of_address(&address.id.key()) {
        let held = nic.ip_configurations.iter().find(|ip| ip.public_address.as_ref() == Some(&address.id));
        if let Some(ip) = held {
            properties["ipConfiguration"] =
                json!({ "id": format!("{}/ipConfigurations/{}", nic.id, ip.name) });
        }
    }
    json!({
        "name": address.id.name(),
        "id": address.id,
        "type": KIND,
        "location": address.location,
        "sku": { "name": address.sku, "tier": "Regional" },
        "properties": properties,
    })
}
