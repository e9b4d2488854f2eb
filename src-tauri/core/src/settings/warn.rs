//! How people want to be warned.

use serde::Deserialize;

/// How people want to be warned that access closes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WarnSettings {
    /// How many minutes before its end a window of half an hour or more is warned about first: one of
    /// [`WarnSettings::EARLY`]. 0 for not at all.
    pub early: u8,
    /// How many minutes before its end it is warned about last: one of [`WarnSettings::LATE`]. A window of less than
    /// ten minutes is warned about one minute before.
    pub late: u8,
    /// Whether notifications leave out names, users and addresses.
    pub hide_names: bool,
}

impl WarnSettings {
    /// The minutes to choose from for the first warning.
    pub const EARLY: [u8; 5] = [0, 5, 10, 15, 30];
    /// The minutes to choose from for the last warning.
    pub const LATE: [u8; 3] = [1, 2, 5];

    /// What is wrong, where something is.
    pub(super) fn check(&self) -> Result<(), String> {
        if !Self::EARLY.contains(&self.early) {
            return Err(format!("\"warn.early\" is {}, it can be 0, 5, 10, 15 or 30", self.early));
        }
        if !Self::LATE.contains(&self.late) {
            return Err(format!("\"warn.late\" is {}, it can be 1, 2 or 5", self.late));
        }
        Ok(())
    }
}

impl Default for WarnSettings {
    fn default() -> Self {
        Self { early: 10, late: 2, hide_names: false }
    }
}
