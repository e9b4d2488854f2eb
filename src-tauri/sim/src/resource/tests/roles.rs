//! Role definitions, role assignments, and what the documented least roles allow.

use serde_json::{Value, json};

use super::jit::{policy, wish};
use crate::scene::{HOME, PRODUCTION, Scene, assert_has_shape, code, message};
use crate::world::model::{Assignment, Role};

const DEFINITIONS: &str = "providers/Microsoft.Authorization/roleDefinitions";
const ASSIGNMENTS: &str = "providers/Microsoft.Authorization/roleAssignments";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const ADMIN: &str = "a0c1e2d3-0001-4f4f-8a8a-c0ffee000001";

/// A field of every entry's properties.
fn texts(list: &Value, field: &str) -> Vec<String> {
    let items = list["value"].as_array().unwrap().iter();
    items.map(|item| item["properties"][field].as_str().unwrap_or_default().to_owned()).collect()
}

/// From now on the reader holds this role alone, in a group of production.
fn only(scene: &mut Scene, role: &str, group: &str) {
    let scope = format!("{PRODUCTION}/resourceGroups/{group}");
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments = vec![Assignment { role: role.into(), scope }];
    scene.sign_in("reader", HOME);
}

#[test]
fn definitions_are_found_by_name_type_and_id() {
    let mut scene = Scene::new();
    let list = format!("{PRODUCTION}/{DEFINITIONS}?$filter");
    let found = scene.read(&format!("{list}=roleName eq 'contributor'"));
    assert_eq!(found["value"][0]["name"], CONTRIBUTOR);
    assert_eq!(found["value"][0]["id"], format!("{PRODUCTION}/{DEFINITIONS}/{CONTRIBUTOR}"));
    assert_eq!(texts(&scene.read(&format!("{list}=type eq 'CustomRole'")), "roleName"), ["JIT Requester"]);
    let all = texts(&scene.read(&format!("{list}=atScopeAndBelow()")), "roleName");
    for name in
        ["Owner", "Contributor", "Reader", "Virtual Machine Contributor", "Security Admin", "Security Reader"]
    {
        assert!(all.iter().any(|found| found == name), "{name}");
    }
    let one = scene.read(&format!("/{DEFINITIONS}/{}", CONTRIBUTOR.to_uppercase()));
    assert_eq!(one["properties"]["assignableScopes"], json!(["/"]));
    assert_eq!(one["id"], format!("/{DEFINITIONS}/{CONTRIBUTOR}"));
    let custom = scene.read(&format!("{list}=roleName eq 'JIT Requester'"));
    assert!(
        custom["value"][0]["properties"]["assignableScopes"][0]
            .as_str()
            .unwrap()
            .starts_with("/subscriptions/")
    );
    let (status, body) = scene.get(&format!("{PRODUCTION}/{DEFINITIONS}/{ADMIN}"));
    assert_eq!((status, code(&body)), (404, "RoleDefinitionDoesNotExist"));
}

#[test]
fn filters_of_other_kinds_are_refused_with_those_there_are() {
    let mut scene = Scene::new();
    let (status, body) = scene.get(&format!("{PRODUCTION}/{ASSIGNMENTS}?$filter=principalType eq 'User'"));
    assert_eq!((status, code(&body)), (400, "UnsupportedQuery"));
    assert_eq!(
        message(&body),
        "The filter 'principalType eq 'User'' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{value}' or assignedTo('{value}')'."
    );
    assert_eq!(scene.refusal("GET", &format!("{PRODUCTION}/{DEFINITIONS}?$filter=owner")).0, 400);
    assert_eq!(scene.refusal("GET", "/providers/Microsoft.Management/managementGroups/x/providers/Microsoft.Authorization/roleDefinitions"), (400, "InvalidScope".into()));
}

#[test]
fn assignments_lie_at_above_and_below_a_scope() {
    let mut scene = Scene::new();
    let group = format!("{PRODUCTION}/resourceGroups/rg-web");
    let mine = |scene: &mut Scene, path: &str| -> Vec<String> {
        let mut found = texts(&scene.read(path), "scope");
        found.sort();
        found
    };
    let whole = mine(&mut scene, &format!("{PRODUCTION}/{ASSIGNMENTS}?$filter=principalId eq '{ADMIN}'"));
    assert_eq!(whole.len(), 10);
    let at = mine(&mut scene, &format!("{group}/{ASSIGNMENTS}?$filter=atScope() and assignedTo('{ADMIN}')"));
    assert_eq!(at, [PRODUCTION.to_owned(), group.clone()]);
    let upper = group.to_uppercase();
    assert_eq!(
        mine(&mut scene, &format!("{upper}/{ASSIGNMENTS}?$filter=assignedTo('{}')", ADMIN.to_uppercase())),
        at
    );
    let everybody = scene.read(&format!("{PRODUCTION}/{ASSIGNMENTS}?$filter=atScope()"));
    assert_eq!(everybody["value"].as_array().unwrap().len(), 4);
    let first = &everybody["value"][0];
    let one = scene.read(first["id"].as_str().unwrap());
    assert_eq!(&one, first);
    let (status, body) = scene.get(&format!("{PRODUCTION}/{ASSIGNMENTS}/{ADMIN}"));
    assert_eq!((status, code(&body)), (404, "RoleAssignmentNotFound"));
}

#[test]
fn assignments_name_definitions_of_the_same_subscription() {
    let mut scene = Scene::new();
    let definitions = scene.read(&format!("{PRODUCTION}/{DEFINITIONS}"));
    let known: Vec<&str> =
        definitions["value"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    let assignments = scene.read(&format!("{PRODUCTION}/{ASSIGNMENTS}"));
    for id in texts(&assignments, "roleDefinitionId") {
        assert!(known.contains(&id.as_str()), "{id}");
    }
}

#[test]
fn shapes_are_those_of_the_published_examples() {
    let mut scene = Scene::new();
    let guid = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    let definition = json!({ "value": [{ "id": "/subscriptions/S", "name": guid, "type": "", "properties": {
        "roleName": "", "type": "", "description": "", "assignableScopes": [""],
        "permissions": [{ "actions": [""], "notActions": [] }] } }] });
    assert_has_shape(&scene.read(&format!("{PRODUCTION}/{DEFINITIONS}")), &definition, "roleDefinitions");
    let assignment = json!({ "value": [{ "id": "/subscriptions/S", "name": guid, "type": "", "properties": {
        "roleDefinitionId": "/subscriptions/S", "principalId": guid, "principalType": "", "scope": "/subscriptions/S",
        "createdOn": "2018-05-17T09:06:45.5691611Z" } }] });
    assert_has_shape(&scene.read(&format!("{PRODUCTION}/{ASSIGNMENTS}")), &assignment, "roleAssignments");
    let permissions =
        json!({ "value": [{ "actions": [""], "notActions": [], "dataActions": [], "notDataActions": [] }] });
    for scope in [
        "",
        "/resourceGroups/rg-web",
        "/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01",
    ] {
        let path = format!("{PRODUCTION}{scope}/providers/Microsoft.Authorization/permissions");
        assert_has_shape(&scene.read(&path), &permissions, &path);
    }
}

#[test]
fn assignments_are_not_changed_by_anybody() {
    let mut scene = Scene::new();
    let path = format!("{PRODUCTION}/{ASSIGNMENTS}/{CONTRIBUTOR}");
    assert_eq!(scene.refusal("PUT", &path), (403, "AuthorizationFailed".into()));
    only(&mut scene, "Owner", "rg-web");
    let path = format!("{PRODUCTION}/resourceGroups/rg-web/{ASSIGNMENTS}/{CONTRIBUTOR}");
    assert_eq!(scene.refusal("PUT", &path), (400, "NotSupportedInSimulator".into()));
}

#[test]
fn the_documented_least_role_is_enough_to_ask_for_access() {
    let mut scene = Scene::new();
    scene.world.roles.push(Role {
        name: "Least".into(),
        actions: [
            "Microsoft.Compute/virtualMachines/read",
            "Microsoft.Network/networkInterfaces/*/read",
            "Microsoft.Network/publicIPAddresses/read",
            "Microsoft.Security/locations/jitNetworkAccessPolicies/*/read",
            "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action",
        ]
        .map(str::to_owned)
        .into(),
        ..Role::default()
    });
    only(&mut scene, "Least", "rg-web");
    let group = format!("{PRODUCTION}/resourceGroups/rg-web/providers");
    scene.read(&format!("{group}/Microsoft.Network/networkInterfaces/web-01-nic"));
    let path = policy("rg-web", "westeurope", "default");
    scene.read(&path);
    let port = json!({ "number": 22, "allowedSourceAddressPrefix": "203.0.113.9", "duration": "PT1H" });
    assert_eq!(scene.post(&format!("{path}/initiate"), &wish("rg-web", "web-01", &port)).0, 202);
    let machine = format!("{group}/Microsoft.Compute/virtualMachines/web-01");
    assert_eq!(scene.post(&format!("{machine}/start"), "").0, 403);
}

#[test]
fn built_in_roles_allow_what_azure_says_of_them() {
    let start = "/providers/Microsoft.Compute/virtualMachines/web-01/start";
    let port = json!({ "number": 22, "allowedSourceAddressPrefix": "203.0.113.9", "duration": "PT1H" });
    // Role, may start, may ask for access.
    let cases = [
        ("Owner", 202, 202),
        ("Contributor", 202, 202),
        ("Reader", 403, 403),
        ("Virtual Machine Contributor", 202, 403),
        ("Desktop Virtualization Power On Contributor", 202, 403),
        ("Security Reader", 403, 403),
    ];
    for (role, starting, asking) in cases {
        let mut scene = Scene::new();
        only(&mut scene, role, "rg-web");
        let group = format!("{PRODUCTION}/resourceGroups/rg-web");
        let path = format!("{}/initiate", policy("rg-web", "westeurope", "default"));
        assert_eq!(scene.post(&format!("{group}{start}"), "").0, starting, "{role} starts");
        assert_eq!(scene.post(&path, &wish("rg-web", "web-01", &port)).0, asking, "{role} asks");
    }
}
