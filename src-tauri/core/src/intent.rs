//! Everything a person can want, from whichever screen.

use serde::{Deserialize, Serialize};

use crate::{AttemptId, VmRef, Wish};

/// The same wish has the same name wherever it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "intent", rename_all = "kebab-case")]
pub enum Intent {
    /// Connect to a favourite.
    Connect {
        /// The favourite's id.
        favourite: String,
    },
    /// Connect to a machine with options of its own.
    ConnectTo {
        /// The machine.
        vm: VmRef,
        /// The name to show.
        label: String,
        /// The options.
        wish: Wish,
    },
    /// Stop an attempt.
    Cancel {
        /// Which.
        attempt: AttemptId,
    },
    /// Go on where an attempt failed.
    Retry {
        /// Which.
        attempt: AttemptId,
    },
    /// Take a finished attempt off the screen.
    Dismiss {
        /// Which.
        attempt: AttemptId,
    },
    /// Open the client for a window that is open.
    OpenAgain {
        /// The window's id.
        window: String,
    },
    /// Put a machine's address on the clipboard.
    CopyAddress {
        /// The window's id.
        window: String,
    },
    /// Show the window.
    ShowWindow,
    /// End the program. A running request is left to Azure.
    Quit,
}
