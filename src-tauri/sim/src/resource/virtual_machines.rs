//! Virtual machines: lists, one machine, its instance view and its power actions.

use serde_json::{Value, json};

pub(super) use super::machine_model::model;
use super::machine_model::{provisioning_state, vm_id};
use super::{instance_view, power_actions, vm_sizes};
use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::world::model::VirtualMachine;

const READ: &str = "Microsoft.Compute/virtualMachines/read";

pub(super) fn answer(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    match (call.method().to_owned().as_str(), rest, call.target.group().is_some()) {
        ("GET", [], _) => list_all(call, None),
        ("GET", [_], true) => one(call),
        ("GET", [_, "instanceview"], true) => view_only(call),
        ("GET", [_, "vmsizes"], true) => vm_sizes::of_machine(call),
        ("POST", [_, action], true) => power_actions::answer(call, action),
        (_, [] | [_], _) => Err(call.method_not_allowed()),
        _ => Err(call.no_such_type()),
    }
}

/// The machine the path names, by key and as stored.
pub(super) fn found(call: &Call<'_>) -> Result<(String, VirtualMachine), Refusal> {
    let name = call.target.name(1);
    let key = scope(call).to_lowercase();
    let vm = call.world.machines.get(&key).cloned();
    vm.map(|vm| (key, vm)).ok_or_else(|| {
        Refusal::not_found("Microsoft.Compute/virtualMachines", name, call.target.group().unwrap_or_default())
    })
}

/// The id that the path means, as the caller wrote it.
pub(super) fn scope(call: &Call<'_>) -> String {
    format!("{}/providers/Microsoft.Compute/virtualMachines/{}", call.target.scope(), call.target.name(1))
}

/// The machines of the subscription or group, or those of the subscription in one location.
pub(super) fn list_all(call: &mut Call<'_>, location: Option<&str>) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    call.enter_list(READ)?;
    if of_scale_set(call)? {
        return list(call, Vec::new());
    }
    let status_only = flag(call, "statusOnly")?;
    let scope = call.target.scope();
    let here =
        |vm: &VirtualMachine| location.is_none_or(|location| vm.location.eq_ignore_ascii_case(location));
    let readable = call.world.machines.below(&scope).filter(|(key, vm)| here(vm) && call.may(READ, key));
    let items = readable.map(|(_, vm)| if status_only { status(call, vm) } else { model(vm) }).collect();
    list(call, items)
}

/// The one filter there is asks for the machines of a scale set, and no machine here is one of those. An
/// `$expand=instanceView` beside it would count; without it Azure ignores it in lists.
fn of_scale_set(call: &Call<'_>) -> Result<bool, Refusal> {
    let Some(filter) = call.request.query("$filter").filter(|filter| !filter.trim().is_empty()) else {
        return Ok(false);
    };
    let mut words = filter.split_whitespace();
    let form = words.next() == Some("'virtualMachineScaleSet/id'")
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("eq"))
        && words.next().is_some_and(|id| id.starts_with('\'') && id.ends_with('\''));
    if form {
        return Ok(true);
    }
    let message = format!(
        "The $filter '{filter}' is invalid. Only machines of a scale set can be asked for: 'virtualMachineScaleSet/id' eq '/subscriptions/…'."
    );
    Err(Refusal::new(400, "InvalidParameter", message))
}

/// A parameter that is `true` or `false`; absent is `false`.
pub(super) fn flag(call: &Call<'_>, name: &str) -> Result<bool, Refusal> {
    match call.request.query(name) {
        None => Ok(false),
        Some(value) if value.eq_ignore_ascii_case("true") => Ok(true),
        Some(value) if value.eq_ignore_ascii_case("false") => Ok(false),
        Some(value) => {
            let message = format!("The value '{value}' of the parameter '{name}' is neither true nor false.");
            Err(Refusal::new(400, "InvalidParameter", message))
        }
    }
}

fn one(call: &mut Call<'_>) -> Answer {
    call.enter(READ, &scope(call))?;
    let (_, vm) = found(call)?;
    let mut body = model(&vm);
    if call.expands("instanceView") {
        body["properties"]["instanceView"] = instance_view::view(&vm, call.now);
    }
    Ok(Response::json(200, body))
}

fn view_only(call: &mut Call<'_>) -> Answer {
    call.enter("Microsoft.Compute/virtualMachines/instanceView/read", &scope(call))?;
    let (_, vm) = found(call)?;
    Ok(Response::json(200, instance_view::view(&vm, call.now)))
}

/// The run-time status alone; the model beside it is not promised.
fn status(call: &Call<'_>, vm: &VirtualMachine) -> Value {
    json!({
        "name": vm.id.name(),
        "id": vm.id,
        "type": "Microsoft.Compute/virtualMachines",
        "location": vm.location,
        "properties": {
            "vmId": vm_id(vm),
            "provisioningState": provisioning_state(vm),
            "instanceView": instance_view::view(vm, call.now),
        },
    })
}
