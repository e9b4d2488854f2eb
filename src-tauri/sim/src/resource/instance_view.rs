//! The instance view: what a machine is doing now.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::stamp;
use crate::world::model::{Os, Power, VirtualMachine};

pub(super) fn view(vm: &VirtualMachine, now: Timestamp) -> Value {
    let mut view = json!({
        "hyperVGeneration": "V2",
        "disks": [{
            "name": format!("{}_OsDisk", vm.id.name()),
            "statuses": [succeeded(now)],
        }],
        "statuses": statuses(vm, now),
    });
    // Only a machine whose agent runs tells its name and system.
    if vm.is_up(now) && !vm.power_unknown {
        let (system, version) = match vm.os {
            Os::Windows => ("Windows Server 2022 Datacenter Azure Edition", "10.0.20348.2762"),
            Os::Linux => ("ubuntu", "24.04"),
        };
        view["computerName"] = json!(vm.id.name());
        view["osName"] = json!(system);
        view["osVersion"] = json!(version);
        view["vmAgent"] = json!({
            "vmAgentVersion": "2.7.41491.1172",
            "statuses": [{
                "code": "ProvisioningState/succeeded",
                "level": "Info",
                "displayStatus": "Ready",
                "message": "GuestAgent is running and processing the extensions.",
                "time": stamp::offset(now),
            }],
            "extensionHandlers": [],
        });
    }
    view
}

/// Two entries; which comes first is not promised, so it differs between machines. The power may be missing.
fn statuses(vm: &VirtualMachine, now: Timestamp) -> Value {
    let (code, display) = match vm.power {
        Power::Starting => ("PowerState/starting", "VM starting"),
        Power::Running => ("PowerState/running", "VM running"),
        Power::Stopping => ("PowerState/stopping", "VM stopping"),
        Power::Stopped => ("PowerState/stopped", "VM stopped"),
        Power::Deallocating => ("PowerState/deallocating", "VM deallocating"),
        Power::Deallocated => ("PowerState/deallocated", "VM deallocated"),
    };
    let power = json!({ "code": code, "level": "Info", "displayStatus": display });
    let provisioning = match &vm.life.failure {
        None if matches!(vm.power, Power::Starting | Power::Stopping | Power::Deallocating) => json!({
            "code": "ProvisioningState/updating",
            "level": "Info",
            "displayStatus": "Updating",
            "time": stamp::offset(vm.life.changed.unwrap_or(now)),
        }),
        None => succeeded(vm.life.changed.unwrap_or(now)),
        Some(failure) => json!({
            "code": format!("ProvisioningState/failed/{}", failure.code),
            "level": "Error",
            "displayStatus": "Provisioning failed",
            "message": failure.message,
            "time": stamp::offset(vm.life.changed.unwrap_or(now)),
        }),
    };
    if vm.power_unknown {
        json!([provisioning])
    } else if vm.id.name().len().is_multiple_of(2) {
        json!([provisioning, power])
    } else {
        json!([power, provisioning])
    }
}

fn succeeded(at: Timestamp) -> Value {
    json!({
        "code": "ProvisioningState/succeeded",
        "level": "Info",
        "displayStatus": "Provisioning succeeded",
        "time": stamp::offset(at),
    })
}
