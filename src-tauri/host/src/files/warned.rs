//! What people were told of windows: a file that only the tray writes.

use jiff::Timestamp;
use jit_core::{Code, Problem, Warned};
use serde::{Deserialize, Serialize};

use super::load::{LoadedFile, load};
use super::own::save_own;
use crate::Dirs;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WarnedFile {
    schema: u32,
    warned: Vec<Warned>,
}

/// Reads what people were told when it was last written.
#[must_use]
pub fn load_warned(dirs: &Dirs) -> LoadedFile<Vec<Warned>> {
    load(&dirs.warned(), dirs, parse)
}

/// Writes what people were told. A file that cannot be used is set aside first, a newer version's file is left alone.
///
/// # Errors
/// [`Code::BadFile`] when nothing was written, with the reason.
pub fn save_warned(warned: &[Warned], dirs: &Dirs, now: Timestamp) -> Result<(), Problem> {
    let file = WarnedFile { schema: 1, warned: warned.to_vec() };
    let mut text = serde_json::to_string_pretty(&file).map_err(|error| unusable(&error.to_string()))?;
    text.push('\n');
    save_own(&dirs.warned(), &text, dirs, now, parse)
}

fn parse(text: &str) -> Result<Vec<Warned>, Problem> {
    let file: WarnedFile = serde_json::from_str(text).map_err(|error| unusable(&error.to_string()))?;
    if file.schema == 1 { Ok(file.warned) } else { Err(unusable("\"schema\" is missing or 0")) }
}

fn unusable(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The list of warnings that were shown cannot be used: {reason}."),
        "Nothing needs to be done: a warning may be shown once more.",
    )
}

#[cfg(test)]
mod tests {
    use jit_core::Nearness;

    use super::*;

    #[test]
    fn what_was_told_comes_back_and_a_broken_file_is_no_obstacle() {
        let root = tempfile::tempdir().unwrap();
        let dirs = Dirs::under(root.path());
        let now = "2026-11-20T14:42:00Z".parse().unwrap();
        assert_eq!(load_warned(&dirs), LoadedFile { value: None, problem: None });
        let warned = vec![Warned { window: "web-01#22".into(), from: now, nearness: Nearness::Early }];
        save_warned(&warned, &dirs, now).unwrap();
        assert_eq!(load_warned(&dirs), LoadedFile { value: Some(warned.clone()), problem: None });
        std::fs::write(dirs.warned(), "{").unwrap();
        assert_eq!(load_warned(&dirs).value, Some(warned), "as it was when it could be read");
        save_warned(&[], &dirs, now).unwrap();
        assert_eq!(load_warned(&dirs), LoadedFile { value: Some(vec![]), problem: None });
    }
}
