//! The text a person sends to an administrator who has to consent.

use crate::{Problem, State};

/// What ARM's delegated permission is called where administrators look for it.
const PERMISSION: &str = "Azure Service Management / user_impersonation (delegated)";

pub(super) fn request(state: &State, problem: &Problem) -> String {
    let session = &state.session;
    let details = problem.details.as_deref();
    let mut lines = vec![
        "Hello,".to_owned(),
        String::new(),
        "I would like to use JIT Tray to request just-in-time access to our virtual machines. It needs your \
         consent once:"
            .to_owned(),
        String::new(),
        format!("Application: {}", crate::clean(state.settings.client_id())),
        format!("Permission: {PERMISSION}"),
    ];
    if let Some(needed) = problem.sign_in.as_deref() {
        lines.push(format!("Account: {}", session.name_of(&needed.account)));
        lines.extend(needed.tenant.as_ref().map(|tenant| format!("Tenant: {}", crate::clean(tenant))));
    } else if let [account] = &session.accounts[..] {
        lines.push(format!("Account: {}", crate::clean(&account.name)));
    }
    let correlation = details.and_then(|details| details.correlation_id.as_deref());
    lines.extend(correlation.map(|id| format!("Correlation id: {}", crate::clean(id))));
    lines.extend(details.and_then(|details| details.time).map(|time| format!("Time: {time}")));
    lines.push(String::new());
    lines.push("It acts with my own rights and never with more.".to_owned());
    lines.join("\n")
}
