//! Everything a person can want, from whichever screen.

use serde::{Deserialize, Serialize};

use crate::{AccountId, AttemptId, VmRef, WayIn, Wish};

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
    /// Sign in, or sign in once more for an account that has to prove more.
    SignIn {
        /// The way; without one, the account's own, else the browser.
        #[serde(default)]
        #[cfg_attr(test, ts(optional))]
        way: Option<WayIn>,
        /// The account that signs in once more.
        #[serde(default)]
        #[cfg_attr(test, ts(optional))]
        account: Option<AccountId>,
        /// The tenant to sign in to.
        #[serde(default)]
        #[cfg_attr(test, ts(optional))]
        tenant: Option<String>,
    },
    /// Stop waiting for the browser or the code; where nothing is waited for, put away what was told of a sign-in.
    CancelSignIn,
    /// Put the code, the sign-in page's address, or the text for an administrator on the clipboard, whichever is shown.
    CopySignIn,
    /// Open the page where the code is entered, or the sign-in page again.
    OpenSignInPage,
    /// Sign an account out and remove everything that was stored for it.
    SignOut {
        /// Which.
        account: AccountId,
    },
    /// Look around with sample data: start the demo.
    LookAround,
    /// Stop looking around, and go back to the person's own machines.
    LeaveSampleData,
    /// Show the window.
    ShowWindow,
    /// End the program. A running request is left to Azure.
    Quit,
}
