//! Just-in-time access: requests, their life cycle, and the security rules they write.

use std::net::Ipv4Addr;

use jiff::Timestamp;

use super::World;
use super::model::{
    Access, AccessRequest, Direction, Policy, PortRule, RequestMachine, RequestPort, RequestStatus,
    SecurityRule, StatusReason,
};
use crate::id::ResourceId;
use crate::prefix::Prefix;
use crate::stamp;

/// One port of an access request, as asked for.
pub(crate) struct AskedPort {
    pub(crate) number: u16,
    pub(crate) source: String,
    pub(crate) end: Timestamp,
}

/// Why a request is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Denial {
    /// A machine, a port, a source or a duration that the policy does not offer; Azure does not say which.
    NotSubset,
    /// The end is not in the future.
    Past,
}

pub(super) fn has_open_requests(policy: &Policy) -> bool {
    entries(policy).any(|port| port.status != RequestStatus::Revoked)
}

impl World {
    /// Records a request that fits the policy. Its rules follow later.
    pub(crate) fn request_access(
        &mut self,
        policy_key: &str,
        requestor: &str,
        justification: Option<String>,
        asked: Vec<(ResourceId, Vec<AskedPort>)>,
        now: Timestamp,
    ) -> Result<AccessRequest, Denial> {
        let literal = self.literal_sources;
        let Some(policy) = self.policies.get_mut(policy_key) else { return Err(Denial::NotSubset) };
        let mut machines = Vec::new();
        for (id, ports) in asked {
            let offer = policy.machines.iter().find(|machine| machine.id == id).ok_or(Denial::NotSubset)?;
            let mut granted = Vec::new();
            for port in ports {
                let rule =
                    offer.ports.iter().find(|rule| rule.number == port.number).ok_or(Denial::NotSubset)?;
                check(rule, &port, literal, now)?;
                granted.push(RequestPort {
                    number: port.number,
                    source: port.source,
                    end: port.end,
                    status: RequestStatus::Initiating,
                    reason: StatusReason::UserRequested,
                    mapped_port: offer.firewall_address.and(rule.mapped_port),
                    rules: Vec::new(),
                    mapped: false,
                });
            }
            machines.push(RequestMachine { id: offer.id.clone(), ports: granted });
        }
        for earlier in policy.requests.iter_mut().flat_map(|request| &mut request.machines) {
            let Some(newer) = machines.iter().find(|machine| machine.id == earlier.id) else { continue };
            for port in &mut earlier.ports {
                let again = newer.ports.iter().any(|newer| newer.number == port.number);
                if again && port.status != RequestStatus::Revoked {
                    port.status = RequestStatus::Revoked;
                    port.reason = StatusReason::NewerRequestInitiated;
                }
            }
        }
        // The start identifies a request, so two of them never share one.
        let mut start = stamp::ticks(now);
        while policy.requests.iter().any(|request| request.start == start) {
            start += jiff::SignedDuration::from_nanos(100);
        }
        let request = AccessRequest { start, requestor: requestor.to_owned(), justification, machines };
        policy.requests.push(request.clone());
        self.open.insert(policy_key.to_owned());
        Ok(request)
    }

    pub(super) fn settle_access(&mut self, now: Timestamp) {
        for key in self.open.clone() {
            let Some(mut policy) = self.policies.get(&key).cloned() else { continue };
            let jit = self.tempo.jit;
            let mut waiting = Vec::new();
            for (start, machine, port) in entries_mut(&mut policy) {
                if port.status != RequestStatus::Revoked && port.end <= now {
                    port.status = RequestStatus::Revoked;
                    port.reason = StatusReason::Expired;
                }
                if port.status == RequestStatus::Initiating {
                    if start + jit <= now {
                        port.status = RequestStatus::Initiated;
                    } else {
                        waiting.push((machine.clone(), port.number));
                    }
                }
            }
            let protocols = policy.machines.clone();
            let name = policy.id.name().to_owned();
            for (_, machine, port) in entries_mut(&mut policy) {
                match port.status {
                    // The old rule goes when the newer request's rule comes, so an extension leaves no gap.
                    RequestStatus::Revoked if !waiting.contains(&(machine.clone(), port.number)) => {
                        self.close(port);
                    }
                    RequestStatus::Initiated if port.rules.is_empty() && !port.mapped => {
                        let offer = protocols.iter().find(|offer| offer.id == *machine);
                        let rule = offer.and_then(|o| o.ports.iter().find(|rule| rule.number == port.number));
                        let protocol = rule.map_or("*", |rule| rule.protocol.as_str());
                        let behind_firewall = offer.is_some_and(|offer| offer.firewall_address.is_some());
                        self.open(&name, machine, port, protocol, behind_firewall);
                    }
                    _ => {}
                }
            }
            let still = entries(&policy)
                .any(|port| port.status != RequestStatus::Revoked || !port.rules.is_empty() || port.mapped);
            if !still {
                self.open.remove(&key);
            }
            if let Some(stored) = self.policies.get_mut(&key) {
                *stored = policy;
            }
        }
    }

    pub(super) fn next_access_change(&self) -> Option<Timestamp> {
        let policies = self.open.iter().filter_map(|key| self.policies.get(key));
        let requests = policies.flat_map(|policy| &policy.requests);
        requests
            .flat_map(|request| {
                let ready = request.start + self.tempo.jit;
                let ports = request.machines.iter().flat_map(|machine| &machine.ports);
                ports.filter(|port| port.status != RequestStatus::Revoked).map(move |port| {
                    if port.status == RequestStatus::Initiating { ready.min(port.end) } else { port.end }
                })
            })
            .min()
    }

    /// A firewall mapping that is in effect lets this source through.
    pub(crate) fn firewall_lets_through(&self, machine: &ResourceId, number: u16, source: Ipv4Addr) -> bool {
        self.policies.values().flat_map(|policy| &policy.requests).flat_map(|request| &request.machines).any(
            |held| {
                held.id == *machine
                    && held.ports.iter().any(|port| {
                        port.mapped
                            && port.number == number
                            && range(&port.source).is_some_and(|allowed| allowed.holds(source))
                    })
            },
        )
    }

    /// Writes the allow rule into every security group in front of the machine.
    fn open(
        &mut self,
        policy: &str,
        machine: &ResourceId,
        port: &mut RequestPort,
        protocol: &str,
        firewall: bool,
    ) {
        if firewall {
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
        for (group, private_address) in places {
            let name =
                format!("MicrosoftDefenderForCloud-JITRule-{number}-{}", self.dice.hex(32).to_uppercase());
            let Some(group_entry) = self.security_groups.get_mut(&group) else { continue };
            let taken = |priority: u16| {
                let inbound = |rule: &&SecurityRule| rule.direction == Direction::Inbound;
                group_entry.rules.iter().filter(inbound).any(|rule| rule.priority == priority)
            };
            let Some(priority) = (100..4096).find(|priority| !taken(*priority)) else { continue };
            group_entry.rules.push(SecurityRule {
                name: name.clone(),
                description: format!(
                    "MDC JIT Network Access rule created by an initiation request for policy '{policy}' of VM '{}'.",
                    machine.name()
                ),
                priority,
                direction: Direction::Inbound,
                access: Access::Allow,
                protocol: match protocol {
                    "TCP" => "Tcp".into(),
                    "UDP" => "Udp".into(),
                    other => other.to_owned(),
                },
                sources: vec![port.source.clone()],
                source_ports: Vec::new(),
                destinations: vec![private_address.to_string()],
                ports: vec![port.number.to_string()],
            });
            port.rules.push((group, name));
        }
        // A machine without any security group has nothing to open; the request still counts as carried out.
        port.mapped = port.rules.is_empty();
    }

    fn close(&mut self, port: &mut RequestPort) {
        for (group, name) in port.rules.drain(..) {
            if let Some(group) = self.security_groups.get_mut(&group) {
                group.rules.retain(|rule| rule.name != name);
            }
        }
        port.mapped = false;
    }
}

fn check(rule: &PortRule, asked: &AskedPort, literal: bool, now: Timestamp) -> Result<(), Denial> {
    if asked.end <= now {
        return Err(Denial::Past);
    }
    let longest = stamp::duration(&rule.max_duration).ok_or(Denial::NotSubset)?;
    let fits_time = asked.end.duration_since(now) <= longest;
    let fits_source = rule.sources.iter().any(|allowed| source_fits(allowed, &asked.source, literal));
    if fits_time && fits_source { Ok(()) } else { Err(Denial::NotSubset) }
}

fn source_fits(allowed: &str, asked: &str, literal: bool) -> bool {
    match (range(allowed), range(asked)) {
        _ if allowed == asked => true,
        (Some(Prefix::ANY), Some(_)) => allowed == "*" || !literal,
        (Some(allowed), Some(asked)) => !literal && allowed.covers(asked),
        _ => false,
    }
}

/// `*` or a prefix.
fn range(source: &str) -> Option<Prefix> {
    if source == "*" { Some(Prefix::ANY) } else { Prefix::parse(source) }
}

fn entries(policy: &Policy) -> impl Iterator<Item = &RequestPort> {
    policy.requests.iter().flat_map(|request| &request.machines).flat_map(|machine| &machine.ports)
}

fn entries_mut(policy: &mut Policy) -> impl Iterator<Item = (Timestamp, &ResourceId, &mut RequestPort)> {
    policy.requests.iter_mut().flat_map(|request| {
        let start = request.start;
        request.machines.iter_mut().flat_map(move |machine| {
            let id = &machine.id;
            machine.ports.iter_mut().map(move |port| (start, id, port))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_fits_when_it_is_contained_or_literally_the_same() {
        let cases = [
            ("*", "203.0.113.9", true, true),
            ("*", "*", true, true),
            ("203.0.113.0/24", "203.0.113.9", true, false),
            ("203.0.113.0/24", "203.0.113.0/24", true, true),
            ("203.0.113.9", "203.0.113.9/32", true, false),
            ("203.0.113.0/24", "203.0.114.9", false, false),
            ("203.0.113.0/24", "*", false, false),
            ("203.0.113.0/24", "0.0.0.0/0", false, false),
            ("203.0.113.0/24", "banana", false, false),
        ];
        for (allowed, asked, contained, literal) in cases {
            assert_eq!(source_fits(allowed, asked, false), contained, "{asked} in {allowed}");
            assert_eq!(source_fits(allowed, asked, true), literal, "{asked} literally {allowed}");
        }
    }
}
