//! What the caller may do at a scope: one entry for each role that is in effect there.

use serde_json::json;

use crate::arm::{Answer, Call, Refusal, list};

pub(super) fn answer(call: &mut Call<'_>) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let scope = call.target.scope();
    if call.target.subscription().is_none() {
        return Err(Refusal::bad_request(
            "Permissions are read at a subscription, a resource group or a resource.",
        ));
    }
    call.check_subscription()?;
    let roles = call.caller.roles_at(&scope);
    // Whoever holds any role here may ask for their own permissions.
    if roles.is_empty() {
        call.authorize("Microsoft.Authorization/permissions/read", &scope)?;
    }
    call.check_group()?;
    let items = roles.iter().map(|role| {
        json!({
            "actions": role.actions,
            "notActions": role.not_actions,
            "dataActions": [],
            "notDataActions": [],
        })
    });
    let items = items.collect();
    list(call, items)
}
