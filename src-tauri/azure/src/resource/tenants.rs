//! Tenants.

use jit_core::{Problem, clean};
use serde::Deserialize;

use crate::Azure;
use crate::arm::{Call, Purpose};

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
}

impl Azure {
    /// The tenants the account is in.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Problem> {
        let call = Call::get("/tenants", "api-version=2022-12-01", Purpose::Read("your tenants".to_owned()));
        let list: Vec<WireTenant> = self.arm(None).all(call).await?;
        let named = |tenant: WireTenant| {
            let id = tenant.tenant_id?;
            let name = tenant.display_name.or(tenant.default_domain).map(|name| clean(&name));
            Some(Tenant { name: name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone()), id })
        };
        Ok(list.into_iter().filter_map(named).collect())
    }
}
