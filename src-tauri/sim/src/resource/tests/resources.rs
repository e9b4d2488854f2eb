//! What tools ask before they do anything: locations, namespaces, everything in a scope.

use serde_json::json;

use crate::scene::{HOME, PRODUCTION, Scene, assert_has_shape, code, json, message, names};

#[test]
fn locations_have_the_published_shape_and_cover_the_worlds() {
    let mut scene = Scene::new();
    let list = scene.read(&format!("{PRODUCTION}/locations"));
    assert_has_shape(
        &list,
        &json!({ "value": [{ "id": "", "name": "", "type": "", "displayName": "", "regionalDisplayName": "",
            "metadata": { "regionType": "", "regionCategory": "", "geography": "", "geographyGroup": "",
                "longitude": "", "latitude": "", "physicalLocation": "", "pairedRegion": [{ "name": "", "id": "" }] } }] }),
        "locations",
    );
    let find = |name: &str| list["value"].as_array().unwrap().iter().find(|region| region["name"] == name);
    for group in scene.world.groups.iter().chain(&crate::World::fleet(500, 20, 1).groups) {
        assert!(find(&group.location).is_some(), "{}", group.location);
    }
    let east = find("eastus").unwrap();
    assert_eq!(
        (&east["displayName"], &east["regionalDisplayName"]),
        (&json!("East US"), &json!("(US) East US"))
    );
    assert_eq!(east["metadata"]["pairedRegion"][0]["id"], format!("{PRODUCTION}/locations/westus"));
    assert_eq!(east["availabilityZoneMappings"].as_array().unwrap().len(), 3);
    for region in list["value"].as_array().unwrap() {
        let paired = region["metadata"]["pairedRegion"][0]["name"].as_str().unwrap();
        assert!(find(paired).is_some(), "{paired}");
    }
}

#[test]
fn namespaces_tell_types_and_versions() {
    let mut scene = Scene::new();
    let compute = scene.read(&format!("{PRODUCTION}/providers/microsoft.compute"));
    assert_has_shape(
        &compute,
        &json!({ "id": "", "namespace": "", "registrationState": "", "registrationPolicy": "",
            "resourceTypes": [{ "resourceType": "", "locations": [""], "apiVersions": [""], "capabilities": "" }] }),
        "namespace",
    );
    assert_eq!(compute["id"], format!("{PRODUCTION}/providers/Microsoft.Compute"));
    let all = scene.read(&format!("{PRODUCTION}/providers"));
    assert!(all["value"].as_array().unwrap().contains(&compute));
    assert_eq!(
        scene.refusal("GET", &format!("{PRODUCTION}/providers/Contoso.Web")),
        (404, "InvalidResourceNamespace".into())
    );
    let registered = scene.post(&format!("{PRODUCTION}/providers/Microsoft.Compute/register"), "");
    assert_eq!(
        (registered.0, code(&registered.1)),
        (403, "AuthorizationFailed"),
        "a reader of the subscription"
    );
    let development = "/subscriptions/22e4b9a1-8d63-4f2a-87b5-1f9e3d6a0b22";
    let (status, body) = scene.post(&format!("{development}/providers/Microsoft.Compute/register"), "");
    assert_eq!((status, &body["registrationState"]), (200, &json!("Registered")));
}

#[test]
fn everything_is_listed_and_filtered() {
    let mut scene = Scene::new();
    let resources = format!("{PRODUCTION}/resources");
    let all = scene.read(&resources);
    assert_has_shape(
        &all,
        &json!({ "value": [{ "id": "", "name": "", "type": "", "location": "" }] }),
        "resources",
    );
    let mut count = |filter: &str| names(&scene.read(&format!("{resources}?$filter={filter}"))).len();
    assert_eq!(count("resourceType eq 'microsoft.compute/virtualMachines'"), 23);
    assert_eq!(
        count("resourceGroup eq 'RG-WEB' and resourceType eq 'Microsoft.Network/networkInterfaces'"),
        3
    );
    assert_eq!(count("name eq 'WEB-01'"), 1);
    assert_eq!(count("location eq 'northeurope' and resourceType eq 'Microsoft.Network/virtualNetworks'"), 4);
    assert_eq!(count("tagName eq 'owner' and tagValue eq 'web team'"), 3);
    assert_eq!(count("resourceGroup eq 'rg-web' and resourceType ne 'Microsoft.Compute/virtualMachines'"), 8);
    let (status, body) = scene.get(&format!("{resources}?$filter=substringof('web', name)"));
    assert_eq!((status, code(&body)), (400, "InvalidFilterInQueryString"));
    assert!(message(&body).contains("substringof('web', name)"));
    let group =
        scene.read(&format!("{PRODUCTION}/resourceGroups/rg-web/resources?$expand=provisioningState&$top=2"));
    assert_eq!(names(&group), ["web-01", "web-02"]);
    assert_eq!(group["value"][0]["provisioningState"], "Succeeded");
    assert_eq!(scene.refusal("GET", &format!("{resources}?$top=0")).0, 400);
}

#[test]
fn nobody_sees_what_they_may_not_read() {
    let mut scene = Scene::new();
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments.truncate(1);
    reader.assignments[0].scope =
        format!("{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01");
    scene.sign_in("reader", HOME);
    assert_eq!(names(&scene.read(&format!("{PRODUCTION}/resources"))), ["web-01"]);
}

#[test]
fn a_group_exists_or_not_without_a_body() {
    let mut scene = Scene::new();
    let head = |scene: &mut Scene, name: &str| {
        let answer = scene.call("HEAD", &format!("{PRODUCTION}/resourcegroups/{name}"), "");
        (answer.status, json(&answer))
    };
    assert_eq!(head(&mut scene, "RG-web"), (204, serde_json::Value::Null));
    assert_eq!(head(&mut scene, "none").0, 404);
}
