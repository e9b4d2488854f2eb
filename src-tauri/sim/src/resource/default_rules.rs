//! The six rules that every security group has and nobody can change.

use crate::world::model::{Access, Direction, SecurityRule};

/// In Azure's order: inbound, then outbound.
pub(super) fn default_rules() -> [SecurityRule; 6] {
    use Access::{Allow, Deny};
    use Direction::{Inbound, Outbound};
    [
        rule(
            ("AllowVnetInBound", "Allow inbound traffic from all VMs in VNET"),
            (65000, Inbound, Allow),
            ("VirtualNetwork", "VirtualNetwork"),
        ),
        rule(
            ("AllowAzureLoadBalancerInBound", "Allow inbound traffic from azure load balancer"),
            (65001, Inbound, Allow),
            ("AzureLoadBalancer", "*"),
        ),
        rule(("DenyAllInBound", "Deny all inbound traffic"), (65500, Inbound, Deny), ("*", "*")),
        rule(
            ("AllowVnetOutBound", "Allow outbound traffic from all VMs to all VMs in VNET"),
            (65000, Outbound, Allow),
            ("VirtualNetwork", "VirtualNetwork"),
        ),
        rule(
            ("AllowInternetOutBound", "Allow outbound traffic from all VMs to Internet"),
            (65001, Outbound, Allow),
            ("*", "Internet"),
        ),
        rule(("DenyAllOutBound", "Deny all outbound traffic"), (65500, Outbound, Deny), ("*", "*")),
    ]
}

fn rule(
    (name, description): (&str, &str),
    (priority, direction, access): (u16, Direction, Access),
    (source, destination): (&str, &str),
) -> SecurityRule {
    SecurityRule {
        name: name.into(),
        description: description.into(),
        priority,
        direction,
        access,
        protocol: "*".into(),
        sources: vec![source.into()],
        source_ports: Vec::new(),
        destinations: vec![destination.into()],
        ports: vec!["*".into()],
    }
}
