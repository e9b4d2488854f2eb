//! Who calls, and the challenge when that is not clear.

use jiff::Timestamp;

use super::Refusal;
use crate::message::Request;
use crate::world::{Caller, TokenState, World};

/// The holder of the token that comes with a request.
pub(super) fn caller(world: &World, request: &Request, now: Timestamp) -> Result<Caller, Refusal> {
    let tenant = world.tenants.first().map_or("organizations", |tenant| tenant.id.as_str());
    let authority = format!("{}/{tenant}", request.base);
    let refuse = |code: &str, message: &str, description: &str| {
        let challenge = format!(
            "Bearer authorization_uri=\"{authority}\", error=\"invalid_token\", error_description=\"{description}\""
        );
        Err(Refusal::new(401, code, message).with("www-authenticate", challenge))
    };
    let Some(header) = request.header("authorization") else {
        return refuse(
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is missing.",
            "The authentication failed because of missing 'Authorization' header.",
        );
    };
    let token = header.strip_prefix("Bearer ").or_else(|| header.strip_prefix("bearer ")).unwrap_or_default();
    match world.token(token, now) {
        TokenState::Valid(caller) => Ok(*caller),
        TokenState::Expired(expired) => refuse(
            "ExpiredAuthenticationToken",
            &format!(
                "The access token expiry UTC time '{}' is earlier than current UTC time '{}'.",
                expired.strftime("%-m/%-d/%Y %-I:%M:%S %p"),
                now.strftime("%-m/%-d/%Y %-I:%M:%S %p")
            ),
            "The access token has expired.",
        ),
        TokenState::Foreign(audience) => refuse(
            "InvalidAuthenticationTokenAudience",
            &format!(
                "The access token has been obtained for wrong audience or resource '{audience}'. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.core.windows.net','https://management.azure.com/','https://management.azure.com'."
            ),
            "The access token has been obtained from wrong audience or resource.",
        ),
        TokenState::Unknown => refuse(
            "InvalidAuthenticationToken",
            "The access token is invalid.",
            "The access token is invalid.",
        ),
    }
}
