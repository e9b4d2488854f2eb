//! Contoso Manufacturing, the built-in world.

mod estate;
mod people;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::check::SCHEMA;
use super::model::{
    Access, Allocation, Direction, IpConfiguration, NetworkInterface, Os, Policy, PolicyMachine, PortRule,
    PublicAddress, ResourceGroup, SecurityGroup, SecurityRule, StartFailure, Subnet, VirtualMachine,
    VirtualNetwork, WorldFile,
};
use crate::dice::Dice;
use crate::id::ResourceId;
use estate::{Extra, Jit, Plan, Reach};

pub(super) fn file() -> WorldFile {
    let mut file = WorldFile {
        schema: SCHEMA,
        name: "Contoso Manufacturing".into(),
        literal_sources: false,
        egress: Ipv4Addr::new(203, 0, 113, 9),
        tenants: people::tenants(),
        roles: people::roles(),
        principals: people::principals(),
        subscriptions: people::subscriptions(),
        resource_groups: Vec::new(),
        virtual_networks: Vec::new(),
        security_groups: Vec::new(),
        public_addresses: Vec::new(),
        network_interfaces: Vec::new(),
        virtual_machines: Vec::new(),
        policies: Vec::new(),
        role_settings: people::role_settings(),
        history_days: 5,
        activity: Vec::new(),
    };
    let mut dice = Dice::new(2021);
    for (index, plan) in estate::machines().into_iter().enumerate() {
        build(&mut file, &plan, u8::try_from(index + 10).unwrap_or(250), &mut dice);
    }
    file
}

/// Adds a machine with everything around it. Compute writes the resource group in upper case, the
/// others in lower case, as one finds it in subscriptions with some history.
fn build(file: &mut WorldFile, plan: &Plan, number: u8, dice: &mut Dice) {
    let at = |kind: &str, name: &str| id(plan.subscription, plan.group, kind, name);
    let machine =
        id(plan.subscription, &plan.group.to_uppercase(), "Microsoft.Compute/virtualMachines", plan.name);
    let group = security_group(file, plan);
    let private_address = Ipv4Addr::new(10, 20, 0, number);
    let public = match plan.reach {
        Reach::Static => Some((Allocation::Static, Some(Ipv4Addr::new(192, 0, 2, number)))),
        Reach::Dynamic => Some((Allocation::Dynamic, None)),
        Reach::Private | Reach::Firewall { .. } => None,
    };
    let basic = matches!(plan.extra, Extra::NoSecurityGroup);
    let public_address = public.map(|(allocation, address)| {
        let id = at("Microsoft.Network/publicIPAddresses", &format!("{}-ip", plan.name));
        file.public_addresses.push(PublicAddress {
            id: id.clone(),
            location: plan.location.into(),
            allocation,
            sku: if basic || allocation == Allocation::Dynamic { "Basic" } else { "Standard" }.into(),
            address,
            fqdn: None,
        });
        id
    });
    let interface = at("Microsoft.Network/networkInterfaces", &format!("{}-nic", plan.name));
    let subnet = (!basic).then(|| subnet(file, plan, &group));
    file.network_interfaces.push(NetworkInterface {
        id: interface.clone(),
        location: plan.location.into(),
        security_group: (!basic).then(|| group.clone()),
        ip_configurations: vec![IpConfiguration {
            name: "ipconfig1".into(),
            private_address,
            subnet,
            public_address,
            primary: true,
        }],
    });
    let services = match plan.extra {
        Extra::NothingListens => Vec::new(),
        _ => vec![plan.os_port()],
    };
    file.virtual_machines.push(VirtualMachine {
        id: machine.clone(),
        location: plan.location.into(),
        zones: Vec::new(),
        tags: BTreeMap::from([("owner".to_owned(), plan.owner.to_owned())]),
        os: plan.os,
        size: if plan.os == Os::Windows { "Standard_D4s_v5" } else { "Standard_B2s" }.into(),
        admin_user: (!matches!(plan.extra, Extra::SpecialisedDisk)).then(|| "contosoadmin".to_owned()),
        power: plan.power,
        network_interfaces: vec![interface],
        services,
        start_failure: matches!(plan.extra, Extra::NoCapacity).then(|| StartFailure {
            code: "AllocationFailed".into(),
            message: "Allocation failed. We do not have sufficient capacity for the requested VM size in this region. Read more about improving likelihood of allocation success at https://aka.ms/allocation-guidance".into(),
            times: None,
        }),
        power_unknown: false,
        life: super::power::Life::default(),
    });
    for jit in &plan.jit {
        protect(file, plan, jit, &machine, (&group, private_address), dice);
    }
    let exposed = match plan.extra {
        Extra::Exposed => Some(("Allow-RDP-Internet", 300)),
        Extra::OldRule => Some(("Allow-RDP-Migration-2019", 1000)),
        _ => None,
    };
    if let (Some((name, priority)), Some(group)) = (exposed, find_group(file, &group)) {
        group.rules.push(SecurityRule {
            name: name.into(),
            description: "Temporary, remove after go-live.".into(),
            priority,
            direction: Direction::Inbound,
            access: Access::Allow,
            protocol: "Tcp".into(),
            sources: vec!["*".into()],
            source_ports: Vec::new(),
            destinations: vec![private_address.to_string()],
            ports: vec![plan.os_port().to_string()],
        });
    }
}

/// Puts a machine into a policy and writes the standing deny rule that comes with it.
fn protect(
    file: &mut WorldFile,
    plan: &Plan,
    jit: &Jit,
    machine: &ResourceId,
    (group, private_address): (&ResourceId, Ipv4Addr),
    dice: &mut Dice,
) {
    let kind = format!("Microsoft.Security/locations/{}/jitNetworkAccessPolicies", plan.location);
    let policy = id(plan.subscription, plan.group, &kind, jit.policy);
    let (firewall_address, mapped_port) = match plan.reach {
        Reach::Firewall { address, port } => (Some(address), Some(port)),
        _ => (None, None),
    };
    let member = PolicyMachine {
        id: machine.clone(),
        ports: vec![PortRule {
            number: jit.port,
            protocol: "TCP".into(),
            sources: jit.sources.iter().map(|source| (*source).to_owned()).collect(),
            listed: false,
            max_duration: jit.longest.into(),
            mapped_port,
        }],
        firewall_address,
    };
    match file.policies.iter_mut().find(|held| held.id == policy) {
        Some(held) => match held.machines.iter_mut().find(|held| held.id == *machine) {
            Some(held) => held.ports.extend(member.ports),
            None => held.machines.push(member),
        },
        None => file.policies.push(Policy { id: policy, machines: vec![member], requests: Vec::new() }),
    }
    if firewall_address.is_some() {
        return;
    }
    let Some(group) = find_group(file, group) else { return };
    let denies = group.rules.iter().filter(|rule| rule.access == Access::Deny).count();
    group.rules.push(SecurityRule {
        name: format!(
            "MicrosoftDefenderForCloud-JITRule_{}_{}",
            dice.next() as i32,
            dice.hex(32).to_uppercase()
        ),
        description: format!(
            "MDC JIT Network Access rule for policy '{}' of VM '{}'.",
            jit.policy, plan.name
        ),
        priority: 4096 - u16::try_from(denies).unwrap_or(0),
        direction: Direction::Inbound,
        access: Access::Deny,
        protocol: "Tcp".into(),
        sources: vec!["*".into()],
        source_ports: Vec::new(),
        destinations: vec![private_address.to_string()],
        ports: vec![jit.port.to_string()],
    });
}

fn security_group(file: &mut WorldFile, plan: &Plan) -> ResourceId {
    let id = id(
        plan.subscription,
        plan.group,
        "Microsoft.Network/networkSecurityGroups",
        &format!("nsg-{}", plan.group.trim_start_matches("rg-")),
    );
    if find_group(file, &id).is_none() {
        file.resource_groups.push(ResourceGroup {
            subscription: plan.subscription.into(),
            name: plan.group.into(),
            location: plan.location.into(),
        });
        file.security_groups.push(SecurityGroup {
            id: id.clone(),
            location: plan.location.into(),
            tags: std::collections::BTreeMap::new(),
            rules: Vec::new(),
        });
    }
    id
}

/// The group's network; the plant's subnet has the security group as well, so rules are needed twice.
fn subnet(file: &mut WorldFile, plan: &Plan, group: &ResourceId) -> ResourceId {
    let name = format!("vnet-{}", plan.group.trim_start_matches("rg-"));
    let network = id(plan.subscription, plan.group, "Microsoft.Network/virtualNetworks", &name);
    if !file.virtual_networks.iter().any(|held| held.id == network) {
        let guarded = (plan.group == "rg-plant").then(|| group.clone());
        file.virtual_networks.push(VirtualNetwork {
            id: network.clone(),
            location: plan.location.into(),
            prefix: "10.20.0.0/16".into(),
            subnets: vec![Subnet {
                name: "default".into(),
                prefix: "10.20.0.0/24".into(),
                security_group: guarded,
            }],
        });
    }
    child(&network, "subnets/default")
}

fn find_group<'f>(file: &'f mut WorldFile, id: &ResourceId) -> Option<&'f mut SecurityGroup> {
    file.security_groups.iter_mut().find(|held| held.id == *id)
}

fn child(id: &ResourceId, below: &str) -> ResourceId {
    ResourceId::from_parts(&format!("{id}/{below}"))
}

/// `kind` may hold names between its types, as in `Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies`.
fn id(subscription: &str, group: &str, kind: &str, name: &str) -> ResourceId {
    ResourceId::from_parts(&format!(
        "/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}"
    ))
}
