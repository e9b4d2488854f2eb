//! Subscriptions.

use jit_core::{Problem, clean};
use serde::Deserialize;

use crate::Azure;
use crate::arm::{Call, Purpose};

/// A subscription the account has a role in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// Its name, or its id where Azure gives no name.
    pub name: String,
    /// The tenant it belongs to, which is another one than it was seen from when it is managed for somebody.
    pub tenant: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireSubscription {
    subscription_id: Option<String>,
    display_name: Option<String>,
    tenant_id: Option<String>,
    state: Option<String>,
}

impl Azure {
    /// The subscriptions that can be worked with, as a tenant's token sees them; without one, the account's own. Those
    /// that are not to be looked at are left out.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn subscriptions(&self, tenant: Option<&str>) -> Result<Vec<Subscription>, Problem> {
        let purpose = Purpose::Read("your subscriptions".to_owned());
        let call = Call::get("/subscriptions", "api-version=2022-12-01", purpose);
        let list: Vec<WireSubscription> = self.arm(tenant).all(call).await?;
        let mut found: Vec<Subscription> = list.into_iter().filter_map(WireSubscription::read).collect();
        for subscription in &found {
            self.known().note_subscription(&subscription.id, &subscription.name);
        }
        let look_at = (self.surroundings().look_at)();
        if look_at.chooses_subscriptions() {
            found.retain(|subscription| look_at.at_subscription(&[&subscription.id, &subscription.name]));
            let ids = found.iter().map(|subscription| subscription.id.to_ascii_lowercase());
            self.known().note_chosen(tenant, Some(ids.collect()));
        } else {
            self.known().note_chosen(tenant, None);
        }
        Ok(found)
    }
}

impl WireSubscription {
    /// A disabled subscription is read-only, a deleted one gone: neither has anything to connect to.
    fn read(self) -> Option<Subscription> {
        let state = self.state.unwrap_or_default().to_ascii_lowercase();
        if matches!(state.as_str(), "disabled" | "deleted") {
            return None;
        }
        let id = self.subscription_id?;
        let name = self.display_name.map(|name| clean(&name)).filter(|name| !name.is_empty());
        Some(Subscription { name: name.unwrap_or_else(|| id.clone()), id, tenant: self.tenant_id })
    }
}
