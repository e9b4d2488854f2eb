//! Our bodies have the fields and types of the published examples.

use serde_json::{Value, json};

use super::jit::{policy, wish};
use crate::scene::{PRODUCTION, Scene, assert_has_shape};

fn check(path: &str, published: &Value) {
    let ours = Scene::new().read(path);
    assert_has_shape(&ours, published, path);
}

#[test]
fn tenants_and_subscriptions() {
    check(
        "/tenants",
        &json!({ "value": [{ "id": "", "tenantId": "", "countryCode": "", "displayName": "", "domains": [""],
            "tenantCategory": "", "defaultDomain": "", "tenantType": "" }] }),
    );
    check(
        "/subscriptions",
        &json!({ "value": [{ "id": "", "subscriptionId": "", "tenantId": "", "displayName": "", "state": "",
            "subscriptionPolicies": { "locationPlacementId": "", "quotaId": "", "spendingLimit": "" },
            "authorizationSource": "", "managedByTenants": [] }] }),
    );
    check(
        &format!("{PRODUCTION}/locations"),
        &json!({ "value": [{ "id": "", "name": "", "type": "", "displayName": "", "regionalDisplayName": "", "metadata": {} }] }),
    );
}

#[test]
fn virtual_machines() {
    let machine =
        format!("{PRODUCTION}/resourceGroups/rg-db/providers/Microsoft.Compute/virtualMachines/db-01");
    check(
        &machine,
        &json!({ "name": "", "id": "", "type": "", "location": "", "tags": {}, "properties": { "vmId": "",
            "hardwareProfile": { "vmSize": "" },
            "storageProfile": {
                "imageReference": { "publisher": "", "offer": "", "sku": "", "version": "" },
                "osDisk": { "osType": "", "name": "", "createOption": "", "caching": "",
                    "managedDisk": { "storageAccountType": "", "id": "" }, "diskSizeGB": 0 },
                "dataDisks": [] },
            "osProfile": { "computerName": "", "adminUsername": "", "secrets": [],
                "windowsConfiguration": { "provisionVMAgent": true, "enableAutomaticUpdates": false } },
            "networkProfile": { "networkInterfaces": [{ "id": "" }] },
            "provisioningState": "", "timeCreated": "2021-06-27T01:02:38.3138469+00:00" } }),
    );
    check(
        &format!("{machine}/instanceView"),
        &json!({ "computerName": "", "osName": "", "osVersion": "",
            "vmAgent": { "vmAgentVersion": "",
                "statuses": [{ "code": "", "level": "", "displayStatus": "", "message": "", "time": "" }], "extensionHandlers": [] },
            "disks": [{ "name": "", "statuses": [{ "code": "", "level": "", "displayStatus": "", "time": "" }] }],
            "hyperVGeneration": "",
            "statuses": [{ "code": "", "level": "", "displayStatus": "" }] }),
    );
}

#[test]
fn network_resources() {
    let network = format!("{PRODUCTION}/resourceGroups/rg-plant/providers/Microsoft.Network");
    check(
        &format!("{network}/networkInterfaces/scada-01-nic"),
        &json!({ "name": "", "id": "", "location": "", "type": "", "properties": { "provisioningState": "",
            "ipConfigurations": [{ "name": "", "id": "", "properties": { "provisioningState": "", "privateIPAddress": "",
                "privateIPAllocationMethod": "", "publicIPAddress": { "id": "" }, "subnet": { "id": "" }, "primary": true,
                "privateIPAddressVersion": "" } }],
            "dnsSettings": { "dnsServers": [], "appliedDnsServers": [] }, "enableAcceleratedNetworking": true,
            "enableIPForwarding": false, "networkSecurityGroup": { "id": "" }, "primary": true, "virtualMachine": { "id": "" } } }),
    );
    check(
        &format!("{network}/publicIPAddresses/scada-01-ip"),
        &json!({ "name": "", "id": "", "location": "", "type": "", "properties": { "provisioningState": "",
            "publicIPAddressVersion": "", "publicIPAllocationMethod": "", "idleTimeoutInMinutes": 4, "ipTags": [],
            "ipConfiguration": { "id": "" }, "ipAddress": "" } }),
    );
    let rule = json!({ "name": "", "id": "", "properties": { "provisioningState": "", "protocol": "", "sourcePortRange": "",
        "destinationPortRange": "", "sourceAddressPrefix": "", "destinationAddressPrefix": "", "access": "", "priority": 1,
        "direction": "", "description": "" } });
    check(
        &format!("{network}/networkSecurityGroups/nsg-plant"),
        &json!({ "name": "", "id": "", "type": "", "location": "", "properties": { "provisioningState": "",
            "securityRules": [rule], "defaultSecurityRules": [rule], "networkInterfaces": [{ "id": "" }], "subnets": [{ "id": "" }] } }),
    );
}

#[test]
fn policies_requests_and_permissions() {
    let mut scene = Scene::new();
    let port = json!({ "number": 22, "allowedSourceAddressPrefix": "203.0.113.9", "endTimeUtc": "2026-02-01T09:06:45.5921811Z" });
    let request = json!({
        "virtualMachines": [{ "id": "", "ports": [{ "number": 22, "allowedSourceAddressPrefix": "", "endTimeUtc": "",
            "status": "", "statusReason": "" }] }],
        "startTimeUtc": "", "requestor": "", "justification": "" });
    let (status, ours) = scene.post(
        &format!("{}/initiate", policy("rg-web", "westeurope", "default")),
        &wish("rg-web", "web-01", &port),
    );
    assert_eq!(status, 202);
    assert_has_shape(&ours, &request, "initiate");
    assert_eq!(ours["virtualMachines"][0]["ports"][0]["endTimeUtc"], "2026-02-01T09:06:45.5921811Z");

    let published = json!({ "kind": "Basic", "properties": {
        "virtualMachines": [{ "id": "", "ports": [{ "number": 22, "protocol": "", "allowedSourceAddressPrefix": "",
            "maxRequestAccessDuration": "" }] }],
        "requests": [request], "provisioningState": "", "appendMode": false },
        "id": "", "name": "", "type": "", "location": "" });
    let ours = scene.read(&policy("rg-web", "westeurope", "default"));
    assert_has_shape(&ours, &published, "policy");

    check(
        &format!("{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Authorization/permissions"),
        &json!({ "value": [{ "actions": [""], "notActions": [], "dataActions": [], "notDataActions": [] }] }),
    );
}

#[test]
fn a_security_rule_written_read_and_listed() {
    let mut scene = Scene::new();
    let group = format!(
        "{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/nsg-web/securityRules"
    );
    let sent = json!({ "properties": { "protocol": "*", "sourceAddressPrefix": "10.0.0.0/8",
        "destinationAddressPrefix": "11.0.0.0/8", "access": "Deny", "destinationPortRange": "8080",
        "sourcePortRange": "*", "priority": 100, "direction": "Outbound" } });
    let published = json!({ "name": "", "id": "", "properties": { "provisioningState": "", "protocol": "*",
        "sourcePortRange": "*", "destinationPortRange": "8080", "sourceAddressPrefix": "10.0.0.0/8",
        "destinationAddressPrefix": "11.0.0.0/8", "access": "Deny", "priority": 100, "direction": "Outbound" } });
    let created = scene.call("PUT", &format!("{group}/rule1"), &sent.to_string());
    assert_eq!(created.status, 201);
    assert_has_shape(&crate::scene::json(&created), &published, "created rule");
    scene.pass(1.0);
    let read = scene.read(&format!("{group}/rule1"));
    assert_has_shape(&read, &published, "rule");
    for (name, value) in sent["properties"].as_object().unwrap() {
        assert_eq!(&read["properties"][name], value, "{name}");
    }
    assert_has_shape(&scene.read(&group), &json!({ "value": [published] }), "rules");
}
