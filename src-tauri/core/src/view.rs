//! All that is to be seen now, complete. Tray menu, page and command line show it and hold no truth of their own.

mod sign_in;

use serde::Serialize;

pub use sign_in::{AccountView, OfferView, SignInView, TenantView};

use crate::{AttemptId, Problem, Protocol};

/// The whole view.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct View {
    /// The summary: tooltip, first line of the menu, first line of the window.
    pub header: String,
    /// What the tray icon shows.
    pub icon: TrayIcon,
    /// The name of the cloud.
    pub cloud: String,
    /// Whether the files were read and work can begin.
    pub ready: bool,
    /// Whether these are sample data in place of the person's own: [`crate::Intent::LeaveSampleData`] goes back.
    pub can_leave: bool,
    /// The public address, where it is known, with the network's name.
    pub my_address: Option<String>,
    /// The favourites in their order.
    pub favourites: Vec<FavouriteView>,
    /// Attempts that run or ended and were not dismissed, the newest first.
    pub attempts: Vec<AttemptView>,
    /// Windows known to be open, the one that closes first in front.
    pub windows: Vec<WindowView>,
    /// The accounts that are signed in.
    pub accounts: Vec<AccountView>,
    /// Where signing in stands.
    pub sign_in: SignInView,
    /// What stays true until somebody mends it: a broken file, a desktop without a tray.
    pub banners: Vec<Problem>,
}

/// The tray icon's state; where several apply, the first of the list wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum TrayIcon {
    /// Something needs attention.
    Error,
    /// A window closes within ten minutes.
    Expiring,
    /// A connect is running.
    Working,
    /// Access is open.
    Open,
    /// Nobody is signed in, or Azure cannot be reached.
    Offline,
    /// Nothing to tell.
    Idle,
}

/// A favourite.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FavouriteView {
    /// Its id, for [`crate::Intent::Connect`].
    pub id: String,
    /// Its alias.
    pub label: String,
    /// The machine's own name and resource group.
    pub machine: String,
    /// The attempt that runs for it now.
    pub attempt: Option<AttemptId>,
    /// `Open until 15:42`, while a window is open.
    pub state: Option<String>,
}

/// A window that is open.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WindowView {
    /// Its id, for [`crate::Intent::OpenAgain`].
    pub id: String,
    /// The machine's name.
    pub label: String,
    /// `Open until 15:42`.
    pub state: String,
    /// `SSH, port 22, for 203.0.113.7`.
    pub about: String,
    /// Where it was reached, `203.0.113.50:22`, once it was.
    pub address: Option<String>,
}

/// A connect, running or ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AttemptView {
    /// Its id.
    pub id: AttemptId,
    /// The machine's name.
    pub label: String,
    /// The machine's resource id.
    pub machine: String,
    /// The five stages people see, in fixed order, and the look behind them.
    pub stages: Vec<StageView>,
    /// How it ended, once it has.
    pub outcome: Option<OutcomeView>,
    /// The one sentence for the menu: `starting, since 14:39`.
    pub state: String,
    /// What differs from what was wished.
    pub adapted: Vec<Adaptation>,
}

/// The stages of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Find the public address.
    Address,
    /// Read the machine and its policies.
    Look,
    /// Ask for access.
    Request,
    /// Start the machine.
    Start,
    /// Wait until the service answers.
    Reach,
    /// Open the client.
    Launch,
}

/// One stage of an attempt.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StageView {
    /// Which.
    pub stage: Stage,
    /// Where it is.
    pub state: StageState,
    /// What to show: a running label, or the result.
    pub label: String,
    /// How long it took or has taken so far, in milliseconds.
    #[cfg_attr(test, ts(type = "number"))]
    pub ms: i64,
}

/// Where a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum StageState {
    /// Not begun.
    Waiting,
    /// At work.
    Running,
    /// Done.
    Done,
    /// Not needed.
    Skipped,
    /// Failed.
    Failed,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum OutcomeView {
    /// The service answers, and the client was opened where that was wished.
    Connected(Connected),
    /// It failed.
    Failed {
        /// Why.
        problem: Problem,
        /// `Access: open until 15:42. Machine: running.`
        state: String,
    },
    /// The person cancelled.
    Cancelled {
        /// What is true now, in one line.
        state: String,
    },
}

/// What a successful connect found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Connected {
    /// The address the service answered at.
    pub address: String,
    /// The port the service answered at.
    pub port: u16,
    /// SSH or Remote Desktop.
    pub protocol: Protocol,
    /// The source access is open for.
    pub source: String,
    /// When access closes, RFC 3339.
    pub until: String,
    /// The client that was opened.
    pub client: Option<String>,
    /// From the click to the end, in milliseconds.
    #[cfg_attr(test, ts(type = "number"))]
    pub total_ms: i64,
}

/// How a wish was changed to fit the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Adaptation {
    /// The policy allows less time.
    Duration {
        /// What was wished.
        asked: String,
        /// What was asked of Azure.
        granted: String,
    },
    /// Access is open for the policy's whole range, as agreed.
    WholeRange {
        /// The range.
        range: String,
    },
    /// Access was open already, until another time than a new request would have given.
    AlreadyOpen {
        /// Until when, RFC 3339.
        until: String,
    },
}
