//! A generated company of any size: Fabrikam, with its units, applications and habits.
//!
//! - here: the company, its subscriptions, and how the machines are spread over them
//! - `names`: what units, applications, stages and machines are called
//! - `group`: one application in one region, with its network
//! - `machine`: one machine, its interfaces and addresses
//! - `protection`: which machines just-in-time policies cover, and which are exposed or cannot be covered

mod group;
mod machine;
mod names;
mod protection;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::check::SCHEMA;
use super::model::{Assignment, DefenderPlan, Person, Principal, Subscription, Tenant, WorldFile};
use crate::dice::Dice;
use names::Stage;

/// The most machines that one application has in one region.
const LARGEST_GROUP: u64 = 18;

pub(super) fn file(machines: u32, subscriptions: u32, seed: u64) -> WorldFile {
    let mut dice = Dice::new(seed ^ 0xF1EE7);
    let subscriptions = subscriptions.max(1);
    let mut file = company(machines, subscriptions, seed, &mut dice);
    let mut made = Made::default();
    for (index, share) in shares(machines, subscriptions, &mut dice).into_iter().enumerate() {
        let home = names::region(&mut dice);
        let stage = names::stage(index);
        let mut left = share;
        while left > 0 {
            let size = (2 + dice.below(LARGEST_GROUP - 1)).min(u64::from(left));
            let region = if dice.below(4) == 0 { names::region(&mut dice) } else { home };
            group::add(&mut file, index, stage, region, size, &mut made, &mut dice);
            left -= u32::try_from(size).unwrap_or(left);
        }
    }
    file
}

/// What is counted over the whole company.
#[derive(Default)]
struct Made {
    groups: u32,
    addresses: u32,
    /// Machines by application and stage.
    machines: BTreeMap<(&'static str, char), u32>,
}

impl Made {
    /// The number before the first of a new group's machines. A company numbers the machines of an application through;
    /// some teams do not know that and begin at one, which is how names come to be used twice.
    fn numbers(&mut self, application: &'static str, stage: Stage, machines: u64, dice: &mut Dice) -> u32 {
        if dice.below(40) == 0 {
            return 0;
        }
        let last = self.machines.entry((application, stage.letter())).or_default();
        let before = *last;
        *last += u32::try_from(machines).unwrap_or(0);
        before
    }

    /// The next public address of the range that belongs to nobody, 198.18.0.0/15; the upper half of it first,
    /// because dynamic addresses are taken from the lower.
    fn address(&mut self) -> Ipv4Addr {
        self.addresses += 1;
        Ipv4Addr::from(0xC612_0000 | (0x1_0000 + self.addresses) & 0x1_FFFF)
    }
}

fn company(machines: u32, subscriptions: u32, seed: u64, dice: &mut Dice) -> WorldFile {
    let tenant = dice.guid();
    let principals = principals(&tenant, dice, seed);
    let subscription = |index| Subscription {
        id: dice.guid(),
        tenant: tenant.clone(),
        display_name: names::subscription(index),
        state: "Enabled".into(),
        defender: DefenderPlan::P2,
    };
    WorldFile {
        schema: SCHEMA,
        name: format!("Fabrikam: {machines} machines in {subscriptions} subscriptions"),
        literal_sources: false,
        egress: Ipv4Addr::new(203, 0, 113, 9),
        tenants: vec![Tenant {
            id: tenant.clone(),
            display_name: "Fabrikam".into(),
            default_domain: "fabrikam.com".into(),
            category: "Home".into(),
            ..Tenant::default()
        }],
        roles: Vec::new(),
        principals,
        subscriptions: (0..subscriptions as usize).map(subscription).collect(),
        resource_groups: Vec::new(),
        virtual_networks: Vec::new(),
        security_groups: Vec::new(),
        public_addresses: Vec::new(),
        network_interfaces: Vec::new(),
        virtual_machines: Vec::new(),
        policies: Vec::new(),
        role_settings: Vec::new(),
        history_days: 5,
        activity: Vec::new(),
    }
}

/// An application and a person who may do everything, and a pair who may read.
fn principals(tenant: &str, dice: &mut Dice, seed: u64) -> Vec<Principal> {
    let holder = |name: &str, role: &str, object_id: String| Principal {
        name: name.into(),
        object_id,
        client_id: String::new(),
        client_secret: String::new(),
        redirect_uris: Vec::new(),
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
            user_principal_name: format!("{name}@fabrikam.com"),
            display_name: display_name.into(),
            ..Person::default()
        }),
        ..holder(name, role, dice.guid())
    });
    applications.into_iter().chain(people).collect()
}

/// Some subscriptions are large and many are small; together they have all machines.
fn shares(machines: u32, subscriptions: u32, dice: &mut Dice) -> Vec<u32> {
    let weights: Vec<u64> = (0..subscriptions).map(|_| 1 + dice.below(5) * dice.below(5)).collect();
    let all: u64 = weights.iter().sum();
    let mut before = 0;
    let mut given = 0;
    let mut share = |weight: &u64| {
        before += weight;
        let until = u64::from(machines) * before / all;
        let share = until - given;
        given = until;
        u32::try_from(share).unwrap_or(0)
    };
    weights.iter().map(&mut share).collect()
}

impl Stage {
    fn is_production(self) -> bool {
        matches!(self, Self::Production | Self::Recovery)
    }
}
