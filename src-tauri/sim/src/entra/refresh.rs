//! A refresh token gives tokens for another resource, another tenant, or another hour.

use jiff::Timestamp;

use super::directory::Directory;
use super::form::Form;
use super::refusal::{Answer, Refusal};
use super::sign_in::{self, SignIn, check_application};
use crate::message::Request;
use crate::world::Ending;
use crate::world::World;
use crate::world::refresh::Redeemed;

pub(super) fn redeem(
    world: &mut World,
    request: &Request,
    form: &Form,
    directory: Directory,
    now: Timestamp,
) -> Answer {
    let token = form.need("refresh_token")?;
    let application = form.credentials(request).0.ok_or_else(|| Refusal::missing("client_id"))?;
    let tenant = directory.for_people(&application)?;
    check_application(world, request, form, tenant.as_deref())?;
    let (principal, proof, family) = match world.redeem_refresh_token(token, &application, now) {
        Redeemed::For { principal, proof, family } => (principal, proof, family),
        refused => return Err(refusal(&refused)),
    };
    let sign_in = SignIn {
        principal: &principal,
        tenant: tenant.as_deref(),
        application: &application,
        scope: form.field("scope").unwrap_or_default(),
        proof: &proof,
        renew: true,
        family,
        nonce: form.field("nonce"),
    };
    let answer = sign_in::answer(world, request, form, &sign_in, now)?;
    world.replace_refresh_token(token, now);
    Ok(answer)
}

fn refusal(refused: &Redeemed) -> Refusal {
    let at = |time: &Timestamp| time.strftime("%Y-%m-%dT%H:%M:%S.%7fZ").to_string();
    match refused {
        Redeemed::Unknown | Redeemed::For { .. } => {
            Refusal::invalid_grant(9_002_313, "Invalid request. Request is malformed or invalid.")
        }
        Redeemed::OtherApplication => Refusal::invalid_grant(
            70_000,
            "Provided grant is invalid or malformed. The refresh token was issued to another client.",
        )
        .suberror("client_mismatch"),
        Redeemed::Replaced => Refusal::invalid_grant(
            70_000,
            "Provided grant is invalid or malformed. The refresh token was used before and has been replaced by a newer one.",
        )
        .suberror("bad_token"),
        Redeemed::Idle { issued } => Refusal::invalid_grant(700_082, format!(
            "The refresh token has expired due to inactivity. The token was issued on {} and was inactive for 90.00:00:00.",
            at(issued)
        )),
        Redeemed::Ended { why: Ending::SessionsRevoked, issued, at: revoked } => {
            Refusal::invalid_grant(50_173, format!(
                "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{}'.",
                at(issued),
                at(revoked)
            ))
            .suberror("bad_token")
        }
        Redeemed::Ended { why: Ending::PasswordChanged, .. } => Refusal::invalid_grant(
            50_133,
            "Session is not valid due to the following reasons: password expiration or recent password change.",
        )
        .suberror("bad_token"),
        Redeemed::Ended { why: Ending::SessionOver, .. } => Refusal::invalid_grant(
            50_132,
            "The session is not valid due to the following reasons: password expiration or recent password change, SSO Artifact is invalid or expired, session is not fresh enough for application, or a silent sign-in request was sent but the user's session with Azure AD is invalid or has expired.",
        )
        .suberror("bad_token"),
    }
}
