//! Asking for a better token: claims in the header, to be passed on to Entra ID as they are.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::Refusal;
use crate::message::Request;
use crate::world::{Caller, Demanded, Missing, Shape, World};

/// Refuses a request whose token lacks something.
pub(super) fn check(world: &mut World, request: &Request, caller: &Caller) -> Result<(), Refusal> {
    match world.demanded(caller, &request.method, &line(request)) {
        None => Ok(()),
        // Who cannot handle a challenge meets the policy itself.
        Some(Demanded { what: Missing::Mfa, .. }) if !caller.shown.revocable => Err(disallowed(request)),
        Some(demanded) => {
            let authority = format!("{}/{}", request.base, caller.tenant);
            Err(challenge(&authority, &demanded))
        }
    }
}

fn line(request: &Request) -> String {
    let query: Vec<String> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{} {}?{}", request.method, request.path, query.join("&"))
}

fn challenge(authority: &str, demanded: &Demanded) -> Refusal {
    let (claim, code, message) = match &demanded.what {
        Missing::Newer(since) => (
            json!({ "nbf": { "essential": true, "value": since.as_second().to_string() } }),
            "InvalidAuthenticationToken",
            "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp.".to_owned(),
        ),
        Missing::Context(context) => (
            context_claim(context),
            "InvalidAuthenticationToken",
            format!("The access token does not carry the authentication context '{context}' that this operation requires."),
        ),
        Missing::Mfa => (
            context_claim(crate::world::conditions::MFA_CONTEXT),
            "AuthenticationFailed",
            "Multi-factor authentication is required to create, change or delete resources. The access token shows none.".to_owned(),
        ),
    };
    let claims = json!({ "access_token": claim }).to_string();
    let refusal = Refusal::new(401, code, message);
    headers(authority, &claims, demanded.shape)
        .into_iter()
        .fold(refusal, |refusal, header| refusal.with("www-authenticate", header))
}

fn context_claim(context: &str) -> Value {
    json!({ "acrs": { "essential": true, "values": [context] } })
}

fn headers(authority: &str, claims: &str, shape: Shape) -> Vec<String> {
    let bearer = |claims: String| {
        format!(
            "Bearer authorization_uri=\"{authority}\", error=\"insufficient_claims\", claims=\"{claims}\""
        )
    };
    let other = format!("PoP realm=\"\", authorization_uri=\"{authority}\", nonce=\"simulated, and quoted\"");
    let plain = bearer(URL_SAFE_NO_PAD.encode(claims));
    match shape {
        Shape::Plain => vec![plain],
        Shape::Padded => vec![bearer(URL_SAFE.encode(spaced(claims)))],
        Shape::Standard => vec![bearer(STANDARD.encode(spaced(claims)))],
        Shape::Schemes => vec![format!("{other}, {plain}")],
        Shape::Repeated => vec![other, plain],
        Shape::Odd => vec![format!(
            "BEARER Claims = \"{}\" ,Error=insufficient_claims,  Authorization_URI=\"{authority}\"",
            URL_SAFE_NO_PAD.encode(claims)
        )],
    }
}

/// The same JSON in a length that needs padding.
fn spaced(claims: &str) -> String {
    let mut claims = claims.to_owned();
    if claims.len().is_multiple_of(3) {
        claims.push(' ');
    }
    claims
}

fn disallowed(request: &Request) -> Refusal {
    let name = request.path.rsplit('/').next().unwrap_or_default();
    Refusal::new(
        403,
        "RequestDisallowedByPolicy",
        format!(
            "Resource '{name}' was disallowed by policy. Reasons: 'Multi-factor authentication is required to create, change or delete resources. See https://aka.ms/mfaforazure'."
        ),
    )
}
