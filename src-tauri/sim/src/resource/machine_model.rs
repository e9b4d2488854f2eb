//! A virtual machine as Compute describes it.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::stamp;
use crate::world::model::{Os, Power, VirtualMachine};

pub(super) fn provisioning_state(vm: &VirtualMachine) -> &'static str {
    match vm.power {
        _ if vm.life.failure.is_some() => "Failed",
        Power::Starting | Power::Stopping | Power::Deallocating => "Updating",
        Power::Running | Power::Stopped | Power::Deallocated => "Succeeded",
    }
}

pub(super) fn model(vm: &VirtualMachine) -> Value {
    let name = vm.id.name();
    let (os, image) = match vm.os {
        Os::Windows => (
            "Windows",
            json!({ "publisher": "MicrosoftWindowsServer", "offer": "WindowsServer", "sku": "2022-datacenter-azure-edition", "version": "latest" }),
        ),
        Os::Linux => (
            "Linux",
            json!({ "publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest" }),
        ),
    };
    let nics = vm.network_interfaces.iter().enumerate().map(|(index, id)| {
        // A single interface carries no `primary`.
        if vm.network_interfaces.len() == 1 {
            json!({ "id": id })
        } else {
            json!({ "id": id, "properties": { "primary": index == 0 } })
        }
    });
    let mut body = json!({
        "name": name,
        "id": vm.id,
        "type": "Microsoft.Compute/virtualMachines",
        "location": vm.location,
        "properties": {
            "vmId": vm_id(vm),
            "hardwareProfile": { "vmSize": vm.size },
            "storageProfile": {
                "imageReference": image,
                "osDisk": {
                    "osType": os,
                    "name": format!("{name}_OsDisk"),
                    "createOption": if vm.admin_user.is_some() { "FromImage" } else { "Attach" },
                    "caching": "ReadWrite",
                    "managedDisk": {
                        "storageAccountType": "Premium_LRS",
                        "id": format!(
                            "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Compute/disks/{name}_OsDisk",
                            vm.id.subscription(), vm.id.group()
                        ),
                    },
                    "diskSizeGB": 128,
                },
                "dataDisks": [],
            },
            "networkProfile": { "networkInterfaces": nics.collect::<Vec<_>>() },
            "provisioningState": provisioning_state(vm),
            "timeCreated": stamp::offset(created(vm)),
        },
    });
    if !vm.tags.is_empty() {
        body["tags"] = json!(vm.tags);
    }
    if !vm.zones.is_empty() {
        body["zones"] = json!(vm.zones);
    }
    if let Some(user) = &vm.admin_user {
        body["properties"]["osProfile"] = os_profile(vm, user);
    }
    body
}

fn os_profile(vm: &VirtualMachine, user: &str) -> Value {
    let mut profile = json!({
        "computerName": vm.id.name(),
        "adminUsername": user,
        "secrets": [],
        "allowExtensionOperations": true,
        "requireGuestProvisionSignal": true,
    });
    match vm.os {
        Os::Windows => {
            profile["windowsConfiguration"] =
                json!({ "provisionVMAgent": true, "enableAutomaticUpdates": true });
        }
        Os::Linux => {
            profile["linuxConfiguration"] =
                json!({ "disablePasswordAuthentication": true, "provisionVMAgent": true });
        }
    }
    profile
}

/// Some moment of the years before the worlds begin, the same each time.
fn created(vm: &VirtualMachine) -> Timestamp {
    let seconds = seed(vm) % (3 * 365 * 86_400);
    Timestamp::from_second(1_640_995_200 + i64::try_from(seconds).unwrap_or(0)).unwrap_or_default()
}

/// A GUID that stays the same for the same machine.
pub(super) fn vm_id(vm: &VirtualMachine) -> String {
    crate::dice::Dice::new(seed(vm)).guid()
}

fn seed(vm: &VirtualMachine) -> u64 {
    vm.id
        .key()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
