//! An event as Azure writes it.

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use crate::stamp;
use crate::world::model::ActivityStatus;
use crate::world::{Actor, Event, localized};

/// The properties of an event that can be asked for.
const FIELDS: [&str; 24] = [
    "authorization",
    "caller",
    "category",
    "claims",
    "correlationId",
    "description",
    "eventDataId",
    "eventName",
    "eventTimestamp",
    "httpRequest",
    "id",
    "level",
    "operationId",
    "operationName",
    "properties",
    "resourceGroupName",
    "resourceId",
    "resourceProviderName",
    "resourceType",
    "status",
    "subStatus",
    "submissionTimestamp",
    "subscriptionId",
    "tenantId",
];

/// What `$select` leaves of an event.
pub(super) struct Selection(Option<Vec<String>>);

impl Selection {
    pub(super) fn read(text: Option<&str>) -> Result<Self, String> {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(Self(None)) };
        let mut chosen = Vec::new();
        for name in text.split(',').map(str::trim) {
            let known = FIELDS.iter().find(|field| field.eq_ignore_ascii_case(name));
            chosen.push(
                (*known.ok_or_else(|| format!("The property '{name}' in '$select' does not exist."))?)
                    .to_owned(),
            );
        }
        Ok(Self(Some(chosen)))
    }

    pub(super) fn of(&self, event: Value) -> Value {
        match (&self.0, event) {
            (Some(chosen), Value::Object(fields)) => {
                let kept: Map<String, Value> =
                    fields.into_iter().filter(|(name, _)| chosen.contains(name)).collect();
                Value::Object(kept)
            }
            (_, event) => event,
        }
    }
}

pub(super) fn view(event: &Event, subscription: &str, lag: SignedDuration) -> Value {
    let work = &event.work;
    let (resource, operation) = (&work.resource, &work.operation);
    let provider = provider(operation);
    let kind = operation.trim_end_matches("/action").rsplit_once('/').map_or("", |(kind, _)| kind);
    let ticks = event.at.as_nanosecond() / 100 + 621_355_968_000_000_000;
    let begins = event.status == ActivityStatus::Started;
    let status = status(event.status);
    let mut view = json!({
        "authorization": { "action": operation, "scope": resource },
        "caller": work.actor.name,
        "category": same("Administrative"),
        "claims": claims(&work.actor),
        "correlationId": work.correlation_id,
        "description": "",
        "eventDataId": event.data_id,
        "eventName": if begins { local("BeginRequest", "Begin request") } else { local("EndRequest", "End request") },
        "eventTimestamp": stamp::utc(event.at),
        "httpRequest": { "clientRequestId": work.client_request_id, "clientIpAddress": work.client_address, "method": work.method },
        "id": format!("{resource}/events/{}/ticks/{ticks}", event.data_id),
        "level": if event.status == ActivityStatus::Failed { "Error" } else { "Informational" },
        "operationId": work.operation_id,
        "operationName": local(operation, localized(operation)),
        "properties": properties(event, subscription),
        "resourceGroupName": group(resource),
        "resourceId": resource,
        "resourceProviderName": local(provider, &provider.replace('.', " ")),
        "resourceType": same(kind),
        "status": same(status),
        "subStatus": sub_status(event.http_status),
        "submissionTimestamp": stamp::utc(event.at + lag),
        "subscriptionId": subscription,
        "tenantId": work.actor.tenant,
    });
    if work.client_address.is_empty() {
        view["httpRequest"] = json!({ "clientRequestId": work.client_request_id, "method": work.method });
    }
    view
}

/// The group in an id; empty above groups.
pub(super) fn group(resource: &str) -> &str {
    let mut parts = resource.split('/').skip(3);
    match (parts.next(), parts.next()) {
        (Some(kind), Some(name)) if kind.eq_ignore_ascii_case("resourceGroups") => name,
        _ => "",
    }
}

pub(super) fn provider(operation: &str) -> &str {
    operation.split('/').next().unwrap_or_default()
}

fn properties(event: &Event, subscription: &str) -> Value {
    let mut properties = json!({
        "eventCategory": "Administrative",
        "entity": event.work.resource,
        "message": event.work.operation,
        "hierarchy": format!("{}/{subscription}", event.work.actor.tenant),
    });
    if let Some(status) = event.http_status {
        properties["statusCode"] = json!(reason(status).0);
    }
    if let Some(message) = &event.message {
        properties["statusMessage"] = json!(message);
    }
    for (name, value) in &event.work.properties {
        properties[name] = json!(value);
    }
    properties
}

/// The claims of the caller's token; all values are strings.
fn claims(actor: &Actor) -> Value {
    let schemas = "http://schemas.microsoft.com";
    let mut claims = json!({
        "aud": "https://management.core.windows.net/",
        "iss": format!("https://sts.windows.net/{}/", actor.tenant),
        "ver": "1.0",
    });
    if !actor.client_id.is_empty() {
        claims["appid"] = json!(actor.client_id);
        claims["appidacr"] = json!("1");
    }
    claims[format!("{schemas}/identity/claims/tenantid")] = json!(actor.tenant);
    claims[format!("{schemas}/identity/claims/objectidentifier")] = json!(actor.object_id);
    let xmlsoap = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
    match &actor.person {
        Some(name) => {
            claims["name"] = json!(name);
            claims[format!("{xmlsoap}/upn")] = json!(actor.name);
            claims[format!("{xmlsoap}/name")] = json!(actor.name);
            claims[format!("{schemas}/identity/claims/scope")] = json!("user_impersonation");
        }
        None => claims["idtyp"] = json!("app"),
    }
    claims
}

fn status(status: ActivityStatus) -> &'static str {
    match status {
        ActivityStatus::Started => "Started",
        ActivityStatus::Accepted => "Accepted",
        ActivityStatus::Succeeded => "Succeeded",
        ActivityStatus::Failed => "Failed",
    }
}

fn sub_status(status: Option<u16>) -> Value {
    status.map_or_else(
        || same(""),
        |status| {
            let (value, words) = reason(status);
            local(value, &format!("{words} (HTTP Status Code: {status})"))
        },
    )
}

/// An HTTP status as one word and in words.
fn reason(status: u16) -> (&'static str, &'static str) {
    match status {
        200 => ("OK", "OK"),
        201 => ("Created", "Created"),
        202 => ("Accepted", "Accepted"),
        204 => ("NoContent", "No Content"),
        403 => ("Forbidden", "Forbidden"),
        404 => ("NotFound", "Not Found"),
        409 => ("Conflict", "Conflict"),
        412 => ("PreconditionFailed", "Precondition Failed"),
        429 => ("TooManyRequests", "Too Many Requests"),
        400..500 => ("BadRequest", "Bad Request"),
        503 => ("ServiceUnavailable", "Service Unavailable"),
        504 => ("GatewayTimeout", "Gateway Timeout"),
        500.. => ("InternalServerError", "Internal Server Error"),
        _ => ("OK", "OK"),
    }
}

fn local(value: &str, localized: &str) -> Value {
    json!({ "value": value, "localizedValue": localized })
}

fn same(text: &str) -> Value {
    local(text, text)
}
