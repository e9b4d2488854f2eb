//! What can be asked for, and how long it is remembered.

use serde_json::{Value, json};

use super::jit::policy;
use super::jit_write::machine;
use crate::scene::{HOME, PRODUCTION, Scene, message};

const START: &str = "2026-02-01T08:06:45.5691611Z";

fn entry(number: u16, source: &str) -> Value {
    json!({ "number": number, "duration": "PT1H", "allowedSourceAddressPrefix": source })
}

fn ask(scene: &mut Scene, path: &str, machines: &[(&str, Vec<Value>)]) -> (u16, Value) {
    let machines: Vec<Value> =
        machines.iter().map(|(id, ports)| json!({ "id": id, "ports": ports })).collect();
    scene.post(path, &json!({ "virtualMachines": machines }).to_string())
}

fn initiate() -> String {
    format!("{}/initiate", policy("rg-web", "westeurope", "default"))
}

/// Machine, port, source, status and reason of every entry, oldest first.
fn entries(scene: &mut Scene) -> Vec<String> {
    let read = scene.read(&policy("rg-web", "westeurope", "default"));
    let mut lines = Vec::new();
    for request in read["properties"]["requests"].as_array().unwrap() {
        for machine in request["virtualMachines"].as_array().unwrap() {
            let name = machine["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            for port in machine["ports"].as_array().unwrap() {
                let text = |field: &str| port[field].as_str().unwrap().to_owned();
                lines.push(format!(
                    "{name}:{} {} {}/{}",
                    port["number"],
                    text("allowedSourceAddressPrefix"),
                    text("status"),
                    text("statusReason")
                ));
            }
        }
    }
    lines
}

#[test]
fn one_call_asks_for_several_machines_ports_and_sources() {
    let mut scene = Scene::new();
    let (one, two) = (machine("rg-web", "web-01"), machine("rg-web", "web-02"));
    let several = vec![entry(22, "203.0.113.9"), entry(22, "198.51.100.7"), entry(443, "203.0.113.9")];
    let (status, body) =
        ask(&mut scene, &initiate(), &[(&one, vec![entry(22, "203.0.113.9")]), (&two, several)]);
    assert_eq!(status, 202, "{body}");
    assert_eq!((&body["startTimeUtc"], body.get("justification")), (&json!(START), None));
    scene.pass(4.0);
    let state = "Initiated/UserRequested";
    assert_eq!(
        entries(&mut scene),
        [
            format!("web-01:22 203.0.113.9 {state}"),
            format!("web-02:22 203.0.113.9 {state}"),
            format!("web-02:22 198.51.100.7 {state}"),
            format!("web-02:443 203.0.113.9 {state}"),
        ]
    );
    let guard = format!(
        "{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/nsg-web"
    );
    let rules = scene.read(&format!("{guard}/securityRules"));
    let allowed =
        rules["value"].as_array().unwrap().iter().filter(|rule| rule["properties"]["access"] == "Allow");
    let priorities: Vec<u64> = allowed.filter_map(|rule| rule["properties"]["priority"].as_u64()).collect();
    assert_eq!(priorities, [100, 101, 102, 103]);
}

#[test]
fn one_part_that_does_not_fit_refuses_the_whole() {
    let mut scene = Scene::new();
    let (one, two) = (machine("rg-web", "web-01"), machine("rg-web", "web-02"));
    ask(&mut scene, &initiate(), &[(&one, vec![entry(22, "203.0.113.9")])]);
    let fitting = vec![entry(22, "203.0.113.9")];
    let (status, body) =
        ask(&mut scene, &initiate(), &[(&one, fitting), (&two, vec![entry(9999, "203.0.113.9")])]);
    assert_eq!(
        (status, message(&body)),
        (400, "The given access request is not a subset of policy 'default'")
    );
    assert_eq!(
        entries(&mut scene),
        ["web-01:22 203.0.113.9 Initiating/UserRequested"],
        "nothing was revoked"
    );
}

#[test]
fn any_casing_finds_policy_and_machine_and_the_stored_one_is_echoed() {
    let mut scene = Scene::new();
    let stored =
        scene.read(&policy("rg-web", "westeurope", "default"))["properties"]["virtualMachines"][0]["id"]
            .clone();
    let path = initiate();
    for spelling in [path.to_uppercase(), path.to_lowercase()] {
        for id in [machine("rg-web", "web-01"), machine("RG-Web", "WEB-01").to_lowercase()] {
            let (status, body) = ask(&mut scene, &spelling, &[(&id, vec![entry(22, "203.0.113.9")])]);
            assert_eq!((status, &body["virtualMachines"][0]["id"]), (202, &stored), "{spelling}");
        }
    }
}

#[test]
fn the_newest_request_for_a_port_counts_whoever_asks() {
    let mut scene = Scene::new();
    let (one, two) = (machine("rg-web", "web-01"), machine("rg-web", "web-02"));
    ask(
        &mut scene,
        &initiate(),
        &[(&one, vec![entry(22, "203.0.113.9")]), (&two, vec![entry(443, "203.0.113.9")])],
    );
    scene.pass(10.0);
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments.truncate(1);
    reader.assignments[0].role = "Contributor".into();
    scene.sign_in("reader", HOME);
    // A machine that is named twice replaces what either entry names.
    let twice = [
        (one.as_str(), vec![entry(22, "198.51.100.7")]),
        (two.as_str(), vec![entry(22, "198.51.100.7")]),
        (two.as_str(), vec![entry(443, "198.51.100.7")]),
    ];
    let (status, body) = ask(&mut scene, &initiate(), &twice);
    assert_eq!((status, &body["requestor"]), (202, &json!("a0c1e2d3-0002-4f4f-8a8a-c0ffee000002")));
    scene.pass(4.0);
    assert_eq!(
        entries(&mut scene),
        [
            "web-01:22 203.0.113.9 Revoked/NewerRequestInitiated",
            "web-02:443 203.0.113.9 Revoked/NewerRequestInitiated",
            "web-01:22 198.51.100.7 Initiated/UserRequested",
            "web-02:22 198.51.100.7 Initiated/UserRequested",
            "web-02:443 198.51.100.7 Initiated/UserRequested",
        ]
    );
}

#[test]
fn ends_are_read_in_every_form_that_clients_send() {
    let one = machine("rg-web", "web-01");
    for (sent, end) in [
        ("2026-02-01T09:00:00Z", "2026-02-01T09:00:00Z"),
        ("2026-02-01T09:00:00", "2026-02-01T09:00:00Z"),
        ("2026-02-01T09:00:00.5921811", "2026-02-01T09:00:00.5921811Z"),
        ("2026-02-01T09:00:00.592181199Z", "2026-02-01T09:00:00.5921811Z"),
        ("2026-02-01T11:00:00.000000+02:00", "2026-02-01T09:00:00Z"),
    ] {
        // What names both is asked for until the time it names.
        let port = json!({ "number": 22, "endTimeUtc": sent, "duration": "PT8H" });
        let (status, body) = ask(&mut Scene::new(), &initiate(), &[(&one, vec![port])]);
        assert_eq!(
            (status, &body["virtualMachines"][0]["ports"][0]["endTimeUtc"]),
            (202, &json!(end)),
            "{sent}"
        );
    }
    for longest in ["PT3H", "PT180M", "PT2H60M", "P0DT3H"] {
        let port = json!({ "number": "22", "duration": longest });
        assert_eq!(ask(&mut Scene::new(), &initiate(), &[(&one, vec![port])]).0, 202, "{longest}");
    }
    for wrong in ["PT3H1S", "P1D", "PT0S", "-PT1H"] {
        let port = json!({ "number": 22, "duration": wrong });
        assert_eq!(ask(&mut Scene::new(), &initiate(), &[(&one, vec![port])]).0, 400, "{wrong}");
    }
}

#[test]
fn a_list_of_sources_is_refused_rather_than_read_past() {
    let one = machine("rg-web", "web-01");
    let port = json!({ "number": 22, "duration": "PT1H", "allowedSourceAddressPrefixes": ["203.0.113.9"] });
    let (status, body) = ask(&mut Scene::new(), &initiate(), &[(&one, vec![port])]);
    assert_eq!(
        (status, message(&body)),
        (400, "A request names one allowedSourceAddressPrefix for each port; repeat the port for several.")
    );
    let text = json!({ "justification": 4711, "virtualMachines": [{ "id": one, "ports": [entry(22, "203.0.113.9")] }] });
    let (status, body) = Scene::new().post(&initiate(), &text.to_string());
    assert_eq!((status, message(&body)), (400, "The justification must be a text."));
}

#[test]
fn what_is_over_is_remembered_for_thirty_days() {
    let mut scene = Scene::new();
    let one = machine("rg-web", "web-01");
    ask(&mut scene, &initiate(), &[(&one, vec![entry(22, "203.0.113.9")])]);
    let mut later = |days: f64| {
        scene.pass(days * 86_400.0);
        scene.sign_in("admin", HOME);
        entries(&mut scene)
    };
    let over = ["web-01:22 203.0.113.9 Revoked/Expired"];
    assert_eq!(later(9.0), over);
    assert_eq!(later(21.0), over, "its window closed an hour later than it began");
    assert_eq!(later(1.0), Vec::<String>::new());
}

#[test]
fn who_is_no_longer_in_the_policy_gets_no_access() {
    let mut scene = Scene::new();
    let path = policy("rg-web", "westeurope", "default");
    let two = machine("rg-web", "web-02");
    let ports = super::jit_write::body(&[(&two, vec![super::jit_write::port(22)])]);
    assert_eq!(scene.call("PUT", &path, &ports).status, 200);
    let gone =
        ask(&mut scene, &initiate(), &[(&machine("rg-web", "web-01"), vec![entry(22, "203.0.113.9")])]);
    assert_eq!(
        (gone.0, message(&gone.1)),
        (400, "The given access request is not a subset of policy 'default'")
    );
    assert_eq!(ask(&mut scene, &initiate(), &[(&two, vec![entry(22, "203.0.113.9")])]).0, 202);
}
