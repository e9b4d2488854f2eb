//! Entra ID: tokens and discovery.

mod discovery;
#[cfg(test)]
mod tests;
mod token;

use jiff::Timestamp;
use serde_json::json;

use crate::message::{Request, Response};
use crate::world::World;

/// Answers when the path is one of Entra ID's.
pub(crate) fn answer(world: &mut World, request: &Request, now: Timestamp) -> Option<Response> {
    let segments: Vec<&str> = request.path.split('/').filter(|part| !part.is_empty()).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("POST", [tenant, "oauth2", "v2.0", "token"]) => Some(token::answer(world, request, tenant, now)),
        (_, [_, "oauth2", "v2.0", "token"]) => Some(error(
            now,
            400,
            "invalid_request",
            900_561,
            "The endpoint only accepts POST requests. Received a GET request.",
        )),
        ("GET", ["common", "discovery", "instance"]) => Some(discovery::instance(request)),
        ("GET", [tenant, ".well-known", "openid-configuration"])
        | ("GET", [tenant, "v2.0", ".well-known", "openid-configuration"]) => {
            Some(discovery::configuration(world, request, tenant, now))
        }
        ("GET", [_, "discovery", "v2.0", "keys"]) => Some(Response::json(200, json!({ "keys": [] }))),
        _ => None,
    }
}

/// An error as the token endpoint writes it.
fn error(now: Timestamp, status: u16, error: &str, code: u32, description: &str) -> Response {
    let trace = "5f1c2d3e-0000-4000-8000-5153494d0001";
    Response::json(
        status,
        json!({
            "error": error,
            "error_description": format!("AADSTS{code}: {description} Trace ID: {trace} Correlation ID: {trace} Timestamp: {}", now.strftime("%Y-%m-%d %H:%M:%SZ")),
            "error_codes": [code],
            "timestamp": now.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
            "trace_id": trace,
            "correlation_id": trace,
            "error_uri": format!("https://login.microsoftonline.com/error?code={code}"),
        }),
    )
}

fn unknown_tenant(now: Timestamp, tenant: &str) -> Response {
    let description = format!(
        "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
    );
    error(now, 400, "invalid_request", 90_002, &description)
}

/// The tenant's id, by id or by domain.
fn tenant_id(world: &World, tenant: &str) -> Option<String> {
    let known = |known: &&crate::world::model::Tenant| {
        known.id.eq_ignore_ascii_case(tenant) || known.default_domain.eq_ignore_ascii_case(tenant)
    };
    world.tenants.iter().find(known).map(|tenant| tenant.id.clone())
}
