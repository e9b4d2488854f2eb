//! What a client asks for: permissions of one resource, and things about the person.

use super::refusal::Refusal;
use crate::world::audience::{Resource, resource};

const GRAPH: &str = "https://graph.microsoft.com";
pub(super) const ABOUT_THE_PERSON: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// A scope that makes sense.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scope {
    /// As the token will name it.
    pub(super) audience: String,
    /// What is granted, in the words of the request.
    pub(super) granted: String,
    /// An id token is wanted.
    pub(super) openid: bool,
    /// A refresh token is wanted.
    pub(super) offline: bool,
}

impl Scope {
    /// Reads what is asked for in the name of a person.
    pub(super) fn read(text: &str, tenant: &str) -> Result<Self, Refusal> {
        let has = |name: &str| text.split_whitespace().any(|part| part.eq_ignore_ascii_case(name));
        let mut asked: Vec<(&str, &str)> = Vec::new();
        for part in text.split_whitespace() {
            if ABOUT_THE_PERSON.iter().any(|name| name.eq_ignore_ascii_case(part)) {
                continue;
            }
            let (audience, permission) = part.rsplit_once('/').unwrap_or((GRAPH, part));
            check(audience, permission, part, tenant)?;
            asked.push((audience, permission));
        }
        let audience = asked.first().map_or(GRAPH, |(audience, _)| audience);
        if asked.iter().any(|(other, _)| !other.eq_ignore_ascii_case(audience)) {
            return Err(Refusal::invalid_request(
                28_000,
                format!(
                    "Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {text} is not valid."
                ),
            ));
        }
        let mut granted: Vec<String> = asked.iter().map(|(on, what)| format!("{on}/{what}")).collect();
        if resource(audience) == Some(Resource::Arm) {
            let own = format!("{audience}/user_impersonation");
            granted.retain(|scope| *scope != own);
            granted.insert(0, own);
        } else {
            let about = ABOUT_THE_PERSON.iter().filter(|name| **name != "offline_access" && has(name));
            granted.extend(about.map(|name| (*name).to_owned()));
        }
        Ok(Self {
            audience: audience.to_owned(),
            granted: granted.join(" "),
            openid: has("openid"),
            offline: has("offline_access"),
        })
    }

    /// Reads what an application asks for as itself: everything it was given, on one resource.
    pub(super) fn of_application(text: &str, tenant: &str) -> Result<String, Refusal> {
        let Some(audience) = text.strip_suffix("/.default") else {
            return Err(Refusal::new(
                400,
                "invalid_scope",
                1_002_012,
                format!(
                    "The provided value for scope {text} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."
                ),
            ));
        };
        known(audience, tenant).map(|_| audience.to_owned())
    }
}

fn check(audience: &str, permission: &str, scope: &str, tenant: &str) -> Result<(), Refusal> {
    let known = known(audience, tenant)?;
    let exists = known != Resource::Arm || [".default", "user_impersonation"].contains(&permission);
    if exists && !permission.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(
        400,
        "invalid_scope",
        70_011,
        format!(
            "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid."
        ),
    ))
}

fn known(audience: &str, tenant: &str) -> Result<Resource, Refusal> {
    resource(audience).ok_or_else(|| Refusal::new(400, "invalid_resource", 500_011, format!(
        "The resource principal named {audience} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant."
    )))
}
