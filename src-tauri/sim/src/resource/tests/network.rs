//! Interfaces, addresses, groups and networks.

use serde_json::Value;

use crate::scene::{PRODUCTION, Scene, code, names};

fn network(group: &str, kind: &str, name: &str) -> String {
    format!("{PRODUCTION}/resourceGroups/{group}/providers/Microsoft.Network/{kind}/{name}")
}

fn agent(scene: &mut Scene, action: &str) {
    let path = format!(
        "{PRODUCTION}/resourceGroups/rg-build/providers/Microsoft.Compute/virtualMachines/build-agent"
    );
    assert_eq!(scene.post(&format!("{path}/{action}"), "").0, 202);
}

fn agent_address(scene: &mut Scene) -> Option<String> {
    let address = scene.read(&network("rg-build", "publicIPAddresses", "build-agent-ip"));
    assert_eq!(address["properties"]["publicIPAllocationMethod"], "Dynamic");
    address["properties"].get("ipAddress").and_then(Value::as_str).map(str::to_owned)
}

#[test]
fn an_interface_links_or_holds_its_address() {
    let mut scene = Scene::new();
    let path = network("rg-web", "networkInterfaces", "web-01-nic");
    let linked = scene.read(&path);
    let held = &linked["properties"]["ipConfigurations"][0]["properties"]["publicIPAddress"];
    assert!(held.get("properties").is_none());
    let expanded = scene.read(&format!("{path}?$expand=ipConfigurations/publicIPAddress"));
    let held = &expanded["properties"]["ipConfigurations"][0]["properties"]["publicIPAddress"];
    assert_eq!(held["properties"]["ipAddress"], "192.0.2.10");
    let machine = expanded["properties"]["virtualMachine"]["id"].as_str().unwrap();
    assert!(machine.ends_with("/resourceGroups/RG-WEB/providers/Microsoft.Compute/virtualMachines/web-01"));
}

#[test]
fn a_dynamic_address_comes_with_the_start_goes_with_the_stop_and_is_another_each_time() {
    let mut scene = Scene::new();
    assert_eq!(agent_address(&mut scene), None);
    agent(&mut scene, "start");
    let first = agent_address(&mut scene).unwrap();
    scene.pass(20.0);
    assert_eq!(agent_address(&mut scene).as_ref(), Some(&first));
    agent(&mut scene, "deallocate");
    scene.pass(5.0);
    assert_eq!(agent_address(&mut scene), None);
    agent(&mut scene, "start");
    assert_ne!(agent_address(&mut scene).unwrap(), first);
}

#[test]
fn a_stop_that_keeps_the_machine_allocated_keeps_the_address() {
    let mut scene = Scene::new();
    agent(&mut scene, "start");
    scene.pass(20.0);
    let address = agent_address(&mut scene);
    agent(&mut scene, "powerOff");
    scene.pass(5.0);
    assert_eq!(agent_address(&mut scene), address);
}

#[test]
fn a_group_has_the_standing_deny_and_the_default_rules() {
    let mut scene = Scene::new();
    let group = scene.read(&network("rg-web", "networkSecurityGroups", "nsg-web"));
    let rules = group["properties"]["securityRules"].as_array().unwrap();
    let deny = rules.iter().find(|rule| rule["properties"]["priority"] == 4096).unwrap();
    let name = deny["name"].as_str().unwrap();
    assert!(name.starts_with("MicrosoftDefenderForCloud-JITRule_"), "{name}");
    assert_eq!(
        deny["properties"]["description"],
        "MDC JIT Network Access rule for policy 'default' of VM 'web-01'."
    );
    assert_eq!(deny["properties"]["access"], "Deny");
    let defaults = group["properties"]["defaultSecurityRules"].as_array().unwrap();
    assert_eq!(defaults.len(), 6);
    let one = scene
        .read(&format!("{}/securityRules/{name}", network("rg-web", "networkSecurityGroups", "NSG-WEB")));
    assert_eq!(&one, deny);
}

#[test]
fn an_older_rule_stands_before_the_deny() {
    let mut scene = Scene::new();
    let rules =
        scene.read(&format!("{}/securityRules", network("rg-erp", "networkSecurityGroups", "nsg-erp")));
    let old = rules["value"]
        .as_array()
        .unwrap()
        .iter()
        .find(|rule| rule["name"] == "Allow-RDP-Migration-2019")
        .unwrap();
    assert_eq!(
        (old["properties"]["priority"].as_u64(), old["properties"]["access"].as_str()),
        (Some(1000), Some("Allow"))
    );
}

#[test]
fn a_subnet_may_have_a_group_of_its_own() {
    let mut scene = Scene::new();
    let plant =
        scene.read(&format!("{}/subnets/default", network("rg-plant", "virtualNetworks", "vnet-plant")));
    assert!(plant["properties"]["networkSecurityGroup"]["id"].as_str().unwrap().ends_with("/nsg-plant"));
    let web = scene.read(&format!("{}/subnets/default", network("rg-web", "virtualNetworks", "vnet-web")));
    assert!(web["properties"].get("networkSecurityGroup").is_none());
}

#[test]
fn lists_and_missing_resources() {
    let mut scene = Scene::new();
    let list = scene
        .read(&format!("{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Network/publicIPAddresses"));
    assert_eq!(names(&list), ["web-01-ip", "web-02-ip", "web-03-ip"]);
    for kind in ["networkInterfaces", "publicIPAddresses", "networkSecurityGroups", "virtualNetworks"] {
        let list = scene.read(&format!("{PRODUCTION}/providers/Microsoft.Network/{kind}"));
        assert!(!names(&list).is_empty(), "{kind}");
        let (status, body) = scene.get(&network("rg-web", kind, "none"));
        assert_eq!((status, code(&body)), (404, "ResourceNotFound"), "{kind}");
    }
}
