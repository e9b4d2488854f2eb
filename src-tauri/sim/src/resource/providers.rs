//! `GET /subscriptions/{id}/providers[/{namespace}]`: which types there are, where, and in which versions.

use serde_json::{Value, json};

use super::locations;
use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;

const READ: &str = "Microsoft.Resources/subscriptions/providers/read";

struct Namespace {
    name: &'static str,
    version: &'static str,
    types: &'static [&'static str],
}

/// What is imitated here; the versions are those whose shapes the answers have.
const NAMESPACES: [Namespace; 7] = [
    Namespace {
        name: "Microsoft.Authorization",
        version: "2022-04-01",
        types: &[
            "permissions",
            "roleAssignments",
            "roleAssignmentScheduleInstances",
            "roleAssignmentScheduleRequests",
            "roleDefinitions",
            "roleEligibilityScheduleInstances",
            "roleManagementPolicyAssignments",
        ],
    },
    Namespace {
        name: "Microsoft.Compute",
        version: "2024-03-01",
        types: &[
            "virtualMachines",
            "locations",
            "locations/operations",
            "locations/virtualMachines",
            "locations/vmSizes",
        ],
    },
    Namespace { name: "Microsoft.Insights", version: "2015-04-01", types: &["eventtypes"] },
    Namespace {
        name: "Microsoft.Network",
        version: "2024-01-01",
        types: &[
            "networkInterfaces",
            "networkSecurityGroups",
            "networkSecurityGroups/securityRules",
            "publicIPAddresses",
            "virtualNetworks",
            "virtualNetworks/subnets",
            "locations",
            "locations/operations",
            "locations/operationResults",
        ],
    },
    Namespace { name: "Microsoft.ResourceGraph", version: "2022-10-01", types: &["resources"] },
    Namespace {
        name: "Microsoft.Resources",
        version: "2022-12-01",
        types: &[
            "providers",
            "resourceGroups",
            "resources",
            "subscriptions",
            "subscriptions/locations",
            "tenants",
        ],
    },
    Namespace {
        name: "Microsoft.Security",
        version: "2020-01-01",
        types: &[
            "assessments",
            "jitNetworkAccessPolicies",
            "locations",
            "locations/jitNetworkAccessPolicies",
            "pricings",
        ],
    },
];

pub(super) fn list_all(call: &mut Call<'_>) -> Answer {
    let scope = enter(call, "GET")?;
    let items = NAMESPACES.iter().map(|namespace| view(namespace, scope.as_deref())).collect();
    list(call, items)
}

pub(super) fn one(call: &mut Call<'_>) -> Answer {
    let scope = enter(call, "GET")?;
    let namespace = found(call)?;
    Ok(Response::json(200, view(namespace, scope.as_deref())))
}

/// Everything is registered already.
pub(super) fn register(call: &mut Call<'_>) -> Answer {
    let scope = enter(call, "POST")?;
    let namespace = found(call)?;
    if let Some(scope) = &scope {
        call.authorize(&format!("{}/register/action", namespace.name), scope)?;
    }
    Ok(Response::json(200, view(namespace, scope.as_deref())))
}

/// The subscription's scope; none when the tenant is asked.
fn enter(call: &Call<'_>, method: &str) -> Result<Option<String>, Refusal> {
    if call.method() != method {
        return Err(call.method_not_allowed());
    }
    if call.target.subscription().is_none() {
        return Ok(None);
    }
    let subscription = call.check_subscription()?;
    let scope = format!("/subscriptions/{subscription}");
    if !call.caller.sees_subscription(&subscription) {
        call.authorize(READ, &scope)?;
    }
    Ok(Some(scope))
}

fn found(call: &Call<'_>) -> Result<&'static Namespace, Refusal> {
    let asked = call.target.namespace().unwrap_or_default();
    NAMESPACES.iter().find(|namespace| namespace.name.eq_ignore_ascii_case(asked)).ok_or_else(|| {
        let message = format!("The resource namespace '{asked}' is invalid.");
        Refusal::new(404, "InvalidResourceNamespace", message)
    })
}

fn view(namespace: &Namespace, scope: Option<&str>) -> Value {
    let types = namespace.types.iter().map(|name| {
        let everywhere = matches!(namespace.name, "Microsoft.Compute" | "Microsoft.Network");
        json!({
            "resourceType": name,
            "locations": if everywhere { locations::display_names() } else { Vec::new() },
            "apiVersions": [namespace.version],
            "defaultApiVersion": namespace.version,
            "capabilities": "None",
        })
    });
    json!({
        "id": format!("{}/providers/{}", scope.unwrap_or_default(), namespace.name),
        "namespace": namespace.name,
        "resourceTypes": types.collect::<Vec<_>>(),
        "registrationState": "Registered",
        "registrationPolicy": "RegistrationRequired",
    })
}
