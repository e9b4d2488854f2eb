//! Which actions a role's patterns cover.

use crate::wildcard::matches;

/// Both in lower case; `*` stands for any text, slashes included.
///
/// Between two slashes it also stands for nothing at all: the least role that Azure documents for asking for access has
/// `Microsoft.Network/networkInterfaces/*/read` and `…/jitNetworkAccessPolicies/*/read` and nothing else that would read
/// the interface and the policy themselves, and people who gave exactly that role report that it is enough.
pub(super) fn covers(pattern: &str, action: &str) -> bool {
    matches(pattern, action) || (pattern.contains("/*/") && matches(&pattern.replacen("/*/", "/", 1), action))
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
            ("Microsoft.Authorization/*/Write", "Microsoft.Authorization/roleAssignments/write", true),
        ];
        check(&cases);
    }

    #[test]
    fn a_wildcard_between_slashes_may_stand_for_nothing() {
        let interfaces = "Microsoft.Network/networkInterfaces/*/read";
        let policies = "Microsoft.Security/locations/jitNetworkAccessPolicies/*/read";
        let cases = [
            (interfaces, "Microsoft.Network/networkInterfaces/read", true),
            (interfaces, "Microsoft.Network/networkInterfaces/ipConfigurations/read", true),
            (interfaces, "Microsoft.Network/networkInterfaces/write", false),
            (interfaces, "Microsoft.Network/networkInterfacesread", false),
            (policies, "Microsoft.Security/locations/jitNetworkAccessPolicies/read", true),
            (policies, "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action", false),
        ];
        check(&cases);
    }

    fn check(cases: &[(&str, &str, bool)]) {
        for (pattern, action, expected) in cases {
            let found = covers(&pattern.to_lowercase(), &action.to_lowercase());
            assert_eq!(found, *expected, "{pattern} on {action}");
        }
    }
}
