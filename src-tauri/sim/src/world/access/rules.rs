//! The security rules that just-in-time access writes and removes.
//!
//! An underscore in the name is a standing deny rule, a hyphen an allow rule of an open window. Rules of
//! people, and rules of ours that somebody has rewritten, are not touched.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::{entries, entries_mut};
use crate::id::ResourceId;
use crate::world::World;
use crate::world::activity::RuleDeed;
use crate::world::model::{Access, Direction, Policy, PortRule, RequestPort, RequestStatus, SecurityRule};

const DENIES: [&str; 2] = ["MicrosoftDefenderForCloud-JITRule_", "SecurityCenter-JITRule_"];
const ALLOWS: [&str; 2] = ["MicrosoftDefenderForCloud-JITRule-", "SecurityCenter-JITRule-"];

/// A standing deny rule as it should be.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    address: Ipv4Addr,
    port: u16,
    protocol: String,
    /// Of the form written today, without the name of the product.
    description: String,
}

impl World {
    /// Writes the allow rule into every security group in front of the machine.
    pub(super) fn open(
        &mut self,
        policy: &str,
        machine: &ResourceId,
        port: &mut RequestPort,
        protocol: &str,
    ) {
        if self.firewalls.contains_key(&machine.key()) {
            port.mapped = true;
            return;
        }
        let mut places = Vec::new();
        if let Some(vm) = self.machines.find(machine) {
            for nic in vm.network_interfaces.iter().filter_map(|id| self.interfaces.find(id)) {
                for ip in &nic.ip_configurations {
                    places.extend(
                        self.governing(nic, ip).into_iter().map(|g| (g.id.key(), ip.private_address)),
                    );
                }
            }
        }
        let number = self.dice.next() as i32;
        for (group, address) in places {
            let name = format!("{}{number}-{}", ALLOWS[0], self.dice.hex(32).to_uppercase());
            let free = self.free_priority(&group, 100..4096);
            let Some(group_entry) = self.security_groups.get_mut(&group) else { continue };
            let Some(priority) = free else { continue };
            group_entry.rules.push(SecurityRule {
                name: name.clone(),
                description: format!("MDC {}", purpose(policy, machine)),
                priority,
                direction: Direction::Inbound,
                access: Access::Allow,
                protocol: in_rules(protocol),
                sources: vec![port.source.clone()],
                source_ports: Vec::new(),
                destinations: vec![address.to_string()],
                ports: vec![port.number.to_string()],
            });
            port.rules.push((group, name));
        }
        for (group, name) in &port.rules {
            self.log_rule(group, name, RuleDeed::Written);
        }
        // A machine without any security group has nothing to open; the request still counts as carried out.
        port.mapped = port.rules.is_empty();
    }

    /// A world that is read from a file finds the rules of its open windows again.
    pub(in crate::world) fn adopt_rules(&mut self) {
        let mut adopted = BTreeSet::new();
        for key in self.open.clone() {
            let Some(mut policy) = self.policies.get(&key).cloned() else { continue };
            let name = policy.id.name().to_owned();
            for (_, machine, port) in entries_mut(&mut policy) {
                if port.status != RequestStatus::Initiated {
                    continue;
                }
                for (group, address) in self.places_of(&machine.key()) {
                    let Some(entry) = self.security_groups.get(&group) else { continue };
                    let of_this = |rule: &&SecurityRule| {
                        is_allow(rule)
                            && rule.sources == [port.source.clone()]
                            && rule.destinations == [address.to_string()]
                            && rule.ports == [port.number.to_string()]
                            && rule.description.ends_with(&purpose(&name, machine))
                            && !adopted.contains(&(group.clone(), rule.name.clone()))
                    };
                    let found: Vec<_> = entry
                        .rules
                        .iter()
                        .filter(of_this)
                        .map(|rule| (group.clone(), rule.name.clone()))
                        .collect();
                    adopted.extend(found.iter().cloned());
                    port.rules.extend(found);
                }
            }
            if let Some(stored) = self.policies.get_mut(&key) {
                *stored = policy;
            }
        }
    }

    pub(super) fn close(&mut self, port: &mut RequestPort) {
        for (group, name) in port.rules.drain(..) {
            let Some(entry) = self.security_groups.get_mut(&group) else { continue };
            let before = entry.rules.len();
            entry.rules.retain(|rule| rule.name != name);
            if entry.rules.len() < before {
                self.log_rule(&group, &name, RuleDeed::Removed);
            }
        }
        port.mapped = false;
    }

    /// Makes the standing rules in front of these machines those that the policies ask for, and removes the
    /// rules of just-in-time access there that nothing stands behind any more.
    pub(super) fn write_standing_rules(&mut self, machines: &BTreeSet<String>) {
        let groups: BTreeSet<String> =
            machines.iter().flat_map(|machine| self.places_of(machine)).map(|(group, _)| group).collect();
        let mut wanted = self.wanted(&groups);
        let held: BTreeSet<String> = self
            .open
            .iter()
            .filter_map(|key| self.policies.get(key))
            .flat_map(|policy| {
                entries(policy).flat_map(|port| port.rules.iter().map(|(_, name)| name.clone()))
            })
            .collect();
        for group in groups {
            let mut missing = wanted.remove(&group).unwrap_or_default();
            let Some(entry) = self.security_groups.get_mut(&group) else { continue };
            let (stays, goes) =
                std::mem::take(&mut entry.rules).into_iter().partition(|rule| match standing(rule) {
                    Some(standing) => missing.remove(&standing),
                    None => !is_allow(rule) || held.contains(&rule.name),
                });
            entry.rules = stays;
            let goes: Vec<SecurityRule> = goes;
            for rule in goes {
                self.log_rule(&group, &rule.name, RuleDeed::Removed);
            }
            for standing in missing {
                let Some(priority) = self.free_priority(&group, (100..=4096).rev()) else { break };
                let rule = self.deny(standing, priority);
                let name = rule.name.clone();
                if let Some(entry) = self.security_groups.get_mut(&group) {
                    entry.rules.push(rule);
                }
                self.log_rule(&group, &name, RuleDeed::Written);
            }
        }
    }

    fn deny(&mut self, standing: Standing, priority: u16) -> SecurityRule {
        let (number, hex) = (self.dice.next() as i32, self.dice.hex(32).to_uppercase());
        SecurityRule {
            name: format!("{}{number}_{hex}", DENIES[0]),
            description: format!("MDC {}", standing.description),
            priority,
            direction: Direction::Inbound,
            access: Access::Deny,
            protocol: standing.protocol,
            sources: vec!["*".into()],
            source_ports: Vec::new(),
            destinations: vec![standing.address.to_string()],
            ports: vec![standing.port.to_string()],
        }
    }

    /// The first of these priorities that no inbound rule has, and none that is being written.
    fn free_priority(&self, group: &str, mut candidates: impl Iterator<Item = u16>) -> Option<u16> {
        let shown = self.shown_rules(self.security_groups.get(group)?);
        let inbound = shown.iter().filter(|(rule, _)| rule.direction == Direction::Inbound);
        let taken: BTreeSet<u16> = inbound.map(|(rule, _)| rule.priority).collect();
        candidates.find(|priority| !taken.contains(priority))
    }

    /// The standing rules that all policies together ask for in these groups.
    fn wanted(&self, groups: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<Standing>> {
        let subscriptions: BTreeSet<&str> =
            groups.iter().filter_map(|group| group.split('/').nth(2)).collect();
        let policies = subscriptions
            .into_iter()
            .flat_map(|subscription| self.policies.below(&format!("/subscriptions/{subscription}")));
        let mut wanted: BTreeMap<String, BTreeSet<Standing>> = BTreeMap::new();
        for (_, policy) in policies {
            for offer in &policy.machines {
                let key = offer.id.key();
                let Some(vm) = self.machines.get(&key) else { continue };
                if self.firewalls.contains_key(&key) {
                    continue;
                }
                for (group, address) in self.places_of(&key) {
                    if groups.contains(&group) {
                        let rules = offer.ports.iter().map(|rule| asked(policy, &vm.id, address, rule));
                        wanted.entry(group).or_default().extend(rules);
                    }
                }
            }
        }
        wanted
    }
}

fn asked(policy: &Policy, machine: &ResourceId, address: Ipv4Addr, rule: &PortRule) -> Standing {
    let (policy, vm) = (policy.id.name(), machine.name());
    Standing {
        address,
        port: rule.number,
        protocol: in_rules(&rule.protocol),
        description: format!("JIT Network Access rule for policy '{policy}' of VM '{vm}'."),
    }
}

/// A rule in the form in which we write standing rules, or wrote them under the product's older name.
fn standing(rule: &SecurityRule) -> Option<Standing> {
    let ours = DENIES.iter().any(|prefix| rule.name.starts_with(prefix))
        && rule.direction == Direction::Inbound
        && rule.access == Access::Deny;
    let ([address], [port]) = (rule.destinations.as_slice(), rule.ports.as_slice()) else { return None };
    let description = rule.description.strip_prefix("MDC ").or_else(|| rule.description.strip_prefix("ASC "));
    Some(Standing {
        address: address.parse().ok().filter(|_| ours)?,
        port: port.parse().ok()?,
        protocol: rule.protocol.clone(),
        description: description.unwrap_or_default().to_owned(),
    })
}

/// The description of an allow rule, without the name of the product.
fn purpose(policy: &str, machine: &ResourceId) -> String {
    let vm = machine.name();
    format!("JIT Network Access rule created by an initiation request for policy '{policy}' of VM '{vm}'.")
}

fn is_allow(rule: &SecurityRule) -> bool {
    ALLOWS.iter().any(|prefix| rule.name.starts_with(prefix))
        && rule.direction == Direction::Inbound
        && rule.access == Access::Allow
}

/// A policy's protocol in the spelling of security rules.
fn in_rules(protocol: &str) -> String {
    match protocol {
        "TCP" => "Tcp".into(),
        "UDP" => "Udp".into(),
        other => other.to_owned(),
    }
}
