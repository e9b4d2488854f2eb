//! Virtual machines to read.

use crate::scene::{PRODUCTION, Scene, code, message, names};

const COMPUTE: &str = "providers/Microsoft.Compute/virtualMachines";

fn machine(group: &str, name: &str) -> String {
    format!("{PRODUCTION}/resourceGroups/{group}/{COMPUTE}/{name}")
}

#[test]
fn lists_cover_a_subscription_or_a_group() {
    let mut scene = Scene::new();
    let all = scene.read(&format!("{PRODUCTION}/{COMPUTE}"));
    assert_eq!(all["value"].as_array().unwrap().len(), 23);
    assert!(all["value"][0]["properties"].get("instanceView").is_none(), "a list shows no power state");
    let group = scene.read(&format!("{PRODUCTION}/resourceGroups/RG-WEB/{COMPUTE}"));
    assert_eq!(names(&group), ["web-01", "web-02", "web-03"]);
}

#[test]
fn ids_are_found_in_any_case_and_echoed_as_stored() {
    let mut scene = Scene::new();
    let body = scene.read(&machine("rG-wEb", "WEB-01"));
    assert_eq!(body["id"], format!("{PRODUCTION}/resourceGroups/RG-WEB/{COMPUTE}/web-01"));
    let nic = body["properties"]["networkProfile"]["networkInterfaces"][0]["id"].as_str().unwrap();
    assert!(nic.contains("/resourceGroups/rg-web/"), "{nic}");
}

#[test]
fn status_only_adds_the_run_time_status() {
    let mut scene = Scene::new();
    let list = scene.read(&format!("{PRODUCTION}/{COMPUTE}?statusOnly=true"));
    let power = |name: &str| {
        let item = list["value"].as_array().unwrap().iter().find(|item| item["name"] == name).unwrap();
        let statuses = item["properties"]["instanceView"]["statuses"].as_array().unwrap();
        let codes = statuses.iter().filter_map(|status| status["code"].as_str());
        codes.filter(|code| code.starts_with("PowerState/")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(power("web-01"), ["PowerState/running"]);
    assert_eq!(power("web-03"), ["PowerState/stopped"]);
    assert_eq!(power("build-agent"), ["PowerState/deallocated"]);
}

#[test]
fn the_instance_view_comes_expanded_or_alone() {
    let mut scene = Scene::new();
    let alone = scene.read(&format!("{}/instanceView", machine("rg-web", "web-01")));
    let expanded = scene.read(&format!("{}?$expand=instanceView", machine("rg-web", "web-01")));
    assert_eq!(expanded["properties"]["instanceView"], alone);
    assert_eq!(alone["computerName"], "web-01");
    let off = scene.read(&format!("{}/instanceView", machine("rg-build", "build-agent")));
    assert!(
        off.get("computerName").is_none() && off.get("vmAgent").is_none(),
        "an agent that is off says nothing"
    );
}

#[test]
fn the_order_of_the_two_statuses_differs_between_machines() {
    let mut scene = Scene::new();
    let mut first = |group: &str, name: &str| {
        let view = scene.read(&format!("{}/instanceView", machine(group, name)));
        view["statuses"][0]["code"].as_str().unwrap().split('/').next().unwrap().to_owned()
    };
    assert_eq!(first("rg-web", "web-01"), "ProvisioningState");
    assert_eq!(first("rg-db", "db-01"), "PowerState");
}

#[test]
fn a_specialised_disk_has_no_os_profile() {
    let mut scene = Scene::new();
    assert!(scene.read(&machine("rg-plant", "scanner-01"))["properties"].get("osProfile").is_none());
    assert_eq!(
        scene.read(&machine("rg-plant", "scada-01"))["properties"]["osProfile"]["adminUsername"],
        "contosoadmin"
    );
}

#[test]
fn an_unknown_machine_is_named_with_its_group() {
    let mut scene = Scene::new();
    let (status, body) = scene.get(&machine("rg-web", "web-99"));
    assert_eq!((status, code(&body)), (404, "ResourceNotFound"));
    assert_eq!(
        message(&body),
        "The Resource 'Microsoft.Compute/virtualMachines/web-99' under resource group 'rg-web' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
    );
}

#[test]
fn a_machine_whose_power_is_unknown_shows_none_in_any_answer() {
    let mut scene = Scene::new();
    let key = machine("rg-db", "db-01").to_lowercase();
    scene.world.machines.get_mut(&key).unwrap().power_unknown = true;
    let list = scene.read(&format!("{PRODUCTION}/{COMPUTE}?statusOnly=true"));
    let listed = list["value"].as_array().unwrap().iter().find(|item| item["name"] == "db-01").unwrap();
    let view = scene.read(&format!("{}/instanceView", machine("rg-db", "db-01")));
    let expanded = scene.read(&format!("{}?$expand=instanceView", machine("rg-db", "db-01")));
    let expanded = &expanded["properties"]["instanceView"];
    for view in [&listed["properties"]["instanceView"], &view, expanded] {
        let statuses = view["statuses"].as_array().unwrap();
        assert_eq!(statuses.len(), 1, "{statuses:?}");
        assert_eq!(statuses[0]["code"], "ProvisioningState/succeeded");
        assert!(view.get("vmAgent").is_none());
    }
    let saved: crate::World = crate::World::from_json(&scene.world.to_json()).unwrap();
    assert!(saved.machines.get(&key).unwrap().power_unknown);
}
