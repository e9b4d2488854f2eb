//! Everything a person can want, from whichever screen.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, AttemptId, FavouriteChange, JitDuration, Protocol, SettingsChange, VmRef, WayIn, Wish,
};

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
    /// Open the client although the service has not answered.
    OpenAnyway {
        /// The attempt that was cancelled while it waited.
        attempt: AttemptId,
    },
    /// Stop the machine that an attempt started, so that it costs nothing more.
    StopMachine {
        /// The attempt that was cancelled.
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
    /// Connect with other options for this once; what they leave open is the favourite's, else the settings'.
    ConnectWith {
        /// The machine.
        vm: VmRef,
        /// The name to show.
        label: String,
        /// The favourite it is, where it is one.
        #[serde(default)]
        #[cfg_attr(test, ts(optional))]
        favourite: Option<String>,
        /// The options.
        #[serde(default)]
        options: Box<ConnectOptions>,
    },
    /// Go on where an attempt failed, with one thing changed.
    RetryWith {
        /// Which.
        attempt: AttemptId,
        /// What.
        adjustment: Adjustment,
    },
    /// Ask Azure again and again for a quarter of an hour to start the machine it has no capacity for.
    KeepTrying {
        /// Which attempt failed for it.
        attempt: AttemptId,
    },
    /// Find out why a machine does not answer.
    Check {
        /// The attempt that failed for it.
        attempt: AttemptId,
    },
    /// Put a text for an administrator on the clipboard: who lacks which permission where.
    CopyForAdmin {
        /// The attempt that failed for it.
        attempt: AttemptId,
    },
    /// Put the request an attempt made on the clipboard, to be made elsewhere.
    CopyRequest {
        /// Which attempt.
        attempt: AttemptId,
        /// In which form.
        form: RequestForm,
    },
    /// Open a page about the machine in the Azure portal.
    OpenPortal {
        /// The machine.
        vm: VmRef,
        /// Which page.
        page: PortalPage,
    },
    /// Ask for the same access again, from now on.
    Extend {
        /// The window's id.
        window: String,
    },
    /// Ask for all the access again that is open, from now on.
    ExtendAll,
    /// Read the machines anew.
    Refresh,
    /// Change the favourites.
    Favourites {
        /// How.
        change: FavouriteChange,
    },
    /// Show the options of a favourite. The page shows them itself; from elsewhere the window is shown.
    EditFavourite {
        /// Which.
        favourite: String,
    },
    /// Look for a machine by its name. The page puts it into its search; from elsewhere the window is shown.
    FindMachine {
        /// The name.
        name: String,
    },
    /// The client was opened, and the machine did not accept the sign-in.
    SignInTrouble {
        /// The attempt that opened it.
        attempt: AttemptId,
    },
    /// Change a setting.
    ChangeSettings {
        /// How.
        change: SettingsChange,
    },
    /// Go through the first steps.
    Welcome {
        /// Where to.
        step: WelcomeStep,
    },
    /// Show the system's settings of the taskbar, where it has some.
    OpenTaskbarSettings,
    /// Bring back what was just taken away.
    Undo,
    /// Show the window.
    ShowWindow,
    /// Show the settings.
    ShowSettings {
        /// Which part of them.
        section: SettingsSection,
    },
    /// End the program. A running request is left to Azure.
    Quit,
}

/// Options of one connect. What is left open is the favourite's, else the settings'.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(default)]
pub struct ConnectOptions {
    /// The port.
    pub port: Option<u16>,
    /// SSH or Remote Desktop.
    pub protocol: Option<Protocol>,
    /// How long.
    pub duration: Option<JitDuration>,
    /// Why, recorded by Azure.
    pub justification: Option<String>,
    /// The user to sign in as.
    pub user: Option<String>,
    /// The key file for SSH.
    pub key: Option<String>,
    /// Start the machine when it is stopped.
    pub start: Option<bool>,
    /// Open the client at the end.
    pub launch: Option<bool>,
}

/// What is changed about an attempt that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "adjust", rename_all = "kebab-case")]
pub enum Adjustment {
    /// Another port.
    Port {
        /// Which.
        port: u16,
    },
    /// Another length.
    Duration {
        /// Which.
        duration: JitDuration,
    },
    /// Open for the policy's whole range, which holds the address.
    WholeRange,
    /// Open for this address.
    Address {
        /// Which.
        address: Ipv4Addr,
    },
    /// Go to the machine's private address: the person is inside its network.
    PrivateAddress,
    /// Sign in to the machine with another user or key.
    User {
        /// The user.
        user: Option<String>,
        /// The key file for SSH.
        key: Option<String>,
    },
    /// Start the machine, which was stopped.
    Start,
}

/// The form of a copied request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum RequestForm {
    /// A command of Azure CLI.
    Az,
    /// A command of Azure PowerShell.
    Powershell,
    /// The HTTP request.
    Rest,
}

/// A page of the Azure portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum PortalPage {
    /// The machine's overview.
    Overview,
    /// What its screen showed last.
    BootDiagnostics,
    /// Its network settings.
    Networking,
}

/// A step through the first steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum WelcomeStep {
    /// From the beginning, also once more.
    Begin,
    /// On.
    Next,
    /// Back.
    Back,
    /// They are done, or not wanted.
    Finish,
}

/// A part of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SettingsSection {
    /// The first steps.
    Welcome,
    /// Appearance, start, notifications.
    General,
    /// Accounts, tenants and subscriptions.
    Accounts,
    /// What a connect asks for.
    Connect,
    /// Favourites: groups, import and export.
    Favourites,
    /// The address, named networks, proxy.
    Network,
    /// The programs that are opened.
    Apps,
    /// Keys.
    Keyboard,
    /// About this program.
    About,
}
