//! The table `resourcecontainers`: subscriptions and resource groups.

use std::borrow::Cow;

use serde_json::{Value as Json, json};

use super::super::super::{resource_groups, subscriptions};
use super::{Entry, Estate, lower};
use crate::kql::{Document, Value};
use crate::world::model::Subscription;

const SUBSCRIPTIONS: &str = "microsoft.resources/subscriptions";
const GROUPS: &str = "microsoft.resources/subscriptions/resourcegroups";

impl<'w> Estate<'w> {
    pub(super) fn containers(&self, wanted: &dyn Fn(&str) -> bool) -> Vec<Entry<'w>> {
        let world = self.world;
        let in_scope = |id: &str| self.subscriptions.binary_search(&id.to_lowercase()).is_ok();
        let mut entries = Vec::new();
        for subscription in
            world.subscriptions.iter().filter(|one| wanted(SUBSCRIPTIONS) && in_scope(&one.id))
        {
            let id = format!("/subscriptions/{}", subscription.id);
            entries.push(Entry {
                key: Cow::Owned(id.to_lowercase()),
                id: Value::shared(id),
                name: Value::text(&subscription.display_name),
                kind: SUBSCRIPTIONS,
                location: "",
                group: Value::text(""),
                subscription: &subscription.id,
                document: Document::new(move || describe(subscription)),
            });
        }
        for group in world.groups.iter().filter(|one| wanted(GROUPS) && in_scope(&one.subscription)) {
            let id = resource_groups::id(group);
            if !self.caller.may("Microsoft.Resources/subscriptions/resourceGroups/read", &id) {
                continue;
            }
            entries.push(Entry {
                key: Cow::Owned(id.to_lowercase()),
                id: Value::shared(id),
                name: Value::text(&group.name),
                kind: GROUPS,
                location: &group.location,
                group: lower(&group.name),
                subscription: &group.subscription,
                document: Document::new(move || resource_groups::view(group)),
            });
        }
        entries
    }
}

/// Graph keeps under `properties` what the provider shows at the top.
fn describe(subscription: &Subscription) -> Json {
    let view = subscriptions::view(subscription);
    json!({
        "properties": {
            "state": view["state"],
            "subscriptionPolicies": view["subscriptionPolicies"],
            "managedByTenants": view["managedByTenants"],
            "managementGroupAncestorsChain": [
                { "name": subscription.tenant, "displayName": "Tenant Root Group" },
            ],
        },
        "tags": view["tags"],
    })
}
