//! Entra ID: discovery, tokens for applications and for people, and the pages where they sign in and enter codes.
//!
//! Refresh tokens are stricter than the real ones: each use gives a new one, and the old one is refused after five
//! minutes. A person has the same object id in every tenant. Any application id that is a GUID may sign people in.

mod authorize;
mod client_credentials;
mod code;
mod device;
mod directory;
mod discovery;
mod failure;
mod form;
mod html;
mod lack;
mod page;
mod refresh;
mod refusal;
mod scope;
mod sign_in;
#[cfg(test)]
mod tests;
mod token;

use jiff::Timestamp;

use crate::message::{Body, Request, Response};
use crate::world::World;
pub(crate) use failure::{Words, failure, is_entra};
use refusal::{Answer, Refusal};

/// Answers when the path is one of Entra ID's.
pub(crate) fn answer(world: &mut World, request: &Request, now: Timestamp) -> Option<Response> {
    let segments: Vec<&str> = request.path.split('/').filter(|part| !part.is_empty()).collect();
    let answer = route(world, request, &segments, now)?;
    let response = answer.unwrap_or_else(|refusal| refusal.into_response(world, request, now));
    let response =
        response.with("x-ms-request-id", world.dice.guid()).with("x-ms-ests-server", "2.1.0 - SIM");
    let response = match request.header("client-request-id") {
        Some(id) => response.with("client-request-id", id),
        None => response,
    };
    Some(if request.method == "GET" && matches!(response.body, Body::Json(_)) {
        response
    } else {
        response.with("cache-control", "no-store, no-cache").with("pragma", "no-cache")
    })
}

fn route(world: &mut World, request: &Request, segments: &[&str], now: Timestamp) -> Option<Answer> {
    Some(match (request.method.as_str(), segments) {
        ("POST", [tenant, "oauth2", "v2.0", "token"]) => token::answer(world, request, tenant, now),
        ("POST", [tenant, "oauth2", "v2.0", "devicecode"]) => device::authorize(world, request, tenant, now),
        ("GET" | "POST", [tenant, "oauth2", "v2.0", "authorize"]) => {
            authorize::begin(world, request, tenant, now)
        }
        ("GET" | "POST", [_, "login"]) => authorize::submit(world, request, now),
        ("GET" | "POST", [_, "oauth2", "v2.0", "logout"]) => authorize::sign_out(world, request),
        (method, [_, "oauth2", "v2.0", "token" | "devicecode"]) => Err(Refusal::only_post(method)),
        ("GET", ["common", "discovery", "instance"]) => Ok(discovery::instance(request)),
        ("GET", ["common", "userrealm", name]) => Ok(discovery::realm(world, request, name)),
        ("GET", [tenant, ".well-known", "openid-configuration"])
        | ("GET", [tenant, "v2.0", ".well-known", "openid-configuration"]) => {
            discovery::configuration(world, request, tenant)
        }
        ("GET", [tenant, "discovery", "keys"] | [tenant, "discovery", "v2.0", "keys"]) => {
            discovery::keys(world, tenant)
        }
        ("GET", [page::PATH]) => Ok(page::show(world, request)),
        ("POST", [page::PATH]) => Ok(page::submit(world, request, now)),
        _ => return None,
    })
}
