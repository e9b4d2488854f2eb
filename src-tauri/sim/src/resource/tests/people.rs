//! A person is called by name where an application is called by its id.

use crate::scene::{HOME, PRODUCTION, Scene, message};

const BARBARA: &str = "a0c1e2d3-0003-4f4f-8a8a-c0ffee000003";

fn initiate(scene: &mut Scene) -> (u16, serde_json::Value) {
    let group = format!("{PRODUCTION}/resourceGroups/rg-web/providers");
    let policy = format!("{group}/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default");
    let machine = format!("{group}/Microsoft.Compute/virtualMachines/web-01");
    let port = serde_json::json!({ "number": 22, "duration": "PT20M" });
    let body = serde_json::json!({ "virtualMachines": [{ "id": machine, "ports": [port] }] });
    scene.post(&format!("{policy}/initiate"), &body.to_string())
}

#[test]
fn an_access_request_names_the_person_or_the_applications_object() {
    let mut scene = Scene::new();
    scene.sign_in("barbara", HOME);
    let (status, body) = initiate(&mut scene);
    assert_eq!((status, body["requestor"].as_str()), (202, Some("barbara@contoso.com")));
    scene.sign_in("admin", HOME);
    assert_eq!(initiate(&mut scene).1["requestor"], "a0c1e2d3-0001-4f4f-8a8a-c0ffee000001");
}

#[test]
fn a_refusal_names_the_person_and_the_object() {
    let mut scene = Scene::new();
    scene.sign_in("barbara", HOME);
    let energy = format!("{PRODUCTION}/resourceGroups/rg-energy/providers/Microsoft.Compute/virtualMachines");
    let name = crate::scene::names(&scene.read(&energy))[0].to_owned();
    let (status, body) = scene.post(&format!("{energy}/{name}/start"), "");
    let expected = format!(
        "The client 'barbara@contoso.com' with object id '{BARBARA}' does not have authorization to perform action 'Microsoft.Compute/virtualMachines/start/action' over scope "
    );
    assert_eq!(status, 403);
    assert!(message(&body).starts_with(&expected), "{body}");
}

#[test]
fn barbara_may_what_the_admin_may_and_pat_what_the_reader_may() {
    let scene = Scene::new();
    let rights = |name: &str| {
        let held = scene.world.principals.iter().find(|principal| principal.name == name).unwrap();
        serde_json::to_value(&held.assignments).unwrap()
    };
    assert_eq!(rights("barbara"), rights("admin"));
    assert_eq!(rights("patlong"), rights("reader"));
    assert_ne!(rights("barbara"), rights("patlong"));
}
