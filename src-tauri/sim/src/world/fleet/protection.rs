//! Who is protected by just-in-time policies, who is exposed, and whom no policy can protect.

use super::group::{Guards, Place};
use super::machine::{Member, admin_port};
use crate::dice::Dice;
use crate::id::ResourceId;
use crate::world::model::{Access, Direction, Os, Policy, PolicyMachine, PortRule, SecurityRule, WorldFile};

/// Where the standing deny rules begin; the next ones have lower numbers.
const LAST_PRIORITY: u16 = 4096;

/// Most machines of a group are in its `default` policy; some have a policy of their own name instead, or beside it.
pub(super) fn add(
    file: &mut WorldFile,
    place: &Place<'_>,
    guards: &Guards,
    members: &[Member],
    dice: &mut Dice,
) {
    if guards.of_subnet.is_none() && guards.of_interfaces.is_none() {
        return;
    }
    open_to_all(file, guards, members, dice);
    let sources = sources(place, dice);
    let mut together = Vec::new();
    for member in members {
        let (in_default, in_own) = match dice.below(20) {
            0 | 1 => (false, false),
            2 => (false, true),
            3 => (true, true),
            _ => (true, false),
        };
        if in_default {
            let longest = if place.stage.is_production() { "PT3H" } else { "PT8H" };
            let ports = vec![port(admin_port(member.os), &sources, longest)];
            deny(file, guards, "default", member, &ports, dice);
            together.push(entry(member, ports, dice));
        }
        if in_own {
            let ports = own_ports(member, in_default);
            deny(file, guards, member.id.name(), member, &ports, dice);
            add_policy(file, place, member.id.name(), vec![entry(member, ports, dice)]);
        }
    }
    add_policy(file, place, "default", together);
}

/// An old rule that lets everybody in, for one group in twelve; where a policy is, it comes before the policy's.
fn open_to_all(file: &mut WorldFile, guards: &Guards, members: &[Member], dice: &mut Dice) {
    if dice.below(12) > 0 {
        return;
    }
    let Some(member) = members.first() else { return };
    let port = admin_port(member.os);
    for guard in [&guards.of_subnet, &guards.of_interfaces] {
        add_rule(file, guard.as_ref(), |_| SecurityRule {
            name: if port == 22 { "Allow-SSH-Any" } else { "Allow-RDP-Any" }.into(),
            description: "Opened for the migration.".into(),
            priority: 1000,
            direction: Direction::Inbound,
            access: Access::Allow,
            protocol: "Tcp".into(),
            sources: vec!["*".into()],
            source_ports: Vec::new(),
            destinations: vec!["*".into()],
            ports: vec![port.to_string()],
        });
    }
}

/// Production is restricted to the company's networks more often than not.
fn sources(place: &Place<'_>, dice: &mut Dice) -> Vec<String> {
    if place.stage.is_production() && dice.below(3) > 0 {
        vec!["203.0.113.0/24".into(), "198.51.100.0/24".into()]
    } else {
        vec!["*".into()]
    }
}

/// A policy of its own offers what the shared one does not.
fn own_ports(member: &Member, beside_default: bool) -> Vec<PortRule> {
    let any = ["*".to_owned()];
    match (member.os, beside_default) {
        (Os::Windows, true) => vec![port(5985, &any, "PT2H"), port(5986, &any, "PT2H")],
        (Os::Linux, true) => vec![port(9090, &any, "PT1H")],
        (os, false) => vec![port(admin_port(os), &any, "PT3H")],
    }
}

fn port(number: u16, sources: &[String], longest: &str) -> PortRule {
    PortRule {
        number,
        protocol: "TCP".into(),
        sources: sources.to_vec(),
        listed: false,
        max_duration: longest.into(),
        mapped_port: None,
    }
}

/// Policies written by other tools spell the ids in their own way.
fn entry(member: &Member, ports: Vec<PortRule>, dice: &mut Dice) -> PolicyMachine {
    let written = member.id.as_str();
    let id = if dice.below(8) == 0 { written.to_lowercase() } else { written.to_owned() };
    PolicyMachine { id: ResourceId::from_parts(&id), ports, firewall_address: None }
}

fn add_policy(file: &mut WorldFile, place: &Place<'_>, name: &str, machines: Vec<PolicyMachine>) {
    if !machines.is_empty() {
        let kind = format!("Microsoft.Security/locations/{}/jitNetworkAccessPolicies", place.region);
        file.policies.push(Policy { id: place.id(&kind, name), machines, requests: Vec::new() });
    }
}

/// The standing rules that a policy keeps for each of its machine's ports.
fn deny(
    file: &mut WorldFile,
    guards: &Guards,
    policy: &str,
    member: &Member,
    ports: &[PortRule],
    dice: &mut Dice,
) {
    for port in ports {
        for guard in [&guards.of_subnet, &guards.of_interfaces] {
            let number = dice.next() as i32;
            let name = format!("MicrosoftDefenderForCloud-JITRule_{number}_{}", dice.hex(32).to_uppercase());
            add_rule(file, guard.as_ref(), |taken| SecurityRule {
                name,
                description: format!(
                    "MDC JIT Network Access rule for policy '{policy}' of VM '{}'.",
                    member.id.name()
                ),
                priority: LAST_PRIORITY - taken,
                direction: Direction::Inbound,
                access: Access::Deny,
                protocol: "Tcp".into(),
                sources: vec!["*".into()],
                source_ports: Vec::new(),
                destinations: vec![member.private_address.to_string()],
                ports: vec![port.number.to_string()],
            });
        }
    }
}

/// Adds a rule to one of the groups made last; `make` is told how many there are.
fn add_rule(file: &mut WorldFile, guard: Option<&ResourceId>, make: impl FnOnce(u16) -> SecurityRule) {
    let found = guard.and_then(|id| file.security_groups.iter_mut().rev().find(|group| group.id == *id));
    if let Some(group) = found {
        let taken = u16::try_from(group.rules.len()).unwrap_or(u16::MAX);
        group.rules.push(make(taken));
    }
}
