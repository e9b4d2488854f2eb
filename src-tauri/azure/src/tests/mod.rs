//! Tests of the whole client against scripted answers. The bodies are written from the facts of Microsoft's
//! published examples and recordings: field names, types, casing, what is null and what is missing.

mod access;
mod bodies;
mod browser;
mod checking;
mod device_code;
mod hosts;
mod inventory;
mod limits;
mod look;
mod look_at;
mod managed;
mod person;
mod power;
mod proxies;
mod redeeming;
mod refusals;
mod repeats;
mod script;
mod sign_in;

use jit_core::{Code, Problem, ResourceId, VmRef};

const VM: &str = "/subscriptions/s1/resourceGroups/RG-WEB/providers/Microsoft.Compute/virtualMachines/web-01";
const NIC: &str =
    "/subscriptions/s1/resourceGroups/RG-WEB/providers/Microsoft.Network/networkInterfaces/web-01-nic";
const POLICY: &str = "/subscriptions/s1/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/\
                      jitNetworkAccessPolicies/default";

fn vm() -> VmRef {
    VmRef { id: id(VM), tenant: None, account: None }
}

fn id(text: &str) -> ResourceId {
    ResourceId::parse(text).unwrap()
}

/// Code, message, Azure's code and status of a problem.
fn told(problem: Problem) -> (Code, String, String, u16) {
    let details = problem.details.unwrap_or_default();
    (
        problem.code,
        problem.message,
        details.azure_code.unwrap_or_default(),
        details.status.unwrap_or_default(),
    )
}
