//! An application signs in as itself.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::directory::Directory;
use super::form::Form;
use super::refusal::{Answer, Refusal};
use super::scope::Scope;
use crate::message::{Request, Response};
use crate::world::World;
use crate::world::claims::Issue;
use crate::world::conditions::Wanted;
use crate::world::model::Principal;

const LIFETIME: SignedDuration = SignedDuration::from_secs(3599);

pub(super) fn answer(
    world: &mut World,
    request: &Request,
    form: &Form,
    directory: Directory,
    now: Timestamp,
) -> Answer {
    let tenant = directory.for_applications()?;
    let (id, secret) = form.credentials(request);
    let id = id.ok_or_else(|| Refusal::missing("client_id"))?;
    let secret = secret.ok_or_else(without_secret)?;
    let scope = form.need("scope")?;
    let principal = application(world, &id).ok_or_else(|| not_found(&id, &tenant))?;
    if principal.client_secret != secret {
        return Err(Refusal::new(
            401,
            "invalid_client",
            7_000_215,
            format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{id}'."
            ),
        ));
    }
    if !principal.is_in(&tenant) {
        return Err(not_found(&id, &tenant));
    }
    let audience = Scope::of_application(scope, &tenant)?;
    let (name, client) = (principal.name.clone(), principal.client_id.clone());
    let lifetime = world.sessions.lifetime.unwrap_or(LIFETIME);
    // No context is for applications, so none is promised.
    let wanted = Wanted { contexts: BTreeSet::new(), ..form.wanted()? };
    let issue = Issue {
        tenant: &tenant,
        audience: &audience,
        application: &client,
        wanted: &wanted,
        mfa: false,
        from: now,
        until: now + lifetime,
    };
    let token = world.issue(&name, &issue).ok_or_else(Refusal::transient)?;
    Ok(Response::json(
        200,
        json!({
            "token_type": "Bearer",
            "expires_in": lifetime.as_secs(),
            "ext_expires_in": lifetime.as_secs(),
            "access_token": token,
        }),
    ))
}

/// The service principal with this application id.
pub(super) fn application<'w>(world: &'w World, id: &str) -> Option<&'w Principal> {
    world.principals.iter().find(|held| held.person.is_none() && held.client_id.eq_ignore_ascii_case(id))
}

pub(super) fn without_secret() -> Refusal {
    Refusal::new(
        401,
        "invalid_client",
        7_000_218,
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    )
}

pub(super) fn not_found(id: &str, tenant: &str) -> Refusal {
    Refusal::new(
        400,
        "unauthorized_client",
        700_016,
        format!(
            "Application with identifier '{id}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."
        ),
    )
}
