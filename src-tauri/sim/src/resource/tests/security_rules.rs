//! Single security rules: written, in effect, deleted.

use serde_json::{Value, json};

use crate::message::Response;
use crate::scene::{BASE, HOME, PRODUCTION, Scene, code, json, message, names};
use crate::world::{AddressPool, Gate};

pub(super) fn path(rule: &str) -> String {
    format!(
        "{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/nsg-web/securityRules/{rule}"
    )
}

pub(super) fn properties() -> Value {
    json!({ "protocol": "Tcp", "access": "Allow", "direction": "Inbound", "priority": 300,
        "sourceAddressPrefix": "203.0.113.9", "sourcePortRange": "*",
        "destinationAddressPrefix": "*", "destinationPortRange": "22" })
}

pub(super) fn put(scene: &mut Scene, name: &str, properties: &Value) -> Response {
    scene.call("PUT", &path(name), &json!({ "properties": properties }).to_string())
}

fn state(scene: &mut Scene, name: &str) -> String {
    scene.read(&path(name))["properties"]["provisioningState"].as_str().unwrap().to_owned()
}

/// Contoso with its ports open to connections.
fn live() -> Scene {
    let mut scene = Scene::new();
    let ports = scene.world.reachable_ports();
    scene.world.go_live(&ports, AddressPool::default());
    scene
}

/// What the workstation meets at the machine's port 22.
fn gate(scene: &mut Scene) -> Gate {
    let now = scene.now;
    scene.world.settle(now);
    let endpoints = scene.world.endpoints();
    let port = endpoints.iter().find(|port| port.machine.ends_with("/web-01") && port.original == 22);
    scene.world.gate(port.unwrap(), now)
}

#[test]
fn a_new_rule_is_a_long_running_operation_and_lets_in_when_it_has_succeeded() {
    let mut scene = live();
    assert_eq!(gate(&mut scene), Gate::Silent);
    let created = put(&mut scene, "patch-window", &properties());
    assert_eq!(created.status, 201);
    assert_eq!(json(&created)["properties"]["provisioningState"], "Updating");
    let (operation, result) =
        (created.header("azure-asyncoperation").unwrap(), created.header("location").unwrap());
    let places = format!("{BASE}{PRODUCTION}/providers/Microsoft.Network/locations/westeurope");
    assert!(operation.starts_with(&format!("{places}/operations/")), "{operation}");
    assert!(result.starts_with(&format!("{places}/operationResults/")), "{result}");
    assert!(operation.len() > 1000, "{} bytes", operation.len());
    assert_eq!(created.header("retry-after"), Some("10"));

    let running = scene.follow(&created, "azure-asyncoperation");
    assert_eq!((running.status, json(&running)), (200, json!({ "status": "InProgress" })));
    assert_eq!(scene.follow(&created, "location").status, 202);
    assert_eq!(state(&mut scene, "patch-window"), "Updating");
    assert_eq!(gate(&mut scene), Gate::Silent);

    scene.pass(1.0);
    assert!(matches!(gate(&mut scene), Gate::Open { .. }));
    assert_eq!(json(&scene.follow(&created, "azure-asyncoperation")), json!({ "status": "Succeeded" }));
    let result = scene.follow(&created, "location");
    assert_eq!((result.status, &json(&result)["name"]), (200, &json!("patch-window")));
    assert_eq!(state(&mut scene, "PATCH-window"), "Succeeded");
}

#[test]
fn an_update_is_answered_with_200_and_replaces_the_rule() {
    let mut scene = live();
    put(&mut scene, "patch-window", &properties());
    scene.pass(1.0);
    let mut other = properties();
    other["sourceAddressPrefix"] = json!("203.0.113.77");
    other["priority"] = json!(310);
    let updated = put(&mut scene, "Patch-Window", &other);
    assert_eq!((updated.status, &json(&updated)["name"]), (200, &json!("patch-window")));
    assert!(
        matches!(gate(&mut scene), Gate::Open { .. }),
        "the old one is in effect until the operation ends"
    );
    scene.pass(1.0);
    assert_eq!(gate(&mut scene), Gate::Silent);
    let rules = scene.read(path("").trim_end_matches('/'));
    assert_eq!(names(&rules).iter().filter(|name| **name == "patch-window").count(), 1);
}

#[test]
fn a_deleted_rule_is_gone_when_the_operation_ends_and_once_more_is_204() {
    let mut scene = live();
    put(&mut scene, "patch-window", &properties());
    scene.pass(1.0);
    let deleted = scene.call("DELETE", &path("patch-window"), "");
    assert_eq!((deleted.status, json(&deleted)), (202, Value::Null));
    assert!(deleted.header("azure-asyncoperation").is_some() && deleted.header("location").is_some());
    assert_eq!(state(&mut scene, "patch-window"), "Deleting");
    assert!(matches!(gate(&mut scene), Gate::Open { .. }));
    scene.pass(1.0);
    assert_eq!(gate(&mut scene), Gate::Silent);
    assert_eq!(json(&scene.follow(&deleted, "azure-asyncoperation")), json!({ "status": "Succeeded" }));
    assert_eq!(scene.follow(&deleted, "location").status, 204);
    assert_eq!(scene.refusal("GET", &path("patch-window")), (404, "ResourceNotFound".into()));
    assert_eq!(scene.call("DELETE", &path("patch-window"), "").status, 204);
}

#[test]
fn a_group_is_busy_while_an_operation_runs_on_another_rule() {
    let mut scene = Scene::new();
    let first = put(&mut scene, "one", &properties());
    let mut other = properties();
    other["priority"] = json!(301);
    let refused = put(&mut scene, "two", &other);
    assert_eq!(
        (refused.status, code(&json(&refused)), refused.header("retry-after")),
        (429, "RetryableErrorDueToAnotherOperation", Some("1"))
    );
    let running = first.header("azure-asyncoperation").unwrap();
    assert!(message(&json(&refused)).contains(running));
    scene.pass(1.0);
    assert_eq!(put(&mut scene, "two", &other).status, 201);
}

#[test]
fn a_newer_operation_on_the_same_rule_takes_the_older_ones_place() {
    let mut scene = live();
    let created = put(&mut scene, "one", &properties());
    assert_eq!(scene.call("DELETE", &path("one"), "").status, 202);
    let status = json(&scene.follow(&created, "azure-asyncoperation"));
    assert_eq!((&status["status"], code(&status)), (&json!("Canceled"), "Canceled"));
    assert_eq!(status["error"]["details"][0]["code"], "CanceledAndSupersededDueToAnotherOperation");
    scene.pass(1.0);
    assert_eq!(gate(&mut scene), Gate::Silent);
    assert_eq!(scene.get(&path("one")).0, 404);
}

#[test]
fn just_in_time_access_may_take_the_priority_before_the_operation_ends() {
    let mut scene = Scene::new();
    let created = put(&mut scene, "mine", &properties());
    let key = format!(
        "{PRODUCTION}/resourcegroups/rg-web/providers/microsoft.network/networksecuritygroups/nsg-web"
    );
    let group = scene.world.security_groups.get_mut(&key.to_lowercase()).unwrap();
    let mut rule = group.rules[0].clone();
    rule.name = "MicrosoftDefenderForCloud-JITRule-1-A".into();
    rule.priority = 300;
    group.rules.push(rule);
    scene.pass(1.0);
    let status = json(&scene.follow(&created, "azure-asyncoperation"));
    assert_eq!((&status["status"], code(&status)), (&json!("Failed"), "SecurityRuleConflict"));
    assert_eq!(scene.get(&path("mine")).0, 404);
    assert_eq!(scene.follow(&created, "location").status, 409);
}

#[test]
fn writing_and_deleting_need_permissions_of_their_own() {
    let mut scene = Scene::new();
    scene.sign_in("reader", HOME);
    let refused = put(&mut scene, "mine", &properties());
    assert_eq!((refused.status, code(&json(&refused))), (403, "AuthorizationFailed"));
    assert!(message(&json(&refused)).contains("networkSecurityGroups/securityRules/write"));
    let refused = scene.post(&path("mine"), "{}");
    assert_eq!((refused.0, code(&refused.1)), (405, "HttpMethodNotAllowed"));
    let refused = scene.call("DELETE", &path("mine"), "");
    assert!(message(&json(&refused)).contains("networkSecurityGroups/securityRules/delete"));
}

#[test]
fn the_default_rules_can_be_read_and_not_written() {
    let mut scene = Scene::new();
    let defaults = path("").replace("/securityRules/", "/defaultSecurityRules");
    assert_eq!(names(&scene.read(&defaults)).len(), 6);
    let one = scene.read(&format!("{defaults}/denyallinbound"));
    assert_eq!(
        (one["name"].as_str(), one["properties"]["priority"].as_u64()),
        (Some("DenyAllInBound"), Some(65500))
    );
    assert_eq!(scene.refusal("GET", &format!("{defaults}/none")), (404, "ResourceNotFound".into()));
    assert_eq!(
        scene.refusal("DELETE", &format!("{defaults}/DenyAllInBound")),
        (405, "HttpMethodNotAllowed".into())
    );
}

#[test]
fn unknown_operations_and_wrong_places_are_404() {
    let mut scene = Scene::new();
    let created = put(&mut scene, "mine", &properties());
    let url = created.header("azure-asyncoperation").unwrap().strip_prefix(BASE).unwrap();
    let (known, _) = url.split_once('?').unwrap();
    let known = known.to_owned();
    assert_eq!(scene.get(&known).0, 200);
    for wrong in [
        known.replace("westeurope", "eastus"),
        known.replace("Microsoft.Network", "Microsoft.Compute"),
        format!("{}z", &known[..known.len() - 1]),
        known.replace("11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11", "22e4b9a1-8d63-4f2a-87b5-1f9e3d6a0b22"),
    ] {
        let (status, body) = scene.get(&wrong);
        assert_eq!((status, code(&body)), (404, "OperationNotFound"), "{wrong}");
    }
    assert_eq!(scene.refusal("DELETE", &known).0, 405);
}
