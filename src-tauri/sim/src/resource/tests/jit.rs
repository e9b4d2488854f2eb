//! Policies, requests and what becomes of them.

use serde_json::{Value, json};

use crate::scene::{PRODUCTION, Scene, names};

pub(super) fn policy(group: &str, location: &str, name: &str) -> String {
    format!(
        "{PRODUCTION}/resourceGroups/{group}/providers/Microsoft.Security/locations/{location}/jitNetworkAccessPolicies/{name}"
    )
}

pub(super) fn wish(group: &str, machine: &str, port: &Value) -> String {
    let id =
        format!("{PRODUCTION}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{machine}");
    json!({ "justification": "ticket 4711", "virtualMachines": [{ "id": id, "ports": [port] }] }).to_string()
}

fn ask(scene: &mut Scene, minutes: i64, source: &str) -> Value {
    let port =
        json!({ "number": 22, "duration": format!("PT{minutes}M"), "allowedSourceAddressPrefix": source });
    let path = format!("{}/initiate", policy("rg-web", "westeurope", "default"));
    let (status, body) = scene.post(&path, &wish("rg-web", "web-01", &port));
    assert_eq!(status, 202, "{body}");
    body
}

/// Status and reason of every request, oldest first.
fn states(scene: &mut Scene) -> Vec<String> {
    let policy = scene.read(&policy("rg-web", "westeurope", "default"));
    let requests = policy["properties"]["requests"].as_array().unwrap();
    let ports = requests.iter().map(|request| &request["virtualMachines"][0]["ports"][0]);
    ports
        .map(|p| format!("{}/{}", p["status"].as_str().unwrap(), p["statusReason"].as_str().unwrap()))
        .collect()
}

fn allow_rules(scene: &mut Scene) -> Vec<Value> {
    let group = format!(
        "{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/nsg-web"
    );
    let rules = scene.read(&format!("{group}/securityRules"));
    let rules = rules["value"].as_array().unwrap().clone();
    rules.into_iter().filter(|rule| rule["properties"]["access"] == "Allow").collect()
}

#[test]
fn lists_by_subscription_group_and_location() {
    let mut scene = Scene::new();
    let mut count =
        |path: &str| names(&scene.read(&format!("{PRODUCTION}{path}/jitNetworkAccessPolicies"))).len();
    let all = count("/providers/Microsoft.Security");
    assert_eq!(
        count("/providers/Microsoft.Security/locations/westeurope")
            + count("/providers/Microsoft.Security/locations/NorthEurope"),
        all
    );
    assert_eq!(count("/resourceGroups/rg-plant/providers/Microsoft.Security"), 2);
    assert_eq!(count("/resourceGroups/rg-plant/providers/Microsoft.Security/locations/westeurope"), 0);
}

#[test]
fn one_source_is_single_and_several_are_a_list() {
    let mut scene = Scene::new();
    let rules = scene.read(&policy("rg-db", "westeurope", "DEFAULT"));
    let machines = rules["properties"]["virtualMachines"].as_array().unwrap();
    let port = |name: &str| {
        let found = machines.iter().find(|machine| machine["id"].as_str().unwrap().ends_with(name)).unwrap();
        found["ports"][0].clone()
    };
    assert_eq!(port("db-01")["allowedSourceAddressPrefix"], "203.0.113.0/24");
    assert_eq!(port("db-03")["allowedSourceAddressPrefixes"], json!(["198.51.100.0/24", "198.51.100.77"]));
    assert!(port("db-03").get("allowedSourceAddressPrefix").is_none());
}

#[test]
fn a_request_is_initiating_then_initiated_then_expired_and_its_rule_follows() {
    let mut scene = Scene::new();
    let body = ask(&mut scene, 60, "203.0.113.9");
    assert_eq!(body["startTimeUtc"], "2026-02-01T08:06:45.5691611Z");
    assert_eq!(body["virtualMachines"][0]["ports"][0]["endTimeUtc"], "2026-02-01T09:06:45.5691611Z");
    assert_eq!(body["justification"], "ticket 4711");
    assert_eq!(states(&mut scene), ["Initiating/UserRequested"]);
    assert!(allow_rules(&mut scene).is_empty());

    scene.pass(4.0);
    assert_eq!(states(&mut scene), ["Initiated/UserRequested"]);
    let rules = allow_rules(&mut scene);
    assert_eq!(rules.len(), 1);
    assert!(rules[0]["name"].as_str().unwrap().starts_with("MicrosoftDefenderForCloud-JITRule-"));
    let written = &rules[0]["properties"];
    assert_eq!(
        written["description"],
        "MDC JIT Network Access rule created by an initiation request for policy 'default' of VM 'web-01'."
    );
    assert_eq!(
        (written["priority"].as_u64(), written["sourceAddressPrefix"].as_str()),
        (Some(100), Some("203.0.113.9"))
    );
    assert_eq!(
        (written["destinationPortRange"].as_str(), written["destinationAddressPrefix"].as_str()),
        (Some("22"), Some("10.20.0.10"))
    );

    scene.pass(3600.0);
    scene.sign_in("admin", crate::scene::HOME);
    assert_eq!(states(&mut scene), ["Revoked/Expired"]);
    assert!(allow_rules(&mut scene).is_empty());
}

#[test]
fn a_newer_request_takes_the_place_of_the_older_without_a_gap() {
    let mut scene = Scene::new();
    ask(&mut scene, 30, "203.0.113.9");
    scene.pass(10.0);
    ask(&mut scene, 60, "203.0.113.9");
    assert_eq!(states(&mut scene), ["Revoked/NewerRequestInitiated", "Initiating/UserRequested"]);
    assert_eq!(allow_rules(&mut scene).len(), 1, "the old rule stays until the new one is there");
    scene.pass(4.0);
    assert_eq!(states(&mut scene), ["Revoked/NewerRequestInitiated", "Initiated/UserRequested"]);
    assert_eq!(allow_rules(&mut scene).len(), 1);
    scene.pass(1800.0);
    assert_eq!(allow_rules(&mut scene).len(), 1, "the end of the older request no longer matters");
}

#[test]
fn without_a_source_the_address_of_the_caller_counts() {
    let mut scene = Scene::new();
    let port = json!({ "number": 22, "endTimeUtc": "2026-02-01T09:00:00Z" });
    let path = format!("{}/initiate", policy("rg-web", "westeurope", "default"));
    let (status, body) = scene.post(&path, &wish("rg-web", "web-01", &port));
    assert_eq!(status, 202, "{body}");
    let port = &body["virtualMachines"][0]["ports"][0];
    assert_eq!(port["allowedSourceAddressPrefix"], "203.0.113.9");
    assert_eq!(port["endTimeUtc"], "2026-02-01T09:00:00Z");
}

#[test]
fn subnet_and_interface_both_get_the_rule() {
    let mut scene = Scene::new();
    let port = json!({ "number": 3389, "duration": "PT20M", "allowedSourceAddressPrefix": "203.0.113.9" });
    let path = format!("{}/initiate", policy("rg-plant", "northeurope", "default"));
    assert_eq!(scene.post(&path, &wish("rg-plant", "scada-01", &port)).0, 202);
    scene.pass(4.0);
    let group = format!(
        "{PRODUCTION}/resourceGroups/rg-plant/providers/Microsoft.Network/networkSecurityGroups/nsg-plant"
    );
    let rules = scene.read(&format!("{group}/securityRules"));
    let allowed = |rule: &&Value| rule["properties"]["access"] == "Allow";
    let priorities: Vec<u64> = rules["value"]
        .as_array()
        .unwrap()
        .iter()
        .filter(allowed)
        .filter_map(|r| r["properties"]["priority"].as_u64())
        .collect();
    assert_eq!(priorities, [100, 101]);
}

#[test]
fn behind_a_firewall_the_request_names_the_mapped_port() {
    let mut scene = Scene::new();
    let port = json!({ "number": 3389, "duration": "PT20M", "allowedSourceAddressPrefix": "203.0.113.9" });
    let path = format!("{}/initiate", policy("rg-edge", "westeurope", "default"));
    let (_, body) = scene.post(&path, &wish("rg-edge", "fw-app-01", &port));
    assert_eq!(body["virtualMachines"][0]["ports"][0]["mappedPort"], 13389);
    let policy = scene.read(&policy("rg-edge", "westeurope", "default"));
    let machines = policy["properties"]["virtualMachines"].as_array().unwrap();
    assert!(machines.iter().any(|machine| machine["publicIpAddress"] == "192.0.2.250"));
}

#[test]
fn answers_carry_no_headers_of_a_long_running_operation() {
    let mut scene = Scene::new();
    let port = json!({ "number": 22, "duration": "PT20M" });
    let path = format!("{}/initiate", policy("rg-web", "westeurope", "default"));
    let response = scene.call("POST", &path, &wish("rg-web", "web-01", &port));
    for header in ["location", "azure-asyncoperation", "retry-after"] {
        assert_eq!(response.header(header), None);
    }
    assert_eq!(response.header("x-ms-request-id"), Some(""));
}
