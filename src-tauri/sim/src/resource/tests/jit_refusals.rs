//! Requests that are refused, and why.

use serde_json::{Value, json};

use super::jit::{policy, wish};
use crate::scene::{HOME, PRODUCTION, Scene, code, message};

fn ask(scene: &mut Scene, group: &str, machine: &str, port: &Value) -> (u16, String, String) {
    let path = format!("{}/initiate", policy(group, "westeurope", "default"));
    let (status, body) = scene.post(&path, &wish(group, machine, port));
    (status, code(&body).to_owned(), message(&body).to_owned())
}

#[test]
fn what_the_policy_does_not_offer_is_not_a_subset() {
    let mut scene = Scene::new();
    let not_subset = "The given access request is not a subset of policy 'default'";
    let me = "203.0.113.9";
    let cases = [
        (
            "another port",
            "rg-web",
            "web-01",
            json!({ "number": 80, "duration": "PT1H", "allowedSourceAddressPrefix": me }),
        ),
        (
            "too long",
            "rg-web",
            "web-01",
            json!({ "number": 22, "duration": "PT4H", "allowedSourceAddressPrefix": me }),
        ),
        (
            "a second too long",
            "rg-web",
            "web-01",
            json!({ "number": 22, "endTimeUtc": "2026-02-01T11:06:47Z" }),
        ),
        (
            "another source",
            "rg-db",
            "db-03",
            json!({ "number": 3389, "duration": "PT1H", "allowedSourceAddressPrefix": me }),
        ),
        (
            "a wider source",
            "rg-db",
            "db-01",
            json!({ "number": 3389, "duration": "PT1H", "allowedSourceAddressPrefix": "*" }),
        ),
        ("a machine without a policy", "rg-edge", "kiosk-01", json!({ "number": 3389, "duration": "PT1H" })),
    ];
    for (what, group, machine, port) in cases {
        let refused = ask(&mut scene, group, machine, &port);
        assert_eq!(refused, (400, "BadRequest".into(), not_subset.into()), "{what}");
    }
    let longest = json!({ "number": 22, "endTimeUtc": "2026-02-01T11:06:45Z" });
    assert_eq!(ask(&mut scene, "rg-web", "web-01", &longest).0, 202, "exactly the maximum is allowed");
}

#[test]
fn a_contained_source_is_accepted_unless_the_world_is_literal() {
    let port =
        |source: &str| json!({ "number": 3389, "duration": "PT1H", "allowedSourceAddressPrefix": source });
    let mut scene = Scene::new();
    assert_eq!(ask(&mut scene, "rg-db", "db-01", &port("203.0.113.9")).0, 202);
    scene.world.literal_sources = true;
    assert_eq!(ask(&mut scene, "rg-db", "db-01", &port("203.0.113.9")).0, 400);
    assert_eq!(ask(&mut scene, "rg-db", "db-01", &port("203.0.113.0/24")).0, 202);
}

#[test]
fn malformed_requests_say_what_is_wrong() {
    let mut scene = Scene::new();
    let cases = [
        (
            json!({ "number": 22, "endTimeUtc": "2026-02-01T08:00:00Z" }),
            "The end time of the given access request must be in the future",
        ),
        (json!({ "number": 22 }), "Each port needs an endTimeUtc."),
        (json!({ "number": 22, "endTimeUtc": "tomorrow" }), "The endTimeUtc 'tomorrow' is not a UTC time."),
        (
            json!({ "number": 22, "duration": "3 hours" }),
            "The duration '3 hours' is not an ISO 8601 duration.",
        ),
        (json!({ "number": 70000, "duration": "PT1H" }), "A port number from 0 to 65535 is required."),
        (
            json!({ "number": 22, "duration": "PT1H", "allowedSourceAddressPrefix": "home" }),
            "The allowedSourceAddressPrefix \"home\" is not an IPv4 address, a CIDR range or '*'.",
        ),
    ];
    for (port, expected) in cases {
        assert_eq!(ask(&mut scene, "rg-web", "web-01", &port), (400, "BadRequest".into(), expected.into()));
    }
    let path = format!("{}/initiate", policy("rg-web", "westeurope", "default"));
    let (status, body) = scene.post(&path, "{");
    assert_eq!((status, code(&body)), (400, "InvalidRequestContent"));
    let (status, body) = scene.post(&path, "{\"virtualMachines\":[]}");
    assert_eq!(
        (status, message(&body)),
        (400, "The request needs a list 'virtualMachines' with at least one entry.")
    );
    let (status, body) = scene.post(&path, "{\"virtualMachines\":[{\"id\":\"web-01\"}]}");
    assert_eq!((status, code(&body)), (400, "LinkedInvalidPropertyId"));
}

#[test]
fn a_missing_policy_is_not_found() {
    let mut scene = Scene::new();
    let (status, body) = scene.get(&policy("rg-web", "westeurope", "other"));
    assert_eq!((status, code(&body)), (404, "JitNetworkAccessPolicyNotFound"));
    assert_eq!(
        message(&body),
        "The JIT network access policy 'other' was not found in location 'westeurope'."
    );
    let path = format!("{}/initiate", policy("rg-web", "eastus", "default"));
    assert_eq!(scene.refusal("POST", &path), (404, "JitNetworkAccessPolicyNotFound".into()));
}

#[test]
fn the_right_to_ask_belongs_to_the_policy_and_the_machine() {
    let mut scene = Scene::new();
    let path = format!("{}/initiate", policy("rg-vault", "northeurope", "default"));
    let port = json!({ "number": 22, "duration": "PT1H" });
    let (status, body) = scene.post(&path, &wish("rg-vault", "vault-01", &port));
    assert_eq!((status, code(&body)), (403, "AuthorizationFailed"));
    assert!(
        message(&body).contains("'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action'"),
        "{body}"
    );

    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments.truncate(1);
    reader.assignments[0].role = "JIT Requester".into();
    reader.assignments[0].scope = policy("rg-web", "westeurope", "default");
    scene.sign_in("reader", HOME);
    let path = format!("{}/initiate", policy("rg-web", "westeurope", "default"));
    let (status, body) = scene.post(&path, &wish("rg-web", "web-01", &port));
    assert_eq!((status, code(&body)), (403, "LinkedAuthorizationFailed"), "{body}");
    assert!(message(&body).contains(&format!("{PRODUCTION}/resourceGroups/rg-web/")));
}
