//! Accounts of this computer: who signed in, and how.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One account. For a person it is Entra ID's home account id, `object id.home tenant id`, which no change of name
/// touches; for an application its client id; for Azure CLI the name `az` tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(transparent)]
pub struct AccountId(pub String);

/// A way to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum WayIn {
    /// The person's own `az login`. Azure CLI keeps the sign-in; we ask it for tokens.
    AzureCli,
    /// The system's browser: authorization code with PKCE, answered on this computer.
    Browser,
    /// A code that is entered on any device.
    DeviceCode,
    /// An application with a secret, from the `AZURE_*` variables or a simulated cloud.
    ServicePrincipal,
}

/// An account that is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// How it signed in.
    pub way: WayIn,
    /// The name people know it by: `barbara@contoso.com`, or an application's client id.
    pub name: String,
    /// Its home tenant, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub tenant: Option<String>,
}

/// A call that waits for a person: who has to sign in once more, and for which tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SignInNeeded {
    /// The account.
    pub account: AccountId,
    /// The tenant; without one, the account's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub tenant: Option<String>,
}

impl WayIn {
    /// Whether a person can be asked to sign in again from here. Azure CLI asks in its own terminal.
    #[must_use]
    pub fn asks_here(self) -> bool {
        matches!(self, Self::Browser | Self::DeviceCode)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
