//! What is shown when something failed: one sentence, what is true now, and the one action that mends it.

use serde::Serialize;

use crate::{Details, Intent, Stage};

/// An error card (`ux` 3.4). Every screen shows the same words.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CardView {
    /// Which of the failures it is, `E12`; for support, behind "Details".
    pub id: String,
    /// At most 60 characters; names the thing.
    pub title: String,
    /// Why, in plain words, without codes.
    pub body: String,
    /// `Access: open until 15:42. Machine: running.`, where a machine is concerned.
    pub state: Option<String>,
    /// The one action that mends it.
    pub action: ActionView,
    /// What else may be wanted: dismiss, the portal, another way.
    pub more: Vec<ActionView>,
    /// Where it failed.
    pub step: Option<Stage>,
    /// What support asks for.
    pub details: Option<Box<Details>>,
}

/// Something a person can press.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ActionView {
    /// What the button says.
    pub label: String,
    /// What it does.
    pub intent: Intent,
    /// What to ask before it does: `Stops web-01 for everyone. Unsaved work is lost.`
    pub confirm: Option<String>,
}

impl ActionView {
    pub(crate) fn new(label: impl Into<String>, intent: Intent) -> Self {
        Self { label: label.into(), intent, confirm: None }
    }

    /// The same, but not before somebody has agreed to this.
    pub(crate) fn once_agreed(self, confirm: impl Into<String>) -> Self {
        Self { confirm: Some(confirm.into()), ..self }
    }
}
