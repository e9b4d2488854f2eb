//! What the security rules let through.

use std::net::Ipv4Addr;

use super::World;
use super::model::{Access, Direction, IpConfiguration, NetworkInterface, SecurityGroup, SecurityRule};
use crate::prefix::Prefix;

/// One packet that opens a TCP connection from the internet.
#[derive(Clone, Copy)]
pub(crate) struct Packet {
    pub(crate) source: Ipv4Addr,
    pub(crate) destination: Ipv4Addr,
    pub(crate) port: u16,
}

impl World {
    /// Both the subnet's and the interface's group must allow the packet. Without any group a
    /// Standard address is closed and a Basic one open.
    pub(crate) fn lets_through(&self, nic: &NetworkInterface, ip: &IpConfiguration, packet: Packet) -> bool {
        let groups = self.governing(nic, ip);
        if groups.is_empty() {
            let address = ip.public_address.as_ref().and_then(|id| self.addresses.find(id));
            return address.is_some_and(|address| address.sku.eq_ignore_ascii_case("Basic"));
        }
        groups.iter().all(|group| allows(group, packet))
    }

    /// The security groups that apply to an address of an interface.
    pub(crate) fn governing(&self, nic: &NetworkInterface, ip: &IpConfiguration) -> Vec<&SecurityGroup> {
        let subnet = ip
            .subnet
            .as_ref()
            .and_then(|id| self.subnet(id))
            .and_then(|subnet| subnet.security_group.as_ref());
        subnet
            .into_iter()
            .chain(nic.security_group.as_ref())
            .filter_map(|id| self.security_groups.find(id))
            .collect()
    }

    pub(crate) fn subnet(&self, id: &crate::id::ResourceId) -> Option<&super::model::Subnet> {
        let key = id.key();
        let (network, name) = key.rsplit_once("/subnets/")?;
        self.networks.get(network)?.subnets.iter().find(|subnet| subnet.name.eq_ignore_ascii_case(name))
    }
}

/// The first rule by priority that matches decides; when none does, nothing from outside comes in.
fn allows(group: &SecurityGroup, packet: Packet) -> bool {
    let inbound = group.rules.iter().filter(|rule| rule.direction == Direction::Inbound);
    let matching = inbound.filter(|rule| matches(rule, packet));
    matching.min_by_key(|rule| rule.priority).is_some_and(|rule| rule.access == Access::Allow)
}

/// A port that a workstation's connection comes from: none that a rule is likely to name.
const EPHEMERAL: u16 = 52_000;

fn matches(rule: &SecurityRule, packet: Packet) -> bool {
    let any_port = rule.source_ports.is_empty();
    (rule.protocol == "*" || rule.protocol.eq_ignore_ascii_case("tcp"))
        && rule.sources.iter().any(|source| source_holds(source, packet.source))
        && (any_port || rule.source_ports.iter().any(|ports| ports_hold(ports, EPHEMERAL)))
        && rule.destinations.iter().any(|destination| destination_holds(destination, packet.destination))
        && rule.ports.iter().any(|ports| ports_hold(ports, packet.port))
}

fn source_holds(source: &str, address: Ipv4Addr) -> bool {
    source == "*"
        || source.eq_ignore_ascii_case("Internet")
        || Prefix::parse(source).is_some_and(|prefix| prefix.holds(address))
}

pub(super) fn destination_holds(destination: &str, address: Ipv4Addr) -> bool {
    destination == "*"
        || destination.eq_ignore_ascii_case("VirtualNetwork")
        || Prefix::parse(destination).is_some_and(|prefix| prefix.holds(address))
}

/// `22`, `8000-8100` or `*`.
pub(crate) fn ports_hold(ports: &str, port: u16) -> bool {
    if ports == "*" {
        return true;
    }
    let (low, high) = ports.split_once('-').unwrap_or((ports, ports));
    match (low.parse::<u16>(), high.parse::<u16>()) {
        (Ok(low), Ok(high)) => (low..=high).contains(&port),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(priority: u16, access: Access, source: &str, destination: &str, ports: &str) -> SecurityRule {
        SecurityRule {
            name: format!("rule-{priority}"),
            description: String::new(),
            priority,
            direction: Direction::Inbound,
            access,
            protocol: "Tcp".into(),
            sources: vec![source.into()],
            source_ports: Vec::new(),
            destinations: vec![destination.into()],
            ports: vec![ports.into()],
        }
    }

    fn decide(rules: Vec<SecurityRule>) -> bool {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/n";
        let id = crate::id::ResourceId::parse(id).unwrap();
        let packet = Packet {
            source: Ipv4Addr::new(203, 0, 113, 9),
            destination: Ipv4Addr::new(10, 0, 0, 4),
            port: 22,
        };
        allows(
            &SecurityGroup {
                id,
                location: "westeurope".into(),
                tags: std::collections::BTreeMap::new(),
                rules,
            },
            packet,
        )
    }

    #[test]
    fn the_lowest_priority_number_that_matches_decides() {
        use Access::{Allow, Deny};
        let deny = || rule(4096, Deny, "*", "10.0.0.4", "22");
        let cases = [
            ("no rules", vec![], false),
            ("only the standing deny", vec![deny()], false),
            (
                "allowed before denied, whatever the order",
                vec![deny(), rule(100, Allow, "203.0.113.9", "10.0.0.4", "22")],
                true,
            ),
            (
                "denied before allowed",
                vec![rule(90, Deny, "*", "*", "*"), rule(100, Allow, "*", "*", "*")],
                false,
            ),
            ("another source", vec![rule(100, Allow, "203.0.113.10", "*", "22")], false),
            ("a range of sources", vec![rule(100, Allow, "203.0.113.0/24", "*", "22")], true),
            ("the tag Internet", vec![rule(100, Allow, "Internet", "*", "22")], true),
            ("a tag that is not the internet", vec![rule(100, Allow, "VirtualNetwork", "*", "22")], false),
            ("another machine", vec![rule(100, Allow, "*", "10.0.0.5", "22")], false),
            ("another port", vec![rule(100, Allow, "*", "*", "23-80")], false),
            ("a range of ports", vec![rule(100, Allow, "*", "*", "20-30")], true),
        ];
        for (what, rules, expected) in cases {
            assert_eq!(decide(rules), expected, "{what}");
        }
        let mut outbound = rule(100, Allow, "*", "*", "*");
        outbound.direction = Direction::Outbound;
        assert!(!decide(vec![outbound]), "outbound rules do not count");
        let mut from_a_service = rule(100, Allow, "*", "*", "*");
        from_a_service.source_ports = vec!["443".into(), "50-60".into()];
        assert!(!decide(vec![from_a_service.clone()]), "a workstation's port is another each time");
        from_a_service.source_ports.push("49152-65535".into());
        assert!(decide(vec![from_a_service]));
        let mut udp = rule(100, Allow, "*", "*", "*");
        udp.protocol = "Udp".into();
        assert!(!decide(vec![udp]), "another protocol");
    }
}
