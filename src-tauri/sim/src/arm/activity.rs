//! What the Activity Log learns of a request: every write, deletion and action, allowed or not.

use super::Target;
use crate::message::{Body, Request, Response};
use crate::world::{Actor, Caller, Deed, Until, World};
use jiff::Timestamp;

/// Azure Resource Manager turns these away before anybody could act on them.
const NEVER_LOGGED: [&str; 6] = [
    "HttpMethodNotAllowed",
    "InvalidApiVersionParameter",
    "InvalidResourceType",
    "MissingApiVersionParameter",
    "NotFound",
    "TooManyRequests",
];

/// Records the request in its subscription's log, unless it only read.
pub(super) fn record(
    world: &mut World,
    request: &Request,
    response: &Response,
    caller: &Caller,
    correlation_id: &str,
    now: Timestamp,
) {
    if matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS") || response.status == 401 {
        return;
    }
    let error = error(response);
    if error.as_ref().is_some_and(|(code, _)| NEVER_LOGGED.contains(&code.as_str())) {
        return;
    }
    let target = Target::parse(&request.path);
    let known = target.subscription().and_then(|id| world.subscription(id));
    let (Some(subscription), Some(named)) = (known, name(&request.method, &target)) else { return };
    let subscription = subscription.id.clone();
    let until = until(world, &named.operation, response, now);
    let deed = Deed {
        subscription,
        operation: named.operation,
        resource: named.resource,
        actor: Actor::of(&caller.principal, &caller.tenant),
        method: request.method.clone(),
        correlation_id: correlation_id.to_owned(),
        client_request_id: request.header("x-ms-client-request-id").map(str::to_owned),
        status: response.status,
        began: response.status != 403,
        error: error.map(|(_, body)| body),
        until,
    };
    world.log_deed(deed, now);
}

struct Named {
    operation: String,
    resource: String,
}

/// The operation and the resource that a path means, both without the action's name in the resource.
fn name(method: &str, target: &Target) -> Option<Named> {
    let parts = target.names();
    let verb = match method {
        "PUT" | "PATCH" => "write",
        "DELETE" => "delete",
        _ => "action",
    };
    let Some(namespace) = target.namespace_as_written() else {
        let group = target.is_group().then(|| target.scope())?;
        return Some(Named {
            operation: crate::world::operation_name(&format!(
                "Microsoft.Resources/subscriptions/resourceGroups/{verb}"
            )),
            resource: group,
        });
    };
    // A dry run and a query change nothing.
    let last = parts.last().copied().unwrap_or_default().to_lowercase();
    if namespace.eq_ignore_ascii_case("Microsoft.ResourceGraph") || (verb == "action" && last == "validate") {
        return None;
    }
    let (on, action) = if verb == "action" {
        parts.split_last().map(|(last, on)| (on, Some(*last)))?
    } else {
        (parts.as_slice(), None)
    };
    let types: Vec<&str> = on.iter().step_by(2).copied().chain(action).collect();
    let operation = crate::world::operation_name(&format!("{namespace}/{}/{verb}", types.join("/")));
    let mut resource = format!("{}/providers/{namespace}", target.scope());
    for part in on {
        resource.push('/');
        resource.push_str(part);
    }
    Some(Named { operation, resource })
}

/// Work that goes on after the answer ends with its operation, or when just-in-time access takes effect.
fn until(world: &World, operation: &str, response: &Response, now: Timestamp) -> Option<Until> {
    if response.status >= 400 {
        return None;
    }
    let link = response.header("azure-asyncoperation").or_else(|| response.header("location"));
    if let Some(link) = link {
        let path = link.split('?').next().unwrap_or_default();
        return path.rsplit('/').next().map(|id| Until::Operation(id.to_owned()));
    }
    (operation.ends_with("/initiate/action")).then(|| Until::Moment(now + world.tempo.jit))
}

/// Code and body of an error.
fn error(response: &Response) -> Option<(String, String)> {
    let Body::Json(body) = &response.body else { return None };
    let code = body.get("error")?.get("code")?.as_str()?;
    Some((code.to_owned(), body.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_operations_in_azures_spelling() {
        let cases = [
            (
                "POST",
                "/subscriptions/S/resourceGroups/G/providers/MICROSOFT.COMPUTE/virtualmachines/vm/START",
                "Microsoft.Compute/virtualMachines/start/action",
                "/subscriptions/S/resourceGroups/G/providers/MICROSOFT.COMPUTE/virtualmachines/vm",
            ),
            (
                "PUT",
                "/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/networkSecurityGroups/n/securityRules/r",
                "Microsoft.Network/networkSecurityGroups/securityRules/write",
                "/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/networkSecurityGroups/n/securityRules/r",
            ),
            (
                "DELETE",
                "/subscriptions/S/resourceGroups/G/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default",
                "Microsoft.Security/locations/jitNetworkAccessPolicies/delete",
                "/subscriptions/S/resourceGroups/G/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default",
            ),
            (
                "PUT",
                "/subscriptions/S/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/x",
                "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
                "/subscriptions/S/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/x",
            ),
            (
                "PUT",
                "/subscriptions/S/resourcegroups/G",
                "Microsoft.Resources/subscriptions/resourceGroups/write",
                "/subscriptions/S/resourcegroups/G",
            ),
        ];
        for (method, path, operation, resource) in cases {
            let named = name(method, &Target::parse(path)).unwrap();
            assert_eq!((named.operation.as_str(), named.resource.as_str()), (operation, resource));
        }
    }

    #[test]
    fn dry_runs_and_queries_have_no_name() {
        for path in [
            "/subscriptions/S/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/x/validate",
            "/subscriptions/S/providers/Microsoft.ResourceGraph/resources",
            "/subscriptions/S",
        ] {
            assert!(name("POST", &Target::parse(path)).is_none(), "{path}");
        }
    }
}
