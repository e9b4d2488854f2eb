//! What was found on this computer, for `jit doctor`: the same look a connect takes.

mod desktop;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

use jit_core::Settings;

use crate::{Surroundings, launch};

pub use desktop::found_desktop;

/// One thing that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What: `ssh`, `remote desktop`, `session bus`, `notifications`, `tray`.
    pub what: &'static str,
    /// Whether it is there.
    pub good: bool,
    /// What was found, or what is missing.
    pub found: String,
    /// The way out, where something is missing.
    pub hint: Option<String>,
}

/// The clients a connect would open with these settings.
#[must_use]
pub fn found_clients(settings: &Settings, surroundings: &Surroundings) -> Vec<Found> {
    launch::would_open(settings, surroundings)
        .into_iter()
        .map(|(what, opened)| match opened {
            Ok(line) => Found { what, good: true, found: line, hint: None },
            Err(problem) => Found { what, good: false, found: problem.message, hint: Some(problem.hint) },
        })
        .collect()
}
