//! What a person wants from a connect, before it is fitted to what the policy allows.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::{JitDuration, Protocol, RdpOptions, SshOptions, StartChoice};

/// The options of one connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Wish {
    /// The port; without it, the one people expect for the machine.
    pub port: Option<u16>,
    /// SSH or Remote Desktop; without it, what people expect on the port.
    pub protocol: Option<Protocol>,
    /// How long; clamped to what the policy allows.
    pub duration: JitDuration,
    /// Why, recorded by Azure.
    pub justification: Option<String>,
    /// The address to open for, instead of the one that is found.
    pub address: Option<Ipv4Addr>,
    /// The person agreed to open for the policy's whole range, which holds their address.
    pub whole_range: bool,
    /// What happens to the machine when it is stopped.
    pub start: StartChoice,
    /// Open the client at the end.
    pub launch: bool,
    /// How long to wait for the service once access is open and the machine runs, in seconds.
    pub wait_secs: u32,
    /// The user to sign in as.
    pub user: Option<String>,
    /// The key file for SSH.
    pub key: Option<String>,
    /// Go to the machine's address inside its network, where the person is too.
    #[serde(default)]
    pub private: bool,
    /// How SSH is opened, where the options above leave it open.
    #[serde(skip)]
    pub ssh: Box<SshOptions>,
    /// How Remote Desktop is opened.
    #[serde(skip)]
    pub rdp: Box<RdpOptions>,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            port: None,
            protocol: None,
            duration: JitDuration::DEFAULT,
            justification: None,
            address: None,
            whole_range: false,
            start: StartChoice::Auto,
            launch: true,
            wait_secs: 300,
            user: None,
            key: None,
            private: false,
            ssh: Box::default(),
            rdp: Box::default(),
        }
    }
}
