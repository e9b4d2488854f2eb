//! What tokens say about their holder.

use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::conditions::Wanted;
use super::model::{Person, Principal};
use crate::jws::digest;

/// A token about to be issued.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Issue<'a> {
    pub(crate) tenant: &'a str,
    /// The resource it is for, as the client named it.
    pub(crate) audience: &'a str,
    /// The application a person signs in with; a service principal is its own.
    pub(crate) application: &'a str,
    /// What the client wants to stand in it, all of which is covered.
    pub(crate) wanted: &'a Wanted,
    /// The person used a second factor in this tenant.
    pub(crate) mfa: bool,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

/// An access token as Resource Manager gets it: of version 1.0, whoever asked for it.
pub(super) fn access(holder: &Principal, issue: &Issue<'_>, egress: Ipv4Addr, id: &str) -> Value {
    let mut claims = json!({
        "aud": issue.audience,
        "iss": issuer(issue.tenant),
        "iat": issue.from.as_second(),
        "nbf": issue.from.as_second(),
        "exp": issue.until.as_second(),
        "oid": holder.object_id,
        "rh": format!("1.{}", digest(&[issue.tenant, issue.audience])),
        "tid": issue.tenant,
        "uti": id,
        "ver": "1.0",
    });
    let more = match &holder.person {
        None => json!({
            "appid": holder.client_id,
            "appidacr": "1",
            "idp": issuer(issue.tenant),
            "idtyp": "app",
            "sub": holder.object_id,
        }),
        Some(person) => json!({
            "acr": "1",
            "amr": if issue.mfa { vec!["pwd", "mfa"] } else { vec!["pwd"] },
            "appid": issue.application,
            "appidacr": "0",
            "idtyp": "user",
            "ipaddr": egress,
            "name": person.display_name,
            "puid": puid(holder),
            "scp": "user_impersonation",
            "sub": digest(&[&holder.object_id, issue.audience]),
            "unique_name": person.user_principal_name,
        }),
    };
    merge(&mut claims, more);
    if let Some(person) = &holder.person {
        merge(&mut claims, of_home_or_guest(holder, person, issue.tenant));
    }
    if issue.wanted.revocable {
        claims["xms_cc"] = json!(["CP1"]);
    }
    if !issue.wanted.contexts.is_empty() {
        claims["acrs"] = json!(issue.wanted.contexts);
    }
    claims
}

/// An id token of version 2.0: who signed in, for the application's own eyes.
pub(super) fn id_token(
    holder: &Principal,
    person: &Person,
    issue: &Issue<'_>,
    (base, nonce): (&str, Option<&str>),
    id: &str,
) -> Value {
    let mut claims = json!({
        "aud": issue.application,
        "iss": format!("{base}/{}/v2.0", issue.tenant),
        "iat": issue.from.as_second(),
        "nbf": issue.from.as_second(),
        "exp": issue.from.as_second() + 3900,
        "name": person.display_name,
        "oid": holder.object_id,
        "preferred_username": person.user_principal_name,
        "puid": puid(holder),
        "rh": format!("1.{}", digest(&[issue.tenant, issue.application])),
        "sub": digest(&[&holder.object_id, issue.application]),
        "tid": issue.tenant,
        "uti": id,
        "ver": "2.0",
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = json!(nonce);
    }
    if is_guest(holder, issue.tenant) {
        merge(&mut claims, json!({ "idp": issuer(home(holder)) }));
    }
    claims
}

/// At home a person has a user principal name; elsewhere there is only where they come from.
fn of_home_or_guest(holder: &Principal, person: &Person, tenant: &str) -> Value {
    if is_guest(holder, tenant) {
        json!({ "idp": issuer(home(holder)), "email": person.user_principal_name })
    } else {
        json!({ "upn": person.user_principal_name })
    }
}

pub(crate) fn home(holder: &Principal) -> &str {
    holder.tenants.first().map(String::as_str).unwrap_or_default()
}

fn is_guest(holder: &Principal, tenant: &str) -> bool {
    !home(holder).eq_ignore_ascii_case(tenant)
}

fn issuer(tenant: &str) -> String {
    format!("https://sts.windows.net/{tenant}/")
}

/// The old number of an account; the same for the same person.
fn puid(holder: &Principal) -> String {
    let digits: String = holder.object_id.chars().filter(char::is_ascii_hexdigit).collect();
    let last = digits.len().saturating_sub(12);
    format!("1003{}", digits[last..].to_uppercase())
}

fn merge(claims: &mut Value, more: Value) {
    if let (Value::Object(claims), Value::Object(more)) = (claims, more) {
        claims.extend(more);
    }
}
