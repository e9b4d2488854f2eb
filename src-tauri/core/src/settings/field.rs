//! The settings one by one: what they are called in the file, and for people.

use serde::{Deserialize, Serialize};

use crate::Settings;

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SettingsField {
    /// Light or dark: `system`, `light`, `dark`.
    Theme,
    /// What favourites stand by: `my-order`, `recent`, `name`.
    SortFavourites,
    /// Start when the person signs in to the computer.
    StartAtSignIn,
    /// Whether notifications are shown.
    Notifications,
    /// How many minutes before access closes people are warned first: `0`, `5`, `10`, `15`, `30`.
    WarnEarly,
    /// How many minutes before access closes people are warned last: `1`, `2`, `5`.
    WarnLate,
    /// Whether notifications leave out names.
    HideNames,
    /// The key that shows the popover from everywhere.
    Hotkey,
    /// Keys of commands, where they are not the usual ones.
    Keys,
    /// How long to ask for.
    Duration,
    /// The user for SSH.
    SshUser,
    /// The key file for SSH.
    SshKey,
    /// The user for Remote Desktop.
    RdpUser,
    /// A public address that is always used.
    FixedAddress,
    /// Networks with a name.
    Networks,
    /// Services that tell the public address.
    AddressServices,
    /// How Azure is reached: `system`, `none`, or the proxy's address.
    Proxy,
    /// What is reached without that proxy.
    ProxyExceptions,
    /// A file with further certificate authorities.
    CaFile,
    /// The command for SSH.
    SshCommand,
    /// The command for Remote Desktop.
    RdpCommand,
    /// The terminal.
    Terminal,
    /// The browser.
    Browser,
    /// The cloud.
    Cloud,
    /// The application to sign in as.
    ClientId,
    /// Only these tenants.
    Tenants,
    /// All but these tenants.
    NotTenants,
    /// Only these subscriptions.
    Subscriptions,
    /// All but these subscriptions.
    NotSubscriptions,
}

impl SettingsField {
    /// All of them.
    pub const ALL: [Self; 29] = [
        Self::Theme,
        Self::SortFavourites,
        Self::StartAtSignIn,
        Self::Notifications,
        Self::WarnEarly,
        Self::WarnLate,
        Self::HideNames,
        Self::Hotkey,
        Self::Keys,
        Self::Duration,
        Self::SshUser,
        Self::SshKey,
        Self::RdpUser,
        Self::FixedAddress,
        Self::Networks,
        Self::AddressServices,
        Self::Proxy,
        Self::ProxyExceptions,
        Self::CaFile,
        Self::SshCommand,
        Self::RdpCommand,
        Self::Terminal,
        Self::Browser,
        Self::Cloud,
        Self::ClientId,
        Self::Tenants,
        Self::NotTenants,
        Self::Subscriptions,
        Self::NotSubscriptions,
    ];

    /// Its name in the file, with a point in front of a name inside another one.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::SortFavourites => "sort_favourites",
            Self::StartAtSignIn => "start_at_sign_in",
            Self::Notifications => "notifications",
            Self::WarnEarly => "warn.early",
            Self::WarnLate => "warn.late",
            Self::HideNames => "warn.hide_names",
            Self::Hotkey => "hotkey",
            Self::Keys => "keys",
            Self::Duration => "duration",
            Self::SshUser => "ssh.user",
            Self::SshKey => "ssh.key",
            Self::RdpUser => "rdp.user",
            Self::FixedAddress => "address.fixed",
            Self::Networks => "address.networks",
            Self::AddressServices => "address.services",
            Self::Proxy => "proxy",
            Self::ProxyExceptions => "proxy.no_proxy",
            Self::CaFile => "ca_file",
            Self::SshCommand => "ssh.command",
            Self::RdpCommand => "rdp.command",
            Self::Terminal => "terminal",
            Self::Browser => "browser",
            Self::Cloud => "cloud",
            Self::ClientId => "client_id",
            Self::Tenants => "look_at.tenants",
            Self::NotTenants => "look_at.not_tenants",
            Self::Subscriptions => "look_at.subscriptions",
            Self::NotSubscriptions => "look_at.not_subscriptions",
        }
    }

    /// What a sentence about it begins with.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Theme => "The appearance",
            Self::SortFavourites => "The order of favourites",
            Self::StartAtSignIn => "The start at sign-in",
            Self::Notifications => "The notifications setting",
            Self::WarnEarly => "The first warning",
            Self::WarnLate => "The last warning",
            Self::HideNames => "The setting for names in notifications",
            Self::Hotkey => "The shortcut",
            Self::Keys => "The list of shortcuts",
            Self::Duration => "The duration",
            Self::SshUser => "The SSH user",
            Self::SshKey => "The SSH key file",
            Self::RdpUser => "The Remote Desktop user",
            Self::FixedAddress => "The address",
            Self::Networks => "The list of networks",
            Self::AddressServices => "The list of address services",
            Self::Proxy => "The proxy",
            Self::ProxyExceptions => "The list of exceptions",
            Self::CaFile => "The certificate file",
            Self::SshCommand | Self::RdpCommand => "The command",
            Self::Terminal => "The terminal",
            Self::Browser => "The browser",
            Self::Cloud => "The cloud",
            Self::ClientId => "The application id",
            Self::Tenants | Self::NotTenants => "The list of tenants",
            Self::Subscriptions | Self::NotSubscriptions => "The list of subscriptions",
        }
    }

    /// Whether a change of it counts only from the next start on.
    #[must_use]
    pub fn needs_restart(self) -> bool {
        matches!(
            self,
            Self::AddressServices
                | Self::Proxy
                | Self::ProxyExceptions
                | Self::CaFile
                | Self::Cloud
                | Self::ClientId
        )
    }

    /// Those that differ and count only from the next start on.
    pub(crate) fn wait_for_restart(at_start: &Settings, now: &Settings) -> Vec<Self> {
        let differs = |field: &Self| field.needs_restart() && at_start.value(*field) != now.value(*field);
        Self::ALL.into_iter().filter(differs).collect()
    }
}
