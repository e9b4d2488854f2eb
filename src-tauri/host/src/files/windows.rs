//! The windows known to be open: a file that only the program writes.

use jiff::Timestamp;
use jit_core::{AccessWindow, Code, Problem};
use serde::{Deserialize, Serialize};

use super::load::{LoadedFile, load};
use super::own::save_own;
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
    let file = WindowsFile { schema: 1, windows: windows.to_vec() };
    let mut text = serde_json::to_string_pretty(&file).map_err(|error| unusable(&error.to_string()))?;
    text.push('\n');
    save_own(&dirs.windows(), &text, dirs, now, parse)
}

fn parse(text: &str) -> Result<Vec<AccessWindow>, Problem> {
    let file: WindowsFile = serde_json::from_str(text).map_err(|error| unusable(&error.to_string()))?;
    if file.schema == 1 { Ok(file.windows) } else { Err(unusable("\"schema\" is missing or 0")) }
}

fn unusable(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The list of open windows cannot be used: {reason}."),
        "Nothing needs to be done: it is set aside and written anew with the next access.",
    )
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

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
