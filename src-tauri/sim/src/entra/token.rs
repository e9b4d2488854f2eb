//! The token endpoint: client credentials.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{error, tenant_id, unknown_tenant};
use crate::message::{Request, Response};
use crate::world::World;
use crate::world::model::Principal;

const LIFETIME: SignedDuration = SignedDuration::from_secs(3599);

pub(super) fn answer(world: &mut World, request: &Request, tenant: &str, now: Timestamp) -> Response {
    let Some(tenant) = tenant_id(world, tenant) else { return unknown_tenant(now, tenant) };
    let form = request.form();
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let missing = |name: &str| {
        let text = format!("The request body must contain the following parameter: '{name}'.");
        error(now, 400, "invalid_request", 900_144, &text)
    };
    let Some(grant) = field("grant_type") else { return missing("grant_type") };
    if grant != "client_credentials" {
        let text =
            format!("The provided value for the input parameter 'grant_type' is not supported: '{grant}'.");
        return error(now, 400, "unsupported_grant_type", 70_003, &text);
    }
    let basic = basic(request);
    let (id, secret) = match &basic {
        Some((id, secret)) => (Some(id.clone()), Some(secret.clone())),
        None => (field("client_id"), field("client_secret")),
    };
    let Some(id) = id else { return missing("client_id") };
    let Some(secret) = secret else {
        let text =
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
        return error(now, 401, "invalid_client", 7_000_218, text);
    };
    let Some(scope) = field("scope") else { return missing("scope") };
    let applications = |held: &&Principal| held.person.is_none() && held.client_id.eq_ignore_ascii_case(&id);
    let Some(principal) = world.principals.iter().find(applications) else {
        let text = format!(
            "Application with identifier '{id}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."
        );
        return error(now, 400, "unauthorized_client", 700_016, &text);
    };
    if principal.client_secret != secret {
        let text = format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{id}'."
        );
        return error(now, 401, "invalid_client", 7_000_215, &text);
    }
    if !principal.is_in(&tenant) {
        let text = format!("Application with identifier '{id}' was not found in the directory '{tenant}'.");
        return error(now, 400, "unauthorized_client", 700_016, &text);
    }
    let Some(audience) = scope.strip_suffix("/.default") else {
        let text = format!(
            "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."
        );
        return error(now, 400, "invalid_scope", 1_002_012, &text);
    };
    let name = principal.name.clone();
    match world.issue_token(&name, &tenant, audience, now, LIFETIME) {
        Some(token) => Response::json(
            200,
            json!({
                "token_type": "Bearer",
                "expires_in": LIFETIME.as_secs(),
                "ext_expires_in": LIFETIME.as_secs(),
                "access_token": token,
            }),
        )
        .with("cache-control", "no-store"),
        None => error(now, 500, "server_error", 90_033, "A transient error has occurred. Please try again."),
    }
}

fn basic(request: &Request) -> Option<(String, String)> {
    let text = request.header("authorization")?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |part: &str| {
        let pair = format!("x={part}");
        url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    Some((decode(id)?, decode(secret)?))
}
