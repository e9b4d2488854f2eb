//! Bodies as Azure sends them.

use serde_json::{Value, json};

use super::{NIC, POLICY, VM};

/// A machine with its instance view. The power state comes first here; Azure promises no order.
pub(super) fn machine(power: Option<&str>) -> Value {
    let mut statuses = vec![json!({
        "code": "ProvisioningState/succeeded", "level": "Info", "displayStatus": "Provisioning succeeded",
        "time": "2026-01-14T21:30:12.8051917+00:00"
    })];
    if let Some(power) = power {
        statuses.insert(
            0,
            json!({ "code": format!("PowerState/{power}"), "level": "Info", "displayStatus": "VM" }),
        );
    }
    json!({
        "name": "web-01", "id": VM, "type": "Microsoft.Compute/virtualMachines", "location": "westeurope",
        "tags": { "env": "prod" },
        "properties": {
            "vmId": "0f47b100-583c-48e3-a4c0-aefc2c9bbcc1",
            "hardwareProfile": { "vmSize": "Standard_D2s_v3" },
            "storageProfile": { "osDisk": { "osType": "Linux", "name": "disk", "createOption": "FromImage" }, "dataDisks": [] },
            "osProfile": { "computerName": "web-01", "adminUsername": "azureuser", "linuxConfiguration": {} },
            "networkProfile": { "networkInterfaces": [ { "id": NIC, "properties": { "deleteOption": "Detach" } } ] },
            "provisioningState": "Succeeded",
            "instanceView": { "computerName": "web-01", "osName": "ubuntu", "statuses": statuses }
        }
    })
}

/// An interface with two IP configurations; only the second is primary and has a public address.
pub(super) fn interface(public: Value) -> Value {
    json!({
        "name": "web-01-nic", "id": NIC, "location": "westeurope",
        "properties": {
            "provisioningState": "Succeeded",
            "ipConfigurations": [
                { "name": "ipconfig2", "id": format!("{NIC}/ipConfigurations/ipconfig2"),
                  "properties": { "privateIPAddress": "10.0.2.16", "privateIPAddressVersion": "IPv4", "primary": false } },
                { "name": "ipconfig1", "id": format!("{NIC}/ipConfigurations/ipconfig1"),
                  "properties": { "privateIPAddress": "10.0.2.4", "privateIPAllocationMethod": "Dynamic",
                                  "publicIPAddress": public, "primary": true, "privateIPAddressVersion": "IPv4" } }
            ],
            "primary": true
        },
        "type": "Microsoft.Network/networkInterfaces"
    })
}

pub(super) const PUBLIC: &str =
    "/subscriptions/s1/resourceGroups/RG-WEB/providers/Microsoft.Network/publicIPAddresses/web-01-ip";

/// A public address, expanded in its interface. A dynamic one has no `ipAddress` while it is not assigned.
pub(super) fn public_address(address: Option<&str>) -> Value {
    let mut properties = json!({
        "provisioningState": "Succeeded", "publicIPAddressVersion": "IPv4", "publicIPAllocationMethod": "Dynamic",
        "idleTimeoutInMinutes": 4
    });
    if let Some(address) = address {
        properties["ipAddress"] = json!(address);
    }
    json!({ "name": "web-01-ip", "id": PUBLIC, "properties": properties })
}

/// A policy as recorded: `appendMode`, `Updating`, seven digits, an id in another casing than the machine's own, the
/// unused prefix form as null.
pub(super) fn policy(requests: Value) -> Value {
    json!({
        "kind": "Basic",
        "properties": {
            "virtualMachines": [ {
                "id": VM.to_lowercase(),
                "ports": [
                    { "number": 22, "protocol": "TCP", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT3H" },
                    { "number": 3389, "protocol": "*", "allowedSourceAddressPrefix": null,
                      "allowedSourceAddressPrefixes": ["198.51.100.0/24", "203.0.113.7", "2001:db8::/32"],
                      "maxRequestAccessDuration": "P1D" },
                    { "number": 161, "protocol": "UDP", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT3H" }
                ]
            } ],
            "requests": requests,
            "provisioningState": "Updating",
            "appendMode": false
        },
        "id": POLICY, "name": "default", "type": "Microsoft.Security/locations/jitNetworkAccessPolicies",
        "location": "westeurope"
    })
}

/// One entry of `requests`.
pub(super) fn request(status: Value, reason: Value) -> Value {
    json!({
        "virtualMachines": [ { "id": VM, "ports": [ {
            "number": 22, "allowedSourceAddressPrefix": "203.0.113.9", "endTimeUtc": "2026-02-01T11:44:50.5921811Z",
            "status": status, "statusReason": reason
        } ] } ],
        "startTimeUtc": "2026-02-01T09:44:51.5874583Z", "requestor": ""
    })
}

pub(super) fn list(entries: &[Value]) -> Value {
    json!({ "value": entries })
}

pub(super) fn roles(actions: &[&str]) -> Value {
    json!({ "value": [
        { "actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": [] },
        { "actions": actions, "notActions": [] }
    ], "nextLink": null })
}
