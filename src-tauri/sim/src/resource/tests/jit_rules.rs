//! What just-in-time access writes into security groups, beside what people write there.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::jit::{policy, wish};
use super::jit_write::{body, machine, port};
use crate::World;
use crate::id::ResourceId;
use crate::scene::{PRODUCTION, Scene};
use crate::world::model::SecurityGroup;

fn guard(group: &str, name: &str) -> String {
    format!("{PRODUCTION}/resourceGroups/{group}/providers/Microsoft.Network/networkSecurityGroups/{name}")
}

/// Priority, access and port of every rule in a group, by priority.
fn rules(scene: &mut Scene, guard: &str) -> Vec<(u64, String, String)> {
    let list = scene.read(&format!("{guard}/securityRules"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let read = list["value"].as_array().unwrap().iter().map(|rule| &rule["properties"]);
    let mut rules: Vec<_> = read
        .map(|rule| {
            let priority = rule["priority"].as_u64().unwrap();
            (priority, text(&rule["access"]), text(&rule["destinationPortRange"]))
        })
        .collect();
    rules.sort();
    rules
}

fn ask(scene: &mut Scene, name: &str) {
    let wanted = json!({ "number": 22, "duration": "PT1H", "allowedSourceAddressPrefix": "203.0.113.9" });
    let path = format!("{}/initiate", policy("rg-web", "westeurope", "default"));
    assert_eq!(scene.post(&path, &wish("rg-web", name, &wanted)).0, 202);
}

fn write(scene: &mut Scene, path: &str, text: &str) {
    assert_eq!(scene.call("PUT", path, text).status, 200);
    scene.pass(1.0);
}

#[test]
fn the_groups_of_interface_and_subnet_are_both_written() {
    let mut scene = Scene::new();
    let own = guard("rg-plant", "nsg-own");
    let id = ResourceId::parse(&own).unwrap();
    scene.world.security_groups.insert(
        id.key(),
        SecurityGroup {
            id: id.clone(),
            location: "northeurope".into(),
            tags: Default::default(),
            rules: Vec::new(),
        },
    );
    let nic = format!(
        "{PRODUCTION}/resourceGroups/rg-plant/providers/Microsoft.Network/networkInterfaces/mes-01-nic"
    );
    scene.world.interfaces.get_mut(&nic.to_lowercase()).unwrap().security_group = Some(id);
    let path = policy("rg-plant", "northeurope", "mes-01");
    let mut udp = port(5986);
    udp["protocol"] = json!("UDP");
    write(&mut scene, &path, &body(&[(&machine("rg-plant", "mes-01"), vec![port(8443), udp])]));
    // The policy `default` asks for 3389 of the same machine, and the interface's group has never heard of it.
    let ports: BTreeSet<String> = rules(&mut scene, &own).into_iter().map(|rule| rule.2).collect();
    assert_eq!(ports, BTreeSet::from(["3389".into(), "5986".into(), "8443".into()]));
    let shared = rules(&mut scene, &guard("rg-plant", "nsg-plant"));
    assert!(shared.iter().any(|rule| rule.2 == "8443"), "{shared:?}");
    let written = scene.read(&format!("{own}/securityRules"));
    let protocol = |number: &str| {
        let rules = written["value"].as_array().unwrap();
        let rule = rules.iter().find(|rule| rule["properties"]["destinationPortRange"] == number).unwrap();
        rule["properties"]["protocol"].clone()
    };
    assert_eq!((protocol("5986"), protocol("8443")), (json!("Udp"), json!("Tcp")));
}

#[test]
fn priorities_in_use_or_being_written_are_passed_over() {
    let mut scene = Scene::new();
    let nsg = guard("rg-web", "nsg-web");
    let rule = |priority: u16| {
        json!({ "properties": { "protocol": "Tcp", "access": "Allow", "priority": priority, "direction": "Inbound",
            "sourceAddressPrefix": "198.51.100.0/24", "sourcePortRange": "*", "destinationAddressPrefix": "*",
            "destinationPortRange": "443" } })
        .to_string()
    };
    assert_eq!(scene.call("PUT", &format!("{nsg}/securityRules/partners"), &rule(100)).status, 201);
    scene.pass(2.0);
    ask(&mut scene, "web-01");
    scene.pass(3.5);
    assert_eq!(scene.call("PUT", &format!("{nsg}/securityRules/suppliers"), &rule(101)).status, 201);
    scene.pass(0.5);
    let allowed: Vec<_> = rules(&mut scene, &nsg).into_iter().filter(|rule| rule.1 == "Allow").collect();
    let allow = |priority: u64, port: &str| (priority, "Allow".to_owned(), port.to_owned());
    assert_eq!(allowed, [allow(100, "443"), allow(101, "443"), allow(102, "22")]);
}

#[test]
fn a_rule_that_somebody_deletes_stays_away_until_the_policy_is_written_again() {
    let mut scene = Scene::new();
    let nsg = guard("rg-web", "nsg-web");
    ask(&mut scene, "web-01");
    scene.pass(4.0);
    let before = rules(&mut scene, &nsg);
    let list = scene.read(&format!("{nsg}/securityRules"));
    for rule in list["value"].as_array().unwrap() {
        if rule["properties"]["destinationAddressPrefix"] == "10.20.0.10" {
            let status = scene.call("DELETE", rule["id"].as_str().unwrap(), "").status;
            assert!(matches!(status, 200 | 202), "{status}");
            scene.pass(2.0);
        }
    }
    let left = rules(&mut scene, &nsg);
    assert_eq!(left.len(), before.len() - 2, "the allow rule and the deny rule of web-01 are gone");
    let path = policy("rg-web", "westeurope", "default");
    let read = scene.read(&path);
    let state = &read["properties"]["requests"][0]["virtualMachines"][0]["ports"][0]["status"];
    assert_eq!(state, "Initiated", "the policy has not heard of it");
    write(&mut scene, &path, &read.to_string());
    let mut expected = before;
    expected.retain(|rule| rule.1 == "Deny");
    assert_eq!(rules(&mut scene, &nsg), expected, "the deny rule is back, and the window stays closed");
}

#[test]
fn two_edits_within_a_second_leave_what_the_second_one_says() {
    let mut scene = Scene::new();
    let path = policy("rg-web", "westeurope", "default");
    let (one, two) = (machine("rg-web", "web-01"), machine("rg-web", "web-02"));
    assert_eq!(scene.call("PUT", &path, &body(&[(&one, vec![port(22)])])).status, 200);
    scene.pass(0.6);
    assert_eq!(scene.call("PUT", &path, &body(&[(&two, vec![port(22)])])).status, 200);
    scene.pass(0.6);
    assert_eq!(scene.read(&path)["properties"]["provisioningState"], "Updating", "counted from the second");
    scene.pass(0.4);
    assert_eq!(scene.read(&path)["properties"]["provisioningState"], "Succeeded");
    let written = scene.read(&format!("{}/securityRules", guard("rg-web", "nsg-web")));
    let written = written["value"].as_array().unwrap();
    let of: Vec<_> =
        written.iter().map(|rule| rule["properties"]["destinationAddressPrefix"].clone()).collect();
    assert_eq!(of, [json!("10.20.0.11")]);
}

#[test]
fn every_policy_of_a_fleet_can_be_written_back_and_keeps_its_rules() {
    let mut scene = Scene::of(World::fleet(120, 2, 7));
    let groups = |scene: &Scene| {
        let all = scene.world.security_groups.values();
        let rules = all.flat_map(|group| {
            group.rules.iter().map(|rule| (group.id.key(), rule.name.clone(), rule.priority))
        });
        rules.collect::<BTreeSet<_>>()
    };
    let before = groups(&scene);
    let write_all = |scene: &mut Scene| {
        let ids: Vec<String> = scene.world.policies.values().map(|policy| policy.id.to_string()).collect();
        assert!(ids.len() > 5);
        for id in ids {
            let text = scene.read(&id).to_string();
            write(scene, &id, &text);
        }
    };
    write_all(&mut scene);
    let after = groups(&scene);
    assert_eq!(before.difference(&after).next(), None);
    // Once written, nothing is left to do.
    write_all(&mut scene);
    assert_eq!(after.symmetric_difference(&groups(&scene)).next(), None);
}
