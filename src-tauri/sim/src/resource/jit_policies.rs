//! Just-in-time policies: lists, one of them, and what they look like.

use serde_json::{Value, json};

use super::policy_edit;
use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::stamp;
use crate::world::World;
use crate::world::model::{AccessRequest, Policy, PolicyMachine, RequestPort, RequestStatus, StatusReason};

const READ: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/read";

/// All policies of a subscription or a group, or those of one location.
pub(super) fn list_all(call: &mut Call<'_>, location: Option<&str>) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    call.enter_list(READ)?;
    let scope = call.target.scope();
    let location = location.map(|wanted| wanted.replace(' ', ""));
    let here = |policy: &Policy| {
        location.as_ref().is_none_or(|wanted| {
            policy.id.named("locations").is_some_and(|at| at.eq_ignore_ascii_case(wanted))
        })
    };
    let readable =
        call.world.policies.below(&scope).filter(|(key, policy)| here(policy) && call.may(READ, key));
    let items = readable.map(|(_, policy)| view(call.world, policy)).collect();
    list(call, items)
}

pub(super) fn one(call: &mut Call<'_>) -> Answer {
    if call.target.group().is_none() {
        return Err(call.no_such_type());
    }
    match call.method() {
        "GET" => {
            let (_, policy) = found(call, READ)?;
            Ok(Response::json(200, view(call.world, &policy)))
        }
        "PUT" => policy_edit::put(call),
        "DELETE" => policy_edit::delete(call),
        _ => Err(call.method_not_allowed()),
    }
}

/// The policy the path names, by key and as stored, for a caller with a permission on it.
pub(super) fn found(call: &Call<'_>, action: &str) -> Result<(String, Policy), Refusal> {
    let (location, name) = (call.target.name(1), call.target.name(3));
    let id = policy_edit::policy_id(call);
    call.enter(action, id.as_str())?;
    let key = id.key();
    let policy = call.world.policies.get(&key).cloned();
    policy.map(|policy| (key, policy)).ok_or_else(|| {
        Refusal::new(
            404,
            "JitNetworkAccessPolicyNotFound",
            format!("The JIT network access policy '{name}' was not found in location '{location}'."),
        )
    })
}

pub(super) fn view(world: &World, policy: &Policy) -> Value {
    let updating = world.is_updating(&policy.id.key());
    let location = policy.id.named("locations").unwrap_or_default();
    json!({
        "kind": "Basic",
        "properties": {
            "virtualMachines": policy.machines.iter().map(machine_view).collect::<Vec<_>>(),
            "requests": policy.requests.iter().map(request_view).collect::<Vec<_>>(),
            "provisioningState": if updating { "Updating" } else { "Succeeded" },
            "appendMode": false,
        },
        "id": policy.id,
        "name": policy.id.name(),
        "type": "Microsoft.Security/locations/jitNetworkAccessPolicies",
        "location": location,
    })
}

fn machine_view(machine: &PolicyMachine) -> Value {
    let ports = machine.ports.iter().map(|rule| {
        let mut view = json!({
            "number": rule.number,
            "protocol": rule.protocol,
            "maxRequestAccessDuration": rule.max_duration,
        });
        match rule.sources.as_slice() {
            [source] if !rule.listed => view["allowedSourceAddressPrefix"] = json!(source),
            sources => view["allowedSourceAddressPrefixes"] = json!(sources),
        }
        view
    });
    let mut view = json!({ "id": machine.id, "ports": ports.collect::<Vec<_>>() });
    if let Some(address) = machine.firewall_address {
        view["publicIpAddress"] = json!(address);
    }
    view
}

pub(super) fn request_view(request: &AccessRequest) -> Value {
    let machines = request.machines.iter().map(|machine| {
        json!({ "id": machine.id, "ports": machine.ports.iter().map(port_view).collect::<Vec<_>>() })
    });
    let mut view = json!({
        "virtualMachines": machines.collect::<Vec<_>>(),
        "startTimeUtc": stamp::utc(request.start),
        "requestor": request.requestor,
    });
    if let Some(justification) = &request.justification {
        view["justification"] = json!(justification);
    }
    view
}

fn port_view(port: &RequestPort) -> Value {
    let mut view = json!({
        "number": port.number,
        "allowedSourceAddressPrefix": port.source,
        "endTimeUtc": stamp::utc(port.end),
        "status": match port.status {
            RequestStatus::Initiating => "Initiating",
            RequestStatus::Initiated => "Initiated",
            RequestStatus::Revoked => "Revoked",
        },
        "statusReason": match port.reason {
            StatusReason::UserRequested => "UserRequested",
            StatusReason::Expired => "Expired",
            StatusReason::NewerRequestInitiated => "NewerRequestInitiated",
        },
    });
    if let Some(mapped) = port.mapped_port {
        view["mappedPort"] = json!(mapped);
    }
    view
}
