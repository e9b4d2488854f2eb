//! Networks, security rules and addresses.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::id::ResourceId;

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
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: BTreeMap<String, String>,
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
    /// Ranges of ports that the packet may come from; empty for all, which is what nearly every rule says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) source_ports: Vec<String>,
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

fn standard() -> String {
    "Standard".into()
}

fn inbound() -> Direction {
    Direction::Inbound
}

fn yes() -> bool {
    true
}
