//! What may be set for a connect, of all favourites, of a group, or of one: everything may be left open, and then
//! comes from the level above.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::{JitDuration, Protocol};

/// What one level says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FavouriteOptions {
    /// SSH or Remote Desktop.
    pub protocol: Option<Protocol>,
    /// The port.
    pub port: Option<u16>,
    /// How long to ask for.
    pub duration: Option<JitDuration>,
    /// Why, recorded by Azure.
    pub justification: Option<String>,
    /// The address to open for.
    pub source: Option<Source>,
    /// Which of the machine's addresses to go to.
    pub address: Option<AddressChoice>,
    /// What happens to a stopped machine.
    pub start: Option<StartChoice>,
    /// What happens after use.
    pub after_use: Option<AfterUse>,
    /// How Remote Desktop is opened.
    pub rdp: RdpOptions,
    /// How SSH is opened.
    pub ssh: SshOptions,
}

/// How Remote Desktop is opened. What is left open is up to the client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub struct RdpOptions {
    /// The user to sign in as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screen: Option<RdpScreen>,
    /// Width and height of its window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<(u16, u16)>,
    /// Connect to the administrative session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin: Option<bool>,
    /// Restricted admin mode: the machine is not given the credentials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted_admin: Option<bool>,
    /// Remote Credential Guard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote_guard: Option<bool>,
    /// Share the clipboard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clipboard: Option<bool>,
    /// Share drives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drives: Option<bool>,
    /// Share printers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub printers: Option<bool>,
    /// Where sound is played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<RdpAudio>,
    /// The Remote Desktop gateway, `host` or `host:port`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
}

/// How SSH is opened. `agent`, `jump`, `forward` and `command` are kept as they were written; nothing uses them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SshOptions {
    /// The user to sign in as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The key file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether keys of the agent may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<bool>,
    /// A machine to go through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jump: Option<String>,
    /// Ports to forward.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forward: Vec<String>,
    /// A command to run there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// The address access is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Source {
    /// The public address of this computer, as it is found.
    MyAddress,
    /// This address.
    One(Ipv4Addr),
}

/// Which of the machine's addresses to go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AddressChoice {
    /// The public one.
    Public,
    /// The one inside its network, where the person is too.
    Private,
}

/// What happens to a stopped machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum StartChoice {
    /// It is started.
    #[default]
    Auto,
    /// The person is asked first.
    Ask,
    /// It is not started.
    Never,
}

/// What happens after use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AfterUse {
    /// The person is asked.
    Ask,
    /// The machine is left running.
    Leave,
    /// The machine is stopped.
    Stop,
}

/// The screen of Remote Desktop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RdpScreen {
    /// The whole screen.
    Full,
    /// A window.
    Window,
    /// All screens.
    Multi,
}

/// Where the sound of Remote Desktop is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RdpAudio {
    /// On this computer.
    Local,
    /// On the machine.
    Remote,
    /// Nowhere.
    Off,
}

impl FavouriteOptions {
    /// These, and for what they leave open those of the level above.
    #[must_use]
    pub fn or(&self, above: &Self) -> Self {
        // What opens the machine belongs together: the port of a group makes no sense with another protocol.
        let opens = if self.protocol.is_some() || self.port.is_some() { self } else { above };
        Self {
            protocol: opens.protocol,
            port: opens.port,
            duration: self.duration.or(above.duration),
            justification: self.justification.clone().or_else(|| above.justification.clone()),
            source: self.source.or(above.source),
            address: self.address.or(above.address),
            start: self.start.or(above.start),
            after_use: self.after_use.or(above.after_use),
            rdp: self.rdp.or(&above.rdp),
            ssh: self.ssh.or(&above.ssh),
        }
    }
}

impl RdpOptions {
    /// These, and for what they leave open the others.
    #[must_use]
    pub fn or(&self, above: &Self) -> Self {
        Self {
            user: self.user.clone().or_else(|| above.user.clone()),
            screen: self.screen.or(above.screen),
            size: self.size.or(above.size),
            admin: self.admin.or(above.admin),
            restricted_admin: self.restricted_admin.or(above.restricted_admin),
            remote_guard: self.remote_guard.or(above.remote_guard),
            clipboard: self.clipboard.or(above.clipboard),
            drives: self.drives.or(above.drives),
            printers: self.printers.or(above.printers),
            audio: self.audio.or(above.audio),
            gateway: self.gateway.clone().or_else(|| above.gateway.clone()),
        }
    }
}

impl SshOptions {
    /// These, and for what they leave open the others.
    #[must_use]
    pub fn or(&self, above: &Self) -> Self {
        let forward = if self.forward.is_empty() { &above.forward } else { &self.forward };
        Self {
            user: self.user.clone().or_else(|| above.user.clone()),
            key: self.key.clone().or_else(|| above.key.clone()),
            agent: self.agent.or(above.agent),
            jump: self.jump.clone().or_else(|| above.jump.clone()),
            forward: forward.clone(),
            command: self.command.clone().or_else(|| above.command.clone()),
        }
    }
}

impl From<Source> for String {
    fn from(source: Source) -> String {
        match source {
            Source::MyAddress => "my-ip".to_owned(),
            Source::One(address) => address.to_string(),
        }
    }
}

/// A list of one address is understood too; more are not, because access is opened for one address, or for a range
/// that the person agrees to as they connect.
impl TryFrom<String> for Source {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if text == "my-ip" {
            return Ok(Self::MyAddress);
        }
        let inside = text.strip_prefix("list:").unwrap_or(&text).trim_matches(['[', ']', ' ']);
        let one = inside.strip_suffix("/32").unwrap_or(inside).parse().ok();
        match one.filter(|address| crate::is_public(*address)) {
            Some(address) => Ok(Self::One(address)),
            None => Err(format!("\"{text}\" is no source: give \"my-ip\" or one public IPv4 address")),
        }
    }
}
