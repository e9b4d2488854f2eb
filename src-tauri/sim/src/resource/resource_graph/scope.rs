//! Which subscriptions a query looks at.

use serde_json::{Value, json};

use super::{invalid, support};
use crate::arm::{Call, Refusal};

/// How many subscriptions a query over a tenant or management group covers.
pub(super) const MOST_OF_TENANT: usize = 10_000;
const MOST_NAMED: usize = 1_000;

/// The subscriptions asked for that the caller can see, sorted; all of the tenant when none are named.
pub(super) fn subscriptions(call: &Call<'_>, body: &Value) -> Result<Vec<String>, Refusal> {
    let named = names(call, body, "subscriptions", "InvalidSubscriptions")?;
    let groups = names(call, body, "managementGroups", "InvalidManagementGroups")?;
    if named.len() > MOST_NAMED {
        let message = "At most 1000 subscriptions are allowed in one query.";
        return Err(invalid(call, "TooManySubscriptions", message));
    }
    let of_tenant = named.is_empty() && groups.is_empty() || groups.iter().any(|group| is_root(call, group));
    let all = call.world.subscriptions.iter().filter(|subscription| {
        subscription.tenant.eq_ignore_ascii_case(&call.caller.tenant)
            && call.caller.sees_subscription(&subscription.id)
            && (of_tenant || named.iter().any(|id| id.eq_ignore_ascii_case(&subscription.id)))
    });
    let mut found: Vec<String> = all.map(|subscription| subscription.id.to_lowercase()).collect();
    found.sort();
    if found.is_empty() && !(named.is_empty() && groups.is_empty()) {
        return Err(Refusal::new(403, "AccessDenied", support(call)).details(json!([{
            "code": "AccessDenied",
            "message": "Access is denied to the requested resource. The user might not have enough permission.",
        }])));
    }
    Ok(found)
}

/// The root management group has the tenant's id; the world has no other.
fn is_root(call: &Call<'_>, group: &str) -> bool {
    group.eq_ignore_ascii_case(&call.caller.tenant)
}

fn names<'b>(call: &Call<'_>, body: &'b Value, field: &str, code: &str) -> Result<Vec<&'b str>, Refusal> {
    let wrong = || invalid(call, code, &format!("'{field}' must be a list of names."));
    match body.get(field) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(names)) => names.iter().map(|name| name.as_str().ok_or_else(wrong)).collect(),
        Some(_) => Err(wrong()),
    }
}
