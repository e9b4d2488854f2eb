//! `POST …/initiate`: asking for access.

use jiff::Timestamp;
use serde_json::Value;

use super::{jit_policies, linked, policy_body, policy_edit};
use crate::arm::{Answer, Call, Refusal};
use crate::id::ResourceId;
use crate::message::Response;
use crate::prefix::Prefix;
use crate::stamp;
use crate::world::{AskedPort, Denial};

const ACTION: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action";

pub(super) fn answer(call: &mut Call<'_>) -> Answer {
    if call.method() != "POST" {
        return Err(call.method_not_allowed());
    }
    if call.target.group().is_none() {
        return Err(call.no_such_type());
    }
    let (key, policy) = jit_policies::found(call, ACTION)?;
    let body = call.body()?;
    let asked = read_machines(call, &body, policy.id.as_str())?;
    policy_edit::check_plan(call)?;
    let justification = match body.get("justification") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(_) => return Err(Refusal::bad_request("The justification must be a text.")),
    };
    let requestor = call.caller.principal.requestor().to_owned();
    let request =
        call.world.request_access(&key, &requestor, justification, asked, call.now).map_err(|denial| {
            Refusal::bad_request(match denial {
                Denial::NotSubset => {
                    format!("The given access request is not a subset of policy '{}'", policy.id.name())
                }
                Denial::Past => "The end time of the given access request must be in the future".to_owned(),
            })
        })?;
    Ok(Response::json(202, jit_policies::request_view(&request)))
}

type Asked = Vec<(ResourceId, Vec<AskedPort>)>;

fn read_machines(call: &Call<'_>, body: &Value, policy: &str) -> Result<Asked, Refusal> {
    let machines = array(body, "virtualMachines")?;
    // The machine itself must be readable as well, not only the policy.
    let needed = "Microsoft.Compute/virtualMachines/read";
    let link = linked::Link { action: ACTION, scope: policy, needed, path: "virtualMachines.id" };
    let mut asked = Vec::new();
    for machine in machines {
        let id = machine.get("id").and_then(Value::as_str).unwrap_or_default();
        let id = linked::read(call, &link, id)?;
        let ports: Result<Vec<_>, _> =
            array(machine, "ports")?.iter().map(|port| read_port(call, port)).collect();
        asked.push((id, ports?));
    }
    Ok(asked)
}

fn read_port(call: &Call<'_>, port: &Value) -> Result<AskedPort, Refusal> {
    let number = policy_body::number(port)
        .ok_or_else(|| Refusal::bad_request("A port number from 0 to 65535 is required."))?;
    // The schema has one source per entry. Reading past a list would open the port for somebody else.
    if port.get("allowedSourceAddressPrefixes").is_some_and(|sources| !sources.is_null()) {
        return Err(Refusal::bad_request(
            "A request names one allowedSourceAddressPrefix for each port; repeat the port for several.",
        ));
    }
    let source = match port.get("allowedSourceAddressPrefix") {
        // Without a source, the address that the call comes from counts.
        None | Some(Value::Null) => call.world.egress.to_string(),
        Some(Value::String(source)) if source == "*" || Prefix::parse(source).is_some() => source.clone(),
        Some(other) => {
            let message = format!(
                "The allowedSourceAddressPrefix {other} is not an IPv4 address, a CIDR range or '*'."
            );
            return Err(Refusal::bad_request(message));
        }
    };
    Ok(AskedPort { number, source, end: read_end(call, port)? })
}

/// A time without an offset is in UTC, as the name of the field says.
fn utc(text: &str) -> Option<Timestamp> {
    let civil = || text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let at = text.parse().ok().or_else(|| civil().map(|at| at.timestamp()))?;
    Some(stamp::ticks(at))
}

/// `endTimeUtc` is what the schema says; `duration` is what the portal sends. Whether Azure has a shortest
/// window is not known, so any end in the future will do.
fn read_end(call: &Call<'_>, port: &Value) -> Result<Timestamp, Refusal> {
    let text = |name: &str| port.get(name).and_then(Value::as_str);
    if let Some(end) = text("endTimeUtc") {
        return utc(end)
            .ok_or_else(|| Refusal::bad_request(format!("The endTimeUtc '{end}' is not a UTC time.")));
    }
    let Some(duration) = text("duration") else {
        return Err(Refusal::bad_request("Each port needs an endTimeUtc."));
    };
    let length = stamp::duration(duration).ok_or_else(|| {
        Refusal::bad_request(format!("The duration '{duration}' is not an ISO 8601 duration."))
    })?;
    Ok(stamp::ticks(call.now) + length)
}

fn array<'v>(value: &'v Value, name: &str) -> Result<&'v Vec<Value>, Refusal> {
    let found = value.get(name).and_then(Value::as_array).filter(|items| !items.is_empty());
    found.ok_or_else(|| {
        Refusal::bad_request(format!("The request needs a list '{name}' with at least one entry."))
    })
}
