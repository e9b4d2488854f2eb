//! What accounts can see, in words.

use std::collections::BTreeSet;

use jit_app::{Overview, TenantSeen};
use jit_core::{Code, Problem, WayIn};
use serde_json::{Value, json};

/// How somebody signed in.
pub(crate) fn way(way: WayIn) -> &'static str {
    match way {
        WayIn::AzureCli => "Azure CLI",
        WayIn::Browser => "browser",
        WayIn::DeviceCode => "code",
        WayIn::ServicePrincipal => "application",
    }
}

/// `3 subscriptions in 2 tenants; Contoso Robotics wants its own sign-in: jit login --tenant contosorobotics.com.`
pub(crate) fn sentence(overview: &Overview) -> String {
    let tenants = match &overview.tenants {
        Ok(tenants) => tenants,
        Err(problem) => return format!("Your tenants could not be read. {}", problem.message),
    };
    let seen: Vec<&TenantSeen> = tenants.iter().filter(|tenant| tenant.subscriptions.is_ok()).collect();
    // A subscription that is managed for somebody is seen from several tenants.
    let subscriptions: BTreeSet<&String> =
        seen.iter().filter_map(|it| it.subscriptions.as_ref().ok()).flatten().collect();
    let mut parts =
        vec![format!("{} in {}", count(subscriptions.len(), "subscription"), count(seen.len(), "tenant"))];
    let failed = |tenant: &TenantSeen| {
        let problem = tenant.subscriptions.as_ref().err()?;
        Some(format!("{} {}", jit_core::clean(&tenant.name), state(tenant, problem)))
    };
    parts.extend(tenants.iter().filter_map(failed));
    format!("{}.", parts.join("; ").trim_end_matches('.'))
}

/// What stands beside a tenant in a list.
pub(crate) fn cell(tenant: &TenantSeen) -> String {
    match &tenant.subscriptions {
        Ok(subscriptions) => count(subscriptions.len(), "subscription"),
        Err(problem) => state(tenant, problem),
    }
}

/// Why its machines cannot be seen, and the way to them.
fn state(tenant: &TenantSeen, problem: &Problem) -> String {
    match problem.code {
        Code::MoreProofNeeded | Code::NotSignedIn => {
            let named = tenant.domain.as_ref().unwrap_or(&tenant.id);
            format!("wants its own sign-in: jit login --tenant {}", jit_core::clean(named))
        }
        _ => format!("cannot be read: {}", problem.message),
    }
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// The same for programs; `null` when the tenants cannot be read.
pub(crate) fn json(overview: &Overview) -> Value {
    let one = |tenant: &TenantSeen| {
        let (subscriptions, problem) = match &tenant.subscriptions {
            Ok(subscriptions) => (Some(subscriptions), None),
            Err(problem) => (None, Some(error(problem))),
        };
        json!({ "id": tenant.id, "name": tenant.name, "subscriptions": subscriptions, "error": problem })
    };
    overview.tenants.as_ref().map_or(Value::Null, |tenants| tenants.iter().map(one).collect())
}

/// A failure inside an answer.
pub(crate) fn error(problem: &Problem) -> Value {
    json!({ "code": problem.code, "message": problem.message, "hint": problem.hint })
}

#[cfg(test)]
mod tests {
    use jit_core::{Account, AccountId};

    use super::*;

    fn tenant(name: &str, subscriptions: Result<&[&str], Code>) -> TenantSeen {
        let subscriptions = match subscriptions {
            Ok(ids) => Ok(ids.iter().map(ToString::to_string).collect()),
            Err(code) => Err(Problem::new(code, "It is so.", "Do this.")),
        };
        let domain = Some(format!("{}.com", name.to_lowercase())).filter(|_| name != "Fabrikam");
        TenantSeen { id: format!("id-of-{name}"), name: name.to_owned(), domain, subscriptions }
    }

    fn overview(tenants: Result<Vec<TenantSeen>, Problem>) -> Overview {
        let account = Account {
            id: AccountId("o.t".to_owned()),
            way: WayIn::Browser,
            name: "barbara@contoso.com".to_owned(),
            tenant: None,
        };
        Overview { account, brought: false, silent: false, not_kept: None, tenants }
    }

    #[test]
    fn what_can_be_seen_is_counted_once_and_what_cannot_is_named() {
        let tenants = vec![
            tenant("Contoso", Ok(&["s1", "s2"])),
            tenant("Northwind", Ok(&["s2", "s3"])),
            tenant("Fabrikam", Err(Code::MoreProofNeeded)),
            tenant("Robotics", Err(Code::MoreProofNeeded)),
            tenant("Far", Err(Code::Offline)),
        ];
        assert_eq!(
            sentence(&overview(Ok(tenants))),
            "3 subscriptions in 2 tenants; Fabrikam wants its own sign-in: jit login --tenant id-of-Fabrikam; \
             Robotics wants its own sign-in: jit login --tenant robotics.com; \
             Far cannot be read: It is so."
        );
        assert_eq!(
            sentence(&overview(Ok(vec![tenant("Contoso", Ok(&["s1"]))]))),
            "1 subscription in 1 tenant."
        );
    }

    #[test]
    fn tenants_that_cannot_be_read_say_why() {
        let problem = Problem::new(Code::Offline, "Azure cannot be reached.", "Check the network.");
        let overview = overview(Err(problem));
        assert_eq!(sentence(&overview), "Your tenants could not be read. Azure cannot be reached.");
        assert_eq!(json(&overview), Value::Null);
    }
}
