//! Just-in-time access: policies and requests, and the security rules they write.
//!
//! - A policy is edited in `edit`, its requests age in `life`, and `rules` is what the network sees of both.

mod edit;
mod life;
mod rules;

use std::net::Ipv4Addr;

use jiff::Timestamp;

use super::World;
use super::model::{
    AccessRequest, Policy, PortRule, RequestMachine, RequestPort, RequestStatus, StatusReason,
};
use crate::id::ResourceId;
use crate::prefix::Prefix;
use crate::stamp;

pub(super) use edit::Edit;

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

/// When the requests of a policy are forgotten, each with the policy's key.
pub(super) fn forgetting(policy: &Policy) -> impl Iterator<Item = (Timestamp, String)> {
    policy.requests.iter().filter_map(|request| Some((life::forgotten_at(request)?, policy.id.key())))
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
            // A request may name a machine more than once.
            let newer: Vec<u16> = machines
                .iter()
                .filter(|machine| machine.id == earlier.id)
                .flat_map(|machine| machine.ports.iter().map(|port| port.number))
                .collect();
            for port in &mut earlier.ports {
                let again = newer.contains(&port.number);
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
        self.forgetting.extend(life::forgotten_at(&request).map(|due| (due, policy_key.to_owned())));
        Ok(request)
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
