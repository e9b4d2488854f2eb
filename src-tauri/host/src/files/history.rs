//! The history of connects: a file that only the program writes, tray and command line side by side.

use jiff::Timestamp;
use jit_core::{Experience, History, Problem};

use super::change::change_file;
use super::load::{LoadedFile, load};
use super::own::set_aside;
use crate::Dirs;

/// Reads what earlier attempts told of their machines.
#[must_use]
pub fn load_history(dirs: &Dirs) -> LoadedFile<History> {
    load(&dirs.history(), dirs, History::from_json)
}

/// Adds what an attempt tells to the file as it is at this moment. A file that cannot be used is set aside first, as
/// `history.json.broken-` with the time; a newer version's file is left alone.
///
/// # Errors
/// [`jit_core::Code::BadFile`] when nothing was written, with the reason.
pub fn add_to_history(told: &Experience, dirs: &Dirs, now: Timestamp) -> Result<(), Problem> {
    let path = dirs.history();
    change_file(&path, dirs, |text| {
        let mut history = match text.map(|text| (text, History::from_json(text))) {
            None => History::default(),
            Some((_, Ok(history))) => history,
            Some((broken, Err(_))) => {
                set_aside(&path, broken.as_bytes(), now)?;
                load_history(dirs).value.unwrap_or_default()
            }
        };
        history.learn(told);
        Ok((history.to_json(), ()))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::thread;

    use jiff::SignedDuration;
    use jit_core::{Protocol, ResourceId, VmRef, Wait};

    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T14:42:00Z".parse().unwrap()
    }

    fn told(name: &str, seconds: i64) -> Experience {
        let id =
            format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/{name}");
        Experience {
            vm: VmRef { id: ResourceId::parse(&id).unwrap(), tenant: None, account: None },
            label: name.to_owned(),
            at: now(),
            used: Some((22, Protocol::Ssh)),
            took: vec![(Wait::Start, SignedDuration::from_secs(seconds))],
        }
    }

    fn place() -> (tempfile::TempDir, Dirs) {
        let root = tempfile::tempdir().unwrap();
        let dirs = Dirs::under(root.path());
        (root, dirs)
    }

    #[test]
    fn several_programs_lose_nothing_of_each_other() {
        let (_root, dirs) = place();
        assert_eq!(load_history(&dirs), LoadedFile { value: None, problem: None });
        thread::scope(|scope| {
            for n in 0..4 {
                let dirs = &dirs;
                let name = format!("web-{n}");
                scope.spawn(move || {
                    (0..5).for_each(|_| add_to_history(&told(&name, 50), dirs, now()).unwrap());
                });
            }
        });
        let history = load_history(&dirs).value.unwrap();
        assert_eq!(history.recent().len(), 4);
        assert!(history.recent().iter().all(|machine| machine.took[&Wait::Start] == [50_000; 5]));
    }

    #[test]
    fn a_broken_file_is_set_aside_and_what_was_good_goes_on() {
        let (_root, dirs) = place();
        add_to_history(&told("web-01", 50), &dirs, now()).unwrap();
        fs::write(dirs.history(), "{\"schema\":1,").unwrap();
        add_to_history(&told("web-01", 70), &dirs, now()).unwrap();
        let loaded = load_history(&dirs);
        assert_eq!((loaded.problem, loaded.value.unwrap().recent()[0].took[&Wait::Start].len()), (None, 2));
        let aside = dirs.history().with_file_name("history.json.broken-20261120-144200");
        assert_eq!(fs::read_to_string(aside).unwrap(), "{\"schema\":1,");
    }

    #[test]
    fn a_newer_versions_file_is_left_alone() {
        let (_root, dirs) = place();
        add_to_history(&told("web-01", 50), &dirs, now()).unwrap();
        fs::write(dirs.history(), r#"{"schema":2}"#).unwrap();
        let problem = add_to_history(&told("web-01", 70), &dirs, now()).unwrap_err();
        assert!(problem.message.contains("newer version (schema 2"), "{}", problem.message);
        assert_eq!(fs::read_to_string(dirs.history()).unwrap(), r#"{"schema":2}"#);
    }
}
