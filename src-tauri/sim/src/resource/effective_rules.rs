//! `POST …/effectiveNetworkSecurityGroups`: what applies to an interface, in the words of the fabric.

use serde_json::{Value, json};

use super::default_rules::default_rules;
use super::operations;
use crate::arm::{Answer, Call, Refusal};
use crate::id::ResourceId;
use crate::prefix::Prefix;
use crate::world::World;
use crate::world::model::{Access, Direction, NetworkInterface, Power, SecurityRule};

const KIND: &str = "Microsoft.Network/networkInterfaces";
const ACTION: &str = "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action";
/// Azure's own address, from which its load balancers probe.
const FABRIC: &str = "168.63.129.16/32";

pub(super) fn answer(call: &mut Call<'_>, group: &str) -> Answer {
    let name = call.target.name(1);
    let id = format!("{}/providers/{KIND}/{name}", call.target.scope());
    call.enter(ACTION, &id)?;
    let key = id.to_lowercase();
    let nic = call.world.interfaces.get(&key).ok_or_else(|| Refusal::not_found(KIND, name, group))?;
    let running = call.world.machine_of_interface(&key).is_some_and(|vm| vm.power == Power::Running);
    if !running {
        let message = format!(
            "A network interface must be attached to a running virtual machine to get effective security groups. The network interface {} is not attached to a running virtual machine.",
            nic.id
        );
        let code = "NicMustBeAttachedToRunningVmToGetEffectiveSecurityGroups";
        return Err(Refusal::new(400, code, message));
    }
    if places(call.world, nic).is_empty() {
        let message = format!(
            "Network security groups are applied neither to the network interface {} nor to its subnet, so there are no effective security rules.",
            nic.id
        );
        return Err(Refusal::new(400, "NetworkSecurityGroupsNotAppliedOnNic", message));
    }
    let operation = call.world.read_effective_rules(&key, call.now);
    Ok(operations::accepted_with_result(call, &operation.unwrap_or_default()))
}

/// The result of the operation.
pub(super) fn view_of(world: &World, interface: &str) -> Option<Value> {
    let nic = world.interfaces.get(interface)?;
    let groups = places(world, nic).into_iter().filter_map(|(association, id, networks)| {
        let group = world.security_groups.find(&id)?;
        let own = group.rules.iter().map(|rule| rule_view("securityRules", rule, &networks));
        let defaults = default_rules();
        let defaults = defaults.iter().map(|rule| rule_view("defaultSecurityRules", rule, &networks));
        Some(json!({
            "networkSecurityGroup": { "id": group.id },
            "association": association,
            "effectiveSecurityRules": own.chain(defaults).collect::<Vec<_>>(),
        }))
    });
    Some(json!({ "value": groups.collect::<Vec<_>>() }))
}

/// Where a group applies: the subnet's first, then the interface's; with what `VirtualNetwork` means there.
fn places(world: &World, nic: &NetworkInterface) -> Vec<(Value, ResourceId, Vec<String>)> {
    let mut places: Vec<(Value, ResourceId, Vec<String>)> = Vec::new();
    let subnets = nic.ip_configurations.iter().filter_map(|ip| ip.subnet.as_ref());
    let networks: Vec<String> = subnets.clone().filter_map(|id| network_prefix(world, id)).collect();
    for id in subnets {
        let guard = world.subnet(id).and_then(|subnet| subnet.security_group.clone());
        let association = json!({ "subnet": { "id": id } });
        if let Some(guard) = guard.filter(|_| places.iter().all(|(known, ..)| *known != association)) {
            places.push((association, guard, networks.clone()));
        }
    }
    if let Some(guard) = &nic.security_group {
        places.push((json!({ "networkInterface": { "id": nic.id } }), guard.clone(), networks));
    }
    places
}

fn network_prefix(world: &World, subnet: &ResourceId) -> Option<String> {
    let key = subnet.key();
    let (network, _) = key.rsplit_once("/subnets/")?;
    world.networks.get(network).map(|network| network.prefix.clone())
}

fn rule_view(kind: &str, rule: &SecurityRule, networks: &[String]) -> Value {
    let mut view = json!({
        "name": format!("{kind}/{}", rule.name),
        "protocol": if rule.protocol == "*" { "All" } else { rule.protocol.as_str() },
        "access": match rule.access { Access::Allow => "Allow", Access::Deny => "Deny" },
        "priority": rule.priority,
        "direction": match rule.direction { Direction::Inbound => "Inbound", Direction::Outbound => "Outbound" },
    });
    let any = vec!["*".to_owned()];
    let source_ports = if rule.source_ports.is_empty() { &any } else { &rule.source_ports };
    for (field, ports) in [("sourcePortRange", source_ports), ("destinationPortRange", &rule.ports)] {
        put(&mut view, field, &format!("{field}s"), ports.iter().map(|ports| range(ports)).collect());
    }
    for (end, values) in [("source", &rule.sources), ("destination", &rule.destinations)] {
        let (field, plural) = (format!("{end}AddressPrefix"), format!("{end}AddressPrefixes"));
        put(&mut view, &field, &plural, values.iter().map(|value| prefix(value)).collect());
        let expanded: Vec<String> = values.iter().flat_map(|value| expand(value, networks)).collect();
        let end = if end == "source" { "Source" } else { "Destination" };
        view[format!("expanded{end}AddressPrefix")] = json!(expanded);
    }
    view
}

/// One value is in the single form as well.
fn put(view: &mut Value, single: &str, plural: &str, values: Vec<String>) {
    if let [value] = values.as_slice() {
        view[single] = json!(value);
    }
    view[plural] = json!(values);
}

fn range(ports: &str) -> String {
    match ports {
        "*" => "0-65535".to_owned(),
        ports if ports.contains('-') => ports.to_owned(),
        port => format!("{port}-{port}"),
    }
}

fn prefix(value: &str) -> String {
    match value {
        "*" => "0.0.0.0/0".to_owned(),
        address if !address.contains('/') && Prefix::parse(address).is_some() => format!("{address}/32"),
        other => other.to_owned(),
    }
}

/// The prefixes behind a service tag, where this world knows them.
fn expand(value: &str, networks: &[String]) -> Vec<String> {
    let fabric = || FABRIC.to_owned();
    match value.to_ascii_lowercase().as_str() {
        "virtualnetwork" => networks.iter().cloned().chain([fabric()]).collect(),
        "azureloadbalancer" => vec![fabric()],
        "internet" => INTERNET.map(str::to_owned).into(),
        _ => Vec::new(),
    }
}

/// All but the private, shared, loopback, link-local and multicast ranges.
const INTERNET: [&str; 51] = [
    "1.0.0.0/8",
    "2.0.0.0/7",
    "4.0.0.0/6",
    "8.0.0.0/7",
    "11.0.0.0/8",
    "12.0.0.0/6",
    "16.0.0.0/4",
    "32.0.0.0/3",
    "64.0.0.0/3",
    "96.0.0.0/6",
    "100.0.0.0/10",
    "100.128.0.0/9",
    "101.0.0.0/8",
    "102.0.0.0/7",
    "104.0.0.0/5",
    "112.0.0.0/5",
    "120.0.0.0/6",
    "124.0.0.0/7",
    "126.0.0.0/8",
    "128.0.0.0/3",
    "160.0.0.0/5",
    "168.0.0.0/8",
    "169.0.0.0/9",
    "169.128.0.0/10",
    "169.192.0.0/11",
    "169.224.0.0/12",
    "169.240.0.0/13",
    "169.248.0.0/14",
    "169.252.0.0/15",
    "169.255.0.0/16",
    "170.0.0.0/7",
    "172.0.0.0/12",
    "172.32.0.0/11",
    "172.64.0.0/10",
    "172.128.0.0/9",
    "173.0.0.0/8",
    "174.0.0.0/7",
    "176.0.0.0/4",
    "192.0.0.0/9",
    "192.128.0.0/11",
    "192.160.0.0/13",
    "192.169.0.0/16",
    "192.170.0.0/15",
    "192.172.0.0/14",
    "192.176.0.0/12",
    "192.192.0.0/10",
    "193.0.0.0/8",
    "194.0.0.0/7",
    "196.0.0.0/6",
    "200.0.0.0/5",
    "208.0.0.0/4",
];
