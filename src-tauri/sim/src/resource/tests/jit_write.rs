//! Policies that are written and deleted, and what the security groups then hold.

use serde_json::{Value, json};

use super::jit::{policy, wish};
use crate::message::Body;
use crate::scene::{PRODUCTION, Scene, assert_has_shape};

pub(super) fn machine(group: &str, name: &str) -> String {
    format!("{PRODUCTION}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}")
}

pub(super) fn port(number: u16) -> Value {
    json!({ "number": number, "protocol": "TCP", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT3H" })
}

pub(super) fn body(machines: &[(&str, Vec<Value>)]) -> String {
    let machines: Vec<Value> =
        machines.iter().map(|(id, ports)| json!({ "id": id, "ports": ports })).collect();
    json!({ "kind": "Basic", "properties": { "virtualMachines": machines } }).to_string()
}

fn put(scene: &mut Scene, path: &str, body: &str) -> Value {
    let response = scene.call("PUT", path, body);
    let answer = crate::scene::json(&response);
    assert_eq!(response.status, 200, "{answer}");
    for header in ["location", "azure-asyncoperation", "retry-after"] {
        assert_eq!(response.header(header), None);
    }
    answer
}

/// Name, priority, access, destination and port of the rules of a group, by priority.
fn rules(scene: &mut Scene, group: &str, guard: &str) -> Vec<(String, u64, String, String, String)> {
    let id = format!(
        "{PRODUCTION}/resourceGroups/{group}/providers/Microsoft.Network/networkSecurityGroups/{guard}"
    );
    let list = scene.read(&format!("{id}/securityRules"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut rules: Vec<_> = list["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| {
            let written = &rule["properties"];
            (
                text(&rule["name"]),
                written["priority"].as_u64().unwrap(),
                text(&written["access"]),
                text(&written["destinationAddressPrefix"]),
                text(&written["destinationPortRange"]),
            )
        })
        .collect();
    rules.sort_by_key(|rule| rule.1);
    rules
}

fn denied(scene: &mut Scene, group: &str, guard: &str) -> Vec<(u64, String, String)> {
    let all = rules(scene, group, guard).into_iter().filter(|rule| rule.2 == "Deny");
    all.map(|(_, priority, _, destination, port)| (priority, destination, port)).collect()
}

#[test]
fn a_new_policy_is_updating_then_succeeded_and_then_its_rules_are_there() {
    let mut scene = Scene::new();
    let path = policy("rg-edge", "westeurope", "kiosk-01");
    let id = machine("rg-edge", "kiosk-01");
    let before = denied(&mut scene, "rg-edge", "nsg-edge");
    let answer = put(&mut scene, &path, &body(&[(&id, vec![port(3389), port(5985)])]));
    let published = json!({
        "kind": "Basic",
        "properties": {
            "virtualMachines": [{ "id": id, "ports": [{ "number": 22, "protocol": "TCP", "allowedSourceAddressPrefix": "127.0.0.1",
                "maxRequestAccessDuration": "PT3H" }] }],
            "requests": [], "provisioningState": "Updating", "appendMode": false },
        "id": path, "name": "default", "type": "", "location": "" });
    assert_has_shape(&answer, &published, "PUT");
    assert_eq!(answer["id"], path);
    assert_eq!((&answer["name"], &answer["location"]), (&json!("kiosk-01"), &json!("westeurope")));
    assert_eq!(answer["type"], "Microsoft.Security/locations/jitNetworkAccessPolicies");
    assert_eq!(answer["properties"]["provisioningState"], "Updating");
    assert_eq!(answer["properties"]["virtualMachines"][0]["ports"], json!([port(3389), port(5985)]));

    scene.pass(0.9);
    assert_eq!(scene.read(&path)["properties"]["provisioningState"], "Updating");
    assert_eq!(denied(&mut scene, "rg-edge", "nsg-edge"), before);
    scene.pass(0.1);
    assert_eq!(scene.read(&path)["properties"]["provisioningState"], "Succeeded");
    let after = denied(&mut scene, "rg-edge", "nsg-edge");
    let lowest = before[0].0;
    assert_eq!(
        after[..2],
        [(lowest - 2, "10.20.0.20".into(), "5985".into()), (lowest - 1, "10.20.0.20".into(), "3389".into())]
    );
    assert_eq!(after[2..], before[..]);
    let written = rules(&mut scene, "rg-edge", "nsg-edge");
    let (name, ..) = written.iter().find(|rule| rule.4 == "5985").unwrap();
    let tail = name.strip_prefix("MicrosoftDefenderForCloud-JITRule_").unwrap();
    let (number, hex) = tail.rsplit_once('_').unwrap();
    assert!(number.parse::<i32>().is_ok() && hex.len() == 32, "{name}");
    assert!(hex.chars().all(|c| c.is_ascii_digit() || ('A'..='F').contains(&c)), "{name}");
    assert!(written.iter().any(|rule| rule.0 == "Allow-RDP-Internet"), "people's rules stay");
}

#[test]
fn a_second_put_takes_the_place_of_the_whole_list_and_removes_what_it_wrote() {
    let mut scene = Scene::new();
    let path = policy("rg-web", "westeurope", "default");
    let (one, two) = (machine("rg-web", "web-01"), machine("rg-web", "web-02"));
    assert_eq!(denied(&mut scene, "rg-web", "nsg-web").len(), 4);
    put(&mut scene, &path, &body(&[(&one, vec![port(22)]), (&two, vec![port(8443)])]));
    scene.pass(1.0);
    let ports: Vec<_> =
        denied(&mut scene, "rg-web", "nsg-web").into_iter().map(|rule| (rule.1, rule.2)).collect();
    assert_eq!(
        ports,
        [("10.20.0.11".into(), "8443".into()), ("10.20.0.10".into(), "22".to_owned())],
        "web-03 is out, web-02 has another port, web-01 keeps its rule"
    );
    let machines = scene.read(&path)["properties"]["virtualMachines"].as_array().unwrap().len();
    assert_eq!(machines, 2);
}

#[test]
fn a_running_window_survives_an_edit_and_the_answer_does_not_tell() {
    let mut scene = Scene::new();
    let path = policy("rg-web", "westeurope", "default");
    let wanted = json!({ "number": 22, "duration": "PT1H", "allowedSourceAddressPrefix": "203.0.113.9" });
    assert_eq!(scene.post(&format!("{path}/initiate"), &wish("rg-web", "web-01", &wanted)).0, 202);
    scene.pass(4.0);
    let mut whole = scene.read(&path);
    // A client that sends back what it read sends id, name, type, location and requests as well.
    whole["properties"]["requests"] = json!([{ "made": "up" }]);
    let answer = put(&mut scene, &path, &whole.to_string());
    assert_eq!(answer["properties"]["requests"], json!([]));
    scene.pass(1.0);
    let now = scene.read(&path);
    assert_eq!(now["properties"]["requests"].as_array().unwrap().len(), 1);
    assert_eq!(now["properties"]["requests"][0]["virtualMachines"][0]["ports"][0]["status"], "Initiated");
    assert_eq!(now["properties"]["virtualMachines"], whole["properties"]["virtualMachines"]);
    let allowed = rules(&mut scene, "rg-web", "nsg-web").into_iter().filter(|rule| rule.2 == "Allow").count();
    assert_eq!(allowed, 1);
}

#[test]
fn a_machine_or_port_that_leaves_the_policy_takes_its_windows_with_it() {
    let mut scene = Scene::new();
    let path = policy("rg-web", "westeurope", "default");
    let wanted = |number: u16| json!({ "number": number, "duration": "PT1H", "allowedSourceAddressPrefix": "203.0.113.9" });
    for (name, number) in [("web-01", 22), ("web-02", 443), ("web-02", 22)] {
        let body = wish("rg-web", name, &wanted(number));
        assert_eq!(scene.post(&format!("{path}/initiate"), &body).0, 202);
    }
    // The third began a few ticks after the first.
    scene.pass(4.1);
    put(&mut scene, &path, &body(&[(&machine("rg-web", "web-02"), vec![port(22)])]));
    let now = scene.read(&path);
    let states: Vec<_> = now["properties"]["requests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|request| &request["virtualMachines"][0]["ports"][0])
        .map(|port| (port["number"].as_u64().unwrap(), port["status"].as_str().unwrap()))
        .collect();
    assert_eq!(states, [(22, "Revoked"), (443, "Revoked"), (22, "Initiated")]);
    let allowed: Vec<_> = rules(&mut scene, "rg-web", "nsg-web")
        .into_iter()
        .filter(|rule| rule.2 == "Allow")
        .map(|rule| (rule.3, rule.4))
        .collect();
    assert_eq!(allowed, [("10.20.0.11".to_owned(), "22".to_owned())]);
    let world = scene.world.to_json();
    assert!(crate::World::from_json(&world).is_ok(), "the world can be read back with such requests");
}

#[test]
fn deleting_removes_rules_and_windows_and_answers_200_then_204() {
    let mut scene = Scene::new();
    let path = policy("rg-web", "westeurope", "default");
    let wanted = json!({ "number": 22, "duration": "PT1H", "allowedSourceAddressPrefix": "203.0.113.9" });
    assert_eq!(scene.post(&format!("{path}/initiate"), &wish("rg-web", "web-01", &wanted)).0, 202);
    scene.pass(4.0);
    let response = scene.call("DELETE", &path.to_uppercase().replace("API-VERSION", "api-version"), "");
    assert_eq!(response.status, 200);
    assert!(matches!(response.body, Body::Empty));
    assert_eq!((response.header("location"), response.header("azure-asyncoperation")), (None, None));
    assert_eq!(rules(&mut scene, "rg-web", "nsg-web"), []);
    assert_eq!(scene.refusal("GET", &path), (404, "JitNetworkAccessPolicyNotFound".into()));
    let again = scene.call("DELETE", &path, "");
    assert_eq!((again.status, matches!(again.body, Body::Empty)), (204, true));
}

#[test]
fn a_machine_in_two_policies_keeps_the_rules_of_the_other_one() {
    let mut scene = Scene::new();
    let (shared, own) =
        (policy("rg-plant", "northeurope", "default"), policy("rg-plant", "northeurope", "mes-01"));
    let before = denied(&mut scene, "rg-plant", "nsg-plant");
    assert_eq!(scene.call("DELETE", &own, "").status, 200);
    let mut left = before.clone();
    left.retain(|rule| rule.2 != "5986");
    assert_eq!(denied(&mut scene, "rg-plant", "nsg-plant"), left);
    assert_eq!(scene.call("DELETE", &shared, "").status, 200);
    assert_eq!(denied(&mut scene, "rg-plant", "nsg-plant"), []);
}

#[test]
fn stale_rules_of_older_names_are_cleaned_up_and_rules_of_people_are_not() {
    let mut scene = Scene::new();
    let id = format!(
        "{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/nsg-web"
    );
    let group = scene.world.security_groups.get_mut(&id.to_lowercase()).unwrap();
    let template = group.rules[0].clone();
    let mut add = |name: &str, priority: u16, access: crate::world::model::Access| {
        let mut rule = template.clone();
        (rule.name, rule.priority, rule.access) = (name.into(), priority, access);
        rule.description = "ASC JIT Network Access rule for policy 'gone' of VM 'web-01'.".into();
        group.rules.push(rule);
    };
    use crate::world::model::Access::{Allow, Deny};
    add("SecurityCenter-JITRule_-12_00112233445566778899AABBCCDDEEFF", 1001, Deny);
    add("SecurityCenter-JITRule--12-00112233445566778899AABBCCDDEEFF", 101, Allow);
    add("Deny-everything-from-the-branch", 200, Deny);
    let path = policy("rg-web", "westeurope", "default");
    let same = scene.read(&path).to_string();
    let before = rules(&mut scene, "rg-web", "nsg-web").len();
    put(&mut scene, &path, &same);
    scene.pass(1.0);
    let after = rules(&mut scene, "rg-web", "nsg-web");
    assert_eq!(after.len(), before - 2);
    assert!(after.iter().any(|rule| rule.0 == "Deny-everything-from-the-branch"));
    assert!(after.iter().all(|rule| !rule.0.starts_with("SecurityCenter")));
}

#[test]
fn behind_a_firewall_ports_are_mapped_and_no_rules_are_written() {
    let mut scene = Scene::new();
    let path = policy("rg-edge", "westeurope", "fw-app-01");
    let mut entry = json!({ "id": machine("rg-edge", "fw-app-01"), "ports": [port(5986)], "publicIpAddress": "192.0.2.250" });
    let whole =
        |entry: &Value| json!({ "kind": "Basic", "properties": { "virtualMachines": [entry] } }).to_string();
    let before = denied(&mut scene, "rg-edge", "nsg-edge");
    let answer = put(&mut scene, &path, &whole(&entry));
    assert_eq!(answer["properties"]["virtualMachines"][0]["publicIpAddress"], "192.0.2.250");
    scene.pass(1.0);
    assert_eq!(denied(&mut scene, "rg-edge", "nsg-edge"), before);
    let wanted = json!({ "number": 5986, "duration": "PT1H", "allowedSourceAddressPrefix": "203.0.113.9" });
    let (status, request) = scene.post(&format!("{path}/initiate"), &wish("rg-edge", "fw-app-01", &wanted));
    assert_eq!((status, &request["virtualMachines"][0]["ports"][0]["mappedPort"]), (202, &json!(15986)));
    entry["publicIpAddress"] = json!("192.0.2.1");
    assert_eq!(scene.call("PUT", &path, &whole(&entry)).status, 400);
}

#[test]
fn ids_and_paths_in_any_casing_mean_the_same_policy() {
    let mut scene = Scene::new();
    let path = policy("RG-WEB", "WestEurope", "DEFAULT").replace("Microsoft.Security", "MICROSOFT.SECURITY");
    let id = machine("rg-web", "WEB-01");
    let answer = put(&mut scene, &path, &body(&[(&id, vec![port(22)])]));
    assert_eq!(answer["id"], policy("rg-web", "westeurope", "default"), "the stored casing");
    assert_eq!(answer["properties"]["virtualMachines"][0]["id"], id, "as it was sent");
    scene.pass(1.0);
    assert_eq!(denied(&mut scene, "rg-web", "nsg-web").len(), 1);
}

#[test]
fn sources_are_echoed_in_the_form_in_which_they_were_sent() {
    let mut scene = Scene::new();
    let path = policy("rg-web", "westeurope", "default");
    for (field, value) in [
        ("allowedSourceAddressPrefix", json!("203.0.113.0/24")),
        ("allowedSourceAddressPrefixes", json!(["203.0.113.0/24"])),
        ("allowedSourceAddressPrefixes", json!(["203.0.113.0/24", "198.51.100.7"])),
    ] {
        let rule =
            json!({ "number": 22, "protocol": "TCP", field: value, "maxRequestAccessDuration": "PT3H" });
        let text = body(&[(&machine("rg-web", "web-01"), vec![rule.clone()])]);
        let answer = put(&mut scene, &path, &text);
        assert_eq!(answer["properties"]["virtualMachines"][0]["ports"], json!([rule]));
        assert_eq!(
            scene.read(&path)["properties"]["virtualMachines"],
            answer["properties"]["virtualMachines"]
        );
    }
}

#[test]
fn a_printed_world_with_an_open_window_goes_on_where_it_was() {
    let mut scene = Scene::new();
    let path = policy("rg-web", "westeurope", "default");
    let wanted = json!({ "number": 22, "duration": "PT1H", "allowedSourceAddressPrefix": "203.0.113.9" });
    assert_eq!(scene.post(&format!("{path}/initiate"), &wish("rg-web", "web-01", &wanted)).0, 202);
    scene.pass(4.0);
    let before = rules(&mut scene, "rg-web", "nsg-web");
    assert_eq!(before.iter().filter(|rule| rule.2 == "Allow").count(), 1);
    let mut again = Scene::of(crate::World::from_json(&scene.world.to_json()).unwrap());
    again.pass(4.0);
    assert_eq!(rules(&mut again, "rg-web", "nsg-web"), before);
    again.pass(3600.0);
    again.sign_in("admin", crate::scene::HOME);
    let after = rules(&mut again, "rg-web", "nsg-web");
    assert!(after.iter().all(|rule| rule.2 == "Deny"), "the window's rule goes at its end: {after:?}");
}
