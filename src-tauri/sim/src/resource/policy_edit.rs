//! Just-in-time policies, to write and to delete.

use super::{jit_policies, linked, policy_body};
use crate::arm::{Answer, Call, Refusal};
use crate::id::ResourceId;
use crate::message::Response;
use crate::world::model::{DefenderPlan, PolicyMachine};

const WRITE: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/write";
const DELETE: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/delete";
/// The description of a security rule has no more room than this for the names of policy and machine.
const LONGEST_NAMES: usize = 56;

pub(super) fn put(call: &mut Call<'_>) -> Answer {
    let id = policy_id(call);
    call.enter(WRITE, id.as_str())?;
    let body = call.body()?;
    let entries = policy_body::machines(&body)?;
    let link = linked::Link {
        action: WRITE,
        scope: id.as_str(),
        needed: "Microsoft.Compute/virtualMachines/write",
        path: "properties.virtualMachines.id",
    };
    let ids: Result<Vec<ResourceId>, Refusal> =
        entries.iter().map(|entry| linked::read(call, &link, policy_body::machine_id(entry)?)).collect();
    let machines: Result<Vec<PolicyMachine>, Refusal> =
        entries.iter().zip(ids?).map(|(entry, id)| policy_body::machine(entry, id)).collect();
    let machines = machines?;
    check_plan(call)?;
    check_name(id.name())?;
    for (index, machine) in machines.iter().enumerate() {
        if machines[..index].iter().any(|other| other.id == machine.id) {
            let message = format!("The virtual machine '{}' is in the policy more than once.", machine.id);
            return Err(Refusal::bad_request(message));
        }
        check_machine(call, &id, machine)?;
    }
    let key = id.key();
    call.world.put_policy(&id, machines, call.now);
    let mut view = call.world.policies.get(&key).map(|policy| jit_policies::view(call.world, policy));
    if let Some(view) = &mut view {
        // The answer never tells of the requests, although they are there.
        view["properties"]["requests"] = serde_json::json!([]);
    }
    Ok(Response::json(200, view.unwrap_or_default()))
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    let id = policy_id(call);
    call.enter(DELETE, id.as_str())?;
    let existed = call.world.delete_policy(&id.key());
    Ok(Response::empty(if existed { 200 } else { 204 }))
}

/// Just-in-time access is part of Defender for Servers Plan 2.
pub(super) fn check_plan(call: &Call<'_>) -> Result<(), Refusal> {
    let subscription = call.target.subscription().and_then(|id| call.world.subscription(id));
    let plan = match subscription.map(|subscription| subscription.defender) {
        None | Some(DefenderPlan::P2) => return Ok(()),
        Some(DefenderPlan::P1) => "has Plan 1",
        Some(DefenderPlan::Free) => "has no plan",
    };
    Err(Refusal::bad_request(format!(
        "Just-in-time VM access requires Microsoft Defender for Servers Plan 2, and the subscription '{}' {plan}.",
        call.target.subscription().unwrap_or_default()
    )))
}

/// The id that the path spells, with subscription and group as they were created.
pub(super) fn policy_id(call: &Call<'_>) -> ResourceId {
    let (subscription, group) =
        (call.target.subscription().unwrap_or_default(), call.target.group().unwrap_or_default());
    let known = call.world.group(subscription, group);
    let (subscription, group) =
        known.map_or((subscription, group), |known| (&known.subscription, &known.name));
    let location = call.target.name(1).to_lowercase().replace(' ', "");
    let name = call.target.name(3);
    ResourceId::from_parts(&format!(
        "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Security/locations/{location}/jitNetworkAccessPolicies/{name}"
    ))
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.()".contains(c);
    if name.chars().all(allowed) {
        return Ok(());
    }
    Err(Refusal::new(
        400,
        "InvalidResourceName",
        format!("The policy name '{name}' is invalid: use letters, digits and the characters - _ . ( )."),
    ))
}

/// The machine exists, belongs to the policy's group and region, and has something that rules can be written into.
fn check_machine(call: &Call<'_>, policy: &ResourceId, machine: &PolicyMachine) -> Result<(), Refusal> {
    let (id, kind) = (&machine.id, "Microsoft.Compute/virtualMachines");
    let refuse =
        |what: String| Err(Refusal::bad_request(format!("The virtual machine '{}' {what}.", id.name())));
    if !id.kind().eq_ignore_ascii_case(kind) {
        return Err(Refusal::bad_request(format!("The resource '{id}' is not of the type '{kind}'.")));
    }
    let Some(vm) = call.world.machines.find(id) else {
        return Err(Refusal::not_found(kind, id.name(), id.group()));
    };
    let together = vm.id.subscription().eq_ignore_ascii_case(policy.subscription())
        && vm.id.group().eq_ignore_ascii_case(policy.group());
    if !together {
        return refuse(format!("is not in the policy's resource group '{}'", policy.group()));
    }
    let location = policy.named("locations").unwrap_or_default();
    if !vm.location.eq_ignore_ascii_case(location) {
        return refuse(format!("is in '{}' and not in the policy's location '{location}'", vm.location));
    }
    let length = policy.name().chars().count() + vm.id.name().chars().count();
    if length > LONGEST_NAMES {
        return refuse(format!(
            "and the policy '{}' have names of {length} characters together, and {LONGEST_NAMES} are allowed",
            policy.name()
        ));
    }
    if vm.network_interfaces.is_empty() {
        return refuse("has no network interface".to_owned());
    }
    let firewall = call.world.firewall_of(&id.key());
    if machine.firewall_address.is_some() && machine.firewall_address != firewall {
        return refuse("is not behind an Azure Firewall with that publicIpAddress".to_owned());
    }
    if firewall.is_none() && !call.world.is_guarded(&id.key()) {
        return refuse(
            "has no network security group, neither at its network interface nor at its subnet".to_owned(),
        );
    }
    Ok(())
}
