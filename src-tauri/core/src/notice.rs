//! Notifications: what is handed to the desktop, and what comes back from it.

use serde::{Deserialize, Serialize};

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// What it is about, in signs that mean nothing to others. A newer one about the same takes its place.
    pub tag: String,
    /// At most 45 characters.
    pub title: String,
    /// At most two short sentences, plain text.
    pub body: String,
    /// How much of somebody's attention it takes.
    pub weight: Weight,
    /// At most two.
    pub buttons: Vec<NoticeButton>,
}

/// How much of somebody's attention a notification takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It can be read later.
    Quiet,
    /// It is shown for a while.
    Normal,
    /// Somebody has to act: it stays until it is answered, where the desktop can do that.
    Stays,
}

/// A button of a notification. What it does is decided when it is pressed, by what is true then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeButton {
    /// A number that means nothing to others.
    pub id: String,
    /// What stands on it.
    pub label: String,
}

/// What became of a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeNews {
    /// The desktop took it.
    Shown,
    /// The desktop did not take it.
    NotShown,
    /// Somebody pressed the button of this id.
    Pressed(String),
    /// Somebody pressed the notification itself.
    Opened,
    /// It is no longer on the screen.
    Gone,
}

/// The tag of something with this name. The name cannot be read from it, because names may be hidden.
pub(crate) fn tag(kind: &str, name: &str) -> String {
    // FNV-1a: the same in every version, so that a restart finds what it showed before.
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, mix);
    format!("{kind}-{hash:016x}")
}
