//! Changing files that several programs change: the tray, the command line, and a person with an editor.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use jit_core::{Code, Problem};

use super::load::{Read, read, remember, understand};
use super::write::write_text;
use crate::Dirs;

/// How long to wait for another program that is changing the file. A change takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// Changes a file as it is at this moment, with nobody of ours in between. `change` is given its text, or nothing where
/// there is no file, and answers with the new text and what it means. A file that cannot be used, or that a newer
/// version wrote, is left as it is.
///
/// # Errors
/// What `change` refused, or [`Code::BadFile`] with the path and the reason. The file is then as it was.
pub fn change_file<T>(
    path: &Path,
    dirs: &Dirs,
    change: impl Fn(Option<&str>) -> Result<(String, T), Problem>,
) -> Result<T, Problem> {
    let _turn = lock(path, PATIENCE)?;
    let (text, value, before) = match read(path)? {
        Read::Absent => {
            let (text, value) = change(None)?;
            (text, value, None)
        }
        Read::Text(before) => {
            let (text, value) = understand(path, &before, |text| change(Some(text)))?;
            (text, value, Some(before))
        }
    };
    if before.as_ref() != Some(&text) {
        write_text(path, &text)?;
    }
    remember(path, &text, dirs);
    Ok(value)
}

/// Waits for the turn to change a file. The lock is on a file beside it, because the file itself is replaced.
fn lock(path: &Path, patience: Duration) -> Result<File, Problem> {
    let beside = beside(path);
    let refused = |reason: &str| {
        Problem::new(
            Code::BadFile,
            format!("{} cannot be changed: {reason}.", path.display()),
            format!("Nothing was changed. Should it stay so, remove {} and try again.", beside.display()),
        )
    };
    if let Some(folder) = path.parent() {
        super::dirs::make(folder).map_err(|error| refused(&error.to_string()))?;
    }
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let file = options.open(&beside).map_err(|error| refused(&error.to_string()))?;
    let until = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(std::fs::TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(BETWEEN_TRIES),
            Err(std::fs::TryLockError::WouldBlock) => {
                return Err(refused("another program has been changing it for some seconds"));
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(refused(&error.to_string())),
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".lock");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn place() -> (tempfile::TempDir, Dirs, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let dirs = Dirs::under(root.path());
        let path = dirs.settings();
        (root, dirs, path)
    }

    fn add_one(text: Option<&str>) -> Result<(String, u32), Problem> {
        let bad = |_| Problem::new(Code::BadFile, "It is no number.", "Write a number.");
        let number = text.map_or(Ok(0), |text| text.trim().parse().map_err(bad))? + 1;
        Ok((format!("{number}\n"), number))
    }

    #[test]
    fn many_writers_lose_nothing() {
        let (_root, dirs, path) = place();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        change_file(&path, &dirs, add_one).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&path).unwrap(), "100\n");
    }

    #[test]
    fn a_broken_file_and_a_newer_versions_file_stay_as_they_are() {
        let (_root, dirs, path) = place();
        assert_eq!(change_file(&path, &dirs, add_one), Ok(1));
        for (text, reason) in [("one", "It is no number."), (r#"{"schema": 2}"#, "newer version (schema 2")] {
            fs::write(&path, text).unwrap();
            let problem = change_file(&path, &dirs, add_one).unwrap_err();
            assert!(problem.message.contains(reason), "{}", problem.message);
            assert!(problem.hint.contains("file"), "{}", problem.hint);
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn who_holds_the_file_too_long_is_not_waited_for_for_ever() {
        let (_root, _, path) = place();
        let _held = lock(&path, PATIENCE).unwrap();
        let problem = lock(&path, Duration::from_millis(30)).unwrap_err();
        let message = format!(
            "{} cannot be changed: another program has been changing it for some seconds.",
            path.display()
        );
        assert_eq!(problem.message, message);
        assert!(problem.hint.ends_with("settings.json.lock and try again."), "{}", problem.hint);
    }

    #[test]
    fn what_was_changed_is_the_copy_to_fall_back_on() {
        let (_root, dirs, path) = place();
        change_file(&path, &dirs, add_one).unwrap();
        fs::write(&path, "gone wrong").unwrap();
        let parse = |text: &str| add_one(Some(text)).map(|(_, number)| number - 1);
        assert_eq!(super::super::load(&path, &dirs, parse).value, Some(1));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_person_can_read_what_lies_there() {
        use std::os::unix::fs::PermissionsExt;
        let (_root, dirs, path) = place();
        change_file(&path, &dirs, add_one).unwrap();
        for file in [&path, &beside(&path)] {
            assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
        }
    }
}
