//! `GET /subscriptions` and one of them.

use serde_json::{Value, json};

use crate::arm::{Answer, Call, list};
use crate::message::Response;
use crate::world::model::Subscription;

pub(super) fn list_all(call: &mut Call<'_>) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let world = &call.world;
    let seen = world.subscriptions.iter().filter(|subscription| {
        subscription.tenant.eq_ignore_ascii_case(&call.caller.tenant)
            && call.caller.sees_subscription(&subscription.id)
    });
    let items = seen.map(view).collect();
    list(call, items)
}

pub(super) fn one(call: &mut Call<'_>) -> Answer {
    let scope = checked_scope(call)?;
    if !call.caller.sees_subscription(scope.trim_start_matches("/subscriptions/")) {
        call.authorize("Microsoft.Resources/subscriptions/read", &scope)?;
    }
    let found = call.target.subscription().and_then(|id| call.world.subscription(id));
    Ok(Response::json(200, found.map_or(Value::Null, view)))
}

fn checked_scope(call: &Call<'_>) -> Result<String, crate::arm::Refusal> {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    Ok(format!("/subscriptions/{}", call.check_subscription()?))
}

pub(super) fn view(subscription: &Subscription) -> Value {
    json!({
        "id": format!("/subscriptions/{}", subscription.id),
        "subscriptionId": subscription.id,
        "tenantId": subscription.tenant,
        "displayName": subscription.display_name,
        "state": subscription.state,
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "EnterpriseAgreement_2014-09-01",
            "spendingLimit": "Off",
        },
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
    })
}
