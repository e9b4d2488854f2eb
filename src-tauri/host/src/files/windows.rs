//! The windows known to be open: a file that only the program writes.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jit_core::{AccessWindow, Code, Problem};
use serde::{Deserialize, Serialize};

use super::load::{LoadedFile, Read, load, read, remember, understand};
use super::write::write_text;
use crate::Dirs;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowsFile {
    schema: u32,
    windows: Vec<AccessWindow>,
}

/// Reads the windows that were known to be open when they were last written.
#[must_use]
pub fn load_windows(dirs: &Dirs) -> LoadedFile<Vec<AccessWindow>> {
    load(&dirs.windows(), dirs, parse)
}

/// Writes the windows. A file that cannot be used is set aside first, as `windows.json.broken-` with the time;
/// a newer version's file is left alone.
///
/// # Errors
/// [`Code::BadFile`] when nothing was written, with the reason.
pub fn save_windows(windows: &[AccessWindow], dirs: &Dirs, now: Timestamp) -> Result<(), Problem> {
    let path = dirs.windows();
    match read(&path) {
        Ok(Read::Absent) => {}
        Ok(Read::Text(text)) => match understand(&path, &text, |text| Ok(text.to_owned())) {
            Err(newer) => return Err(newer),
            Ok(text) if parse(&text).is_err() => set_aside(&path, text.as_bytes(), now)?,
            Ok(_) => {}
        },
        Err(problem) => match fs::read(&path) {
            Ok(bytes) => set_aside(&path, &bytes, now)?,
            Err(_) => return Err(problem),
        },
    }
    let file = WindowsFile { schema: 1, windows: windows.to_vec() };
    let mut text = serde_json::to_string_pretty(&file).map_err(|error| unusable(&error.to_string()))?;
    text.push('\n');
    write_text(&path, &text)?;
    remember(&path, &text, dirs);
    Ok(())
}

fn parse(text: &str) -> Result<Vec<AccessWindow>, Problem> {
    let file: WindowsFile = serde_json::from_str(text).map_err(|error| unusable(&error.to_string()))?;
    if file.schema == 1 { Ok(file.windows) } else { Err(unusable("\"schema\" is missing or 0")) }
}

/// Copied, not moved: at no instant is there no file.
pub(super) fn set_aside(path: &Path, bytes: &[u8], now: Timestamp) -> Result<(), Problem> {
    let stamp = now.strftime("%Y%m%d-%H%M%S");
    let beside = |suffix: &str| -> PathBuf {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".broken-{stamp}{suffix}"));
        name.into()
    };
    let names = std::iter::once(String::new()).chain((2..100).map(|n| format!("-{n}")));
    for name in names {
        match create_with(&beside(&name), bytes) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Ok(()) => return Ok(()),
            Err(error) => return Err(not_set_aside(path, &error.to_string())),
        }
    }
    Err(not_set_aside(path, "too many of them were set aside in this second"))
}

fn create_with(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn unusable(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The list of open windows cannot be used: {reason}."),
        "Nothing needs to be done: it is set aside and written anew with the next access.",
    )
}

fn not_set_aside(path: &Path, reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("{} is broken and could not be set aside: {reason}.", path.display()),
        "Move the file away; until then what it should hold is not remembered across a restart.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T14:42:00Z".parse().unwrap()
    }

    fn window(name: &str) -> AccessWindow {
        let id =
            format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/{name}");
        let vm = serde_json::json!({ "id": id });
        serde_json::from_value(serde_json::json!({
            "vm": vm, "label": name, "policy": id, "port": 22, "source": "203.0.113.7",
            "from": now(), "until": now(), "protocol": "ssh",
        }))
        .unwrap()
    }

    fn place() -> (tempfile::TempDir, Dirs) {
        let root = tempfile::tempdir().unwrap();
        let dirs = Dirs::under(root.path());
        (root, dirs)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn windows_come_back_as_they_were_saved() {
        let (_root, dirs) = place();
        assert_eq!(load_windows(&dirs), LoadedFile { value: None, problem: None });
        let windows = vec![window("web-01"), window("db 02")];
        save_windows(&windows, &dirs, now()).unwrap();
        assert_eq!(load_windows(&dirs), LoadedFile { value: Some(windows), problem: None });
        save_windows(&[], &dirs, now()).unwrap();
        assert_eq!(load_windows(&dirs).value, Some(Vec::new()));
    }

    #[test]
    fn a_broken_file_is_set_aside_before_it_is_written_and_the_last_good_one_is_used() {
        let (_root, dirs) = place();
        let windows = vec![window("web-01")];
        save_windows(&windows, &dirs, now()).unwrap();
        for (broken, count) in [(&b"{\"schema\":1,\"wind"[..], 1), (&[0xFF, 0xFE], 2), (b"{}", 3)] {
            fs::write(dirs.windows(), broken).unwrap();
            let loaded = load_windows(&dirs);
            assert_eq!(loaded.value.as_ref(), Some(&windows));
            assert_eq!(loaded.problem.unwrap().code, Code::BadFile);
            save_windows(&windows, &dirs, now()).unwrap();
            assert_eq!(load_windows(&dirs).problem, None);
            let suffix = if count == 1 { String::new() } else { format!("-{count}") };
            let name = format!("windows.json.broken-20261120-144200{suffix}");
            assert_eq!(fs::read(dirs.windows().with_file_name(&name)).unwrap(), broken, "{name}");
        }
    }

    #[test]
    fn a_newer_versions_file_is_never_written() {
        let (_root, dirs) = place();
        dirs.create().unwrap();
        let newer = r#"{"schema":2,"windows":{}}"#;
        fs::write(dirs.windows(), newer).unwrap();
        assert!(load_windows(&dirs).problem.unwrap().message.contains("newer version (schema 2"));
        let problem = save_windows(&[], &dirs, now()).unwrap_err();
        assert!(problem.message.contains("newer version (schema 2"), "{}", problem.message);
        assert_eq!(fs::read_to_string(dirs.windows()).unwrap(), newer);
        assert_eq!(names(dirs.windows().parent().unwrap()), ["last-good", "launch", "windows.json"]);
    }
}
