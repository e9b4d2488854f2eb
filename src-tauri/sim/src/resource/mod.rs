//! The resources, one file each: which path leads where.

mod activity_log;
mod assessments;
mod authorization;
mod default_rules;
mod effective_rules;
mod initiate;
mod instance_view;
mod jit_policies;
mod linked;
mod locations;
mod machine_model;
mod network_interfaces;
mod operations;
mod policy_body;
mod policy_edit;
mod power_actions;
mod pricings;
mod providers;
mod public_addresses;
mod resource_graph;
mod resource_groups;
mod resources;
mod rule_body;
mod security_groups;
mod security_rules;
mod subscriptions;
mod tenants;
mod virtual_machines;
mod virtual_networks;
mod vm_sizes;
mod write_security_group;

#[cfg(test)]
mod tests;

use crate::arm::{Answer, Call, Refusal};
use crate::id::ResourceId;
use crate::world::model::VirtualMachine;
use crate::world::operation::Provider;

pub(crate) fn route(call: &mut Call<'_>) -> Answer {
    let namespace = call.target.namespace().map(str::to_owned);
    let rest: Vec<String> = call.target.rest().into_iter().map(str::to_owned).collect();
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    if matches!(call.method(), "PUT" | "DELETE") {
        let subscription = call.target.subscription().unwrap_or_default().to_owned();
        call.world.review(&subscription, call.now);
    }
    if namespace.as_deref() == Some("microsoft.authorization") {
        return authorization::answer(call, &rest);
    }
    match (namespace.as_deref(), rest.as_slice()) {
        (None, _) => top(call),
        (Some("microsoft.insights"), ["eventcategories"]) => activity_log::categories(call),
        (Some("microsoft.resourcegraph"), ["resources"]) => resource_graph::answer(call),
        (Some("microsoft.security"), ["assessments"]) => assessments::list_all(call),
        (Some("microsoft.security"), ["assessments", _]) => assessments::one(call),
        (Some("microsoft.security"), ["pricings"]) => pricings::list_all(call),
        (Some("microsoft.security"), ["pricings", _]) => pricings::one(call),
        (Some(_), []) if call.target.group().is_none() => providers::one(call),
        (Some(_), ["register"]) if call.target.group().is_none() => providers::register(call),
        _ if !call.target.is_plain() => Err(call.no_such_type()),
        (Some("microsoft.compute"), ["virtualmachines", rest @ ..]) => virtual_machines::answer(call, rest),
        (Some("microsoft.compute"), ["locations", location, "virtualmachines"]) => {
            virtual_machines::list_all(call, Some(location))
        }
        (Some("microsoft.compute"), ["locations", _, "vmsizes"]) => vm_sizes::of_location(call),
        (Some("microsoft.compute"), ["locations", _, "operations", _]) => {
            operations::status(call, Provider::Compute)
        }
        (Some("microsoft.network"), ["locations", _, "operations", _]) => {
            operations::status(call, Provider::Network)
        }
        (Some("microsoft.network"), ["locations", _, "operationresults", _]) => {
            operations::result(call, Provider::Network)
        }
        (Some("microsoft.network"), ["networkinterfaces", rest @ ..]) => {
            network_interfaces::answer(call, rest)
        }
        (Some("microsoft.network"), ["publicipaddresses", rest @ ..]) => public_addresses::answer(call, rest),
        (Some("microsoft.network"), ["networksecuritygroups", rest @ ..]) => {
            security_groups::answer(call, rest)
        }
        (Some("microsoft.network"), ["virtualnetworks", rest @ ..]) => virtual_networks::answer(call, rest),
        (Some("microsoft.insights"), ["eventtypes", "management", "values"]) => activity_log::answer(call),
        (Some("microsoft.security"), ["jitnetworkaccesspolicies"]) => jit_policies::list_all(call, None),
        (Some("microsoft.security"), ["locations", location, "jitnetworkaccesspolicies"]) => {
            jit_policies::list_all(call, Some(location))
        }
        (Some("microsoft.security"), ["locations", _, "jitnetworkaccesspolicies", _]) => {
            jit_policies::one(call)
        }
        (Some("microsoft.security"), ["locations", _, "jitnetworkaccesspolicies", _, "initiate"]) => {
            initiate::answer(call)
        }
        _ => Err(call.no_such_type()),
    }
}

fn top(call: &mut Call<'_>) -> Answer {
    let segments = call.target.segments();
    match segments.as_slice() {
        ["tenants"] => tenants::answer(call),
        ["subscriptions"] => subscriptions::list_all(call),
        ["subscriptions", _] => subscriptions::one(call),
        ["subscriptions", _, "locations"] => locations::answer(call),
        ["subscriptions", _, "resources"] | ["subscriptions", _, "resourcegroups", _, "resources"] => {
            resources::answer(call)
        }
        ["providers"] | ["subscriptions", _, "providers"] => providers::list_all(call),
        ["subscriptions", _, "resourcegroups"] => resource_groups::list_all(call),
        ["subscriptions", _, "resourcegroups", _] => resource_groups::one(call),
        _ => Err(call.no_such_type()),
    }
}

/// The machine that the scope of the path is.
fn machine_scope<'c>(call: &'c Call<'_>) -> Result<&'c VirtualMachine, Refusal> {
    let kind = "Microsoft.Compute/virtualMachines";
    let id = ResourceId::parse(&call.target.scope()).map_err(|_| call.no_such_type())?;
    if !id.kind().eq_ignore_ascii_case(kind) {
        return Err(call.no_such_type());
    }
    call.world.machines.find(&id).ok_or_else(|| Refusal::not_found(kind, id.name(), id.group()))
}
