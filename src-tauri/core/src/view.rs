//! All that is to be seen now, complete. Tray menu, page and command line show it and hold no truth of their own.

mod card;
mod check;
mod machines;
mod settings;
mod sign_in;
mod welcome;

use serde::Serialize;

pub use card::{ActionView, CardView};
pub use check::{AdviceView, CheckLine, CheckState, CheckView};
pub use machines::{FilterView, MachineRow, MachinesPage, MachinesQuery, MachinesState};
pub use settings::{AboutView, FileView, SettingView, SettingsAnswer, SettingsView, System};
pub use sign_in::{AccountView, OfferView, SignInView, TenantView};
pub use welcome::{PlaceView, SuggestionView, WelcomeScreen, WelcomeView};

use crate::{AttemptId, OptionView, Power, Problem, Protocol, VmRef};

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
    /// Their groups, in their order.
    pub groups: Vec<GroupView>,
    /// The options of all favourites.
    pub defaults: Vec<OptionView>,
    /// What was just taken away and can be brought back.
    pub undo: Option<UndoView>,
    /// Why the last change of the favourites was not made.
    pub refused: Option<Problem>,
    /// The machines that were connected to last and are no favourites, the last one first.
    pub recent: Vec<ActionView>,
    /// What ending the program is called: `Quit JIT Tray`, or `Quit - 2 stay open until 15:42`.
    pub quit: String,
    /// What is known of the list of machines.
    pub machines: MachinesState,
    /// Attempts that run or ended and were not dismissed, the newest first.
    pub attempts: Vec<AttemptView>,
    /// Windows known to be open, the one that closes first in front.
    pub windows: Vec<WindowView>,
    /// What prolongs all of them, where there are several: `Extend all`.
    pub extend_all: Option<ActionView>,
    /// The accounts that are signed in.
    pub accounts: Vec<AccountView>,
    /// Where signing in stands.
    pub sign_in: SignInView,
    /// The settings.
    pub settings: SettingsView,
    /// The first steps, while they are not done.
    pub welcome: Option<WelcomeView>,
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
    /// The machine.
    pub vm: VmRef,
    /// Its alias.
    pub label: String,
    /// The machine's own name and its subscription; its resource group while that is not known.
    pub machine: String,
    /// Its group, where it is in one.
    pub group: Option<String>,
    /// What it opens: `SSH`, `Remote Desktop`; nothing while that is not known.
    pub opens: Option<String>,
    /// The attempt that runs for it now.
    pub attempt: Option<AttemptId>,
    /// `Open until 15:42`, while a window is open.
    pub state: Option<String>,
    /// The window that is open.
    pub window: Option<String>,
    /// The machine's power state.
    pub power: Power,
    /// The word for it: `Running`, `Stopped`, `Unknown`.
    pub power_word: String,
    /// What a connect does beside connecting: `starts the machine, about 50 s`.
    pub note: Option<String>,
    /// What the person noted about it.
    pub remark: Option<String>,
    /// The machine is no longer where it was: `Find it again` is offered in place of a connect.
    pub missing: bool,
    /// Where it may be now, to point the favourite there.
    pub found_again: Vec<FoundAgain>,
    /// Its options, with those it inherits.
    pub options: Vec<OptionView>,
}

/// Where a missing machine may be.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundAgain {
    /// The machine, for [`crate::FavouriteChange::Repoint`].
    pub vm: VmRef,
    /// Its name.
    pub name: String,
    /// `rg-web · Contoso Production`
    pub about: String,
    /// It is the very same machine, by Azure's own number; else only its name is the same.
    pub surely: bool,
}

/// A group of favourites.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is folded up.
    pub collapsed: bool,
    /// Its options, with those it inherits.
    pub options: Vec<OptionView>,
}

/// What was just taken away.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoView {
    /// `web-01 is no longer a favourite.`
    pub text: String,
    /// Until when it can be brought back, RFC 3339.
    pub until: String,
}

/// A window that is open.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WindowView {
    /// Its id, for [`crate::Intent::OpenAgain`].
    pub id: String,
    /// The machine.
    pub vm: VmRef,
    /// The machine's name.
    pub label: String,
    /// The favourite it was opened for, where it is one.
    pub favourite: Option<String>,
    /// `Open until 15:42`.
    pub state: String,
    /// When it was opened, RFC 3339.
    pub from: String,
    /// When it closes, RFC 3339.
    pub until: String,
    /// What prolongs it: `Extend 3 h`.
    pub extend: Option<ActionView>,
    /// What to press when the machine did not let one in: `Trouble signing in?`
    pub trouble: Option<ActionView>,
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
    /// The machine.
    pub vm: VmRef,
    /// The favourite it is for, where it is one.
    pub favourite: Option<String>,
    /// The five stages people see, in fixed order, and the look behind them.
    pub stages: Vec<StageView>,
    /// How it ended, once it has.
    pub outcome: Option<OutcomeView>,
    /// The one sentence for the menu: `starting, since 14:39`.
    pub state: String,
    /// What differs from what was wished.
    pub adapted: Vec<Adaptation>,
    /// How many attempts go before it, while it waits for its turn.
    pub queued: Option<u32>,
    /// When it began, RFC 3339.
    pub began: String,
    /// Why the machine may not answer, once somebody wanted to know.
    pub check: Option<CheckView>,
    /// Copies of the request that was made, to be used elsewhere: `Copy as az`, `Copy as PowerShell`, `Copy as REST`.
    pub copies: Vec<ActionView>,
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
    /// `usually about 50 s`, or, once that has passed, the one calm sentence about it.
    pub note: Option<String>,
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
        /// The same for a screen: title, why, and the one action that mends it.
        card: Box<CardView>,
    },
    /// The window closes later than it would have.
    Extended {
        /// When it closes now, RFC 3339.
        until: String,
        /// `Open until 18:42`.
        state: String,
    },
    /// The person cancelled.
    Cancelled {
        /// What is true now, in one line.
        state: String,
        /// What can be done about it: `Open anyway`, `Stop it again`.
        offers: Vec<ActionView>,
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
