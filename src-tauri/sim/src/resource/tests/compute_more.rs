//! Lists by location and filter, sizes, and the refusals of power actions.

use serde_json::json;

use crate::message::Response;
use crate::scene::{PRODUCTION, Scene, code, json, names};
use crate::world::model::{Power, StartFailure};

const COMPUTE: &str = "providers/Microsoft.Compute";

fn machine(group: &str, name: &str) -> String {
    format!("{PRODUCTION}/resourceGroups/{group}/{COMPUTE}/virtualMachines/{name}")
}

fn act(scene: &mut Scene, name: &str, action: &str) -> Response {
    let group = if name == "web-01" { "rg-web" } else { "rg-build" };
    scene.call("POST", &format!("{}/{action}", machine(group, name)), "")
}

fn power(scene: &Scene, name: &str) -> Power {
    scene.world.machines.values().find(|vm| vm.id.name() == name).unwrap().power
}

fn failing(code: &str) -> Scene {
    failing_times(code, None)
}

fn failing_times(code: &str, times: Option<u32>) -> Scene {
    let mut scene = Scene::new();
    let key = machine("rg-build", "build-agent").to_lowercase();
    let failure = StartFailure { code: code.into(), message: "As told by the world.".into(), times };
    scene.world.machines.get_mut(&key).unwrap().start_failure = Some(failure);
    scene
}

#[test]
fn a_location_lists_its_machines_in_pages() {
    let mut scene = Scene::new();
    let north = format!("{PRODUCTION}/{COMPUTE}/locations/NorthEurope/virtualMachines");
    let whole = scene.read(&north);
    assert!(names(&whole).contains(&"scada-01") && !names(&whole).contains(&"web-01"));
    scene.world.tempo.page = Some(2);
    let first = scene.read(&north);
    assert_eq!(names(&first).len(), 2);
    assert!(first["nextLink"].as_str().unwrap().contains("/locations/NorthEurope/virtualMachines?"));
}

#[test]
fn the_only_filter_asks_for_a_scale_set() {
    let mut scene = Scene::new();
    let list = format!("{PRODUCTION}/resourceGroups/rg-web/{COMPUTE}/virtualMachines");
    let set =
        format!("{list}?$expand=instanceView&$filter='virtualMachineScaleSet/id' eq '/subscriptions/x'");
    assert!(names(&scene.read(&set)).is_empty());
    assert_eq!(
        scene.refusal("GET", &format!("{list}?$filter=name eq 'web-01'")),
        (400, "InvalidParameter".into())
    );
    let expanded = scene.read(&format!("{list}?$expand=instanceView"));
    assert!(expanded["value"][0]["properties"].get("instanceView").is_none());
    assert_eq!(scene.refusal("GET", &format!("{list}?statusOnly=maybe")), (400, "InvalidParameter".into()));
}

#[test]
fn sizes_of_a_location_and_of_a_machine() {
    let mut scene = Scene::new();
    let here = scene.read(&format!("{PRODUCTION}/{COMPUTE}/locations/westeurope/vmSizes"));
    assert!(names(&here).contains(&"Standard_D2s_v5"));
    assert_eq!(scene.read(&format!("{}/vmSizes", machine("rg-web", "web-01"))), here);
    assert_eq!(scene.get(&format!("{}/vmSizes", machine("rg-web", "none"))).0, 404);
}

#[test]
fn a_machine_is_updating_while_its_power_changes() {
    let mut scene = Scene::new();
    let state = |scene: &mut Scene| {
        scene.read(&machine("rg-web", "web-01"))["properties"]["provisioningState"].clone()
    };
    act(&mut scene, "web-01", "powerOff?skipShutdown=true");
    assert_eq!(state(&mut scene), json!("Updating"));
    scene.pass(1.25);
    assert_eq!(state(&mut scene), json!("Succeeded"));
    assert_eq!(power(&scene, "web-01"), Power::Stopped, "a hard stop is quick");
}

#[test]
fn restarting_passes_through_starting_and_ends_running() {
    let mut scene = Scene::new();
    let restarted = act(&mut scene, "web-01", "restart");
    assert_eq!((restarted.status, power(&scene, "web-01")), (202, Power::Starting));
    scene.pass(20.0);
    assert_eq!(json(&scene.follow(&restarted, "azure-asyncoperation"))["status"], "Succeeded");
    assert_eq!(power(&scene, "web-01"), Power::Running);
}

#[test]
fn what_cannot_hibernate_is_not_deallocated() {
    let mut scene = Scene::new();
    let refused = act(&mut scene, "web-01", "deallocate?hibernate=true");
    assert_eq!((refused.status, code(&json(&refused))), (409, "OperationNotAllowed"));
    assert_eq!(power(&scene, "web-01"), Power::Running);
    assert_eq!(act(&mut scene, "web-01", "deallocate?hibernate=perhaps").status, 400);
    assert_eq!(act(&mut scene, "web-01", "deallocate?hibernate=false").status, 202);
}

#[test]
fn some_starts_are_refused_at_once_and_begin_nothing() {
    for failure in ["SkuNotAvailable", "OperationNotAllowed", "QuotaExceeded"] {
        let mut scene = failing(failure);
        let refused = act(&mut scene, "build-agent", "start");
        assert_eq!((refused.status, code(&json(&refused))), (409, failure));
        assert_eq!(power(&scene, "build-agent"), Power::Deallocated);
    }
}

#[test]
fn a_start_that_timed_out_may_have_left_the_machine_running() {
    for failure in ["VMStartTimedOut", "OSProvisioningTimedOut", "VMExtensionProvisioningError"] {
        let mut scene = failing(failure);
        let started = act(&mut scene, "build-agent", "start");
        scene.pass(40.0);
        let status = json(&scene.follow(&started, "azure-asyncoperation"));
        assert_eq!((&status["status"], code(&status)), (&json!("Failed"), failure));
        assert_eq!(power(&scene, "build-agent"), Power::Running);
    }
}

#[test]
fn a_zone_without_capacity_is_told_by_the_operation() {
    for failure in ["ZonalAllocationFailed", "OverconstrainedAllocationRequest"] {
        let mut scene = failing(failure);
        let started = act(&mut scene, "build-agent", "start");
        assert_eq!(started.status, 202);
        scene.pass(5.0);
        assert_eq!(code(&json(&scene.follow(&started, "azure-asyncoperation"))), failure);
        assert_eq!(power(&scene, "build-agent"), Power::Deallocated);
    }
}

#[test]
fn a_start_fails_as_often_as_the_world_says_and_then_works() {
    let mut scene = failing_times("AllocationFailed", Some(2));
    for left in [json!(1), json!(null)] {
        let started = act(&mut scene, "build-agent", "start");
        scene.pass(5.0);
        let status = json(&scene.follow(&started, "azure-asyncoperation"));
        assert_eq!(code(&status), "AllocationFailed");
        assert_eq!(power(&scene, "build-agent"), Power::Deallocated);
        let vm = scene.world.machines.values().find(|vm| vm.id.name() == "build-agent").unwrap();
        assert_eq!(serde_json::to_value(vm).unwrap()["start_failure"]["times"], left);
    }
    let started = act(&mut scene, "build-agent", "start");
    scene.pass(40.0);
    assert_eq!(json(&scene.follow(&started, "azure-asyncoperation"))["status"], "Succeeded");
    assert_eq!(power(&scene, "build-agent"), Power::Running);
}

#[test]
fn a_start_is_counted_when_it_is_refused_at_once_and_once_when_two_ask_for_it() {
    let mut scene = failing_times("QuotaExceeded", Some(1));
    assert_eq!(act(&mut scene, "build-agent", "start").status, 409);
    let started = act(&mut scene, "build-agent", "start");
    scene.pass(40.0);
    assert_eq!(json(&scene.follow(&started, "azure-asyncoperation"))["status"], "Succeeded");
    assert_eq!(power(&scene, "build-agent"), Power::Running);

    let mut scene = failing_times("AllocationFailed", Some(2));
    act(&mut scene, "build-agent", "start");
    act(&mut scene, "build-agent", "start");
    scene.pass(5.0);
    let vm = scene.world.machines.values().find(|vm| vm.id.name() == "build-agent").unwrap();
    let left = vm.start_failure.as_ref().and_then(|failing| failing.times);
    assert_eq!(left, Some(1), "two that are one start fail once");
}
