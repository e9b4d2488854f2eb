//! Operations as Azure spells and explains them.

/// Operation and what it is called in English.
const OPERATIONS: [(&str, &str); 27] = [
    ("Microsoft.Authorization/roleAssignments/delete", "Delete role assignment"),
    ("Microsoft.Authorization/roleAssignments/write", "Create role assignment"),
    (
        "Microsoft.Authorization/roleAssignmentScheduleRequests/cancel/action",
        "Cancel role assignment schedule request",
    ),
    (
        "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
        "Create role assignment schedule request",
    ),
    ("Microsoft.Compute/virtualMachines/deallocate/action", "Deallocate Virtual Machine"),
    ("Microsoft.Compute/virtualMachines/delete", "Delete Virtual Machine"),
    ("Microsoft.Compute/virtualMachines/powerOff/action", "Power Off Virtual Machine"),
    ("Microsoft.Compute/virtualMachines/reapply/action", "Reapply a virtual machine's current model"),
    ("Microsoft.Compute/virtualMachines/redeploy/action", "Redeploy Virtual Machine"),
    ("Microsoft.Compute/virtualMachines/restart/action", "Restart Virtual Machine"),
    ("Microsoft.Compute/virtualMachines/runCommand/action", "Run Command on Virtual Machine"),
    ("Microsoft.Compute/virtualMachines/start/action", "Start Virtual Machine"),
    ("Microsoft.Compute/virtualMachines/write", "Create or Update Virtual Machine"),
    (
        "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action",
        "Get Effective Network Security Groups On Vm",
    ),
    (
        "Microsoft.Network/networkInterfaces/effectiveRouteTable/action",
        "Get Route Table configured On Network Interface",
    ),
    ("Microsoft.Network/networkInterfaces/write", "Create or Update Network Interface"),
    ("Microsoft.Network/networkSecurityGroups/delete", "Delete Network Security Group"),
    ("Microsoft.Network/networkSecurityGroups/securityRules/delete", "Delete Security Rule"),
    ("Microsoft.Network/networkSecurityGroups/securityRules/write", "Create or Update Security Rule"),
    ("Microsoft.Network/networkSecurityGroups/write", "Create or Update Network Security Group"),
    ("Microsoft.Network/publicIPAddresses/write", "Create or Update Public Ip Address"),
    ("Microsoft.Resources/subscriptions/resourceGroups/delete", "Delete resource group"),
    ("Microsoft.Resources/subscriptions/resourceGroups/write", "Update resource group"),
    ("Microsoft.Security/locations/jitNetworkAccessPolicies/delete", "Delete JIT Network Access Policies"),
    (
        "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action",
        "Initiate JIT Network Access Policy",
    ),
    ("Microsoft.Security/locations/jitNetworkAccessPolicies/write", "Update JIT Network Access Policies"),
    ("Microsoft.Security/pricings/write", "Update pricing"),
];

/// An operation in Azure's own spelling, however the path spelt it.
pub(crate) fn canonical(operation: &str) -> String {
    known(operation).map_or_else(|| operation.to_owned(), |(name, _)| (*name).to_owned())
}

/// What the operation is called in English; operations without a name are called by themselves.
pub(crate) fn localized(operation: &str) -> &str {
    known(operation).map_or(operation, |(_, text)| text)
}

fn known(operation: &str) -> Option<&'static (&'static str, &'static str)> {
    OPERATIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(operation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_azures_and_the_unknown_stays_as_it_is() {
        assert_eq!(
            canonical("MICROSOFT.COMPUTE/VIRTUALMACHINES/START/ACTION"),
            "Microsoft.Compute/virtualMachines/start/action"
        );
        assert_eq!(canonical("Microsoft.Cache/redis/write"), "Microsoft.Cache/redis/write");
        assert_eq!(localized("microsoft.compute/virtualmachines/start/action"), "Start Virtual Machine");
        assert_eq!(localized("Microsoft.Cache/redis/write"), "Microsoft.Cache/redis/write");
    }
}
