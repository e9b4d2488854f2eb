//! Roles to activate, what that asks for, and past events.

use super::people::check_scope;
use super::{Checked, content, need};
use crate::stamp;
use crate::world::model::WorldFile;
use crate::world::rbac::is_role;

pub(super) fn check(file: &WorldFile) -> Checked {
    let role = |place: &str, name: &str| {
        need(is_role(&file.roles, name), || (format!("{place}.role"), format!("there is no role `{name}`")))
    };
    let scope = |place: &str, scope: &str| {
        check_scope(file, scope).map_err(|reason| content(format!("{place}.scope"), reason))
    };
    for (index, principal) in file.principals.iter().enumerate() {
        for (at, eligibility) in principal.eligibilities.iter().enumerate() {
            let place = format!("principals[{index}].eligibilities[{at}]");
            role(&place, &eligibility.role)?;
            scope(&place, &eligibility.scope)?;
        }
    }
    for (index, settings) in file.role_settings.iter().enumerate() {
        let place = format!("role_settings[{index}]");
        role(&place, &settings.role)?;
        scope(&place, &settings.scope)?;
        let longest = stamp::duration(&settings.max_duration);
        need(longest.is_some_and(|longest| (5 * 60..=24 * 3600).contains(&longest.as_secs())), || {
            let reason = format!("`{}` is no ISO 8601 duration from PT5M to P1D", settings.max_duration);
            (format!("{place}.max_duration"), reason)
        })?;
    }
    for (index, record) in file.activity.iter().enumerate() {
        let place = format!("activity[{index}]");
        check_scope(file, &record.resource).map_err(|reason| content(format!("{place}.resource"), reason))?;
        need(record.operation.matches('/').count() >= 2, || {
            let reason =
                format!("`{}` is not like Microsoft.Compute/virtualMachines/start/action", record.operation);
            (format!("{place}.operation"), reason)
        })?;
    }
    Ok(())
}
