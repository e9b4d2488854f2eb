//! Tenants.

use jit_core::{Problem, clean};
use serde::Deserialize;

use crate::Azure;
use crate::arm::{Call, Purpose};
use crate::known::TenantNames;

/// A tenant the account is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: String,
    /// Its name, or its domain or id where Azure gives no name.
    pub name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireTenant {
    tenant_id: Option<String>,
    display_name: Option<String>,
    default_domain: Option<String>,
    domains: Option<Vec<String>>,
}

impl Azure {
    /// The tenants the account is in, but for those that are not to be looked at.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Problem> {
        let call = Call::get("/tenants", "api-version=2022-12-01", Purpose::Read("your tenants".to_owned()));
        let list: Vec<WireTenant> = self.arm(None).all(call).await?;
        Ok(list.into_iter().filter_map(|tenant| self.wanted(tenant)).collect())
    }

    fn wanted(&self, tenant: WireTenant) -> Option<Tenant> {
        let id = tenant.tenant_id?;
        let domain = tenant.default_domain.clone();
        let mut all: Vec<String> = tenant.domains.unwrap_or_default();
        all.extend(tenant.display_name.iter().chain(&domain).cloned());
        let names: Vec<&str> = all.iter().map(String::as_str).chain([id.as_str()]).collect();
        let is_wanted = (self.surroundings().look_at)().at_tenant(&names);
        self.known().note_names(&id, TenantNames { all, domain });
        let name = tenant.display_name.or(tenant.default_domain).map(|name| clean(&name));
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone());
        is_wanted.then_some(Tenant { name, id })
    }

    /// The domain that a tenant's people are known by, once the tenants have been read.
    #[must_use]
    pub fn domain_of(&self, tenant: &str) -> Option<String> {
        self.known().domain_of(tenant)
    }

    /// Whether any tenant that was read goes by this name, domain or id, whether it is looked at or not.
    #[must_use]
    pub fn knows_tenant(&self, name: &str) -> bool {
        self.known().has_tenant(name)
    }

    /// Whether any subscription that was read goes by this name or id.
    #[must_use]
    pub fn knows_subscription(&self, name: &str) -> bool {
        self.known().has_subscription(name)
    }
}
