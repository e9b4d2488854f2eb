use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use crate::world::World;
use crate::world::model::{Access, Power};

fn fabrikam() -> World {
    World::fleet(3_000, 60, 1)
}

#[test]
fn a_fleet_has_the_size_asked_for_and_repeats() {
    for (machines, subscriptions) in [(103, 10), (1, 1), (0, 3), (5, 40)] {
        let fleet = World::fleet(machines, subscriptions, 1);
        let sizes = (fleet.machines.values().count() as u32, fleet.subscriptions.len() as u32);
        assert_eq!(sizes, (machines, subscriptions));
        assert_eq!(fleet.to_json(), World::fleet(machines, subscriptions, 1).to_json());
        assert_eq!(World::from_json(&fleet.to_json()).err().map(|error| error.to_string()), None);
    }
    assert_ne!(World::fleet(50, 5, 1).to_json(), World::fleet(50, 5, 2).to_json());
}

#[test]
fn subscriptions_have_names_of_their_own_and_differ_in_size() {
    let world = World::fleet(2_000, 200, 3);
    let names: BTreeSet<&str> = world.subscriptions.iter().map(|held| held.display_name.as_str()).collect();
    assert_eq!(names.len(), 200);
    let sizes: Vec<usize> = world
        .subscriptions
        .iter()
        .map(|held| world.machines.below(&format!("/subscriptions/{}", held.id)).count())
        .collect();
    assert!(sizes.iter().max() > Some(&30) && sizes.iter().min() < Some(&5), "{sizes:?}");
}

#[test]
fn one_machine_in_fifty_does_not_tell_its_power_state() {
    let world = fabrikam();
    let unknown = world.machines.values().filter(|vm| vm.power_unknown).count();
    assert!((30..=90).contains(&unknown), "{unknown} of 3000");
    for power in [Power::Running, Power::Deallocated, Power::Stopped] {
        assert!(world.machines.values().any(|vm| vm.power == power), "{power:?}");
    }
}

#[test]
fn policies_hold_several_machines_and_machines_are_in_several_policies() {
    let world = fabrikam();
    let mut policies: BTreeMap<String, usize> = BTreeMap::new();
    for machine in world.policies.values().flat_map(|policy| &policy.machines) {
        *policies.entry(machine.id.key()).or_default() += 1;
    }
    assert!(world.policies.values().any(|policy| policy.machines.len() > 8));
    assert!(policies.values().filter(|count| **count == 2).count() > 50);
    let uncovered = world.machines.iter().filter(|(key, _)| !policies.contains_key(*key)).count();
    assert!((150..=900).contains(&uncovered), "{uncovered} of 3000");
}

#[test]
fn some_machines_are_exposed_some_cannot_be_protected_and_ids_are_spelt_in_several_ways() {
    let world = fabrikam();
    let open = world
        .security_groups
        .values()
        .filter(|group| group.rules.iter().any(|rule| rule.access == Access::Allow && rule.sources == ["*"]));
    assert!(open.count() > 5);
    let unguarded = world.machines.values().filter(|vm| {
        let nics = vm.network_interfaces.iter().filter_map(|id| world.interfaces.find(id));
        nics.flat_map(|nic| nic.ip_configurations.iter().map(move |ip| (nic, ip)))
            .all(|(nic, ip)| world.governing(nic, ip).is_empty())
    });
    assert!(unguarded.count() > 30);
    let machines = world.policies.values().flat_map(|policy| &policy.machines);
    let respelt = machines
        .filter(|entry| world.machines.find(&entry.id).is_some_and(|vm| vm.id.as_str() != entry.id.as_str()));
    assert!(respelt.count() > 100);
}

#[test]
fn a_few_names_are_used_twice() {
    let world = World::fleet(10_000, 200, 0);
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for vm in world.machines.values() {
        *names.entry(vm.id.name()).or_default() += 1;
    }
    let twice = names.values().filter(|count| **count > 1).count();
    assert!((5..=400).contains(&twice), "{twice} of 10,000");
}

#[test]
fn no_two_machines_share_a_public_address() {
    let world = World::fleet(10_000, 200, 0);
    let held: Vec<Ipv4Addr> = world.addresses.values().filter_map(|entry| entry.address).collect();
    let different: BTreeSet<&Ipv4Addr> = held.iter().collect();
    assert_eq!(held.len(), different.len());
    assert!(held.len() > 5_000);
}
