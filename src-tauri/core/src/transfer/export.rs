//! The favourites for another computer or another person.

use super::csv;
use crate::Favourites;

/// A form favourites are exported in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ExportForm {
    /// Everything, to be imported elsewhere: `*.jitfav.json`.
    Favourites,
    /// A table for spreadsheets.
    Csv,
}

impl ExportForm {
    /// The name that is proposed for the file.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Favourites => "favourites.jitfav.json",
            Self::Csv => "favourites.csv",
        }
    }
}

impl Favourites {
    /// The text of an export. It holds no password, token or key, because favourites hold none; and no account, which is
    /// the person's own.
    #[must_use]
    pub fn export(&self, form: ExportForm) -> String {
        match form {
            ExportForm::Favourites => self.without_accounts().to_json(),
            ExportForm::Csv => csv::write(self.all().iter().map(|favourite| {
                let group = favourite.group.as_deref().and_then(|id| self.group(id));
                csv::Row {
                    alias: &favourite.alias,
                    arm: favourite.arm.as_str(),
                    group: group.map_or("", |group| &group.name),
                    port: self.options(favourite).port,
                }
            })),
        }
    }
}
