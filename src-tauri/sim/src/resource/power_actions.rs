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
    let version = call.request.query("api-version").unwrap_or_default().to_owned();
    let url = call.world.operations.get(&operation).map(|o| operations::url(o, &call.request.base, &version));
    let url = url.unwrap_or_default();
    let response = Response::empty(202)
        .with("location", format!("{url}&monitor=true"))
        .with("azure-asyncoperation", url);
    Ok(operations::with_retry_after(call, response))
}
