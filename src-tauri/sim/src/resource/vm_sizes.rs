//! The sizes that machines can have.

use serde_json::{Value, json};

use super::virtual_machines;
use crate::arm::{Answer, Call, list};

/// Name, cores, memory in MB, data disks, temporary disk in MB.
const SIZES: [(&str, u32, u32, u32, u32); 10] = [
    ("Standard_B2s", 2, 4096, 4, 8192),
    ("Standard_B2ms", 2, 8192, 4, 16384),
    ("Standard_D2s_v5", 2, 8192, 4, 0),
    ("Standard_D4s_v5", 4, 16384, 8, 0),
    ("Standard_D8s_v5", 8, 32768, 16, 0),
    ("Standard_E4s_v5", 4, 32768, 8, 0),
    ("Standard_E8s_v5", 8, 65536, 16, 0),
    ("Standard_F4s_v2", 4, 8192, 8, 32768),
    ("Standard_F8s_v2", 8, 16384, 16, 65536),
    ("Standard_NC24ads_A100_v4", 24, 225_280, 12, 65536),
];

/// `…/locations/{location}/vmSizes`.
pub(super) fn of_location(call: &mut Call<'_>) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let subscription = call.check_subscription()?;
    call.authorize("Microsoft.Compute/locations/vmSizes/read", &format!("/subscriptions/{subscription}"))?;
    all(call)
}

/// `…/virtualMachines/{vm}/vmSizes`: what the machine can become.
pub(super) fn of_machine(call: &mut Call<'_>) -> Answer {
    call.enter("Microsoft.Compute/virtualMachines/vmSizes/read", &virtual_machines::scope(call))?;
    virtual_machines::found(call)?;
    all(call)
}

fn all(call: &Call<'_>) -> Answer {
    let view = |(name, cores, memory, disks, temporary): (&str, u32, u32, u32, u32)| -> Value {
        json!({
            "name": name,
            "numberOfCores": cores,
            "osDiskSizeInMB": 1_047_552,
            "resourceDiskSizeInMB": temporary,
            "memoryInMB": memory,
            "maxDataDiskCount": disks,
        })
    };
    list(call, SIZES.map(view).into())
}
