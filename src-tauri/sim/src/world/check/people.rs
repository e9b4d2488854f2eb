//! Tenants, subscriptions, groups, roles and principals.

use super::{Checked, content, need, unique};
use crate::world::model::WorldFile;

pub(super) fn check(file: &WorldFile) -> Checked {
    unique("tenants", "id", file.tenants.iter().map(|tenant| tenant.id.to_lowercase()))?;
    unique("roles", "name", file.roles.iter().map(|role| role.name.to_lowercase()))?;
    unique("principals", "name", file.principals.iter().map(|principal| principal.name.to_lowercase()))?;
    unique(
        "subscriptions",
        "id",
        file.subscriptions.iter().map(|subscription| subscription.id.to_lowercase()),
    )?;
    let tenant = |id: &str| file.tenants.iter().any(|tenant| tenant.id.eq_ignore_ascii_case(id));
    for (index, subscription) in file.subscriptions.iter().enumerate() {
        need(tenant(&subscription.tenant), || {
            (
                format!("subscriptions[{index}].tenant"),
                format!("there is no tenant `{}`", subscription.tenant),
            )
        })?;
    }
    for (index, principal) in file.principals.iter().enumerate() {
        let place = format!("principals[{index}]");
        need(!principal.tenants.is_empty(), || {
            (format!("{place}.tenants"), "at least one tenant is needed".into())
        })?;
        for id in &principal.tenants {
            need(tenant(id), || (format!("{place}.tenants"), format!("there is no tenant `{id}`")))?;
        }
        for (at, assignment) in principal.assignments.iter().enumerate() {
            let known = file.roles.iter().any(|role| role.name.eq_ignore_ascii_case(&assignment.role));
            need(known, || {
                (format!("{place}.assignments[{at}].role"), format!("there is no role `{}`", assignment.role))
            })?;
            check_scope(file, &assignment.scope)
                .map_err(|reason| content(format!("{place}.assignments[{at}].scope"), reason))?;
        }
    }
    for name in ["admin", "reader"] {
        let known = file.principals.iter().any(|principal| principal.name == name);
        need(known, || ("principals".into(), format!("a principal named `{name}` is needed")))?;
    }
    let groups = file.resource_groups.iter().map(|g| format!("{}/{}", g.subscription, g.name).to_lowercase());
    unique("resource_groups", "name", groups)?;
    for (index, group) in file.resource_groups.iter().enumerate() {
        let known = file.subscriptions.iter().any(|s| s.id.eq_ignore_ascii_case(&group.subscription));
        need(known, || {
            let place = format!("resource_groups[{index}].subscription");
            (place, format!("there is no subscription `{}`", group.subscription))
        })?;
    }
    Ok(())
}

/// The root, or something in a subscription that exists.
fn check_scope(file: &WorldFile, scope: &str) -> Result<(), String> {
    let mut parts = scope.split('/').skip(1);
    match (scope.starts_with('/'), parts.next(), parts.next()) {
        (true, Some(""), None) => Ok(()),
        (true, Some(kind), Some(id)) if kind.eq_ignore_ascii_case("subscriptions") => {
            let known =
                file.subscriptions.iter().any(|subscription| subscription.id.eq_ignore_ascii_case(id));
            if known { Ok(()) } else { Err(format!("there is no subscription `{id}`")) }
        }
        _ => Err(format!("`{scope}` is neither `/` nor begins with /subscriptions/ID")),
    }
}
