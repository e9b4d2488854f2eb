//! The first part of a path: a tenant, or whichever the person belongs to.

use super::refusal::Refusal;
use crate::world::World;

pub(super) enum Directory {
    /// The home of whoever signs in: `organizations`, or `common`, which also takes personal accounts.
    Home,
    /// Personal accounts only.
    Consumers,
    /// One tenant's id.
    Tenant(String),
}

impl Directory {
    pub(super) fn find(world: &World, name: &str) -> Result<Self, Refusal> {
        if ["common", "organizations"].iter().any(|shared| shared.eq_ignore_ascii_case(name)) {
            return Ok(Self::Home);
        }
        if name.eq_ignore_ascii_case("consumers") {
            return Ok(Self::Consumers);
        }
        let known = world.tenants.iter().find(|tenant| {
            tenant.id.eq_ignore_ascii_case(name) || tenant.default_domain.eq_ignore_ascii_case(name)
        });
        known.map(|tenant| Self::Tenant(tenant.id.clone())).ok_or_else(|| {
            Refusal::invalid_request(90_002, format!(
                "Tenant '{name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
            ))
        })
    }

    /// Where a person signs in with a work account: a tenant, or their home.
    pub(super) fn for_people(self, application: &str) -> Result<Option<String>, Refusal> {
        match self {
            Self::Home => Ok(None),
            Self::Tenant(tenant) => Ok(Some(tenant)),
            Self::Consumers => Err(Refusal::invalid_request(
                9_002_332,
                format!(
                    "Application '{application}' is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request."
                ),
            )),
        }
    }

    /// Where an application signs in as itself, which has no home to fall back to.
    pub(super) fn for_applications(self) -> Result<String, Refusal> {
        match self {
            Self::Tenant(tenant) => Ok(tenant),
            Self::Home | Self::Consumers => Err(Refusal::invalid_request(
                50_059,
                "No tenant-identifying information found in either the request or implied by any provided credentials.",
            )),
        }
    }

    /// As endpoints and issuers name it.
    pub(super) fn segment(&self, asked: &str) -> String {
        match self {
            Self::Tenant(tenant) => tenant.clone(),
            Self::Home | Self::Consumers => asked.to_lowercase(),
        }
    }
}
