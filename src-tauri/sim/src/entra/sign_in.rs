//! What a person's application gets once it is known who signs in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::client_credentials::{application, not_found, without_secret};
use super::form::Form;
use super::lack;
use super::refusal::{Answer, Refusal};
use super::scope::Scope;
use crate::id::is_guid;
use crate::message::{Request, Response};
use crate::world::World;
use crate::world::claims::{Issue, home};
use crate::world::conditions::{Asked, Proof};
use crate::world::model::Principal;
use crate::world::refresh::is_family;

/// A person, signed in somewhere through an application.
pub(super) struct SignIn<'a> {
    /// The principal's name.
    pub(super) principal: &'a str,
    /// The tenant; the person's home when absent.
    pub(super) tenant: Option<&'a str>,
    pub(super) application: &'a str,
    /// As it was asked for.
    pub(super) scope: &'a str,
    /// What they have shown.
    pub(super) proof: &'a Proof,
    /// A refresh token comes along, whether the scope asks for it or not.
    pub(super) renew: bool,
    /// Which sign-in the refresh token comes from.
    pub(super) family: u64,
    /// The id token repeats it.
    pub(super) nonce: Option<&'a str>,
}

pub(super) fn answer(
    world: &mut World,
    request: &Request,
    form: &Form,
    sign_in: &SignIn<'_>,
    now: Timestamp,
) -> Answer {
    let found = world.principals.iter().find(|held| held.name == sign_in.principal).cloned();
    let holder = found.ok_or_else(Refusal::transient)?;
    let tenant = sign_in.tenant.unwrap_or(home(&holder)).to_owned();
    if !holder.is_in(&tenant) {
        return Err(not_a_member(&holder, sign_in.application, &tenant));
    }
    let scope = Scope::read(sign_in.scope, &tenant)?;
    let wanted = form.wanted()?;
    let asked =
        Asked { principal: &holder.name, tenant: &tenant, application: sign_in.application, wanted: &wanted };
    if let Some(lack) = world.lacking(&asked, sign_in.proof, now) {
        return Err(lack::refusal(world, &lack, &asked, sign_in.proof));
    }
    let lifetime = lifetime(world, wanted.revocable);
    let issue = Issue {
        tenant: &tenant,
        audience: &scope.audience,
        application: sign_in.application,
        wanted: &wanted,
        mfa: sign_in.proof.mfa(&tenant).is_some(),
        from: now,
        until: now + lifetime,
    };
    let access = world.issue(&holder.name, &issue).ok_or_else(Refusal::transient)?;
    let mut body = json!({
        "token_type": "Bearer",
        "scope": scope.granted,
        "expires_in": lifetime.as_secs(),
        "ext_expires_in": lifetime.as_secs(),
        "access_token": access,
    });
    if lifetime >= SignedDuration::from_hours(2) {
        body["refresh_in"] = json!(lifetime.as_secs() / 2);
    }
    if scope.offline || sign_in.renew {
        let (application, proof) = (sign_in.application, sign_in.proof);
        let token = world.issue_refresh_token(&holder.name, application, proof, sign_in.family, now);
        body["refresh_token"] = json!(token);
        if is_family(sign_in.application) {
            body["foci"] = json!("1");
        }
    }
    if scope.openid {
        let token = world.issue_id_token(&holder.name, &issue, &request.base, sign_in.nonce);
        body["id_token"] = json!(token.ok_or_else(Refusal::transient)?);
    }
    if form.field("client_info") == Some("1") {
        body["client_info"] = json!(client_info(&holder));
    }
    Ok(Response::json(200, body))
}

/// Who somebody is, whatever tenant they are in.
pub(super) fn client_info(holder: &Principal) -> String {
    let info = json!({ "uid": holder.object_id, "utid": home(holder) });
    URL_SAFE_NO_PAD.encode(info.to_string())
}

/// A public client is anybody's program and has no secret; one that the world knows as a service principal has.
pub(super) fn check_application(
    world: &World,
    request: &Request,
    form: &Form,
    tenant: Option<&str>,
) -> Result<String, Refusal> {
    let (id, secret) = form.credentials(request);
    let id = id.ok_or_else(|| Refusal::missing("client_id"))?;
    match (application(world, &id), secret) {
        (Some(_), None) => Err(without_secret()),
        (Some(known), Some(secret)) if known.client_secret != secret => {
            Err(Refusal::new(401, "invalid_client", 7_000_215, "Invalid client secret provided."))
        }
        (Some(_), Some(_)) => Ok(id),
        (None, _) if is_guid(&id) => Ok(id),
        (None, _) => Err(not_found(&id, tenant.unwrap_or("organizations"))),
    }
}

/// 60 to 90 minutes, and about a day for who can handle a token being revoked.
fn lifetime(world: &mut World, revocable: bool) -> SignedDuration {
    if let Some(lifetime) = world.sessions.lifetime {
        return lifetime;
    }
    let (least, spread) = if revocable { (86_400, 14_400) } else { (3_600, 1_800) };
    let more = i64::try_from(world.dice.below(spread)).unwrap_or(0);
    SignedDuration::from_secs(least + more - 1)
}

pub(super) fn not_a_member(holder: &Principal, application: &str, tenant: &str) -> Refusal {
    Refusal::invalid_grant(
        50_020,
        format!(
            "User account '{}' from identity provider 'https://sts.windows.net/{}/' does not exist in tenant '{tenant}' and cannot access the application '{application}' in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.",
            holder.called(),
            home(holder)
        ),
    )
}
