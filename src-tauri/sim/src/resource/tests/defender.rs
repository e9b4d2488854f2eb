//! Defender's plans and recommendations.

use serde_json::json;

use crate::scene::{HOME, PRODUCTION, Scene, assert_has_shape, code, json, message, names, request};
use crate::world::model::DefenderPlan;

const MACHINE: &str = "/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01";

fn pricings(scope: &str) -> String {
    format!("{PRODUCTION}{scope}/providers/Microsoft.Security/pricings")
}

#[test]
fn a_subscription_has_plans_in_the_published_shape() {
    let mut scene = Scene::new();
    let published = json!({ "id": "", "name": "", "type": "Microsoft.Security/pricings", "properties": {
        "pricingTier": "Standard", "subPlan": "P2", "freeTrialRemainingTime": "PT0S", "enablementTime": "2023-03-01T12:42:42.1921106Z",
        "enforce": "False", "resourcesCoverageStatus": "",
        "extensions": [{ "name": "", "isEnabled": "True" }] } });
    let servers = scene.read(&format!("{}/virtualmachines", pricings("")));
    assert_has_shape(&servers, &published, "pricing");
    assert_eq!(servers["id"], format!("{PRODUCTION}/providers/Microsoft.Security/pricings/VirtualMachines"));
    assert_eq!(servers["properties"]["subPlan"], "P2");
    assert_eq!(
        servers["properties"]["extensions"][0]["additionalExtensionProperties"],
        json!({ "ExclusionTags": "[]" })
    );
    // This list has no pages, whatever others have.
    scene.world.tempo.page = Some(3);
    let list = scene.read(&pricings(""));
    assert_eq!((names(&list)[0], names(&list).len()), ("VirtualMachines", 8));
    assert_eq!(list["value"][0], servers);
    let filtered = scene.read(&format!("{}?$filter=name in (Arm, virtualMachines)", pricings("")));
    assert_eq!(names(&filtered), ["VirtualMachines", "Arm"]);
    let refused = scene.get(&format!("{}?$filter=name eq 'Arm'", pricings("")));
    assert_eq!((refused.0, code(&refused.1)), (400, "BadRequest"));
}

#[test]
fn a_free_subscription_has_no_sub_plan() {
    let mut scene = Scene::new();
    scene.world.subscriptions[0].defender = DefenderPlan::Free;
    let free = scene.read(&format!("{}/VirtualMachines", pricings("")));
    assert_eq!(free["properties"]["pricingTier"], "Free");
    assert_eq!(free["properties"]["resourcesCoverageStatus"], "NotCovered");
    assert!(free["properties"].get("subPlan").is_none());
    scene.world.subscriptions[0].defender = DefenderPlan::P1;
    assert_eq!(scene.read(&format!("{}/VirtualMachines", pricings("")))["properties"]["subPlan"], "P1");
}

#[test]
fn a_machine_has_the_plan_of_its_subscription() {
    let mut scene = Scene::new();
    let plan = scene.read(&format!("{}/VirtualMachines", pricings(MACHINE)));
    let properties = &plan["properties"];
    assert_eq!((&properties["inherited"], &properties["subPlan"]), (&json!("True"), &json!("P2")));
    assert_eq!(properties["inheritedFrom"], PRODUCTION);
    assert!(properties.get("enforce").is_none() && properties.get("resourcesCoverageStatus").is_none());
    assert!(
        plan["id"]
            .as_str()
            .unwrap()
            .ends_with("/web-01/providers/Microsoft.Security/pricings/VirtualMachines")
    );
    assert_eq!(names(&scene.read(&pricings(MACHINE))), ["VirtualMachines"]);

    let nobody = MACHINE.replace("web-01", "web-99");
    assert_eq!(scene.refusal("GET", &pricings(&nobody)), (404, "ResourceNotFound".into()));
    assert_eq!(scene.refusal("GET", &pricings("/resourceGroups/rg-web")).0, 404);
    assert_eq!(scene.refusal("GET", &format!("{}/Moon", pricings(""))), (404, "ResourceNotFound".into()));
    assert_eq!(scene.refusal("PUT", &format!("{}/VirtualMachines", pricings(""))).0, 405);
}

#[test]
fn plans_are_read_with_the_right_to_read_plans() {
    let mut scene = Scene::new();
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments.truncate(1);
    reader.assignments[0].role = "JIT Requester".into();
    scene.sign_in("reader", HOME);
    let (status, body) = scene.get(&format!("{}/VirtualMachines", pricings("")));
    assert_eq!((status, code(&body)), (403, "AuthorizationFailed"));
    assert!(message(&body).contains("'Microsoft.Security/pricings/read'"), "{body}");
}

#[test]
fn older_versions_answer_the_fields_they_had() {
    let mut scene = Scene::new();
    let mut fields = |version: &str| {
        let mut request =
            request("GET", &format!("{}/VirtualMachines?api-version={version}", pricings("")), "");
        request.headers.push(("authorization".into(), format!("Bearer {}", scene.token)));
        let body = json(&scene.send(&request));
        body["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(fields("2018-06-01"), "freeTrialRemainingTime pricingTier subPlan");
    assert_eq!(fields("2023-01-01"), "enablementTime extensions freeTrialRemainingTime pricingTier subPlan");
    assert_eq!(
        fields("2024-01-01"),
        "enablementTime enforce extensions freeTrialRemainingTime pricingTier resourcesCoverageStatus subPlan"
    );
}
