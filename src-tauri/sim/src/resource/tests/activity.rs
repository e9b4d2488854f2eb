//! The Activity Log, as a person who asks who did what sees it.

use serde_json::{Value, json};

use super::jit::{policy, wish};
use crate::scene::{self, BASE, HOME, PRODUCTION, Scene, assert_has_shape, request};

const LOG: &str = "providers/Microsoft.Insights/eventtypes/management/values";
const MACHINES: &str = "providers/Microsoft.Compute/virtualMachines";

/// The events since the scene began, the oldest first.
fn log(scene: &mut Scene, more: &str) -> Vec<Value> {
    let path = format!("{PRODUCTION}/{LOG}?$filter=eventTimestamp ge '2026-02-01T08:06:45Z'{more}");
    let mut events = scene.read(&path)["value"].as_array().unwrap().clone();
    events.reverse();
    events
}

/// Operation, status and sub-status of an event.
fn told(event: &Value) -> String {
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let operation = text("/operationName/value").split_once('/').unwrap_or_default().1;
    format!("{operation} {} {}", text("/status/value"), text("/subStatus/value")).trim().to_owned()
}

fn stories(events: &[Value]) -> Vec<String> {
    events.iter().map(told).collect()
}

#[test]
fn a_start_is_told_in_three_events_of_one_operation() {
    let mut scene = Scene::new();
    let machine = format!("{PRODUCTION}/resourceGroups/rg-db/{MACHINES}/db-01");
    let answer = scene.call("POST", &format!("{machine}/deallocate"), "");
    assert_eq!(answer.status, 202);
    scene.pass(179.0);
    assert_eq!(log(&mut scene, ""), Vec::<Value>::new(), "nothing is to be seen before the lag is over");
    scene.pass(10.0);
    let events = log(&mut scene, "");
    assert_eq!(
        stories(&events),
        [
            "virtualMachines/deallocate/action Started",
            "virtualMachines/deallocate/action Accepted Accepted",
            "virtualMachines/deallocate/action Succeeded OK"
        ]
    );
    for event in &events {
        assert_eq!(event["operationId"], events[0]["operationId"]);
        assert_eq!(event["correlationId"].as_str(), answer.header("x-ms-correlation-request-id"));
        assert_eq!(event["resourceId"], json!(machine));
        assert_eq!(event["caller"], "b1d2f3e4-0001-4e4e-9b9b-c0ffee000011");
    }
    let ids: std::collections::BTreeSet<&str> =
        events.iter().map(|event| event["eventDataId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 3);
    // The last one is of the moment when the machine was really down.
    assert_eq!(events[2]["eventTimestamp"], "2026-02-01T08:06:50.5691611Z");
    assert_eq!(events[2]["submissionTimestamp"], "2026-02-01T08:09:50.5691611Z");
}

#[test]
fn a_start_without_capacity_fails_when_the_operation_fails() {
    let mut scene = Scene::new();
    let failing = scene.world.machines.values().find(|vm| vm.start_failure.is_some()).unwrap().id.clone();
    assert_eq!(scene.call("POST", &format!("{failing}/start"), "").status, 202);
    scene.pass(400.0);
    let events = log(&mut scene, &format!(" and resourceUri eq '{failing}'"));
    assert_eq!(
        stories(&events),
        [
            "virtualMachines/start/action Started",
            "virtualMachines/start/action Accepted Accepted",
            "virtualMachines/start/action Failed Conflict"
        ]
    );
    assert_eq!(events[2]["level"], "Error");
    assert!(events[2]["properties"]["statusMessage"].as_str().unwrap().contains("AllocationFailed"));
}

#[test]
fn refusals_are_told_with_their_reason() {
    let mut scene = Scene::new();
    let machine = format!("{PRODUCTION}/resourceGroups/rg-db/{MACHINES}/db-01");
    scene.sign_in("reader", HOME);
    assert_eq!(scene.call("POST", &format!("{machine}/start"), "").status, 403);
    scene.pass(1.0);
    scene.sign_in("admin", HOME);
    assert_eq!(scene.call("POST", &format!("{machine}x/start"), "").status, 404);
    scene.pass(200.0);
    let events = log(&mut scene, "");
    assert_eq!(
        stories(&events),
        [
            "virtualMachines/start/action Failed Forbidden",
            "virtualMachines/start/action Started",
            "virtualMachines/start/action Failed NotFound"
        ]
    );
    assert_eq!(events[0]["caller"], "b1d2f3e4-0002-4e4e-9b9b-c0ffee000022");
    assert_eq!(events[0]["subStatus"]["localizedValue"], "Forbidden (HTTP Status Code: 403)");
    assert!(events[0]["properties"]["statusMessage"].as_str().unwrap().contains("AuthorizationFailed"));
}

#[test]
fn what_never_reached_anybody_is_not_told() {
    let mut scene = Scene::new();
    let machine = format!("{PRODUCTION}/resourceGroups/rg-db/{MACHINES}/db-01");
    assert_eq!(scene.get(&machine).0, 200);
    assert_eq!(scene.send(&request("POST", &format!("{machine}/start"), "")).status, 401);
    let mut unversioned = request("POST", &format!("{machine}/start"), "");
    unversioned.headers.push(("authorization".into(), format!("Bearer {}", scene.token)));
    assert_eq!(scene.send(&unversioned).status, 400);
    assert_eq!(
        scene.call("POST", &format!("{PRODUCTION}/providers/Microsoft.Cache/redis/x/start"), "").status,
        404
    );
    scene.pass(400.0);
    assert_eq!(stories(&log(&mut scene, "")), Vec::<String>::new());
}

#[test]
fn a_request_for_access_is_told_of_its_policy_and_by_its_correlation() {
    let mut scene = Scene::new();
    let upper =
        policy("rg-web", "westeurope", "default").to_uppercase().replace("/SUBSCRIPTIONS", "/subscriptions");
    let port = json!({ "number": 22, "allowedSourceAddressPrefix": "203.0.113.9", "duration": "PT1H" });
    let mut asked = request(
        "POST",
        &format!("{upper}/INITIATE?api-version=2020-01-01"),
        &wish("rg-web", "web-01", &port),
    );
    asked.headers.push(("authorization".into(), format!("Bearer {}", scene.token)));
    asked.headers.push(("x-ms-correlation-request-id".into(), "1e121103-0ba6-4300-ac9d-952bb5d0c80f".into()));
    asked.headers.push(("x-ms-client-request-id".into(), "27003b25-91d3-418f-8eb1-29e537dcb249".into()));
    assert_eq!(scene.send(&asked).status, 202);
    scene.pass(300.0);
    let events = log(&mut scene, " and correlationId eq '1E121103-0BA6-4300-AC9D-952BB5D0C80F'");
    let initiate = "locations/jitNetworkAccessPolicies/initiate/action";
    assert_eq!(
        stories(&events),
        [
            format!("{initiate} Started"),
            format!("{initiate} Accepted Accepted"),
            format!("{initiate} Succeeded OK")
        ]
    );
    assert_eq!(events[0]["operationName"]["localizedValue"], "Initiate JIT Network Access Policy");
    assert!(events[0]["resourceId"].as_str().unwrap().eq_ignore_ascii_case(&upper));
    assert_eq!(
        events[0]["httpRequest"],
        json!({ "clientRequestId": "27003b25-91d3-418f-8eb1-29e537dcb249", "clientIpAddress": "203.0.113.9", "method": "POST" })
    );
}

#[test]
fn rules_are_written_and_removed_by_defenders_application() {
    let mut scene = Scene::new();
    let port = json!({ "number": 22, "allowedSourceAddressPrefix": "203.0.113.9", "duration": "PT1H" });
    let path = policy("rg-web", "westeurope", "default");
    assert_eq!(scene.post(&format!("{path}/initiate"), &wish("rg-web", "web-01", &port)).0, 202);
    for _ in 0..2 {
        scene.pass(3550.0);
        scene.get("/subscriptions");
    }
    scene.sign_in("admin", HOME);
    scene.pass(200.0);
    let events = log(&mut scene, " and resourceProvider eq 'Microsoft.Network'");
    let rule = "networkSecurityGroups/securityRules";
    assert_eq!(
        stories(&events),
        [
            format!("{rule}/write Started"),
            format!("{rule}/write Accepted Created"),
            format!("{rule}/write Succeeded OK"),
            format!("{rule}/delete Started"),
            format!("{rule}/delete Accepted Accepted"),
            format!("{rule}/delete Succeeded OK"),
        ]
    );
    for event in &events {
        assert_eq!(event["caller"], "8edd93e1-2103-40b4-bd70-6e34e586362d");
        assert!(
            event["resourceId"]
                .as_str()
                .unwrap()
                .contains("/securityRules/MicrosoftDefenderForCloud-JITRule-")
        );
        assert_eq!(event["httpRequest"].get("clientIpAddress"), None);
    }
}

#[test]
fn events_have_the_fields_of_the_published_example() {
    let mut scene = Scene::new();
    let path = format!("{PRODUCTION}/{LOG}?$filter=eventTimestamp ge '2026-01-20T20:00:00Z'");
    let named = json!({ "value": "", "localizedValue": "" });
    let guid = "44ade6b4-3813-45e6-ae27-7420a95fa2f8";
    let published = json!({ "value": [{
        "authorization": { "action": "", "scope": "/subscriptions/S" }, "caller": "", "category": named,
        "claims": { "aud": "", "iss": "", "ver": "",
            "http://schemas.microsoft.com/identity/claims/tenantid": guid,
            "http://schemas.microsoft.com/identity/claims/objectidentifier": guid },
        "correlationId": guid, "description": "", "eventDataId": guid, "eventName": named,
        "httpRequest": { "clientRequestId": guid, "method": "" }, "id": "/subscriptions/S", "level": "",
        "resourceGroupName": "", "resourceId": "/subscriptions/S", "resourceProviderName": named, "resourceType": named,
        "operationId": guid, "operationName": named, "properties": { "eventCategory": "" }, "status": named,
        "subStatus": named, "eventTimestamp": "2015-01-21T22:14:26.9792776Z",
        "submissionTimestamp": "2015-01-21T22:14:39.9936304Z", "subscriptionId": guid, "tenantId": guid,
    }] });
    assert_has_shape(&scene.read(&path), &published, "values");
}

#[test]
fn a_world_begins_with_some_days_of_work_and_it_is_always_the_same() {
    let days = |scene: &mut Scene| -> Vec<Value> {
        let path = format!("{PRODUCTION}/{LOG}?$filter=eventTimestamp ge '2026-01-20T00:00:00Z'");
        let page = scene.read(&path);
        page["value"].as_array().unwrap().clone()
    };
    let (first, second) = (days(&mut Scene::new()), days(&mut Scene::new()));
    assert_eq!(first, second);
    assert_eq!(first.len(), 200, "there is more than one page");
    let times: Vec<&str> = first.iter().map(|event| event["eventTimestamp"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "the newest comes first");
    assert!(times[0] > "2026-02-01T02", "something happened lately: {}", times[0]);
    let of_defender = first.iter().filter(|event| event["caller"] == "8edd93e1-2103-40b4-bd70-6e34e586362d");
    assert!(of_defender.count() > 10);
    assert!(first.iter().any(|event| event["status"]["value"] == "Failed"));
}

#[test]
fn a_world_file_tells_of_older_work() {
    let mut world: Value = serde_json::from_str(&crate::World::contoso().to_json()).unwrap();
    let rule = format!(
        "{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/nsg-web/securityRules/Old"
    );
    world["history_days"] = json!(0);
    world["activity"] = json!([{ "at": "2026-01-10T09:00:00Z", "caller": "barbara@contoso.com", "resource": rule,
        "operation": "microsoft.network/networksecuritygroups/securityrules/write", "properties": { "ticket": "4711" } }]);
    let mut scene = Scene::of(crate::World::from_json(&world.to_string()).unwrap());
    let path = format!(
        "{PRODUCTION}/{LOG}?$filter=eventTimestamp ge '2026-01-01' and resourceProvider eq 'microsoft.network'"
    );
    let list = scene.read(&path);
    let [event] = list["value"].as_array().unwrap().as_slice() else { panic!("{list}") };
    assert_eq!(
        event["operationName"]["value"],
        "Microsoft.Network/networkSecurityGroups/securityRules/write"
    );
    assert_eq!(
        (&event["caller"], &event["properties"]["ticket"]),
        (&json!("barbara@contoso.com"), &json!("4711"))
    );
    assert_eq!(event["resourceGroupName"], "rg-web");
}

#[test]
fn pages_belong_to_one_look() {
    let mut scene = Scene::new();
    scene.world.tempo.page = Some(50);
    let path = format!("{PRODUCTION}/{LOG}?$filter=eventTimestamp ge '2026-01-20'");
    let mut page = scene.read(&path);
    let mut seen: Vec<String> = Vec::new();
    loop {
        let ids = page["value"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| event["eventDataId"].as_str().unwrap().to_owned());
        seen.extend(ids);
        let Some(next) = page["nextLink"].as_str() else { break };
        // Somebody works meanwhile; that belongs to a later look.
        let machine = format!("{PRODUCTION}/resourceGroups/rg-db/{MACHINES}/db-01");
        scene.call("POST", &format!("{machine}/restart"), "");
        scene.pass(200.0);
        let mut link = request("GET", next.strip_prefix(BASE).unwrap(), "");
        link.headers.push(("authorization".into(), format!("Bearer {}", scene.token)));
        page = scene::json(&scene.send(&link));
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all, "no event is on two pages");
    scene.world.tempo.page = Some(10_000);
    let later = scene.read(&format!("{path} and eventTimestamp le '2026-02-01T08:03:45.5691611Z'"));
    assert_eq!(later["value"].as_array().unwrap().len(), all);
}

#[test]
fn categories_are_the_same_for_everybody() {
    let list = Scene::new().read("/providers/microsoft.insights/eventcategories");
    assert_eq!(list["value"][0], json!({ "value": "Administrative", "localizedValue": "Administrative" }));
    assert_eq!(list["value"].as_array().unwrap().len(), 8);
}

#[test]
fn selection_leaves_what_was_asked_for() {
    let mut scene = Scene::new();
    let path = format!("{PRODUCTION}/{LOG}?$filter=eventTimestamp ge '2026-01-20'&$select");
    let list = scene.read(&format!("{path}=eventTimestamp , operationName,CALLER"));
    let keys: Vec<&String> = list["value"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["caller", "eventTimestamp", "operationName"]);
    let (status, body) = scene.get(&format!("{path}=colour"));
    assert_eq!(status, 400);
    assert_eq!(
        body,
        json!({ "code": "BadRequest", "message": "The property 'colour' in '$select' does not exist." })
    );
}

#[test]
fn a_filter_that_azure_lacks_is_a_bad_request_without_an_envelope() {
    let mut scene = Scene::new();
    let (status, body) = scene.get(&format!("{PRODUCTION}/{LOG}"));
    assert_eq!((status, body["code"].as_str()), (400, Some("BadRequest")));
    let (status, body) =
        scene.get(&format!("{PRODUCTION}/{LOG}?$filter=eventTimestamp ge '2026-01-20' and caller eq 'x'"));
    assert_eq!(status, 400);
    assert!(
        body["message"].as_str().unwrap().starts_with("$filter=caller eq 'x' is not supported."),
        "{body}"
    );
}

#[test]
fn everybody_sees_what_their_rights_allow() {
    let mut scene = Scene::new();
    let path = format!("{PRODUCTION}/{LOG}?$filter=eventTimestamp ge '2026-01-20'");
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments.truncate(1);
    reader.assignments[0].scope = format!("{PRODUCTION}/resourceGroups/rg-web");
    scene.sign_in("reader", HOME);
    let list = scene.read(&path);
    let events = list["value"].as_array().unwrap();
    assert!(!events.is_empty());
    assert!(
        events
            .iter()
            .all(|event| event["resourceGroupName"].as_str().unwrap().eq_ignore_ascii_case("rg-web"))
    );
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments.clear();
    scene.sign_in("reader", HOME);
    assert_eq!(scene.refusal("GET", &path), (403, "AuthorizationFailed".into()));
}

#[test]
fn an_operation_whose_place_a_newer_one_took_has_failed() {
    let mut scene = Scene::new();
    let rule = super::security_rules::path("patch-window");
    super::security_rules::put(&mut scene, "patch-window", &super::security_rules::properties());
    assert_eq!(scene.call("DELETE", &rule, "").status, 202);
    scene.pass(200.0);
    let events = log(&mut scene, &format!(" and resourceUri eq '{rule}'"));
    let ends: Vec<String> = stories(&events).into_iter().filter(|told| !told.contains("Started")).collect();
    let group = "networkSecurityGroups/securityRules";
    assert!(ends.contains(&format!("{group}/write Failed Conflict")), "{ends:?}");
    assert!(ends.contains(&format!("{group}/delete Succeeded OK")), "{ends:?}");
    assert!(!ends.contains(&format!("{group}/write Succeeded OK")), "{ends:?}");
}
