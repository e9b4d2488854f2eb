//! The pure heart: a world, a request and the time give a response.

use jiff::Timestamp;

use crate::message::{Request, Response};
use crate::world::World;
use crate::{address, arm, entra};

/// Answers one request and changes the world accordingly.
pub fn respond(world: &mut World, request: &Request, now: Timestamp) -> Response {
    answer(world, request, now).0
}

/// The response, and the name of the principal that asked.
pub(crate) fn answer(world: &mut World, request: &Request, now: Timestamp) -> (Response, Option<String>) {
    world.settle(now);
    let (response, principal) = if let Some(service) = request.path.strip_prefix("/_address/") {
        (address::answer(world, service), None)
    } else if let Some(response) = entra::answer(world, request, now) {
        (response, None)
    } else if request.path == "/portal" || request.path.starts_with("/portal/") {
        (Response::text(200, format!("{}: there is no portal behind this simulator.\n", world.name)), None)
    } else {
        arm::answer(world, request, now)
    };
    // An answer at the very instant something is due must not show the state before it.
    world.settle(now);
    (response.with("date", crate::stamp::http(now)), principal)
}
