//! Virtual machines as Azure describes them.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::{AccountId, ResourceId};

/// Where a machine is: its id, and the tenant whose token reaches it, when that is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VmRef {
    /// The machine's resource id.
    pub id: ResourceId,
    /// The tenant the subscription was seen from; without it the signed-in tenant is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub tenant: Option<String>,
    /// The account it was seen with; without it the first one is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub account: Option<AccountId>,
}

/// A virtual machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vm {
    /// The machine's resource id and tenant.
    pub at: VmRef,
    /// The resource name.
    pub name: String,
    /// The subscription's display name, or its id where the name is not known.
    pub subscription: String,
    /// The resource group, in the casing of the machine's id.
    pub resource_group: String,
    /// The region's short name, such as `westeurope`.
    pub region: String,
    /// The operating system of its disk.
    pub os: Os,
    /// What Azure says about its power.
    pub power: Power,
    /// The administrator's name it was created with; absent for specialised disks.
    pub admin_user: Option<String>,
    /// Azure's own GUID of the machine, which survives a change of address and name.
    pub vm_guid: Option<String>,
    /// The address inside its virtual network.
    pub private_address: Option<Ipv4Addr>,
    /// The address it can be reached at from outside; a dynamic one is absent while deallocated.
    pub public_address: Option<Ipv4Addr>,
    /// The DNS name of that address, where it was given one.
    #[serde(default)]
    pub dns_name: Option<String>,
    /// Its size, such as `Standard_D4s_v5`.
    pub size: Option<String>,
    /// The name its operating system was given; absent for specialised disks.
    pub computer_name: Option<String>,
    /// The availability zones it was placed in.
    pub zones: Vec<String>,
    /// Its tags, in the casing they were written in.
    pub tags: BTreeMap<String, String>,
}

/// The operating system of a machine's disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Os {
    /// Linux: SSH on port 22 unless asked otherwise.
    Linux,
    /// Windows: Remote Desktop on port 3389 unless asked otherwise.
    Windows,
    /// Azure did not say.
    Unknown,
}

/// A machine's power state, from the `PowerState/…` entry of its instance view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Power {
    /// Being started.
    Starting,
    /// Running, which does not yet mean that its services answer.
    Running,
    /// Being stopped.
    Stopping,
    /// Stopped but allocated: it still costs money and keeps its dynamic address.
    Stopped,
    /// Being deallocated.
    Deallocating,
    /// Deallocated: costs nothing and has lost its dynamic address.
    Deallocated,
    /// Azure did not say, or said something new. Never read as "stopped".
    Unknown,
}

impl Vm {
    /// A machine of which only the id is known.
    pub(crate) fn unread(id: ResourceId) -> Self {
        Self {
            name: id.name().to_owned(),
            subscription: String::new(),
            resource_group: id.resource_group().unwrap_or_default().to_owned(),
            region: String::new(),
            os: Os::Unknown,
            power: Power::Unknown,
            admin_user: None,
            vm_guid: None,
            private_address: None,
            public_address: None,
            dns_name: None,
            size: None,
            computer_name: None,
            zones: Vec::new(),
            tags: BTreeMap::new(),
            at: VmRef { id, tenant: None, account: None },
        }
    }
}

impl Power {
    /// Reads the part behind `PowerState/`, without case.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code.to_ascii_lowercase().as_str() {
            "starting" => Self::Starting,
            "running" => Self::Running,
            "stopping" => Self::Stopping,
            "stopped" => Self::Stopped,
            "deallocating" => Self::Deallocating,
            "deallocated" => Self::Deallocated,
            _ => Self::Unknown,
        }
    }

    /// Whether a start has to be asked for: the machine is off or on its way there.
    #[must_use]
    pub fn needs_start(self) -> bool {
        matches!(self, Self::Stopping | Self::Stopped | Self::Deallocating | Self::Deallocated)
    }

    /// The word people see.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped (still billed)",
            Self::Deallocating => "deallocating",
            Self::Deallocated => "stopped",
            Self::Unknown => "unknown",
        }
    }
}

/// What answers on a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// Secure Shell.
    Ssh,
    /// Remote Desktop.
    Rdp,
}

impl Protocol {
    /// The protocol people expect on a port of such a machine.
    #[must_use]
    pub fn expected(port: u16, os: Os) -> Self {
        match (port, os) {
            (3389, _) => Self::Rdp,
            (22, _) => Self::Ssh,
            (_, Os::Windows) => Self::Rdp,
            (_, Os::Linux | Os::Unknown) => Self::Ssh,
        }
    }

    /// The port the protocol has by convention.
    #[must_use]
    pub fn usual_port(self) -> u16 {
        match self {
            Self::Ssh => 22,
            Self::Rdp => 3389,
        }
    }

    /// The name people see.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Ssh => "SSH",
            Self::Rdp => "Remote Desktop",
        }
    }
}
