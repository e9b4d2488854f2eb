//! Roles that exist in every tenant, with Azure's ids, as far as they matter to machines and who reaches them.

use crate::world::model::Role;

struct BuiltIn {
    name: &'static str,
    id: &'static str,
    description: &'static str,
    actions: &'static [&'static str],
    not_actions: &'static [&'static str],
}

/// The role of this name, whatever the case.
pub(super) fn role(name: &str) -> Option<Role> {
    ROLES.iter().find(|role| role.name.eq_ignore_ascii_case(name)).map(BuiltIn::role)
}

pub(super) fn roles() -> impl Iterator<Item = Role> {
    ROLES.iter().map(BuiltIn::role)
}

/// The id of a role of this name, when it is a built-in one.
pub(super) fn id(name: &str) -> Option<&'static str> {
    ROLES.iter().find(|role| role.name.eq_ignore_ascii_case(name)).map(|role| role.id)
}

impl BuiltIn {
    fn role(&self) -> Role {
        let owned = |actions: &[&str]| actions.iter().map(|action| (*action).to_owned()).collect();
        Role {
            name: self.name.into(),
            actions: owned(self.actions),
            not_actions: owned(self.not_actions),
            id: Some(self.id.into()),
            description: self.description.into(),
        }
    }
}

const ROLES: [BuiltIn; 14] = [
    BuiltIn {
        name: "Owner",
        id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        description: "Manages all resources, and who has which role.",
        actions: &["*"],
        not_actions: &[],
    },
    BuiltIn {
        name: "Contributor",
        id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
        description: "Manages all resources, but not who has which role.",
        actions: &["*"],
        not_actions: &[
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
            "Microsoft.Blueprint/blueprintAssignments/write",
            "Microsoft.Blueprint/blueprintAssignments/delete",
            "Microsoft.Compute/galleries/share/action",
            "Microsoft.Purview/consents/write",
            "Microsoft.Purview/consents/delete",
        ],
    },
    BuiltIn {
        name: "Reader",
        id: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
        description: "Sees all resources and changes none.",
        actions: &["*/read"],
        not_actions: &[],
    },
    BuiltIn {
        name: "User Access Administrator",
        id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        description: "Manages who has which role.",
        actions: &["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
        not_actions: &[],
    },
    BuiltIn {
        name: "Role Based Access Control Administrator",
        id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        description: "Assigns roles.",
        actions: &[
            "Microsoft.Authorization/roleAssignments/write",
            "Microsoft.Authorization/roleAssignments/delete",
            "*/read",
            "Microsoft.Support/*",
        ],
        not_actions: &[],
    },
    BuiltIn {
        name: "Virtual Machine Contributor",
        id: "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
        description: "Manages virtual machines, but not access to them nor the network they are in.",
        actions: &[
            "Microsoft.Authorization/*/read",
            "Microsoft.Compute/availabilitySets/*",
            "Microsoft.Compute/locations/*",
            "Microsoft.Compute/virtualMachines/*",
            "Microsoft.Compute/virtualMachineScaleSets/*",
            "Microsoft.Compute/disks/write",
            "Microsoft.Compute/disks/read",
            "Microsoft.Compute/disks/delete",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Network/locations/*",
            "Microsoft.Network/networkInterfaces/*",
            "Microsoft.Network/networkSecurityGroups/join/action",
            "Microsoft.Network/networkSecurityGroups/read",
            "Microsoft.Network/publicIPAddresses/join/action",
            "Microsoft.Network/publicIPAddresses/read",
            "Microsoft.Network/virtualNetworks/read",
            "Microsoft.Network/virtualNetworks/subnets/join/action",
            "Microsoft.ResourceHealth/availabilityStatuses/read",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.Storage/storageAccounts/listKeys/action",
            "Microsoft.Storage/storageAccounts/read",
            "Microsoft.Support/*",
        ],
        not_actions: &[],
    },
    BuiltIn {
        name: "Virtual Machine Administrator Login",
        id: "1c0163c0-47e6-4577-8991-ea5c82e286e4",
        description: "Sees virtual machines and signs in to them as an administrator.",
        actions: &[
            "Microsoft.Network/publicIPAddresses/read",
            "Microsoft.Network/virtualNetworks/read",
            "Microsoft.Network/loadBalancers/read",
            "Microsoft.Network/networkInterfaces/read",
            "Microsoft.Compute/virtualMachines/*/read",
            "Microsoft.HybridCompute/machines/*/read",
        ],
        not_actions: &[],
    },
    BuiltIn {
        name: "Virtual Machine User Login",
        id: "fb879df8-f326-4884-b1cf-06f3ad86be52",
        description: "Sees virtual machines and signs in to them as an ordinary user.",
        actions: &[
            "Microsoft.Network/publicIPAddresses/read",
            "Microsoft.Network/virtualNetworks/read",
            "Microsoft.Network/loadBalancers/read",
            "Microsoft.Network/networkInterfaces/read",
            "Microsoft.Compute/virtualMachines/*/read",
            "Microsoft.HybridCompute/machines/*/read",
        ],
        not_actions: &[],
    },
    BuiltIn {
        name: "Desktop Virtualization Power On Contributor",
        id: "489581de-a3bd-480d-9518-53dea7416b33",
        description: "Starts virtual machines.",
        actions: &[
            "Microsoft.Compute/virtualMachines/start/action",
            "Microsoft.Compute/virtualMachines/read",
            "Microsoft.Compute/virtualMachines/instanceView/read",
            "Microsoft.Authorization/*/read",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
        ],
        not_actions: &[],
    },
    BuiltIn {
        name: "Network Contributor",
        id: "4d97b98b-1d4f-4787-a291-c67834d212e7",
        description: "Manages networks, but not access to them.",
        actions: &[
            "Microsoft.Authorization/*/read",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Network/*",
            "Microsoft.ResourceHealth/availabilityStatuses/read",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.Support/*",
        ],
        not_actions: &[],
    },
    BuiltIn {
        name: "Security Admin",
        id: "fb1c8493-542b-48eb-b624-b4c8fea62acd",
        description: "Sees and changes what Defender for Cloud does.",
        actions: &[
            "Microsoft.Authorization/*/read",
            "Microsoft.Authorization/policyAssignments/*",
            "Microsoft.Authorization/policyDefinitions/*",
            "Microsoft.Authorization/policyExemptions/*",
            "Microsoft.Authorization/policySetDefinitions/*",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Management/managementGroups/read",
            "Microsoft.operationalInsights/workspaces/*/read",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.Security/*",
            "Microsoft.IoTSecurity/*",
            "Microsoft.Support/*",
        ],
        not_actions: &[],
    },
    BuiltIn {
        name: "Security Reader",
        id: "39bc4728-0917-49c7-9d2c-d95423bc2eb4",
        description: "Sees what Defender for Cloud does.",
        actions: &[
            "Microsoft.Authorization/*/read",
            "Microsoft.Insights/alertRules/read",
            "Microsoft.operationalInsights/workspaces/*/read",
            "Microsoft.Resources/deployments/*/read",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.Security/*/read",
            "Microsoft.IoTSecurity/*/read",
            "Microsoft.Support/*/read",
            "Microsoft.Management/managementGroups/read",
        ],
        not_actions: &[],
    },
    BuiltIn {
        name: "Monitoring Reader",
        id: "43d0d8ad-25c7-4714-9337-8ba259a9fe05",
        description: "Sees all monitoring data.",
        actions: &["*/read", "Microsoft.OperationalInsights/workspaces/search/action", "Microsoft.Support/*"],
        not_actions: &[],
    },
    BuiltIn {
        name: "Log Analytics Reader",
        id: "73c42c96-874c-492b-b04d-ab87d138a893",
        description: "Sees and searches all monitoring data and settings.",
        actions: &[
            "*/read",
            "Microsoft.OperationalInsights/workspaces/analytics/query/action",
            "Microsoft.OperationalInsights/workspaces/search/action",
            "Microsoft.Support/*",
        ],
        not_actions: &["Microsoft.OperationalInsights/workspaces/sharedKeys/read"],
    },
];
