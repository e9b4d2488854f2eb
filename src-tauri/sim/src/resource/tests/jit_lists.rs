//! Policies by their four lists, in pages, and in the shape of the published examples and the recorded traffic.

use serde_json::{Value, json};

use super::jit::{policy, wish};
use crate::scene::{BASE, PRODUCTION, Scene, assert_has_shape, json as read, names, request};

const LISTS: [(&str, usize); 5] = [
    ("/providers/Microsoft.Security", 11),
    ("/providers/Microsoft.Security/locations/westeurope", 6),
    ("/providers/Microsoft.Security/locations/West Europe", 6),
    ("/resourceGroups/RG-plant/providers/Microsoft.Security", 2),
    ("/resourceGroups/rg-plant/providers/Microsoft.Security/locations/NorthEurope", 2),
];

fn path(list: &str) -> String {
    format!("{PRODUCTION}{list}/jitNetworkAccessPolicies")
}

/// Everything that a list leads to, page by page.
fn all_pages(scene: &mut Scene, path: &str) -> Vec<Value> {
    let mut page = scene.read(path);
    let mut items = page["value"].as_array().unwrap().clone();
    while let Some(next) = page["nextLink"].as_str() {
        let mut request = request("GET", next.strip_prefix(BASE).unwrap(), "");
        request.headers.push(("authorization".into(), format!("Bearer {}", scene.token)));
        let response = scene.send(&request);
        page = read(&response);
        assert_eq!(response.status, 200, "{page}");
        items.extend(page["value"].as_array().unwrap().clone());
    }
    items
}

#[test]
fn each_list_is_the_same_in_pages_and_whole() {
    for (list, count) in LISTS {
        let mut scene = Scene::new();
        let whole = scene.read(&path(list));
        assert_eq!(names(&whole).len(), count, "{list}");
        assert!(whole.get("nextLink").is_none());
        scene.world.tempo.page = Some(1);
        assert_eq!(json!(all_pages(&mut scene, &path(list))), whole["value"], "{list}");
    }
    let mut scene = Scene::new();
    assert_eq!(
        names(&scene.read(&path("/providers/Microsoft.Security/locations/eastus"))),
        Vec::<&str>::new()
    );
    let nowhere = path("/resourceGroups/rg-none/providers/Microsoft.Security");
    assert_eq!(scene.refusal("GET", &nowhere), (404, "ResourceGroupNotFound".into()));
    assert_eq!(scene.refusal("POST", &path("/providers/Microsoft.Security")).0, 405);
}

#[test]
fn lists_have_the_shape_of_the_examples_and_of_the_recorded_traffic() {
    let mut scene = Scene::new();
    let path_of_one = policy("rg-build", "westeurope", "default");
    let port = json!({ "number": 22, "endTimeUtc": "2026-02-01T09:06:45.5921811Z", "allowedSourceAddressPrefix": "203.0.113.9" });
    assert_eq!(
        scene.post(&format!("{path_of_one}/initiate"), &wish("rg-build", "build-agent", &port)).0,
        202
    );
    scene.pass(4.0);
    let published = json!({ "value": [{
        "kind": "Basic",
        "properties": {
            "virtualMachines": [{ "id": "/subscriptions/S", "ports": [{ "number": 22, "protocol": "*",
                "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT3H" }] }],
            "requests": [{
                "virtualMachines": [{ "id": "/subscriptions/S", "ports": [{ "number": 3389,
                    "allowedSourceAddressPrefix": "192.127.0.2", "endTimeUtc": "2018-05-17T09:06:45.5691611Z",
                    "status": "Initiated", "statusReason": "UserRequested" }] }],
                "startTimeUtc": "2018-05-17T08:06:45.5691611Z", "requestor": "", "justification": "" }],
            "provisioningState": "Succeeded", "appendMode": false },
        "id": "/subscriptions/S", "name": "default", "type": "Microsoft.Security/locations/jitNetworkAccessPolicies",
        "location": "westeurope" }] });
    for list in ["", "/locations/westeurope"] {
        let list = scene.read(&path(&format!("/resourceGroups/rg-build/providers/Microsoft.Security{list}")));
        assert_has_shape(&list, &published, "list");
        let one = scene.read(&path_of_one);
        assert_eq!(list["value"], json!([one]));
        for (field, value) in [("kind", "Basic"), ("name", "default"), ("location", "westeurope")] {
            assert_eq!(one[field], value);
        }
    }
}

#[test]
fn answers_carry_the_recorded_headers_and_no_others_that_promise_something() {
    let mut scene = Scene::new();
    let one = policy("rg-web", "westeurope", "default");
    let body = scene.read(&one).to_string();
    let port = json!({ "number": 22, "duration": "PT20M" });
    let calls = [
        ("GET", path("/providers/Microsoft.Security"), String::new(), 200),
        ("PUT", one.clone(), body, 200),
        ("POST", format!("{one}/initiate"), wish("rg-web", "web-01", &port), 202),
        ("DELETE", one.clone(), String::new(), 200),
        ("DELETE", one, String::new(), 204),
    ];
    for (method, path, body, status) in calls {
        let response = scene.call(method, &path, &body);
        assert_eq!(response.status, status, "{method}");
        for header in ["location", "azure-asyncoperation", "retry-after"] {
            assert_eq!(response.header(header), None, "{method} {header}");
        }
        assert_eq!(response.header("x-ms-request-id"), Some(""), "{method}");
        assert!(response.header("x-ms-correlation-request-id").is_some_and(|id| id.len() == 36));
        let requests_left = response.header("x-ms-ratelimit-remaining-subscription-resource-requests");
        assert_eq!(requests_left, (method == "GET").then_some("749"), "{method}");
    }
    let plans = scene.call("GET", &format!("{PRODUCTION}/providers/Microsoft.Security/pricings"), "");
    assert_eq!(plans.header("x-ms-ratelimit-remaining-subscription-resource-requests"), Some("249"));
}
