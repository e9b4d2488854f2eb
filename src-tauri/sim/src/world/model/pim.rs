//! Roles that are not held but can be activated, and what activating asks for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A role that its principal may activate at a scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Eligibility {
    pub(crate) role: String,
    pub(crate) scope: String,
    /// Since ever when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Timestamp>,
    /// For ever when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Timestamp>,
}

/// What activating a role at a scope asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleSettings {
    pub(crate) role: String,
    pub(crate) scope: String,
    #[serde(default = "eight_hours")]
    pub(crate) max_duration: String,
    #[serde(default = "yes")]
    pub(crate) justification: bool,
    #[serde(default)]
    pub(crate) ticket: bool,
    #[serde(default)]
    pub(crate) mfa: bool,
    #[serde(default)]
    pub(crate) approval: bool,
    /// A Conditional Access authentication context such as `c1`, which the token must carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) authentication_context: Option<String>,
}

impl RoleSettings {
    /// What holds where a world says nothing: eight hours at most, with a justification.
    pub(crate) fn default_for(role: &str, scope: &str) -> Self {
        Self {
            role: role.to_owned(),
            scope: scope.to_owned(),
            max_duration: eight_hours(),
            justification: true,
            ticket: false,
            mfa: false,
            approval: false,
            authentication_context: None,
        }
    }
}

fn eight_hours() -> String {
    "PT8H".into()
}

fn yes() -> bool {
    true
}
