//! A generated estate of any size.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::check::SCHEMA;
use super::model::{
    Access, Allocation, Assignment, DefenderPlan, Direction, IpConfiguration, NetworkInterface, Os, Person,
    Policy, PolicyMachine, PortRule, Power, Principal, PublicAddress, ResourceGroup, Role, SecurityGroup,
    SecurityRule, Subscription, Tenant, VirtualMachine, WorldFile,
};
use super::power::Life;
use crate::dice::Dice;
use crate::id::ResourceId;

const REGIONS: [&str; 6] =
    ["westeurope", "northeurope", "germanywestcentral", "eastus", "centralus", "japaneast"];
const ROLES: [&str; 8] = ["web", "app", "db", "build", "cache", "mail", "batch", "jump"];

pub(super) fn file(machines: u32, subscriptions: u32, seed: u64) -> WorldFile {
    let mut dice = Dice::new(seed ^ 0xF1EE7);
    let subscriptions = subscriptions.max(1);
    let tenant = dice.guid();
    let ids: Vec<String> = (0..subscriptions).map(|_| dice.guid()).collect();
    let mut file = WorldFile {
        schema: SCHEMA,
        name: format!("Fleet of {machines} machines in {subscriptions} subscriptions"),
        literal_sources: false,
        egress: Ipv4Addr::new(203, 0, 113, 9),
        tenants: vec![Tenant {
            id: tenant.clone(),
            display_name: "Fleet".into(),
            default_domain: "fleet.example".into(),
            category: "Home".into(),
        }],
        roles: [("Contributor", "*"), ("Reader", "*/read")]
            .map(|(name, action)| Role { name: name.into(), actions: vec![action.into()], ..Role::default() })
            .into(),
        principals: principals(&tenant, &mut dice, seed),
        subscriptions: ids
            .iter()
            .enumerate()
            .map(|(index, id)| Subscription {
                id: id.clone(),
                tenant: tenant.clone(),
                display_name: format!("Fleet {:03}", index + 1),
                state: "Enabled".into(),
                defender: DefenderPlan::P2,
            })
            .collect(),
        resource_groups: Vec::new(),
        virtual_networks: Vec::new(),
        security_groups: Vec::new(),
        public_addresses: Vec::new(),
        network_interfaces: Vec::new(),
        virtual_machines: Vec::new(),
        policies: Vec::new(),
        role_settings: Vec::new(),
        history_days: 0,
        activity: Vec::new(),
    };
    for (index, id) in ids.iter().enumerate() {
        let index = u32::try_from(index).unwrap_or(0);
        let share = machines / subscriptions + u32::from(index < machines % subscriptions);
        fill(&mut file, id, index, share, &mut dice);
    }
    file
}

/// An application and a person who may do everything, and a pair who may read.
fn principals(tenant: &str, dice: &mut Dice, seed: u64) -> Vec<Principal> {
    let holder = |name: &str, role: &str, object_id: String| Principal {
        name: name.into(),
        object_id,
        client_id: String::new(),
        client_secret: String::new(),
        person: None,
        tenants: vec![tenant.to_owned()],
        assignments: vec![Assignment { role: role.into(), scope: "/".into() }],
        eligibilities: Vec::new(),
    };
    let applications = [("admin", "Contributor"), ("reader", "Reader")].map(|(name, role)| Principal {
        client_secret: format!("simulated-{name}-secret"),
        client_id: dice.guid(),
        ..holder(name, role, dice.guid())
    });
    // Their own dice: the machines of a seed are the same with people as they would be without.
    let mut dice = Dice::new(seed ^ 0x0BA2_BA2A);
    let people = [("barbara", "Barbara", "Contributor"), ("patlong", "Pat Long", "Reader")];
    let people = people.map(|(name, display_name, role)| Principal {
        person: Some(Person {
            user_principal_name: format!("{name}@fleet.example"),
            display_name: display_name.into(),
        }),
        ..holder(name, role, dice.guid())
    });
    applications.into_iter().chain(people).collect()
}

/// One resource group with one policy and one security group per subscription.
fn fill(file: &mut WorldFile, subscription: &str, index: u32, machines: u32, dice: &mut Dice) {
    let region = REGIONS[index as usize % REGIONS.len()];
    let group = format!("rg-{:03}", index + 1);
    let id = |kind: &str, name: &str| {
        ResourceId::from_parts(&format!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}"
        ))
    };
    let guard = id("Microsoft.Network/networkSecurityGroups", "nsg");
    file.resource_groups.push(ResourceGroup {
        subscription: subscription.into(),
        name: group.clone(),
        location: region.into(),
    });
    let mut members = Vec::new();
    for number in 0..machines {
        let role = ROLES[dice.below(ROLES.len() as u64) as usize];
        let name = format!("{role}-{:03}-{:04}", index + 1, number + 1);
        let os = if dice.below(2) == 0 { Os::Linux } else { Os::Windows };
        let port = if os == Os::Linux { 22 } else { 3389 };
        let power = if dice.below(3) == 0 { Power::Deallocated } else { Power::Running };
        let nic = id("Microsoft.Network/networkInterfaces", &format!("{name}-nic"));
        let address = id("Microsoft.Network/publicIPAddresses", &format!("{name}-ip"));
        let machine = id("Microsoft.Compute/virtualMachines", &name);
        let [_, _, high, low] = (number + 4).to_be_bytes();
        file.public_addresses.push(PublicAddress {
            id: address.clone(),
            location: region.into(),
            allocation: Allocation::Static,
            sku: "Standard".into(),
            address: Some(Ipv4Addr::from(0xC612_0000 | (dice.next() as u32 & 0x1_FFFF))),
            fqdn: None,
        });
        file.network_interfaces.push(NetworkInterface {
            id: nic.clone(),
            location: region.into(),
            security_group: Some(guard.clone()),
            ip_configurations: vec![IpConfiguration {
                name: "ipconfig1".into(),
                private_address: Ipv4Addr::new(10, 0, high, low),
                subnet: None,
                public_address: Some(address),
                primary: true,
            }],
        });
        file.virtual_machines.push(VirtualMachine {
            id: machine.clone(),
            location: region.into(),
            zones: Vec::new(),
            tags: BTreeMap::from([("role".to_owned(), role.to_owned())]),
            os,
            size: "Standard_D2s_v5".into(),
            admin_user: Some("azureuser".into()),
            power,
            network_interfaces: vec![nic],
            services: vec![port],
            start_failure: None,
            power_unknown: false,
            life: Life::default(),
        });
        if dice.below(10) > 0 {
            members.push(PolicyMachine {
                id: machine,
                ports: vec![PortRule {
                    number: port,
                    protocol: "TCP".into(),
                    sources: vec!["*".into()],
                    max_duration: "PT3H".into(),
                    mapped_port: None,
                }],
                firewall_address: None,
            });
        }
    }
    file.security_groups.push(SecurityGroup {
        id: guard,
        location: region.into(),
        rules: vec![SecurityRule {
            name: format!(
                "MicrosoftDefenderForCloud-JITRule_{}_{}",
                dice.next() as i32,
                dice.hex(32).to_uppercase()
            ),
            description: "MDC JIT Network Access rule for policy 'default'.".into(),
            priority: 4096,
            direction: Direction::Inbound,
            access: Access::Deny,
            protocol: "Tcp".into(),
            sources: vec!["*".into()],
            source_ports: Vec::new(),
            destinations: vec!["*".into()],
            ports: vec!["22".into(), "3389".into()],
        }],
    });
    if !members.is_empty() {
        let kind = format!("Microsoft.Security/locations/{region}/jitNetworkAccessPolicies");
        file.policies.push(Policy { id: id(&kind, "default"), machines: members, requests: Vec::new() });
    }
}
