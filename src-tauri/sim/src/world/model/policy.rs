//! Just-in-time policies and the requests in them.

use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::ResourceId;

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
    /// A single source was written as a list, and is answered as one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) listed: bool,
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
