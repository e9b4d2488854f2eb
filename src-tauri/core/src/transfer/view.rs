//! What a person sees before anything is imported, and what comes back when they have chosen.

use serde::{Deserialize, Serialize};

use super::DroppedView;
use crate::{OptionField, VmRef};

/// What a file would bring. Nothing is changed by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportPreview {
    /// The file's name.
    pub name: String,
    /// What kind of file it is: `Remote Desktop file`.
    pub kind: String,
    /// `3 machines: 2 new, 1 already there.`
    pub summary: String,
    /// One for each machine of the file, in its order.
    pub rows: Vec<ImportRow>,
    /// Groups that come with them, where they are not there yet.
    pub groups: Vec<ImportedGroup>,
    /// What belongs to no machine and is not taken over.
    pub dropped: Vec<DroppedView>,
}

/// A machine of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportRow {
    /// What it is called in the file.
    pub label: String,
    /// What would become of it.
    pub status: ImportStatus,
    /// The word for it: `New`, `Changed`, `Already there`.
    pub status_word: String,
    /// Where the file says it is: `203.0.113.7:3390`, `line 4`.
    pub from: String,
    /// The machine it is: `web-01 · rg-web · Contoso Production`.
    pub machine: Option<String>,
    /// What there is to know, or why it cannot be imported.
    pub note: Option<String>,
    /// What would be set: `SSH user: ada`; for a favourite that is there already, what would change.
    pub settings: Vec<String>,
    /// What counts only when it is switched on here.
    pub switches: Vec<ImportSwitch>,
    /// The machines it may be, where the person has to say.
    pub candidates: Vec<ImportCandidate>,
    /// What is not taken over.
    pub dropped: Vec<DroppedView>,
    /// Whether it is chosen unless somebody says otherwise.
    pub ticked: bool,
    /// What to import, for whoever chooses the row; without a machine where that has to be said first. Nothing where it
    /// cannot be imported.
    pub entry: Option<ImportedFavourite>,
}

/// What would become of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ImportStatus {
    /// A new favourite.
    New,
    /// A favourite that is there gets other options.
    Changed,
    /// It is there, just so.
    Same,
    /// The person has to say which machine it is.
    Ask,
    /// The machine cannot be seen.
    Unseen,
    /// It cannot be imported.
    Invalid,
}

/// Something that arrives switched off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportSwitch {
    /// `Share the clipboard`.
    pub label: String,
    /// What is added to the entry's options when it is switched on.
    pub option: TypedOption,
}

/// A machine a row may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportCandidate {
    /// The machine.
    pub vm: VmRef,
    /// `web-01 · rg-web · Contoso Production`
    pub label: String,
    /// The favourite it is already: the entry's id then.
    pub favourite: Option<String>,
}

/// A favourite to import, for [`crate::FavouriteChange::Merge`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportedFavourite {
    /// The favourite it is already, or the id it had where it came from.
    #[serde(default)]
    pub id: Option<String>,
    /// The machine.
    #[serde(default)]
    pub vm: Option<VmRef>,
    /// The name to know it by; a number is added where another favourite has it.
    pub alias: String,
    /// The name of its group; none leaves it where it is.
    #[serde(default)]
    pub group: Option<String>,
    /// A note; none leaves what is there.
    #[serde(default)]
    pub note: Option<String>,
    /// What it sets; what is not named stays as it is.
    #[serde(default)]
    pub options: Vec<TypedOption>,
}

/// A group that comes with favourites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportedGroup {
    /// Its name.
    pub name: String,
    /// What it sets for its favourites.
    #[serde(default)]
    pub options: Vec<TypedOption>,
}

/// An option, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TypedOption {
    /// Which.
    pub field: OptionField,
    /// The value.
    pub value: String,
}
