//! What a sign-in lacks, in Entra ID's words.

use serde_json::json;

use super::client_credentials::not_found;
use super::refusal::Refusal;
use crate::dice::guid_of;
use crate::stamp;
use crate::world::World;
use crate::world::claims::home;
use crate::world::conditions::{Asked, Lack, Proof};

/// Resource Manager's own id, which messages name in place of its address.
const ARM: &str = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

/// Version 2.0 of the token endpoint says `invalid_grant` and tells in `suberror` what can be done; the refresh token
/// stays good for whatever lacks nothing.
pub(super) fn refusal(world: &World, lack: &Lack, asked: &Asked<'_>, proof: &Proof) -> Refusal {
    let (application, tenant) = (asked.application, asked.tenant);
    let holder = world.principals.iter().find(|held| held.name == asked.principal);
    let name = holder.map(|held| held.called()).unwrap_or_default();
    let changed = "Due to a configuration change made by your administrator, or because you moved to a new location, you must";
    let (number, suberror, text) = match lack {
        Lack::Mfa => {
            (50_076, "basic_action", format!("{changed} use multi-factor authentication to access '{ARM}'."))
        }
        Lack::MfaExpired => (
            50_078,
            "basic_action",
            format!(
                "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access '{ARM}'."
            ),
        ),
        Lack::Registration => (
            50_079,
            "basic_action",
            format!("{changed} enroll in multi-factor authentication to access '{ARM}'."),
        ),
        Lack::ExternalMfa => (
            50_158,
            "basic_action",
            "External security challenge not satisfied. User will be redirected to another page or authentication provider to satisfy additional authentication challenges.".into(),
        ),
        Lack::SignIn { seconds } => (
            70_043,
            "token_expired",
            format!(
                "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access. The token was issued on {} and the maximum allowed lifetime for this request is {seconds}.",
                stamp::utc(proof.signed_in)
            ),
        ),
        Lack::Consent => (
            65_001,
            "consent_required",
            format!(
                "The user or administrator has not consented to use the application with ID '{application}' named '{application}'. Send an interactive authorization request for this user and resource."
            ),
        ),
        Lack::AdminConsent => (
            90_094,
            "consent_required",
            format!(
                "'{application}' needs permission to access resources in your organization that only an admin can grant. Please ask an admin to grant permission to this app before you can use it."
            ),
        ),
        Lack::Blocked => (
            53_003,
            "message_only",
            "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.".into(),
        ),
        Lack::CompliantDevice => (
            53_000,
            "additional_action",
            "Device is not in required device state: compliant. Conditional Access policy requires a compliant device, and the device is not compliant. The user must enroll their device with an approved MDM provider like Intune.".into(),
        ),
        Lack::JoinedDevice => (
            53_001,
            "additional_action",
            "Device is not in required device state: domain_joined. Conditional Access policy requires a domain joined device, and the device is not domain joined.".into(),
        ),
        Lack::DeviceAuthentication => {
            (50_097, "additional_action", "Device authentication is required.".into())
        }
        Lack::NoRisk => (
            53_004,
            "message_only",
            "User needs to complete the multi-factor authentication registration process before accessing this content. It is blocked because of risk.".into(),
        ),
        Lack::NoRiskAtHome => {
            (53_011, "message_only", "User blocked due to risk on home tenant.".into())
        }
        Lack::Assignment => (
            50_105,
            "message_only",
            format!(
                "Your administrator has configured the application '{application}' to block users unless they are specifically granted ('assigned') access to the application. The signed in user '{name}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application."
            ),
        ),
        Lack::KnownApplication => return not_found(application, tenant),
        Lack::OutboundAccess => (
            500_212,
            "message_only",
            format!(
                "The user's administrator has set an outbound access policy that does not allow access to the resource tenant '{tenant}'. The user is from '{}'.",
                holder.map(home).unwrap_or_default()
            ),
        ),
        Lack::InboundAccess => (
            500_213,
            "message_only",
            format!(
                "The resource tenant's cross-tenant access policy does not allow this user to access this tenant '{tenant}'."
            ),
        ),
        Lack::Enabled => (50_057, "bad_token", "The user account is disabled.".into()),
    };
    let refusal = Refusal::invalid_grant(number, text).suberror(suberror);
    let refusal = match lack {
        Lack::Enabled => refusal,
        _ if world.sessions.ways.interaction_required => refusal.error("interaction_required"),
        _ => refusal,
    };
    match lack {
        Lack::Mfa
        | Lack::MfaExpired
        | Lack::Registration
        | Lack::ExternalMfa
        | Lack::Blocked
        | Lack::CompliantDevice
        | Lack::JoinedDevice => refusal.claims(claims(asked)),
        _ => refusal,
    }
}

/// What the next request has to ask for: what this one did, and the policies that stood in the way.
fn claims(asked: &Asked<'_>) -> String {
    let policy = guid_of(&format!("policy of {}", asked.tenant));
    let mut token = json!({ "capolids": { "essential": true, "values": [policy] } });
    if !asked.wanted.contexts.is_empty() {
        token["acrs"] = json!({ "essential": true, "values": asked.wanted.contexts });
    }
    json!({ "access_token": token }).to_string()
}
