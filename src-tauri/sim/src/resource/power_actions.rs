//! `start`, `deallocate`, `restart` and `powerOff`.

use super::{operations, virtual_machines};
use crate::arm::{Answer, Call, Refusal};
use crate::message::Response;
use crate::world::model::VirtualMachine;
use crate::world::power::{PowerAction, PowerRefusal};

pub(super) fn answer(call: &mut Call<'_>, action: &str) -> Answer {
    let (action, permission) = match action {
        "start" => (PowerAction::Start, "start"),
        "restart" => (PowerAction::Restart, "restart"),
        "poweroff" => (PowerAction::PowerOff, "powerOff"),
        "deallocate" => (PowerAction::Deallocate, "deallocate"),
        _ => return Err(call.no_such_type()),
    };
    let action_name = format!("Microsoft.Compute/virtualMachines/{permission}/action");
    call.enter(&action_name, &virtual_machines::scope(call))?;
    let (key, vm) = virtual_machines::found(call)?;
    let action = match action {
        PowerAction::Deallocate if virtual_machines::flag(call, "hibernate")? => {
            return Err(no_hibernation(&vm));
        }
        PowerAction::PowerOff if virtual_machines::flag(call, "skipShutdown")? => PowerAction::HardOff,
        action => action,
    };
    let operation = call.world.begin_power(&key, action, call.now).map_err(|refusal| match refusal {
        PowerRefusal::Busy => Refusal::new(
            409,
            "Conflict",
            "The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests.",
        ),
        PowerRefusal::NotRunning => Refusal::new(
            409,
            "OperationNotAllowed",
            format!("Operation 'restart' is not allowed on VM '{}' since the VM is not running.", vm.id.name()),
        ),
        PowerRefusal::Impossible(failure) => Refusal::new(409, failure.code, failure.message),
    })?;
    Ok(operations::accepted(call, Response::empty(202), &operation))
}

/// No machine here was created with hibernation.
fn no_hibernation(vm: &VirtualMachine) -> Refusal {
    let message = format!(
        "The Hibernate-Deallocate Operation cannot be executed on VM '{}' because hibernation is not enabled on it.",
        vm.id.name()
    );
    Refusal::new(409, "OperationNotAllowed", message)
}
