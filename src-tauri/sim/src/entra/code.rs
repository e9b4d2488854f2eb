//! An application redeems the code that a browser brought it.

use jiff::Timestamp;

use super::directory::Directory;
use super::form::Form;
use super::refusal::{Answer, Refusal};
use super::scope::ABOUT_THE_PERSON;
use super::sign_in::{self, SignIn, check_application};
use crate::message::Request;
use crate::world::World;
use crate::world::codes::{Exchange, Shown};

pub(super) fn redeem(
    world: &mut World,
    request: &Request,
    form: &Form,
    directory: Directory,
    now: Timestamp,
) -> Answer {
    let code = form.need("code")?;
    let redirect = form.need("redirect_uri")?;
    let application = form.credentials(request).0.ok_or_else(|| Refusal::missing("client_id"))?;
    let tenant = directory.for_people(&application)?;
    check_application(world, request, form, tenant.as_deref())?;
    let shown = Shown {
        code,
        application: &application,
        tenant: tenant.as_deref(),
        redirect,
        verifier: form.field("code_verifier"),
    };
    match world.exchange_code(&shown, now) {
        Exchange::Good { principal, proof, family, asked } => {
            let scope = form.field("scope").map(|scope| with_more(scope, &asked.scope));
            let sign_in = SignIn {
                principal: &principal,
                tenant: tenant.as_deref(),
                application: &application,
                scope: scope.as_deref().unwrap_or(&asked.scope),
                proof: &proof,
                renew: false,
                family,
                nonce: asked.nonce.as_deref(),
            };
            sign_in::answer(world, request, form, &sign_in, now)
        }
        refused => Err(refusal(&refused, redirect)),
    }
}

/// What was asked for about the person goes without saying a second time.
fn with_more(scope: &str, first: &str) -> String {
    let has = |text: &str, name: &str| text.split_whitespace().any(|part| part.eq_ignore_ascii_case(name));
    let more = ABOUT_THE_PERSON.iter().filter(|name| has(first, name) && !has(scope, name));
    more.fold(scope.to_owned(), |scope, name| format!("{scope} {name}"))
}

fn refusal(refused: &Exchange, redirect: &str) -> Refusal {
    let (number, text) = match refused {
        Exchange::OtherApplication => (
            70_000,
            "Provided grant is invalid or malformed. The authorization code was issued to another client.".into(),
        ),
        Exchange::OtherTenant => (
            700_005,
            "Provided Authorization Code is intended to use against other tenant, thus rejected. OAuth2 Authorization Code must be redeemed against same tenant it was acquired for (/common or /{tenant-ID} as appropriate)".into(),
        ),
        Exchange::OtherRedirect(expected) => {
            let text = format!(
                "The reply address '{redirect}' does not match the reply address '{expected}' provided when requesting Authorization code."
            );
            return Refusal::new(400, "invalid_client", 500_112, text);
        }
        Exchange::Expired => (
            70_008,
            "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.".into(),
        ),
        Exchange::Redeemed => (
            54_005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.".into(),
        ),
        Exchange::VerifierMissing => (
            50_148,
            "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.".into(),
        ),
        Exchange::VerifierWrong => (
            501_481,
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.".into(),
        ),
        Exchange::ChallengeMissing => (
            50_147,
            "Missing Code_Challenge parameter: a code_verifier was sent for an authorization request without one.".into(),
        ),
        Exchange::Unknown | Exchange::Good { .. } => {
            (9_002_313, "Invalid request. Request is malformed or invalid.".to_owned())
        }
    };
    Refusal::invalid_grant(number, text)
}
