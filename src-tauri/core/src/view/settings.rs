//! The settings, as forms show them.

use serde::Serialize;

use crate::{FavouriteSort, NamedValue, Problem, SettingsField, SettingsValue, Theme};

/// The settings.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettingsView {
    /// Light or dark.
    pub theme: Theme,
    /// What favourites stand by.
    pub sort_favourites: FavouriteSort,
    /// The keys of commands, where they are not the usual ones.
    pub keys: Vec<NamedValue>,
    /// What the settings hold. One that is not here holds nothing.
    pub values: Vec<SettingView>,
    /// What came of the last change.
    pub answer: Option<SettingsAnswer>,
    /// Settings that were changed and count only from the next start on.
    pub restart: Vec<SettingsField>,
    /// What is wrong with the files, and what the desktop does not grant of what is set.
    pub banners: Vec<Problem>,
    /// This program, for a page about it.
    pub about: AboutView,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettingView {
    /// Which.
    pub field: SettingsField,
    /// What it holds, as it is typed.
    pub value: SettingsValue,
    /// Whether it differs from what counts when nobody says anything.
    pub custom: bool,
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettingsAnswer {
    /// Tells apart answers to several changes of one setting.
    pub number: u32,
    /// The setting.
    pub field: SettingsField,
    /// Why it was not changed.
    pub problem: Option<Problem>,
}

/// This program, and where its files lie.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AboutView {
    /// Its version.
    pub version: String,
    /// The system it runs on.
    pub system: System,
    /// Its files and folders.
    pub files: Vec<FileView>,
}

/// A file or folder of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FileView {
    /// `Settings`.
    pub what: String,
    /// Where it lies.
    pub path: String,
}

/// The systems the program runs on, where people have to be told different things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum System {
    /// Windows.
    Windows,
    /// macOS.
    Mac,
    /// Linux and its kin.
    #[default]
    Linux,
}
