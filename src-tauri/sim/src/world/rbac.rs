//! Who may do what: roles, assignments, and the permissions that follow.

use super::World;
use super::model::{Principal, Role};

/// The caller of one request: a principal, seen from the tenant its token is for.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) principal: Principal,
    pub(crate) tenant: String,
    grants: Vec<Grant>,
}

/// An assignment with its role, in lower case: one call asks for permissions thousands of times.
#[derive(Clone, Debug)]
struct Grant {
    scope: String,
    role: Role,
    actions: Vec<String>,
    not_actions: Vec<String>,
}

impl World {
    pub(super) fn caller(&self, principal: &Principal, tenant: &str) -> Caller {
        let grants = principal.assignments.iter().filter_map(|assignment| {
            let role = self.roles.iter().find(|role| role.name.eq_ignore_ascii_case(&assignment.role))?;
            let lower = |actions: &[String]| actions.iter().map(|action| action.to_lowercase()).collect();
            Some(Grant {
                scope: assignment.scope.trim_end_matches('/').to_lowercase(),
                role: role.clone(),
                actions: lower(&role.actions),
                not_actions: lower(&role.not_actions),
            })
        });
        Caller { principal: principal.clone(), tenant: tenant.to_owned(), grants: grants.collect() }
    }
}

impl Caller {
    /// The roles that are in effect at a scope: assigned there or above.
    pub(crate) fn roles_at(&self, scope: &str) -> Vec<&Role> {
        let scope = scope.to_lowercase();
        self.grants.iter().filter(|grant| is_within(&scope, &grant.scope)).map(|grant| &grant.role).collect()
    }

    /// Allowed is what one role allows and does not itself exclude.
    pub(crate) fn may(&self, action: &str, scope: &str) -> bool {
        let (action, scope) = (action.to_lowercase(), scope.to_lowercase());
        self.grants.iter().filter(|grant| is_within(&scope, &grant.scope)).any(|grant| {
            grant.actions.iter().any(|pattern| action_matches(pattern, &action))
                && !grant.not_actions.iter().any(|pattern| action_matches(pattern, &action))
        })
    }

    /// The caller holds some role in the subscription, if only on one machine.
    pub(crate) fn sees_subscription(&self, subscription: &str) -> bool {
        let scope = format!("/subscriptions/{subscription}").to_lowercase();
        self.grants.iter().any(|grant| is_within(&scope, &grant.scope) || is_within(&grant.scope, &scope))
    }
}

/// Both in lower case and without a slash at the end; the root is empty.
fn is_within(scope: &str, above: &str) -> bool {
    scope.strip_prefix(above).is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

/// `*` stands for any text, slashes included; both are in lower case.
fn action_matches(pattern: &str, action: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = action.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_span_slashes_and_ignore_case() {
        let cases = [
            ("*", "Microsoft.Compute/virtualMachines/read", true),
            ("*/read", "microsoft.compute/virtualMachines/READ", true),
            ("*/read", "Microsoft.Compute/virtualMachines/start/action", false),
            ("Microsoft.Compute/virtualMachines/*", "Microsoft.Compute/virtualMachines/start/action", true),
            ("Microsoft.Compute/*/read", "Microsoft.Compute/virtualMachines/read", true),
            ("Microsoft.Compute/*/read", "Microsoft.Network/networkInterfaces/read", false),
            ("Microsoft.Compute/virtualMachines/read", "Microsoft.Compute/virtualMachines/read", true),
            ("Microsoft.Compute/virtualMachines/read", "Microsoft.Compute/virtualMachines/read/x", false),
        ];
        for (pattern, action, expected) in cases {
            let (low, action_low) = (pattern.to_lowercase(), action.to_lowercase());
            assert_eq!(action_matches(&low, &action_low), expected, "{pattern} on {action}");
        }
    }

    #[test]
    fn a_scope_is_within_itself_and_what_is_above() {
        let cases = [
            ("/subscriptions/s/resourcegroups/g", "/subscriptions/s", true),
            ("/subscriptions/s", "", true),
            ("/subscriptions/s", "/subscriptions/s", true),
            ("/subscriptions/s2", "/subscriptions/s", false),
            ("/subscriptions/s", "/subscriptions/s/resourcegroups/g", false),
        ];
        for (scope, above, expected) in cases {
            assert_eq!(is_within(scope, above), expected, "{scope} within {above}");
        }
    }
}
