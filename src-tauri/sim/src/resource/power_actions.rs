//! `start`, `deallocate`, `restart` and `powerOff`.

use super::{operations, virtual_machines};
use crate::arm::{Answer, Call, Refusal};
use crate::message::Response;
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
    })?;
    Ok(operations::accepted(call, Response::empty(202), &operation))
}
