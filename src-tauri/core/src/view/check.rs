//! The connection check as it is shown: a fixed list, and at the end exactly one recommendation.

use serde::Serialize;

use crate::ActionView;

/// A connection check.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckView {
    /// What is checked, always in this order.
    pub lines: Vec<CheckLine>,
    /// What to do, once everything was checked.
    pub advice: Option<AdviceView>,
}

/// One thing that is checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CheckLine {
    /// What: `Your address`.
    pub label: String,
    /// How it is.
    pub state: CheckState,
    /// What was found, in a sentence.
    pub about: String,
}

/// How something is that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum CheckState {
    /// Being found out.
    Running,
    /// As it should be.
    Pass,
    /// In the way.
    Fail,
    /// It could not be found out.
    Unknown,
}

/// The one recommendation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AdviceView {
    /// What is in the way, and what to do.
    pub text: String,
    /// What does it.
    pub action: ActionView,
}
