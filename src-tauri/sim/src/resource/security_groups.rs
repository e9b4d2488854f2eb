//! Network security groups and their rules, to read.

use serde_json::{Value, json};

use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::world::World;
use crate::world::model::{Access, Direction, SecurityGroup, SecurityRule};

const KIND: &str = "Microsoft.Network/networkSecurityGroups";
const READ: &str = "Microsoft.Network/networkSecurityGroups/read";
const READ_RULE: &str = "Microsoft.Network/networkSecurityGroups/securityRules/read";

pub(super) fn answer(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    match (call.method().to_owned().as_str(), rest, call.target.group().is_some()) {
        ("GET", [], _) => {
            call.enter_list(READ)?;
            let scope = call.target.scope();
            let readable = call.world.security_groups.below(&scope).filter(|(key, _)| call.may(READ, key));
            let items = readable.map(|(_, group)| view(call.world, group)).collect();
            list(call, items)
        }
        ("GET", [_], true) => {
            let group = found(call, READ)?;
            Ok(Response::json(200, view(call.world, group)))
        }
        ("GET", [_, "securityrules"], true) => {
            let group = found(call, READ_RULE)?;
            let items = group.rules.iter().map(|rule| rule_view(group, rule)).collect();
            list(call, items)
        }
        ("GET", [_, "securityrules", name], true) => {
            let group = found(call, READ_RULE)?;
            let rule = group.rules.iter().find(|rule| rule.name.eq_ignore_ascii_case(name));
            let rule = rule.ok_or_else(|| {
                let name = format!("{}/{}", call.target.name(1), call.target.name(3));
                Refusal::not_found(&format!("{KIND}/securityRules"), &name, group.id.group())
            })?;
            Ok(Response::json(200, rule_view(group, rule)))
        }
        (_, [] | [_] | [_, "securityrules", ..], _) => Err(call.method_not_allowed()),
        _ => Err(call.no_such_type()),
    }
}

fn found<'c>(call: &'c Call<'_>, action: &str) -> Result<&'c SecurityGroup, Refusal> {
    let id = format!("{}/providers/{KIND}/{}", call.target.scope(), call.target.name(1));
    call.enter(action, &id)?;
    let group = call.world.security_groups.get(&id.to_lowercase());
    group
        .ok_or_else(|| Refusal::not_found(KIND, call.target.name(1), call.target.group().unwrap_or_default()))
}

fn view(world: &World, group: &SecurityGroup) -> Value {
    let nics = world.interfaces.values().filter(|nic| nic.security_group.as_ref() == Some(&group.id));
    let subnets = world.networks.values().flat_map(|network| {
        let guarded =
            network.subnets.iter().filter(|subnet| subnet.security_group.as_ref() == Some(&group.id));
        guarded.map(|subnet| json!({ "id": format!("{}/subnets/{}", network.id, subnet.name) }))
    });
    json!({
        "name": group.id.name(),
        "id": group.id,
        "type": KIND,
        "location": group.location,
        "properties": {
            "provisioningState": "Succeeded",
            "securityRules": group.rules.iter().map(|rule| rule_view(group, rule)).collect::<Vec<_>>(),
            "defaultSecurityRules": default_rules(group),
            "networkInterfaces": nics.map(|nic| json!({ "id": nic.id })).collect::<Vec<_>>(),
            "subnets": subnets.collect::<Vec<_>>(),
        },
    })
}

/// One value is in the single form, several are in the plural form; the other form is empty or missing.
fn rule_view(group: &SecurityGroup, rule: &SecurityRule) -> Value {
    let mut properties = json!({
        "provisioningState": "Succeeded",
        "protocol": rule.protocol,
        "sourcePortRange": "*",
        "access": access(rule.access),
        "priority": rule.priority,
        "direction": direction(rule.direction),
        "sourcePortRanges": [],
    });
    if !rule.description.is_empty() {
        properties["description"] = json!(rule.description);
    }
    let forms = [
        (&rule.sources, "sourceAddressPrefix", "sourceAddressPrefixes"),
        (&rule.destinations, "destinationAddressPrefix", "destinationAddressPrefixes"),
        (&rule.ports, "destinationPortRange", "destinationPortRanges"),
    ];
    for (values, single, plural) in forms {
        if let [value] = values.as_slice() {
            properties[single] = json!(value);
            properties[plural] = json!([]);
        } else {
            properties[plural] = json!(values);
        }
    }
    json!({
        "name": rule.name,
        "id": format!("{}/securityRules/{}", group.id, rule.name),
        "type": "Microsoft.Network/networkSecurityGroups/securityRules",
        "properties": properties,
    })
}

fn default_rules(group: &SecurityGroup) -> Vec<Value> {
    let rows = [
        (
            "AllowVnetInBound",
            "Allow inbound traffic from all VMs in VNET",
            "VirtualNetwork",
            "VirtualNetwork",
            "Allow",
            65000,
            "Inbound",
        ),
        (
            "AllowAzureLoadBalancerInBound",
            "Allow inbound traffic from azure load balancer",
            "AzureLoadBalancer",
            "*",
            "Allow",
            65001,
            "Inbound",
        ),
        ("DenyAllInBound", "Deny all inbound traffic", "*", "*", "Deny", 65500, "Inbound"),
        (
            "AllowVnetOutBound",
            "Allow outbound traffic from all VMs to all VMs in VNET",
            "VirtualNetwork",
            "VirtualNetwork",
            "Allow",
            65000,
            "Outbound",
        ),
        (
            "AllowInternetOutBound",
            "Allow outbound traffic from all VMs to Internet",
            "*",
            "Internet",
            "Allow",
            65001,
            "Outbound",
        ),
        ("DenyAllOutBound", "Deny all outbound traffic", "*", "*", "Deny", 65500, "Outbound"),
    ];
    let view = |(name, description, source, destination, access, priority, direction)| {
        json!({
            "name": name,
            "id": format!("{}/defaultSecurityRules/{name}", group.id),
            "type": "Microsoft.Network/networkSecurityGroups/defaultSecurityRules",
            "properties": {
                "provisioningState": "Succeeded",
                "description": description,
                "protocol": "*",
                "sourcePortRange": "*",
                "destinationPortRange": "*",
                "sourceAddressPrefix": source,
                "destinationAddressPrefix": destination,
                "access": access,
                "priority": priority,
                "direction": direction,
            },
        })
    };
    rows.map(view).into()
}

fn access(access: Access) -> &'static str {
    match access {
        Access::Allow => "Allow",
        Access::Deny => "Deny",
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "Inbound",
        Direction::Outbound => "Outbound",
    }
}
