//! Files that can be fetched again, which only the program writes.

use std::fs;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use jit_core::{Code, Problem};

use super::load::{LoadedFile, Read, read_up_to, understand};
use super::own::set_aside;
use super::write::write_text;

/// An inventory of ten thousand machines takes about eight megabytes.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Reads such a file. There is no copy to fall back on: what it held is fetched anew.
pub fn load_cache<T>(path: &Path, parse: impl Fn(&str) -> Result<T, Problem>) -> LoadedFile<T> {
    let understood = match read_up_to(path, LARGEST) {
        Ok(Read::Absent) => return LoadedFile { value: None, problem: None },
        Ok(Read::Text(text)) => understand(path, &text, parse),
        Err(problem) => Err(problem),
    };
    match understood {
        Ok(value) => LoadedFile { value: Some(value), problem: None },
        Err(problem) => LoadedFile { value: None, problem: Some(problem) },
    }
}

/// Writes such a file. One that cannot be used is set aside first, beside it, as `….broken-` with the time; a newer
/// version's file is left alone.
///
/// # Errors
/// [`Code::BadFile`] when nothing was written, with the reason.
pub fn save_cache(path: &Path, text: &str, now: Timestamp) -> Result<(), Problem> {
    match read_up_to(path, LARGEST) {
        Ok(Read::Absent) => {}
        Ok(Read::Text(old)) => match understand(path, &old, |old| Ok(is_whole(old))) {
            Err(newer) => return Err(newer),
            Ok(false) => set_aside(path, old.as_bytes(), now)?,
            Ok(true) => {}
        },
        Err(problem) => match fs::metadata(path) {
            Ok(meta) if meta.is_file() && meta.len() <= LARGEST => {
                let bytes = fs::read(path).map_err(|error| {
                    let message = format!("{} cannot be read: {error}.", path.display());
                    Problem::new(Code::BadFile, message, problem.hint)
                })?;
                set_aside(path, &bytes, now)?;
            }
            _ => return Err(problem),
        },
    }
    write_text(path, text)
}

/// Removes such a file, and what was set aside of it. One that is not there is no mistake.
///
/// # Errors
/// [`Code::BadFile`] with the path and the reason, when it is still there.
pub fn remove_cache(path: &Path) -> Result<(), Problem> {
    let gone = |path: &Path| match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(not_removed(path, &error)),
        _ => Ok(()),
    };
    let folder = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    let aside = format!("{}.broken-", path.file_name().unwrap_or_default().to_string_lossy());
    for entry in folder.into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&aside) {
            gone(&entry.path())?;
        }
    }
    gone(path)
}

fn not_removed(path: &Path, error: &io::Error) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("{} cannot be removed: {error}.", path.display()),
        "Remove it yourself: it holds the machines that the account could see.",
    )
}

/// Whether it is what was written, to its end.
fn is_whole(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T14:42:00Z".parse().unwrap()
    }

    fn length(text: &str) -> Result<usize, Problem> {
        let list: Vec<u32> = serde_json::from_str(text)
            .map_err(|error| Problem::new(Code::BadFile, error.to_string(), "Fetch it again."))?;
        Ok(list.len())
    }

    #[test]
    fn what_was_saved_is_loaded_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache").join("list.json");
        assert_eq!(load_cache(&path, length), LoadedFile { value: None, problem: None });
        save_cache(&path, "[1,2]", now()).unwrap();
        save_cache(&path, "[1,2,3]", now()).unwrap();
        assert_eq!(load_cache(&path, length).value, Some(3));
        assert_eq!(fs::read_dir(folder.path().join("cache")).unwrap().count(), 1);
    }

    #[test]
    fn a_broken_file_is_not_used_and_set_aside_when_a_new_one_comes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.json");
        for (broken, suffix) in [(&b"[1,"[..], ""), (&[0xFF, 0xFE], "-2")] {
            fs::write(&path, broken).unwrap();
            let loaded = load_cache(&path, length);
            assert_eq!(
                (loaded.value, loaded.problem.map(|problem| problem.code)),
                (None, Some(Code::BadFile))
            );
            save_cache(&path, "[1]", now()).unwrap();
            assert_eq!(load_cache(&path, length).value, Some(1));
            let aside = path.with_file_name(format!("list.json.broken-20261120-144200{suffix}"));
            assert_eq!(fs::read(aside).unwrap(), broken);
        }
    }

    #[test]
    fn what_is_removed_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.json");
        fs::write(&path, "[1,").unwrap();
        save_cache(&path, "[1]", now()).unwrap();
        fs::write(folder.path().join("another.json"), "").unwrap();
        remove_cache(&path).unwrap();
        remove_cache(&path).unwrap();
        let left: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(left, ["another.json"]);
        fs::create_dir(&path).unwrap();
        let problem = remove_cache(&path).unwrap_err();
        assert!(problem.message.starts_with(&format!("{} cannot be removed: ", path.display())));
    }

    #[test]
    fn a_newer_versions_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.json");
        let newer = r#"{"schema":2}"#;
        fs::write(&path, newer).unwrap();
        assert!(load_cache(&path, length).problem.unwrap().message.contains("newer version (schema 2"));
        assert!(save_cache(&path, "[1]", now()).unwrap_err().message.contains("newer version (schema 2"));
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    }
}
