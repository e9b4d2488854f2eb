//! Defender's recommendations about management ports.

use serde_json::{Value, json};

use super::jit::policy;
use super::jit_write::{body, machine, port};
use crate::scene::{HOME, PRODUCTION, Scene, assert_has_shape, code, names};
use crate::world::model::DefenderPlan;

const JUST_IN_TIME: &str = "805651bc-6ecd-4c73-9b55-97a19d0582d0";
const CLOSED_PORTS: &str = "bc303248-3d14-44c2-96a0-55f5c326b5fe";

fn assessment(group: &str, name: &str, key: &str) -> String {
    format!("{}/providers/Microsoft.Security/assessments/{key}", machine(group, name))
}

/// What both recommendations say of a machine.
fn verdicts(scene: &mut Scene, group: &str, name: &str) -> [String; 2] {
    [JUST_IN_TIME, CLOSED_PORTS].map(|key| {
        let read = scene.read(&assessment(group, name, key));
        read["properties"]["status"]["code"].as_str().unwrap().to_owned()
    })
}

#[test]
fn what_is_recommended_follows_from_rules_and_policies() {
    let mut scene = Scene::new();
    let cases = [
        ("rg-web", "web-01", ["Healthy", "Healthy"], "protected and closed"),
        ("rg-edge", "kiosk-01", ["Unhealthy", "Unhealthy"], "open to everybody and without a policy"),
        (
            "rg-erp",
            "erp-app-01",
            ["Healthy", "Unhealthy"],
            "in a policy, and an older rule lets everybody in",
        ),
        ("rg-edge", "legacy-ftp", ["NotApplicable", "Unhealthy"], "no security group, and a Basic address"),
        ("rg-edge", "files-01", ["Healthy", "Healthy"], "no public address"),
        ("rg-edge", "fw-app-01", ["Healthy", "Healthy"], "behind an Azure Firewall"),
    ];
    for (group, name, expected, why) in cases {
        assert_eq!(verdicts(&mut scene, group, name), expected, "{name}: {why}");
    }
    scene.world.subscriptions[0].defender = DefenderPlan::P1;
    scene.pass(1800.0);
    assert_eq!(verdicts(&mut scene, "rg-edge", "kiosk-01"), ["NotApplicable", "Unhealthy"]);
    let read = scene.read(&assessment("rg-edge", "kiosk-01", JUST_IN_TIME));
    assert_eq!(read["properties"]["status"]["cause"], "PlanNotEnabled");
}

#[test]
fn bodies_have_the_published_shape() {
    let mut scene = Scene::new();
    let healthy = json!({ "id": "/subscriptions/S", "name": "21300918-b2e3-0346-785f-c77ff57d243b", "type": "Microsoft.Security/assessments",
        "properties": { "resourceDetails": { "source": "Azure", "id": "/subscriptions/S" }, "displayName": "",
            "status": { "code": "Healthy", "statusChangeDate": "2021-04-12T09:07:18.6759138Z",
                "firstEvaluationDate": "2021-04-12T09:07:18.6759138Z" } } });
    let list = scene.read(&format!("{PRODUCTION}/providers/Microsoft.Security/assessments"));
    assert_has_shape(&list, &json!({ "value": [healthy] }), "list");
    assert_eq!(list["value"].as_array().unwrap().len(), 2 * 23);
    let mut unfit = healthy;
    unfit["properties"]["status"]["cause"] = json!("OffByPolicy");
    unfit["properties"]["status"]["description"] = json!("");
    let path = assessment("RG-EDGE", "legacy-ftp", &JUST_IN_TIME.to_uppercase());
    let read = scene.read(&path);
    assert_has_shape(&read, &unfit, "one");
    assert!(list["value"].as_array().unwrap().contains(&read), "the list says the same");
    assert_eq!(read["id"].as_str().unwrap().to_lowercase(), path.to_lowercase());
    assert!(read["properties"].get("metadata").is_none());

    let expanded = scene.read(&format!("{path}?$expand=metadata,links"));
    assert_eq!(
        expanded["properties"]["metadata"]["policyDefinitionId"],
        "/providers/Microsoft.Authorization/policyDefinitions/b0f33259-77d7-4c9e-aac6-3aabcfae693c"
    );
    assert_eq!(expanded["properties"]["metadata"]["assessmentType"], "BuiltIn");
    assert!(expanded["properties"]["links"]["azurePortalUri"].is_string());
}

#[test]
fn a_machine_lists_its_own_and_what_does_not_exist_is_not_found() {
    let mut scene = Scene::new();
    let path = |name: &str| format!("{}/providers/Microsoft.Security/assessments", machine("rg-web", name));
    assert_eq!(names(&scene.read(&path("web-01"))), [JUST_IN_TIME, CLOSED_PORTS]);
    assert_eq!(scene.refusal("GET", &path("web-99")), (404, "ResourceNotFound".into()));
    assert_eq!(scene.refusal("GET", &format!("{}/{}", path("web-01"), "0".repeat(32))).0, 404);
    let whole = format!("{PRODUCTION}/providers/Microsoft.Security/assessments/{JUST_IN_TIME}");
    assert_eq!(scene.refusal("GET", &whole).0, 404, "an assessment belongs to a resource");
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments.truncate(1);
    reader.assignments[0].scope = machine("rg-web", "web-01");
    scene.sign_in("reader", HOME);
    let list = scene.read(&format!("{PRODUCTION}/providers/Microsoft.Security/assessments"));
    assert_eq!(names(&list).len(), 2, "only what may be read");
    let (status, refused) = scene.get(&assessment("rg-web", "web-02", JUST_IN_TIME));
    assert_eq!((status, code(&refused)), (403, "AuthorizationFailed"));
}

#[test]
fn a_fix_is_seen_half_an_hour_later_at_most() {
    let mut scene = Scene::new();
    let path = policy("rg-edge", "westeurope", "kiosk-01");
    let text = body(&[(&machine("rg-edge", "kiosk-01"), vec![port(3389)])]);
    // Nobody has asked Defender before; it has looked all the same.
    assert_eq!(scene.call("PUT", &path, &text).status, 200);
    scene.pass(5.0);
    let status = |scene: &mut Scene| -> Value {
        scene.read(&assessment("rg-edge", "kiosk-01", JUST_IN_TIME))["properties"]["status"].clone()
    };
    let before = status(&mut scene);
    assert_eq!(before["code"], "Unhealthy");
    assert_eq!(before["statusChangeDate"], before["firstEvaluationDate"]);
    scene.pass(1795.0);
    let after = status(&mut scene);
    assert_eq!(after["code"], "Healthy");
    assert_eq!(after["firstEvaluationDate"], before["firstEvaluationDate"]);
    assert_eq!(after["statusChangeDate"], "2026-02-01T08:36:45.5691611Z");
    assert_eq!(
        verdicts(&mut scene, "rg-edge", "kiosk-01"),
        ["Healthy", "Unhealthy"],
        "the old rule still wins"
    );
}

#[test]
fn only_a_rule_for_everybody_exposes_a_machine() {
    let cases = [
        ("*", "Unhealthy"),
        ("Internet", "Unhealthy"),
        ("0.0.0.0/0", "Unhealthy"),
        ("128.0.0.0/1", "Unhealthy"),
        ("52.0.0.0/8", "Unhealthy"),
        ("203.0.113.0/24", "Healthy"),
        ("10.0.0.0/8", "Healthy"),
        ("VirtualNetwork", "Healthy"),
    ];
    for (source, expected) in cases {
        let mut scene = Scene::new();
        let group =
            scene.world.security_groups.values_mut().find(|group| group.id.name() == "nsg-edge").unwrap();
        let rule = group.rules.iter_mut().find(|rule| rule.name == "Allow-RDP-Internet").unwrap();
        rule.sources = vec!["198.51.100.7".into(), source.into()];
        assert_eq!(verdicts(&mut scene, "rg-edge", "kiosk-01"), [expected, expected], "{source}");
    }
    // The first rule for everybody decides.
    let mut scene = Scene::new();
    let group = scene.world.security_groups.values_mut().find(|group| group.id.name() == "nsg-edge").unwrap();
    let mut deny = group.rules.iter().find(|rule| rule.name == "Allow-RDP-Internet").unwrap().clone();
    (deny.name, deny.priority, deny.access) = ("Deny-RDP".into(), 299, crate::world::model::Access::Deny);
    group.rules.push(deny);
    assert_eq!(verdicts(&mut scene, "rg-edge", "kiosk-01"), ["Healthy", "Healthy"]);
}
