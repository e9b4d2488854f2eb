//! What an application gets: a code, or an error.

use jiff::Timestamp;

use super::{COOKIE, redirect};
use crate::entra::refusal::Refusal;
use crate::entra::sign_in::client_info;
use crate::message::{Request, Response};
use crate::world::World;
use crate::world::authorization::Authorization;
use crate::world::conditions::Proof;

/// The browser goes back with a code, and knows the person from now on.
pub(super) fn grant(
    world: &mut World,
    request: &Request,
    (asked, browser): (&Authorization, Option<&str>),
    (principal, proof): (&str, &Proof),
    now: Timestamp,
) -> Response {
    let code = world.issue_code(principal, proof.clone(), asked.clone(), now);
    let session = world.dice.guid();
    let holder = world.principals.iter().find(|held| held.name == principal);
    let info = holder.filter(|_| asked.client_info).map(client_info);
    let mut fields = vec![("code", code.as_str()), ("session_state", session.as_str())];
    fields.extend(info.as_deref().map(|info| ("client_info", info)));
    let answer = redirect::send(asked, &fields);
    let cookie = world.remember(browser, principal, proof.clone());
    // Only a browser that came by https sends a cookie along from another site's form.
    let reach = if request.base.starts_with("https:") { "SameSite=None; Secure" } else { "SameSite=Lax" };
    answer.with("set-cookie", format!("{COOKIE}={cookie}; path=/; max-age=7776000; HttpOnly; {reach}"))
}

/// The browser goes back with an error.
pub(super) fn refuse(
    world: &mut World,
    request: &Request,
    asked: &Authorization,
    refusal: &Refusal,
    now: Timestamp,
) -> Response {
    let traced = refusal.trace(world, request, now);
    let more = format!("{}/error?code={}", request.base, traced.number);
    let mut fields = vec![
        ("error", traced.error),
        ("error_description", traced.description.as_str()),
        ("error_uri", more.as_str()),
    ];
    fields.extend(
        traced.suberror.map(|reason| (if reason == CANCEL { "error_subcode" } else { "suberror" }, reason)),
    );
    fields.extend(traced.claims.as_deref().map(|claims| ("claims", claims)));
    redirect::send(asked, &fields)
}

/// The person does not want to.
pub(super) fn cancelled() -> Refusal {
    Refusal::new(400, "access_denied", 65_004, "User declined to consent to access the app.").suberror(CANCEL)
}

const CANCEL: &str = "cancel";
