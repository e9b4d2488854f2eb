//! What a world is made of, as it is written to and read from a file.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::ResourceId;

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
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tenant {
    pub(crate) id: String,
    pub(crate) display_name: String,
    pub(crate) default_domain: String,
    #[serde(default = "home")]
    pub(crate) category: String,
}

/// A role: its actions, minus its not-actions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) actions: Vec<String>,
    #[serde(default)]
    pub(crate) not_actions: Vec<String>,
}

/// A service principal. The first tenant is its home.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Principal {
    pub(crate) name: String,
    pub(crate) object_id: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) tenants: Vec<String>,
    pub(crate) assignments: Vec<Assignment>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignment {
    pub(crate) role: String,
    pub(crate) scope: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) tenant: String,
    pub(crate) display_name: String,
    #[serde(default = "enabled")]
    pub(crate) state: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResourceGroup {
    pub(crate) subscription: String,
    pub(crate) name: String,
    pub(crate) location: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VirtualNetwork {
    pub(crate) id: ResourceId,
    pub(crate) location: String,
    pub(crate) prefix: String,
    pub(crate) subnets: Vec<Subnet>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subnet {
    pub(crate) name: String,
    pub(crate) prefix: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) security_group: Option<ResourceId>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecurityGroup {
    pub(crate) id: ResourceId,
    pub(crate) location: String,
    pub(crate) rules: Vec<SecurityRule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Direction {
    Inbound,
    Outbound,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Access {
    Allow,
    Deny,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecurityRule {
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) description: String,
    pub(crate) priority: u16,
    #[serde(default = "inbound")]
    pub(crate) direction: Direction,
    pub(crate) access: Access,
    /// `Tcp`, `Udp`, `Icmp` or `*`.
    pub(crate) protocol: String,
    pub(crate) sources: Vec<String>,
    pub(crate) destinations: Vec<String>,
    /// `22`, `8000-8100` or `*`.
    pub(crate) ports: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Allocation {
    Static,
    Dynamic,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicAddress {
    pub(crate) id: ResourceId,
    pub(crate) location: String,
    pub(crate) allocation: Allocation,
    /// `Standard` is closed without a security group, `Basic` is open.
    #[serde(default = "standard")]
    pub(crate) sku: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<Ipv4Addr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fqdn: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NetworkInterface {
    pub(crate) id: ResourceId,
    pub(crate) location: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) security_group: Option<ResourceId>,
    pub(crate) ip_configurations: Vec<IpConfiguration>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IpConfiguration {
    pub(crate) name: String,
    pub(crate) private_address: Ipv4Addr,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) subnet: Option<ResourceId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) public_address: Option<ResourceId>,
    #[serde(default = "yes")]
    pub(crate) primary: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Os {
    Windows,
    Linux,
}

/// The power states of an instance view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Power {
    Starting,
    Running,
    Stopping,
    Stopped,
    Deallocating,
    Deallocated,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VirtualMachine {
    pub(crate) id: ResourceId,
    pub(crate) location: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) zones: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) os: Os,
    pub(crate) size: String,
    /// Absent for machines built from specialised disks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) admin_user: Option<String>,
    pub(crate) power: Power,
    pub(crate) network_interfaces: Vec<ResourceId>,
    /// Ports on which something listens while the machine is up.
    #[serde(default)]
    pub(crate) services: Vec<u16>,
    /// Every start fails with this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) start_failure: Option<Failure>,
    #[serde(skip)]
    pub(crate) life: super::power::Life,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    pub(crate) id: ResourceId,
    pub(crate) machines: Vec<PolicyMachine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) requests: Vec<AccessRequest>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyMachine {
    pub(crate) id: ResourceId,
    pub(crate) ports: Vec<PortRule>,
    /// The address of the Azure Firewall in front of the machine, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) firewall_address: Option<Ipv4Addr>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PortRule {
    pub(crate) number: u16,
    /// `TCP`, `UDP` or `*`.
    pub(crate) protocol: String,
    /// `["*"]`, one prefix, or several.
    pub(crate) sources: Vec<String>,
    pub(crate) max_duration: String,
    /// The firewall's port that leads to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mapped_port: Option<u16>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccessRequest {
    pub(crate) start: Timestamp,
    #[serde(default)]
    pub(crate) requestor: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) justification: Option<String>,
    pub(crate) machines: Vec<RequestMachine>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestMachine {
    pub(crate) id: ResourceId,
    pub(crate) ports: Vec<RequestPort>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RequestStatus {
    Initiating,
    Initiated,
    Revoked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StatusReason {
    UserRequested,
    Expired,
    NewerRequestInitiated,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestPort {
    pub(crate) number: u16,
    pub(crate) source: String,
    pub(crate) end: Timestamp,
    pub(crate) status: RequestStatus,
    pub(crate) reason: StatusReason,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mapped_port: Option<u16>,
    /// Names of the rules this request has written, by security group.
    #[serde(skip)]
    pub(crate) rules: Vec<(String, String)>,
    /// Firewall machines have no security rule; this says that the mapping is in effect.
    #[serde(skip)]
    pub(crate) mapped: bool,
}

fn home() -> String {
    "Home".into()
}

fn enabled() -> String {
    "Enabled".into()
}

fn standard() -> String {
    "Standard".into()
}

fn inbound() -> Direction {
    Direction::Inbound
}

fn yes() -> bool {
    true
}
