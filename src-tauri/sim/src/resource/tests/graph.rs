//! Resource Graph.

use serde_json::{Value, json};

use crate::scene::{HOME, PRODUCTION, Scene, code};

const PATH: &str = "/providers/Microsoft.ResourceGraph/resources";

pub(super) fn ask(scene: &mut Scene, body: &Value) -> (u16, Value) {
    scene.post(PATH, &body.to_string())
}

/// Machines with their interfaces and addresses, one row per configuration.
pub(super) const INVENTORY: &str = "resources
| where type =~ 'microsoft.compute/virtualmachines'
| project id, vmKey = tolower(id), name, subscriptionId, tenantId, resourceGroup, location, zones, tags,
    osType = tostring(properties.storageProfile.osDisk.osType),
    vmSize = tostring(properties.hardwareProfile.vmSize),
    adminUser = tostring(properties.osProfile.adminUsername),
    computerName = tostring(properties.osProfile.computerName), vmGuid = tostring(properties.vmId),
    powerState = tostring(properties.extended.instanceView.powerState.code),
    nics = properties.networkProfile.networkInterfaces
| mv-expand nic = nics limit 400
| extend nicKey = tolower(tostring(nic.id)), nicPrimary = tobool(nic.properties.primary)
| project-away nics, nic
| join kind=leftouter (
    resources
    | where type =~ 'microsoft.network/networkinterfaces'
    | mv-expand ipc = properties.ipConfigurations limit 400
    | project nicKey = tolower(id),
        nicNsg = tolower(tostring(properties.networkSecurityGroup.id)),
        subnet = tolower(tostring(ipc.properties.subnet.id)),
        privateIp = tostring(ipc.properties.privateIPAddress),
        ipPrimary = tobool(ipc.properties.primary),
        pipKey = tolower(tostring(ipc.properties.publicIPAddress.id)) ) on nicKey
| join kind=leftouter (
    resources
    | where type =~ 'microsoft.network/publicipaddresses'
    | project pipKey = tolower(id), publicIp = tostring(properties.ipAddress),
        fqdn = tostring(properties.dnsSettings.fqdn), ipVersion = tostring(properties.publicIPAddressVersion) ) on pipKey
| project-away nicKey1, pipKey1
| order by vmKey asc";

fn query() -> String {
    // Line ends and indentation do not matter.
    INVENTORY.lines().map(str::trim).collect::<Vec<_>>().join("\r\n   ")
}

fn row<'v>(answer: &'v Value, name: &str) -> &'v Value {
    answer["data"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap()
}

#[test]
fn the_inventory_has_a_row_per_machine_with_its_addresses() {
    let mut scene = Scene::new();
    let (status, answer) = ask(&mut scene, &json!({ "query": query() }));
    assert_eq!(status, 200, "{answer}");
    assert_eq!((answer["totalRecords"].as_u64(), answer["count"].as_u64()), (Some(28), Some(28)));
    assert_eq!(answer["resultTruncated"], "false");
    assert!(answer.get("$skipToken").is_none());
    let web = row(&answer, "web-01");
    assert_eq!(web["resourceGroup"], "rg-web");
    assert_eq!(
        web["id"],
        format!("{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01")
    );
    assert_eq!(
        (web["publicIp"].as_str(), web["privateIp"].as_str()),
        (Some("192.0.2.10"), Some("10.20.0.10"))
    );
    assert_eq!(
        (web["osType"].as_str(), web["powerState"].as_str()),
        (Some("Linux"), Some("PowerState/running"))
    );
    assert_eq!((web["nicPrimary"].clone(), web["ipPrimary"].clone()), (Value::Null, json!(true)));
    assert_eq!(row(&answer, "files-01")["publicIp"], "");
    let keys: Vec<&str> =
        answer["data"].as_array().unwrap().iter().map(|row| row["vmKey"].as_str().unwrap()).collect();
    assert!(keys.is_sorted());
}

#[test]
fn pages_follow_the_skip_token() {
    let mut scene = Scene::new();
    let subscription = PRODUCTION.trim_start_matches("/subscriptions/").to_uppercase();
    let mut names = Vec::new();
    let mut token = Value::Null;
    loop {
        let body = json!({ "query": query(), "subscriptions": [subscription], "options": { "$top": 10, "$skipToken": token } });
        let (status, answer) = ask(&mut scene, &body);
        assert_eq!((status, answer["totalRecords"].as_u64()), (200, Some(23)));
        names.extend(answer["data"].as_array().unwrap().iter().map(|row| row["vmKey"].to_string()));
        match answer.get("$skipToken") {
            Some(next) => token = next.clone(),
            None => break,
        }
    }
    names.dedup();
    assert_eq!(names.len(), 23);
}

#[test]
fn power_is_known_late() {
    let mut scene = Scene::new();
    let path = format!(
        "{PRODUCTION}/resourceGroups/rg-build/providers/Microsoft.Compute/virtualMachines/build-agent/start"
    );
    assert_eq!(scene.post(&path, "").0, 202);
    let mut power_after = |seconds: f64| {
        scene.pass(seconds);
        let (_, answer) = ask(&mut scene, &json!({ "query": query() }));
        row(&answer, "build-agent")["powerState"].as_str().unwrap().to_owned()
    };
    assert_eq!(power_after(30.0), "PowerState/deallocated");
    assert_eq!(power_after(60.0), "PowerState/running");
}

#[test]
fn queries_and_options_are_refused_with_the_reason() {
    let mut scene = Scene::new();
    let cases = [
        (json!({}), "InvalidQuery"),
        (json!({ "query": "resources | project id, " }), "InvalidQuery"),
        (json!({ "query": "resources | parse id with * '/' name" }), "InvalidQuery"),
        (json!({ "query": query(), "options": { "$top": 0 } }), "InvalidTop"),
        (json!({ "query": query(), "options": { "$skip": -1 } }), "InvalidSkip"),
        (json!({ "query": query(), "options": { "resultFormat": "csv" } }), "InvalidResultFormat"),
        (json!({ "query": query(), "options": { "$top": 1001 } }), "InvalidTop"),
        (json!({ "query": query(), "options": { "$skipToken": "x" } }), "InvalidSkipToken"),
        (json!({ "query": query(), "subscriptions": "all" }), "InvalidSubscriptions"),
    ];
    for (body, expected) in cases {
        let (status, answer) = ask(&mut scene, &body);
        assert_eq!((status, code(&answer)), (400, "BadRequest"));
        assert_eq!(answer["error"]["details"][0]["code"], expected);
    }
}

#[test]
fn a_renewed_token_goes_on_in_the_answer_that_was_begun() {
    let mut scene = Scene::new();
    let page = |skip| json!({ "query": INVENTORY, "options": { "$top": 5, "$skip": skip } });
    assert_eq!(ask(&mut scene, &page(0)).0, 200);
    scene.sign_in("admin", HOME);
    assert_eq!((ask(&mut scene, &page(5)).0, scene.world.recent.count()), (200, 1));
    scene.sign_in("reader", HOME);
    assert_eq!(
        (ask(&mut scene, &page(5)).0, scene.world.recent.count()),
        (200, 2),
        "others see other things"
    );
}
