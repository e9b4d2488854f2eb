//! One machine, its interfaces and its public address.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::group::{Guards, Place};
use super::{Made, names};
use crate::dice::Dice;
use crate::id::ResourceId;
use crate::world::model::{
    Allocation, IpConfiguration, NetworkInterface, Os, Power, PublicAddress, VirtualMachine, WorldFile,
};
use crate::world::power::Life;

/// What protecting a machine needs to know of it.
pub(super) struct Member {
    pub(super) id: ResourceId,
    pub(super) os: Os,
    pub(super) private_address: Ipv4Addr,
}

/// Adds the machine with this number in its group.
pub(super) fn add(
    file: &mut WorldFile,
    place: &Place<'_>,
    number: u64,
    guards: &Guards,
    made: &mut Made,
    dice: &mut Dice,
) -> Member {
    let role = names::role(dice);
    let numbered = u64::from(place.numbered_after) + number;
    let name = format!("{}-{}-{}{numbered:02}", place.application, role.name, place.stage.letter());
    let id = place.id("Microsoft.Compute/virtualMachines", &name);
    let power = power(place, dice);
    let (high, low) = place.network;
    let private_address = Ipv4Addr::new(10, high, low, u8::try_from(3 + number).unwrap_or(u8::MAX));
    let public = address(file, place, &name, power, made, dice);
    let mut interfaces =
        vec![interface(file, place, &format!("{name}-nic"), private_address, public, guards)];
    if dice.below(50) == 0 {
        // A second one for the backup network, without a way in from outside.
        let second = Ipv4Addr::new(10, high, low, u8::try_from(128 + number).unwrap_or(u8::MAX));
        interfaces.push(interface(file, place, &format!("{name}-backup-nic"), second, None, guards));
    }
    let admin_port = admin_port(role.os);
    file.virtual_machines.push(VirtualMachine {
        id: id.clone(),
        location: place.region.into(),
        zones: if place.stage.is_production() { vec![(1 + number % 3).to_string()] } else { Vec::new() },
        tags: tags(place, role.name, dice),
        os: role.os,
        size: role.size.into(),
        admin_user: (dice.below(25) > 0).then(|| "azureuser".into()),
        power,
        power_unknown: dice.below(50) == 0,
        network_interfaces: interfaces,
        services: std::iter::once(admin_port).chain(role.serves.iter().copied()).collect(),
        start_failure: None,
        life: Life::default(),
    });
    Member { id, os: role.os, private_address }
}

/// The port that administrators come in by.
pub(super) fn admin_port(os: Os) -> u16 {
    match os {
        Os::Linux => 22,
        Os::Windows => 3389,
    }
}

/// Production runs; the rest is switched off when nobody needs it, sometimes from inside, and then it still costs.
fn power(place: &Place<'_>, dice: &mut Dice) -> Power {
    let off = if place.stage.is_production() { 8 } else { 45 };
    match dice.below(100) {
        roll if roll < off => Power::Deallocated,
        roll if roll < off + 3 => Power::Stopped,
        _ => Power::Running,
    }
}

/// Two in five machines are reached through a private network only.
fn address(
    file: &mut WorldFile,
    place: &Place<'_>,
    machine: &str,
    power: Power,
    made: &mut Made,
    dice: &mut Dice,
) -> Option<ResourceId> {
    let allocation = match dice.below(10) {
        0..=3 => return None,
        4 => Allocation::Dynamic,
        _ => Allocation::Static,
    };
    let id = place.id("Microsoft.Network/publicIPAddresses", &format!("{machine}-ip"));
    let assigned = allocation == Allocation::Static || power != Power::Deallocated;
    file.public_addresses.push(PublicAddress {
        id: id.clone(),
        location: place.region.into(),
        allocation,
        sku: if allocation == Allocation::Static { "Standard" } else { "Basic" }.into(),
        address: assigned.then(|| made.address()),
        fqdn: None,
    });
    Some(id)
}

fn interface(
    file: &mut WorldFile,
    place: &Place<'_>,
    name: &str,
    private_address: Ipv4Addr,
    public_address: Option<ResourceId>,
    guards: &Guards,
) -> ResourceId {
    let id = place.id("Microsoft.Network/networkInterfaces", name);
    file.network_interfaces.push(NetworkInterface {
        id: id.clone(),
        location: place.region.into(),
        security_group: guards.of_interfaces.clone(),
        ip_configurations: vec![IpConfiguration {
            name: "ipconfig1".into(),
            private_address,
            subnet: Some(guards.subnet.clone()),
            public_address,
            primary: true,
        }],
    });
    id
}

/// Most machines are tagged, more or less completely.
fn tags(place: &Place<'_>, role: &str, dice: &mut Dice) -> BTreeMap<String, String> {
    let mut tags = BTreeMap::new();
    if dice.below(10) == 0 {
        return tags;
    }
    tags.insert("env".to_owned(), place.stage.short().to_owned());
    tags.insert("app".to_owned(), place.application.to_owned());
    if dice.below(3) > 0 {
        tags.insert("unit".to_owned(), place.unit.to_owned());
        tags.insert("costCenter".to_owned(), format!("{}", 4000 + dice.below(90) * 10));
    }
    if dice.below(4) == 0 {
        tags.insert("role".to_owned(), role.to_owned());
    }
    tags
}
