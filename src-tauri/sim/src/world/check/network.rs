//! Networks, security groups, interfaces and addresses.

use std::collections::BTreeSet;

use super::{Checked, need, wrong};
use crate::id::ResourceId;
use crate::prefix::Prefix;
use crate::world::firewall::ports_hold;
use crate::world::model::{SecurityRule, WorldFile};

pub(super) fn check(file: &WorldFile) -> Checked {
    let guards: BTreeSet<String> = file.security_groups.iter().map(|group| group.id.key()).collect();
    let guard = |place: String, id: &Option<ResourceId>| match id {
        Some(id) if !guards.contains(&id.key()) => wrong(place, format!("there is no security group `{id}`")),
        _ => Ok(()),
    };
    let mut subnets = BTreeSet::new();
    for (index, network) in file.virtual_networks.iter().enumerate() {
        check_prefix(&format!("virtual_networks[{index}].prefix"), &network.prefix)?;
        for (at, subnet) in network.subnets.iter().enumerate() {
            check_prefix(&format!("virtual_networks[{index}].subnets[{at}].prefix"), &subnet.prefix)?;
            guard(format!("virtual_networks[{index}].subnets[{at}].security_group"), &subnet.security_group)?;
            subnets.insert(format!("{}/subnets/{}", network.id, subnet.name).to_lowercase());
        }
    }
    for (index, group) in file.security_groups.iter().enumerate() {
        for (at, rule) in group.rules.iter().enumerate() {
            check_rule(&format!("security_groups[{index}].rules[{at}]"), rule)?;
            let clash = group.rules[..at]
                .iter()
                .find(|o| o.direction == rule.direction && o.priority == rule.priority);
            if let Some(other) = clash {
                let reason =
                    format!("`{}` has the same priority {} and direction", other.name, rule.priority);
                return wrong(format!("security_groups[{index}].rules[{at}].priority"), reason);
            }
        }
    }
    let addresses: BTreeSet<String> = file.public_addresses.iter().map(|address| address.id.key()).collect();
    let mut held = BTreeSet::new();
    for (index, nic) in file.network_interfaces.iter().enumerate() {
        let place = format!("network_interfaces[{index}]");
        guard(format!("{place}.security_group"), &nic.security_group)?;
        for (at, ip) in nic.ip_configurations.iter().enumerate() {
            let place = format!("{place}.ip_configurations[{at}]");
            if let Some(subnet) = ip.subnet.as_ref().filter(|id| !subnets.contains(&id.key())) {
                return wrong(format!("{place}.subnet"), format!("there is no subnet `{subnet}`"));
            }
            let Some(address) = &ip.public_address else { continue };
            need(addresses.contains(&address.key()), || {
                (format!("{place}.public_address"), format!("there is no public address `{address}`"))
            })?;
            need(held.insert(address.key()), || {
                (
                    format!("{place}.public_address"),
                    format!("`{address}` belongs to another configuration already"),
                )
            })?;
        }
    }
    Ok(())
}

fn check_prefix(place: &str, prefix: &str) -> Checked {
    need(Prefix::parse(prefix).is_some(), || (place.to_owned(), format!("`{prefix}` is no IPv4 prefix")))
}

fn check_rule(place: &str, rule: &SecurityRule) -> Checked {
    need((100..=4096).contains(&rule.priority), || {
        (format!("{place}.priority"), format!("is {}, and Azure allows 100 to 4096", rule.priority))
    })?;
    let protocols = ["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"];
    need(protocols.contains(&rule.protocol.as_str()), || {
        (format!("{place}.protocol"), format!("`{}` is none of {}", rule.protocol, protocols.join(", ")))
    })?;
    for ports in rule.ports.iter().chain(&rule.source_ports) {
        let first = ports.split('-').next().and_then(|low| low.parse().ok()).unwrap_or(0);
        need(ports_hold(ports, first), || {
            (format!("{place}.ports"), format!("`{ports}` is no port, range of ports or `*`"))
        })?;
    }
    Ok(())
}
