//! Virtual machines.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::ResourceId;
use crate::world::power::Life;

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
    /// Starts fail with this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) start_failure: Option<StartFailure>,
    /// Azure cannot tell the power state: no answer shows one, whatever the machine does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) power_unknown: bool,
    #[serde(skip)]
    pub(crate) life: Life,
}

#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// Why a machine does not start, as long as it does not.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartFailure {
    pub(crate) code: String,
    pub(crate) message: String,
    /// So many starts still fail, and the ones after them work; without it every start fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) times: Option<u32>,
}

impl StartFailure {
    pub(crate) fn failure(&self) -> Failure {
        Failure { code: self.code.clone(), message: self.message.clone() }
    }
}
