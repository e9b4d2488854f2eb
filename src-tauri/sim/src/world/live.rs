//! Putting a world on loopback: public addresses and ports that can really be connected to.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use jiff::Timestamp;

use super::firewall::{Packet, destination_holds, ports_hold};
use super::model::{PortRule, VirtualMachine};
use super::{AddressPool, World};
use crate::id::ResourceId;

/// Original port to the port that is listened on, by machine.
pub(crate) type PortMap = BTreeMap<String, BTreeMap<u16, u16>>;

/// One port of one machine that can be reached from outside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Endpoint {
    /// The machine's key.
    pub(crate) machine: String,
    pub(crate) original: u16,
    /// The port the policy and the rules speak of.
    pub(crate) number: u16,
    pub(crate) address: Ipv4Addr,
    /// The port that is listened on; another one than `number` behind an Azure Firewall.
    pub(crate) port: u16,
    firewall: bool,
}

/// What a new connection meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// The packet is dropped, or the machine is not up.
    Silent,
    /// The machine is reached and nothing listens.
    Refused,
    /// The machine answers, as of this boot.
    Open { boot: u64 },
}

impl World {
    /// The ports, by machine, that can be reached from outside in principle, each with the port that a
    /// workstation would connect to in the real Azure.
    pub(crate) fn reachable_ports(&self) -> PortMap {
        let mut wanted = PortMap::new();
        for offer in self.policies.values().flat_map(|policy| &policy.machines) {
            let tcp = offer.ports.iter().filter(|rule| rule.protocol != "UDP");
            let mapped =
                |rule: &PortRule| offer.firewall_address.and(rule.mapped_port).unwrap_or(rule.number);
            wanted.entry(offer.id.key()).or_default().extend(tcp.map(|rule| (rule.number, mapped(rule))));
        }
        for (key, vm) in self.machines.iter().filter(|(key, _)| !self.firewalls.contains_key(*key)) {
            wanted.entry(key.clone()).or_default().extend(vm.services.iter().map(|port| (*port, *port)));
        }
        wanted.retain(|key, ports| {
            !ports.is_empty()
                && (self.firewalls.contains_key(key) || !self.public_addresses_of(key).is_empty())
        });
        wanted
    }

    /// Moves the machines of `ports` to addresses of `pool` and to the given ports, everywhere they are named.
    pub(crate) fn go_live(&mut self, ports: &PortMap, mut pool: AddressPool) {
        let mut moved: BTreeMap<Ipv4Addr, Ipv4Addr> = BTreeMap::new();
        for key in ports.keys() {
            for address in self.public_addresses_of(key) {
                if let Some(entry) = self.addresses.get_mut(&address).filter(|entry| entry.address.is_some())
                {
                    entry.address = Some(pool.take(|_| false));
                }
            }
        }
        for policy in self.policies.values_mut() {
            for machine in &mut policy.machines {
                let Some(map) = ports.get(&machine.id.key()) else { continue };
                let behind_firewall = machine.firewall_address.is_some();
                if let Some(address) = &mut machine.firewall_address {
                    *address = *moved.entry(*address).or_insert_with(|| pool.take(|_| false));
                }
                for rule in &mut machine.ports {
                    let Some(live) = map.get(&rule.number) else { continue };
                    if behind_firewall {
                        rule.mapped_port = Some(*live);
                    } else {
                        rule.number = *live;
                    }
                }
            }
            for machine in policy.requests.iter_mut().flat_map(|request| &mut request.machines) {
                let Some(map) = ports.get(&machine.id.key()) else { continue };
                for port in machine.ports.iter_mut().filter(|port| port.mapped_port.is_none()) {
                    port.number = map.get(&port.number).copied().unwrap_or(port.number);
                }
            }
        }
        for address in self.firewalls.values_mut() {
            *address = moved.get(address).copied().unwrap_or(*address);
        }
        self.move_rules(ports);
        for (key, map) in ports.iter().filter(|(key, _)| !self.firewalls.contains_key(*key)) {
            if let Some(vm) = self.machines.get_mut(key) {
                for service in &mut vm.services {
                    *service = map.get(service).copied().unwrap_or(*service);
                }
            }
        }
        self.pool = pool;
        self.live = ports.clone();
    }

    /// A port of a policy is one to connect to from now on, at the firewall's port where there is a firewall.
    /// Where several machines share an address, the first one that wants a port has it.
    pub(super) fn serve(&mut self, machine: &str, number: u16, mapped: Option<u16>) {
        let Some(map) = self.live.get(machine) else { return };
        let port = mapped.unwrap_or(number);
        let known = map.contains_key(&number) || map.values().any(|live| *live == port);
        let address = self.public_address_of(machine).filter(|_| mapped.is_none());
        let taken = address.is_some()
            && self.live.iter().any(|(other, map)| {
                map.values().any(|live| *live == port) && self.public_address_of(other) == address
            });
        if let Some(map) = self.live.get_mut(machine).filter(|_| !known && !taken) {
            map.insert(number, port);
        }
    }

    /// Where a machine's well-known port is, by the number that policies and rules speak of.
    pub(super) fn port_served(&self, machine: &str, original: u16) -> u16 {
        self.live.get(machine).and_then(|map| map.get(&original)).copied().unwrap_or(original)
    }

    /// Something listens on this port from now on.
    pub(crate) fn provide_service(&mut self, machine: &str, original: u16) {
        let endpoint = self.endpoints().into_iter().find(|e| e.machine == machine && e.original == original);
        let live = self.live.get(machine).and_then(|map| map.get(&original)).copied().unwrap_or(original);
        let number = endpoint.map_or(live, |endpoint| endpoint.number);
        if let Some(vm) = self.machines.get_mut(machine).filter(|vm| !vm.services.contains(&number)) {
            vm.services.push(number);
        }
    }

    /// The ports that can be reached right now, each at its machine's present address.
    pub(crate) fn endpoints(&self) -> Vec<Endpoint> {
        let mut endpoints = Vec::new();
        for (machine, map) in &self.live {
            let firewall = self.firewalls.get(machine).copied();
            let Some(address) = firewall.or_else(|| self.public_address_of(machine)) else { continue };
            endpoints.extend(map.iter().map(|(original, live)| Endpoint {
                machine: machine.clone(),
                original: *original,
                number: if firewall.is_some() { *original } else { *live },
                address,
                port: *live,
                firewall: firewall.is_some(),
            }));
        }
        endpoints
    }

    /// Decides about a new connection to an endpoint, coming from the present egress address.
    pub(crate) fn gate(&self, endpoint: &Endpoint, now: Timestamp) -> Gate {
        let Some(vm) = self.machines.get(&endpoint.machine) else { return Gate::Silent };
        let allowed = if endpoint.firewall {
            self.firewall_lets_through(&vm.id, endpoint.number, self.egress)
        } else {
            self.rules_allow(vm, endpoint)
        };
        if !allowed || !vm.is_up(now) {
            Gate::Silent
        } else if vm.services.contains(&endpoint.number) {
            Gate::Open { boot: vm.life.boot }
        } else {
            Gate::Refused
        }
    }

    /// The present public address of a machine, if it has one.
    pub(crate) fn public_address_of(&self, machine: &str) -> Option<Ipv4Addr> {
        let mut held = self.public_addresses_of(machine).into_iter();
        held.find_map(|address| self.addresses.get(&address)?.address)
    }

    fn rules_allow(&self, vm: &VirtualMachine, endpoint: &Endpoint) -> bool {
        let nics = vm.network_interfaces.iter().filter_map(|id| self.interfaces.find(id));
        nics.flat_map(|nic| nic.ip_configurations.iter().map(move |ip| (nic, ip))).any(|(nic, ip)| {
            let held = ip.public_address.as_ref().and_then(|id| self.addresses.find(id));
            held.is_some_and(|held| held.address == Some(endpoint.address))
                && self.lets_through(
                    nic,
                    ip,
                    Packet { source: self.egress, destination: ip.private_address, port: endpoint.number },
                )
        })
    }

    /// A rule that names an original port names the ports listened on instead, for the machines it speaks of.
    fn move_rules(&mut self, ports: &PortMap) {
        let mut by_group: BTreeMap<String, Vec<Place<'_>>> = BTreeMap::new();
        for (machine, map) in ports.iter().filter(|(machine, _)| !self.firewalls.contains_key(*machine)) {
            for (group, address) in self.places_of(machine) {
                by_group.entry(group).or_default().push((address, map));
            }
        }
        for (group, places) in by_group {
            let Some(group) = self.security_groups.get_mut(&group) else { continue };
            for rule in &mut group.rules {
                let spoken_of =
                    |address: Ipv4Addr| rule.destinations.iter().any(|d| destination_holds(d, address));
                let here = places.iter().filter(|(address, _)| spoken_of(*address));
                let moves: BTreeSet<(u16, u16)> =
                    here.flat_map(|(_, map)| map.iter().map(|(original, live)| (*original, *live))).collect();
                rule.ports = rule.ports.iter().flat_map(|named| moved(named, &moves)).collect();
            }
        }
    }

    /// The groups in front of a machine, each with the private address it guards.
    pub(super) fn places_of(&self, machine: &str) -> BTreeSet<(String, Ipv4Addr)> {
        let Some(vm) = self.machines.get(machine) else { return BTreeSet::new() };
        let nics = vm.network_interfaces.iter().filter_map(|id| self.interfaces.find(id));
        let addresses = nics.flat_map(|nic| nic.ip_configurations.iter().map(move |ip| (nic, ip)));
        addresses
            .flat_map(|(nic, ip)| {
                self.governing(nic, ip).into_iter().map(|group| (group.id.key(), ip.private_address))
            })
            .collect()
    }

    fn public_addresses_of(&self, machine: &str) -> Vec<String> {
        let Some(vm) = self.machines.get(machine) else { return Vec::new() };
        let nics = vm.network_interfaces.iter().filter_map(|id| self.interfaces.find(id));
        nics.flat_map(|nic| nic.ip_configurations.iter().filter_map(|ip| ip.public_address.as_ref()))
            .map(ResourceId::key)
            .collect()
    }
}

/// A private address and where its machine's ports have moved.
type Place<'m> = (Ipv4Addr, &'m BTreeMap<u16, u16>);

/// What takes the place of a port or range in a rule: a single port moves, a range grows.
fn moved(named: &str, moves: &BTreeSet<(u16, u16)>) -> Vec<String> {
    let covered = moves.iter().filter(|(original, _)| ports_hold(named, *original));
    if named.parse::<u16>().is_ok() {
        let live: Vec<String> = covered.map(|(_, live)| live.to_string()).collect();
        return if live.is_empty() { vec![named.to_owned()] } else { live };
    }
    let outside = covered.filter(|(_, live)| !ports_hold(named, *live));
    std::iter::once(named.to_owned()).chain(outside.map(|(_, live)| live.to_string())).collect()
}
