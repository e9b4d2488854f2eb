//! Every change of the favourites, as one value: the same for page, menu and command line. Each is made to the file as
//! it is at that moment, because tray and command line may both be running.

use serde::{Deserialize, Serialize};

use crate::{ImportedFavourite, ImportedGroup, Protocol, VmRef};

/// One change of the favourites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum FavouriteChange {
    /// Star a machine, at the end of its group.
    Star {
        /// The machine.
        vm: VmRef,
        /// The name to know it by; a number is added where another favourite has it.
        alias: String,
        /// The group it comes to.
        #[serde(default)]
        #[cfg_attr(test, ts(optional))]
        group: Option<String>,
        /// SSH or Remote Desktop, where it is not to be what people expect of the machine.
        #[serde(default)]
        #[cfg_attr(test, ts(optional))]
        protocol: Option<Protocol>,
        /// The port, likewise.
        #[serde(default)]
        #[cfg_attr(test, ts(optional))]
        port: Option<u16>,
    },
    /// Take a favourite off the list. Its history stays.
    Unstar {
        /// Which.
        favourite: String,
    },
    /// Take over imported favourites, in one step.
    Merge {
        /// Those that were chosen.
        entries: Vec<ImportedFavourite>,
        /// The groups that come with them.
        groups: Vec<ImportedGroup>,
    },
    /// Give a favourite another name.
    Rename {
        /// Which.
        favourite: String,
        /// 1 to 40 characters, no other favourite's.
        alias: String,
    },
    /// Note something about a favourite.
    Note {
        /// Which.
        favourite: String,
        /// One line; empty for nothing.
        note: String,
    },
    /// Put a favourite in front of another one, or at the end of a group.
    Move {
        /// Which.
        favourite: String,
        /// The group it comes to; none for those without a group.
        group: Option<String>,
        /// The favourite it comes to stand in front of; none for the end.
        before: Option<String>,
    },
    /// Set or take back an option.
    Set {
        /// Of whom.
        level: OptionLevel,
        /// Which.
        field: OptionField,
        /// The value as it is typed; none to inherit it.
        value: Option<String>,
    },
    /// The machine is somewhere else now.
    Repoint {
        /// Which favourite.
        favourite: String,
        /// Where it is.
        vm: VmRef,
    },
    /// Make a group, at the end.
    AddGroup {
        /// Its name.
        name: String,
    },
    /// Give a group another name.
    RenameGroup {
        /// Which.
        group: String,
        /// The name.
        name: String,
    },
    /// Put a group in front of another one, or at the end.
    MoveGroup {
        /// Which.
        group: String,
        /// The group it comes to stand in front of; none for the end.
        before: Option<String>,
    },
    /// Take a group away; its favourites stay, without a group.
    RemoveGroup {
        /// Which.
        group: String,
    },
    /// Fold a group up, or unfold it.
    Collapse {
        /// Which.
        group: String,
        /// Whether it is folded.
        collapsed: bool,
    },
}

/// Whose option is set: everybody's, a group's, or one favourite's. The nearest counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "level", rename_all = "kebab-case")]
pub enum OptionLevel {
    /// Of all favourites.
    All,
    /// Of a group.
    Group {
        /// Which.
        group: String,
    },
    /// Of one favourite.
    Favourite {
        /// Which.
        favourite: String,
    },
}

/// An option of a favourite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum OptionField {
    /// SSH or Remote Desktop: `ssh`, `rdp`.
    Protocol,
    /// The port.
    Port,
    /// How long to ask for: `3h`, `90m`, `PT2H`.
    Duration,
    /// Why, recorded by Azure.
    Justification,
    /// What happens to a stopped machine: `auto`, `ask`, `never`.
    Start,
    /// What happens after use: `ask`, `leave`, `stop`.
    AfterUse,
    /// Which address to go to: `public`, `private`.
    Address,
    /// The user for SSH.
    SshUser,
    /// The key file for SSH.
    SshKey,
    /// The user for Remote Desktop.
    RdpUser,
    /// The screen of Remote Desktop: `full`, `window`, `multi`.
    RdpScreen,
    /// The size of its window: `1600x900`.
    RdpSize,
    /// Connect to the administrative session: `true`, `false`.
    RdpAdmin,
    /// Restricted admin mode.
    RdpRestrictedAdmin,
    /// Remote Credential Guard.
    RdpRemoteGuard,
    /// Share the clipboard.
    RdpClipboard,
    /// Share drives.
    RdpDrives,
    /// Share printers.
    RdpPrinters,
    /// Where sound is played: `local`, `remote`, `off`.
    RdpAudio,
    /// The Remote Desktop gateway.
    RdpGateway,
}

/// An option as a form shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OptionView {
    /// Which.
    pub field: OptionField,
    /// What it is called: `Duration`.
    pub label: String,
    /// What counts, as it is typed; nothing where nobody said anything.
    pub value: Option<String>,
    /// Whether it is set here, and not inherited.
    pub custom: bool,
    /// Where it comes from when it is not set here: `3 h, from the settings`, `2 h, from Production`.
    pub inherited: String,
    /// What may be chosen, as it is typed and as it is read; empty where anything may be typed.
    pub choices: Vec<ChoiceView>,
}

/// One of a few values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChoiceView {
    /// As it is typed.
    pub value: String,
    /// As people read it.
    pub label: String,
}
