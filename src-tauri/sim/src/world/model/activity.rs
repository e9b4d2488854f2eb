//! Events of the Activity Log that a world begins with.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One operation that ended before the beginning.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActivityRecord {
    pub(crate) at: Timestamp,
    /// As in `Microsoft.Compute/virtualMachines/start/action`.
    pub(crate) operation: String,
    /// The id of what it was done to.
    pub(crate) resource: String,
    /// A principal of the world by name, or what Azure would write: a user's name or an application's id.
    pub(crate) caller: String,
    #[serde(default)]
    pub(crate) status: ActivityStatus,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) properties: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ActivityStatus {
    Started,
    Accepted,
    #[default]
    Succeeded,
    Failed,
}
