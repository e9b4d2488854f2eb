//! Everything the core wants done. `app` carries it out with `azure` and `host`.

use std::net::{Ipv4Addr, SocketAddrV4};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    AccessWindow, AccountId, CheckOrder, Experience, FavouritesEdit, Notification, Operation, Prefix,
    Protocol, RdpOptions, ResourceId, SettingsChange, SettingsSection, SigningIn, SigningInId, VmRef, Warned,
    WelcomeProgress,
};

/// One run of a connect plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AttemptId(pub u32);

/// One question of an attempt. It is answered by exactly one event that carries the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AskId(pub u64);

/// The outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Ask, and answer with [`crate::Event::Answered`].
    Ask {
        /// For which attempt.
        attempt: AttemptId,
        /// Which question.
        ask: AskId,
        /// What to ask.
        what: Ask,
    },
    /// The attempt has ended: stop its reads and probes. A posted `initiate` is left to finish, because what
    /// Azure makes of it is a fact that has to be known.
    Abandon(AttemptId),
    /// Write the windows known to be open.
    SaveWindows(Vec<AccessWindow>),
    /// Find out why a machine does not answer; told with [`crate::Event::Checked`], fact by fact.
    Check(CheckOrder),
    /// Read the machines anew, and tell of them with [`crate::Event::Machines`].
    ReadMachines,
    /// Add what an attempt tells of its machine to the history.
    Remember(Box<Experience>),
    /// Change the favourites as the file has them at that moment, and tell with [`crate::Event::Favourites`].
    ChangeFavourites(Box<FavouritesEdit>),
    /// Show a notification in place of an older one of the same tag, and tell of it with [`crate::Event::Notice`].
    Notify(Notification),
    /// Take the notification of this tag off the screen, where it is.
    Withdraw(String),
    /// Write what was told of windows.
    SaveWarned(Vec<Warned>),
    /// Change the settings file, and tell of it with [`crate::Event::Settings`].
    ChangeSettings(SettingsChange),
    /// Write down how far the first steps are.
    SaveWelcome(WelcomeProgress),
    /// Show the system's settings of the taskbar.
    OpenTaskbarSettings,
    /// Put text on the clipboard.
    Copy(String),
    /// Sign in, and tell of it with [`crate::Event::SigningIn`]. An earlier one that goes on is stopped.
    SignIn(SigningIn),
    /// Stop a sign-in. Nothing is told of it any more.
    StopSignIn(SigningInId),
    /// Sign an account out; the accounts that are left are told with [`crate::Event::Accounts`].
    SignOut(AccountId),
    /// Open an address in the browser.
    OpenPage(String),
    /// Start the demo.
    LookAround,
    /// End the demo that was started in place of the person's own machines.
    LeaveSampleData,
    /// Show the window.
    ShowWindow,
    /// Show a part of the settings.
    ShowSettings(SettingsSection),
    /// End the program.
    Quit,
}

/// A question to Azure or the desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The workstation's public address.
    PublicAddress,
    /// The address this computer has in the network of this machine; answered like [`Ask::PublicAddress`].
    OwnAddress {
        /// The machine's private address.
        towards: Ipv4Addr,
    },
    /// The machine, its policies and the account's rights, fresh and side by side.
    Look(VmRef),
    /// Ask for access. The only question that widens anything.
    Initiate(Initiate),
    /// One policy, fresh.
    Policy {
        /// The policy.
        policy: ResourceId,
        /// The machine it protects: its tenant and account reach it.
        vm: VmRef,
    },
    /// Start the machine.
    Start(VmRef),
    /// Stop the machine and give its hardware back.
    Stop(VmRef),
    /// How far a long-running operation is.
    Operation {
        /// The operation.
        operation: Operation,
        /// The machine: its tenant and account reach it.
        vm: VmRef,
    },
    /// The machine's power state and public address.
    Observe(VmRef),
    /// Whether the service answers.
    Probe(Probe),
    /// Open the client.
    Launch(Launch),
}

/// One `initiate` call for one machine, one port and one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Initiate {
    /// The policy to post it to.
    pub policy: ResourceId,
    /// The machine.
    pub vm: VmRef,
    /// The port.
    pub port: u16,
    /// The one address, or the policy's exact range when the person agreed to it.
    pub source: Prefix,
    /// The end, by Azure's clock.
    pub until: Timestamp,
    /// Why, where the person said so.
    pub justification: Option<String>,
}

/// One try to reach a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// Where.
    pub target: SocketAddrV4,
    /// What should answer.
    pub protocol: Protocol,
    /// When to give up.
    pub patience: SignedDuration,
}

/// What a client program is started with. Everything foreign in it was validated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// SSH or Remote Desktop.
    pub protocol: Protocol,
    /// The machine's address.
    pub address: Ipv4Addr,
    /// The port to connect to.
    pub port: u16,
    /// The user to sign in as.
    pub user: Option<String>,
    /// The key file for SSH.
    pub key: Option<String>,
    /// How Remote Desktop is opened; its user is the one above.
    pub rdp: Box<RdpOptions>,
    /// A name for the machine that survives a new address: `ssh` keeps its host key under it.
    pub host_key_alias: String,
    /// The name people know the machine by, for the terminal's title.
    pub title: String,
}
