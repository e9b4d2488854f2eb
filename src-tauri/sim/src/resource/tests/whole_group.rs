//! Writing a whole security group, as other people's tools do.

use serde_json::{Value, json};

use super::security_rules::properties;
use crate::scene::{PRODUCTION, Scene, code, json, names};

fn path(name: &str) -> String {
    format!("{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/{name}")
}

fn body(rules: &Value) -> String {
    json!({ "location": "West Europe", "tags": { "owner": "web" }, "properties": { "securityRules": rules } })
        .to_string()
}

#[test]
fn a_new_group_has_the_default_rules_and_those_of_the_body() {
    let mut scene = Scene::new();
    let rules = json!([{ "name": "ssh", "properties": properties() }]);
    let created = scene.call("PUT", &path("nsg-new"), &body(&rules));
    assert_eq!(created.status, 201);
    assert_eq!(json(&created)["properties"]["provisioningState"], "Updating");
    scene.pass(1.0);
    let read = scene.read(&path("NSG-NEW"));
    assert_eq!(
        (&read["name"], &read["tags"]["owner"], &read["location"]),
        (&json!("nsg-new"), &json!("web"), &json!("westeurope"))
    );
    assert_eq!(read["properties"]["securityRules"][0]["name"], "ssh");
    assert_eq!(read["properties"]["defaultSecurityRules"].as_array().unwrap().len(), 6);
    assert_eq!(json(&scene.follow(&created, "location")), read);
    assert_eq!(json(&scene.follow(&created, "azure-asyncoperation"))["status"], "Succeeded");
}

#[test]
fn what_the_body_leaves_out_is_gone() {
    let mut scene = Scene::new();
    let rules = format!("{}/securityRules", path("nsg-web"));
    assert!(names(&scene.read(&rules)).iter().any(|name| name.starts_with("MicrosoftDefenderForCloud")));
    assert_eq!(scene.call("PUT", &path("nsg-web"), &body(&json!([]))).status, 200);
    scene.pass(1.0);
    assert!(names(&scene.read(&rules)).is_empty());
}

#[test]
fn what_was_read_can_be_written_back() {
    let mut scene = Scene::new();
    let before = scene.read(&path("nsg-web"));
    assert_eq!(scene.call("PUT", &path("nsg-web"), &before.to_string()).status, 200);
    scene.pass(1.0);
    assert_eq!(scene.read(&path("nsg-web")), before);
}

#[test]
fn a_group_that_makes_no_sense_is_refused() {
    let mut scene = Scene::new();
    let one = |name: &str| json!({ "name": name, "properties": properties() });
    let mut refused = |name: &str, body: &str| {
        let answer = scene.call("PUT", &path(name), body);
        (answer.status, code(&json(&answer)).to_owned())
    };
    assert_eq!(refused("nsg-x", "{}"), (400, "LocationRequired".into()));
    let elsewhere = r#"{"location":"eastus"}"#;
    assert_eq!(refused("nsg-web", elsewhere), (409, "InvalidResourceLocation".into()));
    assert_eq!(refused("nsg-x", &body(&json!([one("a"), one("b")]))), (400, "SecurityRuleConflict".into()));
    assert_eq!(refused("nsg-x", &body(&json!([one("a"), one("A")]))), (400, "InvalidRequestFormat".into()));
    assert_eq!(
        refused("nsg-x", &body(&json!([{ "name": "a" }]))),
        (400, "SecurityRuleParameterMissing".into())
    );
    assert_eq!(scene.get(&path("nsg-x")).0, 404, "nothing is left of a refused group");
}
