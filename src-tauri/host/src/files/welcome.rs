//! How far the first steps are: a file that only the program writes.

use jiff::Timestamp;
use jit_core::{Code, Problem, WelcomeProgress};

use super::load::{LoadedFile, load};
use super::own::save_own;
use crate::Dirs;

/// Reads how far the first steps were.
#[must_use]
pub fn load_welcome(dirs: &Dirs) -> LoadedFile<WelcomeProgress> {
    load(&dirs.welcome(), dirs, WelcomeProgress::from_json)
}

/// Writes how far they are. A file that cannot be used is set aside first, a newer version's file is left alone.
///
/// # Errors
/// [`Code::BadFile`] when nothing was written, with the reason.
pub fn save_welcome(progress: &WelcomeProgress, dirs: &Dirs, now: Timestamp) -> Result<(), Problem> {
    let unwritable = |error: serde_json::Error| {
        let message = format!("How far the first steps are cannot be written: {error}.");
        Problem::new(Code::BadFile, message, "Nothing needs to be done: they begin anew at the next start.")
    };
    let mut text = serde_json::to_string_pretty(progress).map_err(unwritable)?;
    text.push('\n');
    save_own(&dirs.welcome(), &text, dirs, now, WelcomeProgress::from_json)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jit_core::WelcomeScreen;

    use super::*;

    #[test]
    fn the_first_steps_go_on_after_a_restart_and_a_broken_file_is_no_obstacle() {
        let root = tempfile::tempdir().unwrap();
        let dirs = Dirs::under(root.path());
        let now = "2026-11-20T14:42:00Z".parse().unwrap();
        assert_eq!(load_welcome(&dirs), LoadedFile { value: None, problem: None });
        let at = |screen| WelcomeProgress { schema: 1, screen, done: false };
        save_welcome(&at(WelcomeScreen::Where), &dirs, now).unwrap();
        assert_eq!(load_welcome(&dirs).value, Some(at(WelcomeScreen::Where)));
        fs::write(dirs.welcome(), "{").unwrap();
        assert_eq!(
            load_welcome(&dirs).value,
            Some(at(WelcomeScreen::Where)),
            "as it was when it could be read"
        );
        save_welcome(&at(WelcomeScreen::Handy), &dirs, now).unwrap();
        assert_eq!(load_welcome(&dirs), LoadedFile { value: Some(at(WelcomeScreen::Handy)), problem: None });
        assert!(dirs.welcome().with_file_name("welcome.json.broken-20261120-144200").exists());
    }
}
