//! What a file says of machines, before it is known which machines these are.

use serde::Serialize;

use crate::{OptionField, Protocol, VmRef, clean};

/// The longest alias.
const ALIAS: usize = 40;
/// The longest text that is repeated from a file.
const QUOTED: usize = 60;

/// What was read of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) entries: Vec<Entry>,
    pub(super) groups: Vec<FoundGroup>,
    /// What belongs to none of them.
    pub(super) dropped: Vec<DroppedView>,
}

/// A group of a file, with what it sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundGroup {
    pub(super) name: String,
    pub(super) options: Vec<(OptionField, String)>,
}

/// One machine of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where it begins.
    pub(super) line: Option<u32>,
    /// The id of a favourite.
    pub(super) id: Option<String>,
    pub(super) alias: String,
    /// Whether people gave it that name, and no file or host.
    pub(super) named: bool,
    pub(super) note: Option<String>,
    pub(super) place: Place,
    pub(super) group: Option<String>,
    pub(super) protocol: Option<Protocol>,
    pub(super) port: Option<u16>,
    pub(super) options: Vec<(OptionField, String)>,
    /// What counts only when the person says so.
    pub(super) offered: Vec<(OptionField, String)>,
    pub(super) dropped: Vec<DroppedView>,
    /// Why it cannot be imported.
    pub(super) invalid: Option<String>,
}

/// Where a file says that a machine is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// An address or a name.
    Host(String),
    /// The machine itself.
    Machine(VmRef),
}

impl Default for Place {
    fn default() -> Self {
        Self::Host(String::new())
    }
}

/// Something a file holds and that is not taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DroppedView {
    /// What the file calls it: `password 51`.
    pub what: String,
    /// Why: `Passwords are never taken over.`
    pub why: String,
}

impl DroppedView {
    pub(super) fn new(what: &str, why: &str) -> Self {
        Self { what: quoted(what), why: why.to_owned() }
    }
}

/// A file that holds nothing that could be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flaw {
    /// With its line, where it has one: `line 3: …`.
    pub(super) reason: String,
    pub(super) hint: &'static str,
}

impl Flaw {
    pub(super) fn new(reason: impl Into<String>, hint: &'static str) -> Self {
        Self { reason: reason.into(), hint }
    }

    pub(super) fn at(line: u32, reason: &str, hint: &'static str) -> Self {
        Self::new(format!("line {line}: {reason}"), hint)
    }
}

/// Foreign text as an alias; empty where nothing of it can be seen.
pub(super) fn as_alias(text: &str) -> String {
    cut(&clean(text), ALIAS)
}

/// Foreign text as it is repeated to people.
pub(super) fn quoted(text: &str) -> String {
    let text = clean(text);
    if text.chars().count() <= QUOTED { text } else { format!("{}…", cut(&text, QUOTED - 1)) }
}

fn cut(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect::<String>().trim_end().to_owned()
}

/// `1` for the first line.
pub(super) fn line_number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}
