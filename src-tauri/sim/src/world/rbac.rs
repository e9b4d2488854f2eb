//! Who may do what: roles, assignments, and the permissions that follow.

use super::World;
use super::model::{Principal, Role};

/// The caller of one request: a principal, seen from the tenant its token is for.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) principal: Principal,
    pub(crate) tenant: String,
}

impl World {
    /// The caller's roles that are in effect at a scope: assigned there or above.
    pub(crate) fn roles_at(&self, caller: &Caller, scope: &str) -> Vec<&Role> {
        let assigned = caller.principal.assignments.iter().filter(|a| is_within(scope, &a.scope));
        assigned
            .filter_map(|a| self.roles.iter().find(|role| role.name.eq_ignore_ascii_case(&a.role)))
            .collect()
    }

    pub(crate) fn may(&self, caller: &Caller, action: &str, scope: &str) -> bool {
        self.roles_at(caller, scope).into_iter().any(|role| {
            role.actions.iter().any(|pattern| action_matches(pattern, action))
                && !role.not_actions.iter().any(|pattern| action_matches(pattern, action))
        })
    }

    /// The caller holds some role in the subscription, if only on one machine.
    pub(crate) fn sees_subscription(&self, caller: &Caller, subscription: &str) -> bool {
        let scope = format!("/subscriptions/{subscription}");
        caller
            .principal
            .assignments
            .iter()
            .any(|a| is_within(&scope, &a.scope) || is_within(&a.scope, &scope))
    }
}

fn is_within(scope: &str, above: &str) -> bool {
    let above = above.trim_end_matches('/');
    let head = scope.get(..above.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(above))
        && matches!(scope.as_bytes().get(above.len()), None | Some(b'/'))
}

/// `*` stands for any text, slashes included; case does not matter.
fn action_matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_lowercase(), action.to_lowercase());
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
            assert_eq!(action_matches(pattern, action), expected, "{pattern} on {action}");
        }
    }

    #[test]
    fn a_scope_is_within_itself_and_what_is_above() {
        let cases = [
            ("/subscriptions/s/resourceGroups/g", "/subscriptions/S", true),
            ("/subscriptions/s", "/", true),
            ("/subscriptions/s", "/subscriptions/s/", true),
            ("/subscriptions/s2", "/subscriptions/s", false),
            ("/subscriptions/s", "/subscriptions/s/resourceGroups/g", false),
        ];
        for (scope, above, expected) in cases {
            assert_eq!(is_within(scope, above), expected, "{scope} within {above}");
        }
    }
}
