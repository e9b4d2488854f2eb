//! Starting and stopping, and the operations that tell how it goes.

use serde_json::Value;

use crate::message::Response;
use crate::scene::{BASE, HOME, PRODUCTION, Scene, code, json};

fn path(name: &str) -> String {
    let group = match name {
        "gpu-01" => "rg-analytics",
        "meter-gw-01" => "rg-energy",
        "web-01" => "rg-web",
        _ => "rg-build",
    };
    format!("{PRODUCTION}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}")
}

fn power(scene: &mut Scene, name: &str) -> String {
    let view = scene.read(&format!("{}/instanceView", path(name)));
    let codes = view["statuses"].as_array().unwrap().iter().filter_map(|status| status["code"].as_str());
    codes.filter_map(|code| code.strip_prefix("PowerState/")).collect::<Vec<_>>().join(" ")
}

fn act(scene: &mut Scene, name: &str, action: &str) -> Response {
    scene.call("POST", &format!("{}/{action}", path(name)), "")
}

fn poll(scene: &mut Scene, response: &Response) -> Value {
    let answer = scene.follow(response, "azure-asyncoperation");
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    json(&answer)
}

#[test]
fn a_start_is_a_long_running_operation() {
    let mut scene = Scene::new();
    let started = act(&mut scene, "build-agent", "start");
    assert_eq!((started.status, json(&started)), (202, Value::Null));
    let operation = started.header("azure-asyncoperation").unwrap().to_owned();
    assert!(operation.starts_with(&format!(
        "{BASE}{PRODUCTION}/providers/Microsoft.Compute/locations/westeurope/operations/"
    )));
    assert!((3000..4500).contains(&operation.len()), "{} bytes", operation.len());
    assert_eq!(started.header("location"), Some(format!("{operation}&monitor=true").as_str()));
    assert_eq!(started.header("retry-after"), Some("10"));

    let running = poll(&mut scene, &started);
    assert_eq!(running["status"], "InProgress");
    assert_eq!(running["startTime"], "2026-02-01T08:06:45.5691611+00:00");
    assert!(running.get("endTime").is_none());
    assert_eq!(power(&mut scene, "build-agent"), "starting");
    assert_eq!(scene.follow(&started, "location").status, 202);

    scene.pass(20.0);
    let done = poll(&mut scene, &started);
    assert_eq!((done["status"].as_str(), done["endTime"].is_string()), (Some("Succeeded"), true));
    assert_eq!(power(&mut scene, "build-agent"), "running");
    assert_eq!(scene.follow(&started, "location").status, 200);
}

#[test]
fn a_machine_runs_before_its_services_answer() {
    let mut scene = Scene::new();
    act(&mut scene, "build-agent", "start");
    scene.pass(15.5);
    assert_eq!(power(&mut scene, "build-agent"), "running");
    let now = scene.now;
    let up = |scene: &Scene, now| {
        scene.world.machines.get(&path("build-agent").to_lowercase()).unwrap().is_up(now)
    };
    assert!(!up(&scene, now));
    scene.pass(5.0);
    assert!(up(&scene, scene.now));
}

#[test]
fn a_failed_allocation_is_in_the_operation_and_the_machine_stays_off() {
    let mut scene = Scene::new();
    let started = act(&mut scene, "gpu-01", "start");
    assert_eq!(started.status, 202);
    scene.pass(6.0);
    let failed = poll(&mut scene, &started);
    assert_eq!((failed["status"].as_str(), code(&failed)), (Some("Failed"), "AllocationFailed"));
    assert_eq!(power(&mut scene, "gpu-01"), "deallocated");
    let view = scene.read(&format!("{}/instanceView", path("gpu-01")));
    let codes: Vec<&str> =
        view["statuses"].as_array().unwrap().iter().filter_map(|s| s["code"].as_str()).collect();
    assert!(codes.contains(&"ProvisioningState/failed/AllocationFailed"), "{codes:?}");
    let monitor = scene.follow(&started, "location");
    assert_eq!((monitor.status, code(&json(&monitor))), (409, "AllocationFailed"));
}

#[test]
fn starting_what_runs_does_nothing_and_succeeds() {
    let mut scene = Scene::new();
    let started = act(&mut scene, "web-01", "start");
    assert_eq!(started.status, 202);
    assert_eq!(poll(&mut scene, &started)["status"], "Succeeded");
    assert_eq!(power(&mut scene, "web-01"), "running");
}

#[test]
fn stopping_passes_through_its_states_and_collides_with_a_start() {
    let mut scene = Scene::new();
    let stopped = act(&mut scene, "web-01", "deallocate");
    assert_eq!(power(&mut scene, "web-01"), "deallocating");
    let start = act(&mut scene, "web-01", "start");
    assert_eq!((start.status, code(&json(&start))), (409, "Conflict"));
    scene.pass(5.0);
    assert_eq!(power(&mut scene, "web-01"), "deallocated");
    assert_eq!(poll(&mut scene, &stopped)["status"], "Succeeded");
    let restart = act(&mut scene, "web-01", "restart");
    assert_eq!((restart.status, code(&json(&restart))), (409, "OperationNotAllowed"));
}

#[test]
fn a_newer_stop_preempts_a_start() {
    let mut scene = Scene::new();
    let started = act(&mut scene, "build-agent", "start");
    assert_eq!(act(&mut scene, "build-agent", "deallocate").status, 202);
    let preempted = poll(&mut scene, &started);
    assert_eq!((preempted["status"].as_str(), code(&preempted)), (Some("Failed"), "OperationPreempted"));
    scene.pass(30.0);
    assert_eq!(power(&mut scene, "build-agent"), "deallocated");
}

#[test]
fn two_starts_share_an_operation() {
    let mut scene = Scene::new();
    let first = act(&mut scene, "build-agent", "start");
    let second = act(&mut scene, "build-agent", "start");
    assert_eq!(first.header("azure-asyncoperation"), second.header("azure-asyncoperation"));
}

#[test]
fn a_role_on_the_machine_alone_may_start_and_not_poll() {
    let mut scene = Scene::new();
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments.truncate(1);
    reader.assignments[0].role = "Virtual Machine Contributor".into();
    reader.assignments[0].scope = path("build-agent");
    scene.sign_in("reader", HOME);
    let started = act(&mut scene, "build-agent", "start");
    assert_eq!(started.status, 202);
    let polled = scene.follow(&started, "azure-asyncoperation");
    assert_eq!((polled.status, code(&json(&polled))), (403, "AuthorizationFailed"));
    assert_eq!(power(&mut scene, "build-agent"), "starting");
}

#[test]
fn the_admin_may_not_start_everything() {
    let mut scene = Scene::new();
    let refused = act(&mut scene, "meter-gw-01", "start");
    assert_eq!((refused.status, code(&json(&refused))), (403, "AuthorizationFailed"));
    assert_eq!(power(&mut scene, "meter-gw-01"), "deallocated");
}

#[test]
fn retry_after_can_be_left_out() {
    let mut scene = Scene::new();
    scene.world.tempo.retry_after = None;
    assert_eq!(act(&mut scene, "build-agent", "start").header("retry-after"), None);
}
