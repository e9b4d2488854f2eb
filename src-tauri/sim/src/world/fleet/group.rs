//! One application in one region: a resource group, a network, and machines.

use super::names::{self, Stage};
use super::{Made, machine, protection};
use crate::dice::Dice;
use crate::id::ResourceId;
use crate::world::model::{ResourceGroup, SecurityGroup, Subnet, VirtualNetwork, WorldFile};

/// Where things are made.
pub(super) struct Place<'a> {
    /// `/subscriptions/S/resourceGroups/G`, as the group is written.
    pub(super) scope: String,
    pub(super) region: &'static str,
    pub(super) application: &'static str,
    pub(super) stage: Stage,
    /// The unit's name, as a tag says it.
    pub(super) unit: &'a str,
    /// The two middle parts of 10.x.y.0/24.
    pub(super) network: (u8, u8),
    /// The number before the first machine's.
    pub(super) numbered_after: u32,
}

impl Place<'_> {
    pub(super) fn id(&self, kind: &str, name: &str) -> ResourceId {
        ResourceId::from_parts(&format!("{}/providers/{kind}/{name}", self.scope))
    }
}

pub(super) fn add(
    file: &mut WorldFile,
    subscription: usize,
    stage: Stage,
    (region, short): (&'static str, &'static str),
    machines: u64,
    made: &mut Made,
    dice: &mut Dice,
) {
    let Some(owner) = file.subscriptions.get(subscription) else { return };
    let (owner_id, unit) = (owner.id.clone(), owner.display_name.clone());
    made.groups += 1;
    let application = names::application(dice);
    let name = format!("rg-{application}-{}-{short}-{:03}", stage.short(), made.groups);
    // Some teams write their groups in capitals, and then every id has them so.
    let name = if dice.below(6) == 0 { name.to_uppercase() } else { name };
    let [_, _, high, low] = made.groups.to_be_bytes();
    let place = Place {
        scope: format!("/subscriptions/{owner_id}/resourceGroups/{name}"),
        region,
        application,
        stage,
        unit: unit.split(&format!(" {}", stage.word())).next().unwrap_or(&unit),
        network: (high, low),
        numbered_after: made.numbers(application, stage, machines, dice),
    };
    file.resource_groups.push(ResourceGroup { subscription: owner_id, name, location: region.into() });
    let guards = network(file, &place, dice);
    let machines: Vec<_> =
        (1..=machines).map(|number| machine::add(file, &place, number, &guards, made, dice)).collect();
    protection::add(file, &place, &guards, &machines, dice);
}

/// The security groups of a resource group's network.
pub(super) struct Guards {
    pub(super) subnet: ResourceId,
    /// On the subnet, in front of every machine in it.
    pub(super) of_subnet: Option<ResourceId>,
    /// For the interfaces.
    pub(super) of_interfaces: Option<ResourceId>,
}

/// Most teams put their rules on the interfaces, some on the subnet, some on both, and a few have none.
fn network(file: &mut WorldFile, place: &Place<'_>, dice: &mut Dice) -> Guards {
    let (on_subnet, on_interfaces) = match dice.below(20) {
        0 => (false, false),
        1..=4 => (true, false),
        5..=6 => (true, true),
        _ => (false, true),
    };
    let mut guard = |wanted: bool, name: String| {
        wanted.then(|| {
            let id = place.id("Microsoft.Network/networkSecurityGroups", &name);
            let group = SecurityGroup {
                id: id.clone(),
                location: place.region.into(),
                tags: std::collections::BTreeMap::new(),
                rules: Vec::new(),
            };
            file.security_groups.push(group);
            id
        })
    };
    let of_subnet = guard(on_subnet, format!("nsg-{}-subnet", place.application));
    let of_interfaces = guard(on_interfaces, format!("nsg-{}", place.application));
    let vnet = place.id("Microsoft.Network/virtualNetworks", &format!("vnet-{}", place.application));
    let (high, low) = place.network;
    file.virtual_networks.push(VirtualNetwork {
        id: vnet.clone(),
        location: place.region.into(),
        prefix: format!("10.{high}.{low}.0/24"),
        subnets: vec![Subnet {
            name: "servers".into(),
            prefix: format!("10.{high}.{low}.0/25"),
            security_group: of_subnet.clone(),
        }],
    });
    let subnet = ResourceId::from_parts(&format!("{vnet}/subnets/servers"));
    Guards { subnet, of_subnet, of_interfaces }
}
