//! Queries as people write them, over Contoso.

use serde_json::{Value, json};

use super::graph::ask;
use crate::scene::{HOME, PRODUCTION, Scene};
use crate::world::World;
use crate::world::model::Assignment;

fn data(scene: &mut Scene, query: &str) -> Value {
    let (status, answer) = ask(scene, &json!({ "query": query, "options": { "$top": 1000 } }));
    assert_eq!(status, 200, "{query}: {answer}");
    answer["data"].clone()
}

/// The first column of every row.
fn first(scene: &mut Scene, query: &str) -> Vec<String> {
    let rows = data(scene, query);
    let value = |row: &Value| row.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
    rows.as_array().unwrap().iter().map(value).collect()
}

#[test]
fn resources_are_counted_by_type() {
    let mut scene = Scene::new();
    let counts = data(&mut scene, "Resources | summarize count() by type | order by type asc");
    let of = |kind: &str| {
        counts.as_array().unwrap().iter().find(|row| row["type"] == kind).unwrap()["count_"].clone()
    };
    assert_eq!(of("microsoft.compute/virtualmachines"), 28);
    assert_eq!(of("microsoft.network/networkinterfaces"), 28);
    let types: Vec<&str> =
        counts.as_array().unwrap().iter().map(|row| row["type"].as_str().unwrap()).collect();
    assert!(types.is_sorted());
}

#[test]
fn machines_are_counted_by_power_state_and_place() {
    let mut scene = Scene::new();
    let states = data(
        &mut scene,
        "resources
        | where type == 'microsoft.compute/virtualmachines'
        | extend state = tostring(properties.extended.instanceView.powerState.displayStatus)
        | summarize machines = count() by state",
    );
    let total: u64 = states.as_array().unwrap().iter().map(|row| row["machines"].as_u64().unwrap()).sum();
    assert_eq!(total, 28);
    assert!(states.as_array().unwrap().iter().any(|row| row["state"] == "VM deallocated"));
    let places = data(
        &mut scene,
        "Resources | where type =~ 'Microsoft.Compute/virtualMachines' | summarize count() by location | top 1 by count_",
    );
    assert_eq!(places[0]["location"], "westeurope");
}

#[test]
fn a_machine_is_joined_with_its_interface_and_address() {
    let mut scene = Scene::new();
    let found = data(&mut scene, "Resources
        | where type =~ 'microsoft.compute/virtualmachines'
        | extend nics = array_length(properties.networkProfile.networkInterfaces)
        | mv-expand nic = properties.networkProfile.networkInterfaces
        | where nics == 1 or nic.properties.primary =~ 'true' or isempty(nic)
        | project vmId = id, vmName = name, vmSize = tostring(properties.hardwareProfile.vmSize), nicId = tostring(nic.id)
        | join kind=leftouter (
            Resources
            | where type =~ 'microsoft.network/networkinterfaces'
            | extend ipConfigsCount = array_length(properties.ipConfigurations)
            | mv-expand ipconfig = properties.ipConfigurations
            | where ipConfigsCount == 1 or ipconfig.properties.primary =~ 'true'
            | project nicId = id, publicIpId = tostring(ipconfig.properties.publicIPAddress.id))
        on nicId
        | project-away nicId1
        | summarize by vmId, vmName, vmSize, nicId, publicIpId
        | join kind=leftouter (
            Resources
            | where type =~ 'microsoft.network/publicipaddresses'
            | project publicIpId = id, publicIpAddress = properties.ipAddress)
        on publicIpId
        | project-away publicIpId1
        | where vmName == 'web-01'");
    assert_eq!(found[0]["publicIpAddress"], "192.0.2.10");
    assert!(found[0]["publicIpId"].as_str().unwrap().ends_with("/publicIPAddresses/web-01-ip"), "{found}");
    let inner = first(&mut scene, "resources
        | where type =~ 'microsoft.network/networkinterfaces' and isnotempty(properties.virtualMachine.id)
        | project vmKey = tolower(tostring(properties.virtualMachine.id))
        | join kind=inner (resources | where type =~ 'microsoft.compute/virtualmachines' | project vmKey = tolower(id), vm = name) on vmKey
        | project vm | order by vm asc");
    assert_eq!(inner.len(), 28);
    assert!(inner.contains(&"web-01".to_owned()));
}

#[test]
fn rules_that_let_the_internet_in_are_found() {
    let mut scene = Scene::new();
    let found = data(&mut scene, "resources
        | where type =~ 'microsoft.network/networksecuritygroups'
        | mv-expand rule = properties.securityRules
        | extend access = tostring(rule.properties.access), direction = tostring(rule.properties.direction),
            source = tostring(rule.properties.sourceAddressPrefix), port = tostring(rule.properties.destinationPortRange)
        | where access == 'Allow' and direction == 'Inbound' and source in ('*', '0.0.0.0/0', 'Internet')
        | where port in ('22', '3389', '*')
        | project nsg = name, rule = tostring(rule.name), port, priority = toint(rule.properties.priority)
        | order by nsg asc, priority asc");
    let rows = found.as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        assert!(row["priority"].as_i64().is_some_and(|priority| priority >= 100), "{row}");
        assert!(!row["rule"].as_str().unwrap().starts_with("MicrosoftDefenderForCloud-JITRule"), "{row}");
    }
}

#[test]
fn addresses_tell_whether_something_holds_them() {
    let mut scene = Scene::new();
    let all = data(&mut scene, "Resources | where type contains 'publicIPAddresses' | summarize count()");
    let held = data(
        &mut scene,
        "Resources | where type contains 'publicIPAddresses' and isnotempty(properties.ipConfiguration.id) | count",
    );
    let loose = data(
        &mut scene,
        "Resources | where type contains 'publicIPAddresses' and isempty(properties.ipConfiguration.id) | count",
    );
    let number = |rows: &Value, name: &str| rows[0][name].as_u64().unwrap();
    assert!(number(&held, "Count") > 0);
    assert_eq!(number(&held, "Count") + number(&loose, "Count"), number(&all, "count_"));
    let sku = data(
        &mut scene,
        "resources | where type =~ 'microsoft.network/publicipaddresses' | where sku.name == 'Standard' | take 1 | project sku",
    );
    assert_eq!(sku[0]["sku"]["tier"], "Regional");
}

#[test]
fn tags_are_searched_and_unfolded() {
    let mut scene = Scene::of(World::fleet(60, 3, 5));
    let tagged = data(
        &mut scene,
        "resources | where isnotnull(tags) | mv-expand bagexpansion=array tags | extend tag = tostring(tags[0]) | summarize count() by tag",
    );
    let tag = tagged[0]["tag"].as_str().unwrap().to_owned();
    let count = tagged[0]["count_"].as_u64().unwrap();
    let same = data(&mut scene, &format!("resources | where isnotempty(tags['{tag}']) | count"));
    assert_eq!(same[0]["Count"].as_u64(), Some(count));
    let by_value = data(
        &mut scene,
        &format!(
            "resources | extend value = tostring(tags.{tag}) | where isnotempty(value) | summarize n = count() by value | order by n desc, value asc"
        ),
    );
    let sum: u64 = by_value.as_array().unwrap().iter().map(|row| row["n"].as_u64().unwrap()).sum();
    assert_eq!(sum, count);
}

#[test]
fn subscriptions_give_their_names_to_machines() {
    let mut scene = Scene::new();
    let found = data(
        &mut scene,
        "resources
        | where type =~ 'microsoft.compute/virtualmachines' and name == 'web-01'
        | join kind=leftouter (resourcecontainers
            | where type == 'microsoft.resources/subscriptions'
            | project subscriptionName = name, subscriptionId) on subscriptionId
        | project name, subscriptionName",
    );
    let title = scene
        .world
        .subscription(PRODUCTION.trim_start_matches("/subscriptions/"))
        .unwrap()
        .display_name
        .clone();
    assert_eq!(found, json!([{ "name": "web-01", "subscriptionName": title }]));
    let states = data(
        &mut scene,
        "ResourceContainers | where type == 'microsoft.resources/subscriptions' | project name, state = properties.state, chain = properties.managementGroupAncestorsChain[0].name",
    );
    assert_eq!((&states[0]["state"], &states[0]["chain"]), (&json!("Enabled"), &json!(HOME)));
    let groups = data(
        &mut scene,
        "resourcecontainers | where type == 'microsoft.resources/subscriptions/resourcegroups' | where resourceGroup startswith 'rg-' | distinct resourceGroup | count",
    );
    assert!(groups[0]["Count"].as_u64().unwrap() > 3);
}

#[test]
fn recommendations_and_plans_are_security_resources() {
    let mut scene = Scene::new();
    let found = data(&mut scene, "securityresources
        | where type == 'microsoft.security/assessments' and name in ('805651bc-6ecd-4c73-9b55-97a19d0582d0','bc303248-3d14-44c2-96a0-55f5c326b5fe')
        | project id, key = name, subscriptionId,
            vmKey = tolower(coalesce(tostring(properties.resourceDetails.Id), tostring(properties.resourceDetails.id))),
            status = tostring(properties.status.code), cause = tostring(properties.status.cause), reason = tostring(properties.status.description)");
    assert_eq!(found.as_array().unwrap().len(), 2 * 28);
    for row in found.as_array().unwrap() {
        assert!(row["vmKey"].as_str().unwrap().contains("/microsoft.compute/virtualmachines/"), "{row}");
        assert!(
            ["Healthy", "Unhealthy", "NotApplicable"].contains(&row["status"].as_str().unwrap()),
            "{row}"
        );
    }
    let lower =
        data(&mut scene, "securityresources | where isnotempty(properties.resourceDetails.id) | count");
    assert_eq!(lower[0]["Count"], 0, "Graph spells it with a capital letter");
    let plans = data(
        &mut scene,
        "securityresources | where type == 'microsoft.security/pricings' and name == 'VirtualMachines' | project subscriptionId, tier = tostring(properties.pricingTier), plan = tostring(properties.subPlan)",
    );
    assert_eq!((&plans[0]["tier"], &plans[0]["plan"]), (&json!("Standard"), &json!("P2")));
    let types = first(&mut scene, "securityresources | distinct type | order by type asc");
    assert_eq!(types, ["microsoft.security/assessments", "microsoft.security/pricings"]);
}

#[test]
fn graph_shows_only_what_the_caller_may_read() {
    let mut scene = Scene::new();
    let count = |scene: &mut Scene, table: &str| {
        data(scene, &format!("{table} | count"))[0]["Count"].as_u64().unwrap()
    };
    let tables = ["resources", "resourcecontainers", "securityresources"];
    let all = tables.map(|table| count(&mut scene, table));
    // One role on one machine is one machine, and a subscription around it.
    let vm = scene.world.machines.values().find(|vm| vm.id.name() == "web-01").unwrap().id.to_string();
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments = vec![Assignment { role: "Reader".into(), scope: vm }];
    scene.sign_in("reader", HOME);
    assert_eq!(first(&mut scene, "resources | project name"), ["web-01"]);
    let seen = tables.map(|table| count(&mut scene, table));
    assert_eq!(seen, [1, 1, 2], "of {all:?}");
    assert!(all.iter().zip(seen).all(|(all, seen)| *all > seen));
}

#[test]
fn a_change_shows_in_the_next_answer() {
    let mut scene = Scene::new();
    let query = "resources | where name == 'web-01' | project id, size = properties.hardwareProfile.vmSize";
    let size = |scene: &mut Scene| data(scene, query)[0]["size"].as_str().unwrap().to_owned();
    let before = size(&mut scene);
    let key = scene.world.machines.values().find(|vm| vm.id.name() == "web-01").unwrap().id.key();
    scene.world.machines.get_mut(&key).unwrap().size = "Standard_B1s".into();
    assert_ne!(before, "Standard_B1s");
    assert_eq!(size(&mut scene), "Standard_B1s");
}
