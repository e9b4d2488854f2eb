//! Long-running operations: their URLs, and what polling them shows.

use serde_json::{Value, json};

use super::{effective_rules, security_groups};
use crate::arm::{Answer, Call, Refusal};
use crate::message::Response;
use crate::stamp;
use crate::world::operation::{Operation, Outcome, Product, Provider};

/// Adds the headers that lead to an operation's status and to its result.
pub(super) fn accepted(call: &Call<'_>, response: Response, operation: &str) -> Response {
    let Some(operation) = call.world.operations.get(operation) else { return response };
    let version = call.request.query("api-version").unwrap_or_default();
    let response = response
        .with("location", result_url(operation, &call.request.base, version))
        .with("azure-asyncoperation", url(operation, &call.request.base, version));
    with_retry_after(call, response)
}

/// The same without a status: only the result can be asked for.
pub(super) fn accepted_with_result(call: &Call<'_>, operation: &str) -> Response {
    let Some(operation) = call.world.operations.get(operation) else { return Response::empty(202) };
    let version = call.request.query("api-version").unwrap_or_default();
    let location = result_url(operation, &call.request.base, version);
    with_retry_after(call, Response::empty(202).with("location", location))
}

/// Where an operation's status is read. It lies below the subscription, not below the resource, and is long.
pub(super) fn url(operation: &Operation, base: &str, version: &str) -> String {
    place(operation, "operations", base, version)
}

/// Where an operation's result is read: Compute marks it in the query, Network in the path.
fn result_url(operation: &Operation, base: &str, version: &str) -> String {
    match operation.provider {
        Provider::Compute => format!("{}&monitor=true", url(operation, base, version)),
        Provider::Network => place(operation, "operationResults", base, version),
    }
}

fn place(operation: &Operation, kind: &str, base: &str, version: &str) -> String {
    let Operation { id, subscription, location, started, blob, .. } = operation;
    let (namespace, part) = match operation.provider {
        Provider::Compute => ("Microsoft.Compute", format!("p={id}&")),
        Provider::Network => ("Microsoft.Network", String::new()),
    };
    let ticks = started.as_nanosecond() / 100 + 621_355_968_000_000_000;
    let (certificate, signature) = blob.split_at(blob.len() * 7 / 8);
    format!(
        "{base}/subscriptions/{subscription}/providers/{namespace}/locations/{location}/{kind}/{id}?{part}api-version={version}&t={ticks}&c={certificate}&s={signature}&h={}",
        &blob[..blob.len().min(43)]
    )
}

fn with_retry_after(call: &Call<'_>, response: Response) -> Response {
    match call.world.tempo.retry_after {
        Some(seconds) => response.with("retry-after", seconds.to_string()),
        None => response,
    }
}

/// `…/locations/{location}/operations/{id}`.
pub(super) fn status(call: &mut Call<'_>, provider: Provider) -> Answer {
    let operation = found(call, provider, "operations")?;
    if provider == Provider::Compute && call.request.query("monitor") == Some("true") {
        return outcome(call, &operation);
    }
    let response = Response::json(200, body(&operation));
    Ok(if operation.ended.is_none() { with_retry_after(call, response) } else { response })
}

/// `…/locations/{location}/operationResults/{id}`.
pub(super) fn result(call: &mut Call<'_>, provider: Provider) -> Answer {
    let operation = found(call, provider, "operationResults")?;
    outcome(call, &operation)
}

fn found(call: &Call<'_>, provider: Provider, kind: &str) -> Result<Operation, Refusal> {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let subscription = call.check_subscription()?;
    let namespace = match provider {
        Provider::Compute => "Microsoft.Compute",
        Provider::Network => "Microsoft.Network",
    };
    let action = format!("{namespace}/locations/{kind}/read");
    call.authorize(&action, &format!("/subscriptions/{subscription}"))?;
    let (location, id) = (call.target.name(1), call.target.name(3));
    let known = call.world.operations.get(&id.to_lowercase()).filter(|operation| {
        operation.provider == provider
            && operation.subscription.eq_ignore_ascii_case(&subscription)
            && operation.location.eq_ignore_ascii_case(location)
    });
    known
        .cloned()
        .ok_or_else(|| Refusal::new(404, "OperationNotFound", format!("The operation '{id}' was not found.")))
}

fn body(operation: &Operation) -> Value {
    let mut body = match operation.provider {
        Provider::Compute => json!({
            "startTime": stamp::offset(operation.started),
            "status": status_word(&operation.outcome),
            "name": operation.id,
        }),
        // Network tells the status and nothing else.
        Provider::Network => json!({ "status": status_word(&operation.outcome) }),
    };
    if let (Some(ended), Provider::Compute) = (operation.ended, operation.provider) {
        body["endTime"] = Value::String(stamp::offset(ended));
    }
    if let Some(error) = error(operation) {
        body["error"] = error;
    }
    body
}

fn error(operation: &Operation) -> Option<Value> {
    match &operation.outcome {
        Outcome::InProgress | Outcome::Succeeded => None,
        Outcome::Failed(failure) => Some(json!({ "code": failure.code, "message": failure.message })),
        Outcome::Superseded { by } => {
            let cause = operation.superseded(by);
            Some(json!({
                "code": "Canceled",
                "message": "Operation was canceled.",
                "details": [{ "code": cause.code, "message": cause.message }],
            }))
        }
    }
}

/// The `Location` form: the status code tells how it stands.
fn outcome(call: &Call<'_>, operation: &Operation) -> Answer {
    match &operation.outcome {
        Outcome::InProgress => {
            let version = call.request.query("api-version").unwrap_or_default();
            let location = result_url(operation, &call.request.base, version);
            Ok(with_retry_after(call, Response::empty(202).with("location", location)))
        }
        Outcome::Succeeded => product(call, operation),
        Outcome::Failed(failure) => Err(Refusal::new(409, failure.code.clone(), failure.message.clone())),
        Outcome::Superseded { by } => {
            let cause = operation.superseded(by);
            Err(Refusal::new(409, cause.code, cause.message))
        }
    }
}

fn product(call: &Call<'_>, operation: &Operation) -> Answer {
    let body = match &operation.product {
        Product::Nothing if operation.provider == Provider::Compute => return Ok(Response::empty(200)),
        Product::Nothing => None,
        Product::Group(key) => security_groups::view_of(call.world, key),
        Product::Rule(key, name) => security_groups::rule_view_of(call.world, key, name),
        Product::EffectiveRules(interface) => effective_rules::view_of(call.world, interface),
    };
    Ok(body.map_or_else(|| Response::empty(204), |body| Response::json(200, body)))
}

fn status_word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::InProgress => "InProgress",
        Outcome::Succeeded => "Succeeded",
        Outcome::Failed(_) => "Failed",
        Outcome::Superseded { .. } => "Canceled",
    }
}
