//! Is a file a world? Says where it is not, and why.

use std::collections::BTreeSet;

use thiserror::Error;

use super::firewall::ports_hold;
use super::model::{Power, SecurityRule, WorldFile};
use crate::id::ResourceId;
use crate::prefix::Prefix;
use crate::stamp;

pub(crate) const SCHEMA: u32 = 1;

/// Why a text is not a world.
#[derive(Debug, Error)]
pub enum WorldError {
    /// The text is not JSON, or has a field that is missing, misspelt or of the wrong type.
    #[error("{0}")]
    Syntax(String),
    /// The text is JSON of the right form, and still no world that could exist.
    #[error("{place}: {reason}")]
    Content {
        /// The path of the offending value.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl WorldError {
    /// serde_json's own text ends in the place; here it begins with it, as compilers do.
    pub(super) fn syntax(error: serde_json::Error) -> Self {
        let text = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let reason = text.strip_suffix(&place).unwrap_or(&text);
        Self::Syntax(format!("line {} column {}: {reason}", error.line(), error.column()))
    }
}

type Checked = Result<(), WorldError>;

pub(super) fn check(file: &WorldFile) -> Checked {
    if file.schema != SCHEMA {
        return wrong("schema", format!("is {}, and this version reads {SCHEMA}", file.schema));
    }
    check_people(file)?;
    check_ids(file)?;
    check_network(file)?;
    check_machines(file)?;
    check_policies(file)
}

fn check_people(file: &WorldFile) -> Checked {
    unique("tenants", "id", file.tenants.iter().map(|tenant| tenant.id.to_lowercase()))?;
    unique("roles", "name", file.roles.iter().map(|role| role.name.to_lowercase()))?;
    unique("principals", "name", file.principals.iter().map(|principal| principal.name.to_lowercase()))?;
    unique(
        "subscriptions",
        "id",
        file.subscriptions.iter().map(|subscription| subscription.id.to_lowercase()),
    )?;
    let tenant = |id: &str| file.tenants.iter().any(|tenant| tenant.id.eq_ignore_ascii_case(id));
    for (index, subscription) in file.subscriptions.iter().enumerate() {
        need(tenant(&subscription.tenant), || {
            (
                format!("subscriptions[{index}].tenant"),
                format!("there is no tenant `{}`", subscription.tenant),
            )
        })?;
    }
    for (index, principal) in file.principals.iter().enumerate() {
        let place = format!("principals[{index}]");
        need(!principal.tenants.is_empty(), || {
            (format!("{place}.tenants"), "at least one tenant is needed".into())
        })?;
        for id in &principal.tenants {
            need(tenant(id), || (format!("{place}.tenants"), format!("there is no tenant `{id}`")))?;
        }
        for (at, assignment) in principal.assignments.iter().enumerate() {
            let known = file.roles.iter().any(|role| role.name.eq_ignore_ascii_case(&assignment.role));
            need(known, || {
                (format!("{place}.assignments[{at}].role"), format!("there is no role `{}`", assignment.role))
            })?;
            need(assignment.scope.starts_with('/'), || {
                (format!("{place}.assignments[{at}].scope"), "a scope begins with `/`".into())
            })?;
        }
    }
    for name in ["admin", "reader"] {
        let known = file.principals.iter().any(|principal| principal.name == name);
        need(known, || ("principals".into(), format!("a principal named `{name}` is needed")))?;
    }
    let groups = file.resource_groups.iter().map(|g| format!("{}/{}", g.subscription, g.name).to_lowercase());
    unique("resource_groups", "name", groups)?;
    for (index, group) in file.resource_groups.iter().enumerate() {
        let known = file.subscriptions.iter().any(|s| s.id.eq_ignore_ascii_case(&group.subscription));
        need(known, || {
            let place = format!("resource_groups[{index}].subscription");
            (place, format!("there is no subscription `{}`", group.subscription))
        })?;
    }
    Ok(())
}

/// Every id has the type of its list, lies in a group that exists, and occurs once.
fn check_ids(file: &WorldFile) -> Checked {
    let lists: [(&str, &str, Vec<&ResourceId>); 6] = [
        (
            "virtual_networks",
            "Microsoft.Network/virtualNetworks",
            file.virtual_networks.iter().map(|x| &x.id).collect(),
        ),
        (
            "security_groups",
            "Microsoft.Network/networkSecurityGroups",
            file.security_groups.iter().map(|x| &x.id).collect(),
        ),
        (
            "public_addresses",
            "Microsoft.Network/publicIPAddresses",
            file.public_addresses.iter().map(|x| &x.id).collect(),
        ),
        (
            "network_interfaces",
            "Microsoft.Network/networkInterfaces",
            file.network_interfaces.iter().map(|x| &x.id).collect(),
        ),
        (
            "virtual_machines",
            "Microsoft.Compute/virtualMachines",
            file.virtual_machines.iter().map(|x| &x.id).collect(),
        ),
        (
            "policies",
            "Microsoft.Security/locations/jitNetworkAccessPolicies",
            file.policies.iter().map(|x| &x.id).collect(),
        ),
    ];
    let groups: BTreeSet<String> = file
        .resource_groups
        .iter()
        .map(|g| format!("{}/{}", g.subscription, g.name).to_lowercase())
        .collect();
    for (list, kind, ids) in lists {
        unique(list, "id", ids.iter().map(|id| id.key()))?;
        for (index, id) in ids.into_iter().enumerate() {
            let place = || format!("{list}[{index}].id");
            need(id.kind().eq_ignore_ascii_case(kind), || (place(), format!("`{id}` is not a {kind}")))?;
            let group = format!("{}/{}", id.subscription(), id.group()).to_lowercase();
            need(groups.contains(&group), || {
                (
                    place(),
                    format!(
                        "there is no resource group `{}` in subscription `{}`",
                        id.group(),
                        id.subscription()
                    ),
                )
            })?;
        }
    }
    Ok(())
}

fn check_network(file: &WorldFile) -> Checked {
    let guards: BTreeSet<String> = file.security_groups.iter().map(|group| group.id.key()).collect();
    let guard = |place: String, id: &Option<ResourceId>| match id {
        Some(id) if !guards.contains(&id.key()) => wrong(place, format!("there is no security group `{id}`")),
        _ => Ok(()),
    };
    let mut subnets = BTreeSet::new();
    for (index, network) in file.virtual_networks.iter().enumerate() {
        for (at, subnet) in network.subnets.iter().enumerate() {
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

fn check_rule(place: &str, rule: &SecurityRule) -> Checked {
    need((100..=4096).contains(&rule.priority), || {
        (format!("{place}.priority"), format!("is {}, and Azure allows 100 to 4096", rule.priority))
    })?;
    let protocols = ["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"];
    need(protocols.contains(&rule.protocol.as_str()), || {
        (format!("{place}.protocol"), format!("`{}` is none of {}", rule.protocol, protocols.join(", ")))
    })?;
    for ports in &rule.ports {
        let first = ports.split('-').next().and_then(|low| low.parse().ok()).unwrap_or(0);
        need(ports_hold(ports, first), || {
            (format!("{place}.ports"), format!("`{ports}` is no port, range of ports or `*`"))
        })?;
    }
    Ok(())
}

fn check_machines(file: &WorldFile) -> Checked {
    let nics: BTreeSet<String> = file.network_interfaces.iter().map(|nic| nic.id.key()).collect();
    let mut held = BTreeSet::new();
    for (index, vm) in file.virtual_machines.iter().enumerate() {
        let place = format!("virtual_machines[{index}]");
        let at_rest = matches!(vm.power, Power::Running | Power::Stopped | Power::Deallocated);
        need(at_rest, || {
            (
                format!("{place}.power"),
                "a world begins with machines `running`, `stopped` or `deallocated`".into(),
            )
        })?;
        for nic in &vm.network_interfaces {
            need(nics.contains(&nic.key()), || {
                (format!("{place}.network_interfaces"), format!("there is no network interface `{nic}`"))
            })?;
            need(held.insert(nic.key()), || {
                (format!("{place}.network_interfaces"), format!("`{nic}` belongs to another machine already"))
            })?;
        }
    }
    Ok(())
}

fn check_policies(file: &WorldFile) -> Checked {
    let machines: BTreeSet<String> = file.virtual_machines.iter().map(|vm| vm.id.key()).collect();
    for (index, policy) in file.policies.iter().enumerate() {
        let ids = policy.machines.iter().map(|machine| machine.id.key());
        unique(&format!("policies[{index}].machines"), "id", ids)?;
        for (at, machine) in policy.machines.iter().enumerate() {
            let place = format!("policies[{index}].machines[{at}]");
            need(machines.contains(&machine.id.key()), || {
                (format!("{place}.id"), format!("there is no virtual machine `{}`", machine.id))
            })?;
            unique(
                &format!("{place}.ports"),
                "number",
                machine.ports.iter().map(|rule| rule.number.to_string()),
            )?;
            for (number, rule) in machine.ports.iter().enumerate() {
                let place = format!("{place}.ports[{number}]");
                let longest = stamp::duration(&rule.max_duration).map(|longest| longest.as_secs());
                need(longest.is_some_and(|seconds| (300..=86_400).contains(&seconds)), || {
                    let reason = format!("`{}` is no ISO 8601 duration from PT5M to P1D", rule.max_duration);
                    (format!("{place}.max_duration"), reason)
                })?;
                let protocols = ["TCP", "UDP", "*"];
                need(protocols.contains(&rule.protocol.as_str()), || {
                    (
                        format!("{place}.protocol"),
                        format!("`{}` is none of {}", rule.protocol, protocols.join(", ")),
                    )
                })?;
                let sources =
                    || (format!("{place}.sources"), "one `*` or IPv4 prefixes are needed".to_owned());
                let any = rule.sources == ["*"];
                let prefixes = rule.sources.iter().all(|source| Prefix::parse(source).is_some());
                need(any || !rule.sources.is_empty() && prefixes, sources)?;
                need(machine.firewall_address.is_some() == rule.mapped_port.is_some(), || {
                    let reason = "a mapped port and a firewall address belong together".to_owned();
                    (format!("{place}.mapped_port"), reason)
                })?;
            }
        }
        for (at, machine) in policy.requests.iter().flat_map(|request| &request.machines).enumerate() {
            let known = policy.machines.iter().any(|member| member.id == machine.id);
            need(known, || {
                (
                    format!("policies[{index}].requests: machine {at}"),
                    format!("`{}` is not in the policy", machine.id),
                )
            })?;
        }
    }
    Ok(())
}

fn unique(list: &str, field: &str, names: impl Iterator<Item = String>) -> Checked {
    let mut seen = BTreeSet::new();
    for (index, name) in names.enumerate() {
        if seen.contains(&name) {
            return wrong(format!("{list}[{index}].{field}"), format!("`{name}` is there twice"));
        }
        seen.insert(name);
    }
    Ok(())
}

fn need(holds: bool, otherwise: impl FnOnce() -> (String, String)) -> Checked {
    if holds {
        return Ok(());
    }
    let (place, reason) = otherwise();
    wrong(place, reason)
}

fn wrong(place: impl Into<String>, reason: String) -> Checked {
    Err(WorldError::Content { place: place.into(), reason })
}
