//! What a world is made of, as it is written to and read from a file.

mod activity;
mod conditions;
mod machine;
mod network;
mod people;
mod pim;
mod policy;

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

pub(crate) use activity::{ActivityRecord, ActivityStatus};
pub use conditions::{Condition, Consent, Demand};
pub(crate) use machine::{Failure, Os, Power, StartFailure, VirtualMachine};
pub(crate) use network::{
    Access, Allocation, Direction, IpConfiguration, NetworkInterface, PublicAddress, SecurityGroup,
    SecurityRule, Subnet, VirtualNetwork,
};
pub(crate) use people::{
    Assignment, DefenderPlan, Person, Principal, ResourceGroup, Role, Subscription, Tenant,
};
pub(crate) use pim::{Eligibility, RoleSettings};
pub(crate) use policy::{
    AccessRequest, Policy, PolicyMachine, PortRule, RequestMachine, RequestPort, RequestStatus, StatusReason,
};

/// The whole file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorldFile {
    pub(crate) schema: u32,
    pub(crate) name: String,
    /// A request must then name exactly a prefix of the policy; a part of one is refused.
    #[serde(default)]
    pub(crate) literal_sources: bool,
    /// The public address the workstation comes from.
    pub(crate) egress: Ipv4Addr,
    pub(crate) tenants: Vec<Tenant>,
    pub(crate) roles: Vec<Role>,
    pub(crate) principals: Vec<Principal>,
    pub(crate) subscriptions: Vec<Subscription>,
    pub(crate) resource_groups: Vec<ResourceGroup>,
    #[serde(default)]
    pub(crate) virtual_networks: Vec<VirtualNetwork>,
    #[serde(default)]
    pub(crate) security_groups: Vec<SecurityGroup>,
    #[serde(default)]
    pub(crate) public_addresses: Vec<PublicAddress>,
    #[serde(default)]
    pub(crate) network_interfaces: Vec<NetworkInterface>,
    #[serde(default)]
    pub(crate) virtual_machines: Vec<VirtualMachine>,
    #[serde(default)]
    pub(crate) policies: Vec<Policy>,
    /// What activating a role asks for, where it differs from Azure's defaults.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) role_settings: Vec<RoleSettings>,
    /// So many days of ordinary work are in the Activity Log at the beginning.
    #[serde(default)]
    pub(crate) history_days: u16,
    /// What happened before the beginning beside that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) activity: Vec<ActivityRecord>,
}
