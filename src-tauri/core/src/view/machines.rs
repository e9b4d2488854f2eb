//! The machines as the search shows them, page by page: ten thousand rows never cross to the page at once.

use serde::{Deserialize, Serialize};

use crate::{Os, Power, VmRef};

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MachinesQuery {
    /// What the person typed, in the search language; empty for all machines.
    pub text: String,
    /// How many machines to leave out in front.
    pub offset: u32,
    /// How many machines to show at most.
    pub limit: u32,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MachinesPage {
    /// The favourites that match, by id, in their own order.
    pub favourites: Vec<String>,
    /// The machines that match, the likeliest first.
    pub rows: Vec<MachineRow>,
    /// How many match in all.
    pub total: u32,
    /// Of how many machines it could not be told whether they match.
    pub undecided: u32,
    /// The filters that were recognised, each to be removed.
    pub filters: Vec<FilterView>,
    /// What may have been meant: `Did you mean sub: ?`
    pub hints: Vec<String>,
    /// What to say when nothing was found: `No machine matches 'sql-9'. Looked in 3 subscriptions.`
    pub nothing: Option<String>,
}

/// A machine that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MachineRow {
    /// The machine.
    pub vm: VmRef,
    /// Its name.
    pub name: String,
    /// `rg-web · Contoso Production`, and the tenant where there are several.
    pub about: String,
    /// The operating system.
    pub os: Os,
    /// Its power state.
    pub power: Power,
    /// The word for it: `Running`, `Stopped`, `Unknown`.
    pub power_word: String,
    /// The ports its JIT policy allows; empty without one.
    pub ports: Vec<u16>,
    /// What there is to know of its protection: `No JIT policy`, `Access unknown`; nothing where all is well.
    pub jit_word: Option<String>,
    /// The favourite it is, where it is starred.
    pub favourite: Option<String>,
    /// `Open until 15:42`, while a window of mine is open.
    pub state: Option<String>,
    /// The attempt that runs for it now.
    pub attempt: Option<crate::AttemptId>,
}

/// A filter of the search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FilterView {
    /// `state running`
    pub label: String,
    /// The search without it.
    pub without: String,
}

/// What is known of the list of machines.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MachinesState {
    /// Grows with every change of the list, so that a page that shows a part of it asks again.
    #[cfg_attr(test, ts(type = "number"))]
    pub version: u64,
    /// How many machines are known.
    pub count: u32,
    /// In how many subscriptions.
    pub subscriptions: u32,
    /// `14:02`, when the oldest part of it was read; nothing before anything was.
    pub as_of: Option<String>,
    /// Whether it is being read for the first time.
    pub reading: bool,
    /// What did not answer, by name.
    pub unanswered: Vec<String>,
    /// `2 of 14 subscriptions did not answer. Showing what we have.`
    pub partial: Option<String>,
    /// `Offline. This list is from 14:02. Access that is open keeps its closing time.`
    pub offline: Option<String>,
}
