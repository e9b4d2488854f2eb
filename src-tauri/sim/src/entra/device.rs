//! Signing in on another device: a code is handed out, and polled for until a person has entered it.

use jiff::Timestamp;
use serde_json::json;

use super::directory::Directory;
use super::form::Form;
use super::refusal::{Answer, Refusal};
use super::scope::Scope;
use super::sign_in::{self, SignIn, check_application};
use super::{client_credentials, page};
use crate::id::is_guid;
use crate::message::{Request, Response};
use crate::world::World;
use crate::world::claims::home;
use crate::world::conditions::{Asked, Proof};
use crate::world::devices::Poll;

pub(super) const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Hands out a code.
pub(super) fn authorize(world: &mut World, request: &Request, tenant: &str, now: Timestamp) -> Answer {
    let directory = Directory::find(world, tenant)?;
    let form = Form::read(request);
    let application = form.need("client_id")?.to_owned();
    let tenant = directory.for_people(&application)?;
    let named = tenant.as_deref().unwrap_or("organizations").to_owned();
    if !is_guid(&application) {
        return Err(client_credentials::not_found(&application, &named));
    }
    let scope = form.need("scope")?;
    Scope::read(scope, &named)?;
    let code = world.issue_device_code(&application, tenant, scope, now);
    let uri = page::address(&request.base);
    Ok(Response::json(
        200,
        json!({
            "user_code": code.user_code,
            "device_code": code.device_code,
            "verification_uri": uri,
            "expires_in": code.expires.duration_since(now).as_secs(),
            "interval": code.interval,
            "message": format!(
                "To sign in, use a web browser to open the page {uri} and enter the code {} to authenticate.",
                code.user_code
            ),
        }),
    ))
}

/// Answers a poll.
pub(super) fn redeem(
    world: &mut World,
    request: &Request,
    form: &Form,
    directory: Directory,
    now: Timestamp,
) -> Answer {
    // Version 1.0 of the endpoint called it `code`, and so do some clients to this day.
    let code = form.field("device_code").or_else(|| form.field("code"));
    let code = code.ok_or_else(|| Refusal::missing("device_code"))?;
    let application = form.credentials(request).0.ok_or_else(|| Refusal::missing("client_id"))?;
    let tenant = directory.for_people(&application)?;
    check_application(world, request, form, tenant.as_deref())?;
    match world.poll_device_code(code, &application, now) {
        Poll::Approved { principal, tenant, scope } => {
            let proof = present(world, &principal, tenant.as_deref(), (&application, form), now)?;
            let sign_in = SignIn {
                principal: &principal,
                tenant: tenant.as_deref(),
                application: &application,
                scope: &scope,
                proof: &proof,
                renew: false,
                family: world.new_family(),
                nonce: form.field("nonce"),
            };
            sign_in::answer(world, request, form, &sign_in, now)
        }
        refused => Err(refusal(&refused, code)),
    }
}

/// Whoever entered the code sat in front of a page, and did there whatever could be done.
fn present(
    world: &mut World,
    principal: &str,
    tenant: Option<&str>,
    (application, form): (&str, &Form),
    now: Timestamp,
) -> Result<Proof, Refusal> {
    let wanted = form.wanted()?;
    let holder = world.principals.iter().find(|held| held.name == principal);
    let tenant = tenant.or(holder.map(home)).unwrap_or_default().to_owned();
    let mut proof = Proof::device_code(now);
    world.agree(&Asked { principal, tenant: &tenant, application, wanted: &wanted }, &mut proof, now);
    Ok(proof)
}

fn refusal(poll: &Poll, code: &str) -> Refusal {
    let refuse = |error, number, text: &str| Refusal::new(400, error, number, text);
    match poll {
        Poll::Pending => refuse(
            "authorization_pending",
            70_016,
            "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
        ),
        Poll::TooFast => refuse(
            "slow_down",
            70_016,
            "OAuth 2.0 device flow error. Authorization is pending. Poll less often: wait five seconds longer than before.",
        ),
        Poll::Declined => {
            refuse("authorization_declined", 65_004, "User declined to consent to access the app.")
        }
        Poll::Expired => refuse(
            "expired_token",
            70_020,
            "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
        ),
        Poll::OtherApplication => refuse(
            "invalid_grant",
            70_000,
            "Provided grant is invalid or malformed. The device code was issued to another client.",
        ),
        Poll::Redeemed => refuse(
            "invalid_grant",
            54_005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
        ),
        Poll::Unknown | Poll::Approved { .. } => refuse(
            "bad_verification_code",
            70_018,
            &format!("Invalid verification code. There is no device code '{code}'."),
        ),
    }
}
