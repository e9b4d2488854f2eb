//! Which management ports the whole internet can reach, by the rules.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use super::World;
use super::firewall::ports_hold;
use super::model::{Access, Direction, SecurityGroup, VirtualMachine};
use crate::prefix::Prefix;

/// SSH, Remote Desktop, and PowerShell remoting with and without TLS.
const MANAGEMENT: [u16; 4] = [22, 3389, 5985, 5986];

/// A range as long as this or shorter stands for everybody, as `*` does, unless it is nobody's on the internet.
const BROAD: u8 = 8;
const PRIVATE: [&str; 2] = ["10.0.0.0/8", "127.0.0.0/8"];

/// Reads each security group once, however many machines are behind it.
pub(super) struct Exposure<'w> {
    world: &'w World,
    groups: HashMap<String, Vec<BroadRule<'w>>>,
}

/// An inbound rule that speaks of everybody.
struct BroadRule<'w> {
    allows: bool,
    destinations: Vec<Prefix>,
    ports: &'w [String],
}

impl<'w> Exposure<'w> {
    pub(super) fn new(world: &'w World) -> Self {
        Self { world, groups: HashMap::new() }
    }

    /// The machine's open management ports, by the number that people know.
    pub(super) fn open_ports(&mut self, key: &str, vm: &VirtualMachine) -> Vec<u16> {
        // A machine behind an Azure Firewall is reached through a mapping that just-in-time access makes.
        if self.world.firewall_of(key).is_some() {
            return Vec::new();
        }
        let mut open = MANAGEMENT.to_vec();
        open.retain(|port| self.reaches(vm, self.world.port_served(key, *port)));
        open
    }

    fn reaches(&mut self, vm: &VirtualMachine, port: u16) -> bool {
        let world = self.world;
        let nics = vm.network_interfaces.iter().filter_map(|id| world.interfaces.find(id));
        let mut public = nics
            .flat_map(|nic| nic.ip_configurations.iter().map(move |ip| (nic, ip)))
            .filter_map(|(nic, ip)| Some((nic, ip, world.addresses.find(ip.public_address.as_ref()?)?)));
        public.any(|(nic, ip, address)| {
            let groups = world.governing(nic, ip);
            if groups.is_empty() {
                return address.sku.eq_ignore_ascii_case("Basic");
            }
            groups.into_iter().all(|group| self.allows(group, ip.private_address, port))
        })
    }

    fn allows(&mut self, group: &'w SecurityGroup, address: Ipv4Addr, port: u16) -> bool {
        let rules = self.groups.entry(group.id.key()).or_insert_with(|| broad_rules(group));
        let decisive = rules.iter().find(|rule| {
            rule.ports.iter().any(|ports| ports_hold(ports, port))
                && rule.destinations.iter().any(|prefix| prefix.holds(address))
        });
        decisive.is_some_and(|rule| rule.allows)
    }
}

/// The rules for everybody, the first to decide first.
fn broad_rules(group: &SecurityGroup) -> Vec<BroadRule<'_>> {
    let mut rules: Vec<_> = group
        .rules
        .iter()
        .filter(|rule| rule.direction == Direction::Inbound)
        .filter(|rule| rule.protocol == "*" || rule.protocol.eq_ignore_ascii_case("tcp"))
        .filter(|rule| rule.sources.iter().any(|source| is_broad(source)))
        .collect();
    rules.sort_by_key(|rule| rule.priority);
    let read = rules.into_iter().map(|rule| BroadRule {
        allows: rule.access == Access::Allow,
        destinations: rule.destinations.iter().filter_map(|text| destination(text)).collect(),
        ports: &rule.ports,
    });
    read.collect()
}

fn is_broad(source: &str) -> bool {
    source == "*"
        || source.eq_ignore_ascii_case("Internet")
        || Prefix::parse(source).is_some_and(|prefix| {
            let private = PRIVATE.iter().filter_map(|text| Prefix::parse(text)).any(|own| own.covers(prefix));
            prefix.length() <= BROAD && !private
        })
}

fn destination(text: &str) -> Option<Prefix> {
    if text == "*" || text.eq_ignore_ascii_case("VirtualNetwork") {
        Some(Prefix::ANY)
    } else {
        Prefix::parse(text)
    }
}
