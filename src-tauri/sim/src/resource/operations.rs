//! Long-running operations: their URLs, and what polling them shows.

use serde_json::{Value, json};

use crate::arm::{Answer, Call, Refusal};
use crate::message::Response;
use crate::stamp;
use crate::world::operation::{Operation, Outcome};

/// The URL lies below the subscription, not below the machine, and is kilobytes long.
pub(super) fn url(operation: &Operation, base: &str, version: &str) -> String {
    let Operation { id, subscription, location, started, blob, .. } = operation;
    let ticks = started.as_nanosecond() / 100 + 621_355_968_000_000_000;
    let (certificate, signature) = blob.split_at(blob.len() * 7 / 8);
    format!(
        "{base}/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}/operations/{id}?p={id}&api-version={version}&t={ticks}&c={certificate}&s={signature}&h={}",
        &blob[..blob.len().min(43)]
    )
}

pub(super) fn with_retry_after(call: &Call<'_>, response: Response) -> Response {
    match call.world.tempo.retry_after {
        Some(seconds) => response.with("retry-after", seconds.to_string()),
        None => response,
    }
}

pub(super) fn answer(call: &mut Call<'_>, id: &str) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let subscription = call.check_subscription()?;
    call.authorize("Microsoft.Compute/locations/operations/read", &format!("/subscriptions/{subscription}"))?;
    let known = call.world.operations.get(id).filter(|o| o.subscription.eq_ignore_ascii_case(&subscription));
    let Some(operation) = known.cloned() else {
        return Err(Refusal::new(404, "OperationNotFound", format!("The operation '{id}' was not found.")));
    };
    if call.request.query("monitor") == Some("true") {
        return monitor(call, &operation);
    }
    let mut body = json!({
        "startTime": stamp::offset(operation.started),
        "status": status(&operation.outcome),
        "name": operation.id,
    });
    if let Some(ended) = operation.ended {
        body["endTime"] = Value::String(stamp::offset(ended));
    }
    if let Outcome::Failed(failure) = &operation.outcome {
        body["error"] = json!({ "code": failure.code, "message": failure.message });
    }
    let response = Response::json(200, body);
    Ok(if operation.ended.is_none() { with_retry_after(call, response) } else { response })
}

/// The `Location` form: the status code tells how it stands.
fn monitor(call: &Call<'_>, operation: &Operation) -> Answer {
    match &operation.outcome {
        Outcome::InProgress => {
            let version = call.request.query("api-version").unwrap_or_default();
            let location = format!("{}&monitor=true", url(operation, &call.request.base, version));
            Ok(with_retry_after(call, Response::empty(202).with("location", location)))
        }
        Outcome::Succeeded => Ok(Response::empty(200)),
        Outcome::Failed(failure) => Err(Refusal::new(409, failure.code.clone(), failure.message.clone())),
    }
}

fn status(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::InProgress => "InProgress",
        Outcome::Succeeded => "Succeeded",
        Outcome::Failed(_) => "Failed",
    }
}
