//! Reading so that a mistake in a file costs nothing that was good before.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jit_core::{Code, Problem};
use serde::Deserialize;

use super::write::write_text;
use crate::Dirs;

/// No file of ours comes near it; it keeps a device or a film from being read into memory.
const LARGEST: u64 = 16 * 1024 * 1024;

/// What is where a file should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// There is no file.
    Absent,
    /// Its text.
    Text(String),
}

/// What a file gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedFile<T> {
    /// What it holds, or held when it could last be read. `None`: there is no file, so the defaults are right.
    pub value: Option<T>,
    /// What is wrong with it now.
    pub problem: Option<Problem>,
}

/// Reads a file.
///
/// # Errors
/// [`Code::BadFile`] with the path and the reason, when something is there that cannot be read.
pub fn read(path: &Path) -> Result<Read, Problem> {
    read_up_to(path, LARGEST)
}

/// The same for files that grow larger than those a person writes.
pub(super) fn read_up_to(path: &Path, largest: u64) -> Result<Read, Problem> {
    let text = || -> io::Result<String> {
        let meta = fs::metadata(path)?;
        if !meta.is_file() {
            return Err(io::Error::other("it is not a file"));
        }
        if meta.len() > largest {
            return Err(io::Error::other(format!("it is larger than {} MB", largest / 1024 / 1024)));
        }
        fs::read_to_string(path)
    };
    match text() {
        Ok(text) => Ok(Read::Text(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Read::Absent),
        Err(error) => Err(Problem::new(
            Code::BadFile,
            format!("{} cannot be read: {error}.", path.display()),
            "Make it readable, or move it away to start afresh.",
        )),
    }
}

/// Reads a file that a person may be editing. It is never moved or changed: while it cannot be used, what it held
/// when it last could is used instead, and the problem says so.
pub fn load<T>(path: &Path, dirs: &Dirs, parse: impl Fn(&str) -> Result<T, Problem>) -> LoadedFile<T> {
    let problem = match read(path) {
        Ok(Read::Absent) => return LoadedFile { value: None, problem: None },
        Err(problem) => problem,
        Ok(Read::Text(text)) => match understand(path, &text, &parse) {
            Ok(value) => {
                remember(path, &text, dirs);
                return LoadedFile { value: Some(value), problem: None };
            }
            Err(problem) => problem,
        },
    };
    let value = match read(&copy_of(path, dirs)) {
        Ok(Read::Text(text)) => understand(path, &text, &parse).ok(),
        Ok(Read::Absent) | Err(_) => None,
    };
    LoadedFile { value, problem: Some(problem) }
}

/// The text's meaning, or what is wrong with it, with the file's path in the way out.
pub(super) fn understand<T>(
    path: &Path,
    text: &str,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Result<T, Problem> {
    #[derive(Deserialize)]
    struct Schema {
        #[serde(default)]
        schema: u64,
    }
    // Editors on Windows like to put this in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Asked first, because a newer version's fields would only be reported as unknown ones.
    if let Ok(Schema { schema: schema @ 2.. }) = serde_json::from_str(text) {
        return Err(Problem::new(
            Code::BadFile,
            format!(
                "{} was written by a newer version (schema {schema}, this version reads 1).",
                path.display()
            ),
            "Update JIT Tray, or move the file away. Until then it is left alone.",
        ));
    }
    parse(text).map_err(|problem| Problem {
        hint: format!("{} The file is {}.", problem.hint, path.display()),
        ..problem
    })
}

/// Keeps a copy of text that was understood. That it could not be kept is no reason to bother anybody.
pub(super) fn remember(path: &Path, text: &str, dirs: &Dirs) {
    let copy = copy_of(path, dirs);
    if read(&copy).is_ok_and(|kept| kept == Read::Text(text.to_owned())) {
        return;
    }
    if let Err(problem) = write_text(&copy, text) {
        tracing::warn!(message = problem.message, "no copy of a good file is kept");
    }
}

pub(super) fn copy_of(path: &Path, dirs: &Dirs) -> PathBuf {
    dirs.last_good().join(path.file_name().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Result<i64, Problem> {
        text.trim().parse().map_err(|_| Problem::new(Code::BadFile, "It is no number.", "Write a number."))
    }

    fn place() -> (tempfile::TempDir, Dirs, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let dirs = Dirs::under(root.path());
        dirs.create().unwrap();
        let path = dirs.settings();
        (root, dirs, path)
    }

    #[test]
    fn no_file_is_no_mistake() {
        let (_root, dirs, path) = place();
        assert_eq!(load(&path, &dirs, number), LoadedFile { value: None, problem: None });
    }

    #[test]
    fn a_broken_file_stays_as_it_is_and_its_last_good_text_is_used() {
        let (_root, dirs, path) = place();
        fs::write(&path, "\u{feff}42").unwrap();
        assert_eq!(load(&path, &dirs, number), LoadedFile { value: Some(42), problem: None });
        fs::write(&path, "4x").unwrap();
        let loaded = load(&path, &dirs, number);
        assert_eq!(loaded.value, Some(42));
        let problem = loaded.problem.unwrap();
        assert_eq!(problem.message, "It is no number.");
        assert_eq!(problem.hint, format!("Write a number. The file is {}.", path.display()));
        assert_eq!(fs::read_to_string(&path).unwrap(), "4x", "somebody may be editing it");
        fs::write(&path, "43").unwrap();
        assert_eq!(load(&path, &dirs, number), LoadedFile { value: Some(43), problem: None });
    }

    #[test]
    fn a_newer_versions_file_is_named_as_such_and_left_alone() {
        let (_root, dirs, path) = place();
        fs::write(&path, "1").unwrap();
        load(&path, &dirs, number);
        let newer = r#"{"schema": 2, "windows_hello": true}"#;
        fs::write(&path, newer).unwrap();
        let loaded = load(&path, &dirs, number);
        assert_eq!(loaded.value, Some(1));
        let message =
            format!("{} was written by a newer version (schema 2, this version reads 1).", path.display());
        assert_eq!(loaded.problem.unwrap().message, message);
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    }

    #[test]
    fn what_cannot_be_read_is_said_with_the_reason() {
        let (_root, dirs, path) = place();
        fs::write(&path, "7").unwrap();
        load(&path, &dirs, number);
        fs::write(&path, [b'7', 0xFF]).unwrap();
        let loaded = load(&path, &dirs, number);
        assert_eq!(loaded.value, Some(7));
        let message = loaded.problem.unwrap().message;
        assert!(message.starts_with(&format!("{} cannot be read: ", path.display())), "{message}");
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        let message = read(&path).unwrap_err().message;
        assert_eq!(message, format!("{} cannot be read: it is not a file.", path.display()));
    }
}
