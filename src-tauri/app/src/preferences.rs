//! The settings file: changed for the person, and followed when somebody else changes it.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime};
use std::{env, fs};

use jit_core::{AboutView, Code, Event, FileView, Problem, Settings, SettingsChange, SettingsNews, System};
use jit_host::Dirs;
use tokio::sync::mpsc;

use crate::assemble::Parts;
use crate::current::Current;

/// How soon a change of another program is noticed.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5);

/// The settings as they are now, and the file they are in.
pub(crate) struct Preferences {
    dirs: Dirs,
    current: Arc<Current<Settings>>,
    /// Reading and changing take turns, so that what is older never counts in the end.
    turn: Mutex<Option<Problem>>,
}

impl Preferences {
    pub(crate) fn new(dirs: Dirs, settings: Settings, problem: Option<Problem>) -> Self {
        Self { dirs, current: Arc::new(Current::new(settings)), turn: Mutex::new(problem) }
    }

    /// The settings as they are now.
    pub(crate) fn get(&self) -> Arc<Settings> {
        self.current.get()
    }

    /// The folders of the program.
    pub(crate) fn dirs(&self) -> &Dirs {
        &self.dirs
    }

    /// The same for whoever needs them later.
    pub(crate) fn current(&self) -> Arc<Current<Settings>> {
        Arc::clone(&self.current)
    }

    /// Changes the file, and tells what came of it.
    pub(crate) fn change(&self, change: &SettingsChange) -> SettingsNews {
        let mut known_problem = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.dirs.settings();
        let changed = jit_host::change_file(&path, &self.dirs, |text| {
            // A certificate that cannot be read would keep the program from starting again.
            let (text, settings) = Settings::changed(text, change)?;
            usable(&settings, &path)?;
            Ok((text, settings))
        });
        match changed {
            Ok(settings) => {
                *known_problem = None;
                self.current.set(settings.clone());
                SettingsNews::Changed { field: change.field, settings }
            }
            Err(problem) => SettingsNews::Refused { field: change.field, problem },
        }
    }

    /// Reads the file again, and tells what is in it where that is news.
    fn read_again(&self) -> Option<SettingsNews> {
        let mut known_problem = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = jit_host::load(&self.dirs.settings(), &self.dirs, Settings::from_json);
        let settings = match (loaded.value, &loaded.problem) {
            (Some(settings), _) => settings,
            (None, None) => Settings::default(),
            // What counted before is better than nothing.
            (None, Some(_)) => Settings::clone(&self.current.get()),
        };
        if *self.current.get() == settings && *known_problem == loaded.problem {
            return None;
        }
        known_problem.clone_from(&loaded.problem);
        self.current.set(settings.clone());
        Some(SettingsNews::Read { settings, problem: loaded.problem })
    }

    fn stamp(&self) -> Option<(SystemTime, u64)> {
        let meta = fs::metadata(self.dirs.settings()).ok()?;
        Some((meta.modified().ok()?, meta.len()))
    }
}

/// What a change names besides values has to be there.
fn usable(settings: &Settings, beside: &Path) -> Result<(), Problem> {
    let told = |problem: Problem| Problem { code: Code::BadSetting, ..problem };
    crate::network::trusted_by_settings(settings, beside).map(|_| ()).map_err(told)?;
    crate::assemble::choose_cloud(None, settings).map(|_| ()).map_err(told)
}

/// Follows the file as long as there is anybody to tell.
pub(crate) async fn follow_settings(inbox: mpsc::UnboundedSender<Event>, parts: Weak<Parts>) {
    let mut seen = None;
    while let Some(parts) = parts.upgrade() {
        let stamp = parts.settings.stamp();
        if seen.replace(stamp).is_some_and(|before| before != stamp)
            && let Some(news) = parts.settings.read_again()
            && inbox.send(Event::Settings(Box::new(news))).is_err()
        {
            return;
        }
        drop(parts);
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

/// This program, for a page about it.
pub(crate) fn about(dirs: &Dirs) -> AboutView {
    let file = |what: &str, path: &Path| FileView { what: what.to_owned(), path: path.display().to_string() };
    AboutView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        system: match env::consts::OS {
            "windows" => System::Windows,
            "macos" => System::Mac,
            _ => System::Linux,
        },
        files: vec![
            file("Settings", &dirs.settings()),
            file("Favourites", &dirs.favourites()),
            file("Accounts, without secrets", &dirs.accounts()),
            file("Open access", &dirs.windows()),
            file("Host keys of machines", &dirs.known_hosts()),
            file("Lists of machines", dirs.cache()),
        ],
    }
}

#[cfg(test)]
mod tests {
    use jit_core::{SettingsField, SettingsValue, Theme};

    use super::*;

    fn place() -> (tempfile::TempDir, Dirs) {
        let root = tempfile::tempdir().unwrap();
        let dirs = Dirs::under(root.path());
        (root, dirs)
    }

    fn text(field: SettingsField, text: &str) -> SettingsChange {
        SettingsChange { field, value: Some(SettingsValue::Text(text.to_owned())) }
    }

    fn preferences(dirs: &Dirs) -> Preferences {
        Preferences::new(dirs.clone(), Settings::default(), None)
    }

    #[test]
    fn two_programs_and_a_person_change_the_file_and_all_of_it_counts() {
        let (_root, dirs) = place();
        let (tray, other) = (preferences(&dirs), preferences(&dirs));
        tray.change(&text(SettingsField::Theme, "dark"));
        other.change(&text(SettingsField::SshUser, "azureuser"));
        let written = fs::read_to_string(dirs.settings()).unwrap();
        fs::write(
            dirs.settings(),
            written.replace("{\n", "{\n  \"duration\": \"90m\",\n").replacen(
                "  \"duration\": \"90m\",\n    \"user\"",
                "    \"user\"",
                1,
            ),
        )
        .unwrap();
        let Some(SettingsNews::Read { settings, problem: None }) = tray.read_again() else { panic!() };
        assert_eq!(
            (settings.theme, settings.duration.as_mins(), settings.ssh.user.as_deref()),
            (Theme::Dark, 90, Some("azureuser"))
        );
        assert_eq!(*tray.get(), settings);
        assert_eq!(tray.read_again(), None, "nothing is told twice");
    }

    #[test]
    fn a_broken_file_is_told_of_and_never_overwritten() {
        let (_root, dirs) = place();
        let tray = preferences(&dirs);
        tray.change(&text(SettingsField::Theme, "dark"));
        fs::write(dirs.settings(), "{\"theme\": ").unwrap();
        let Some(SettingsNews::Read { settings, problem: Some(problem) }) = tray.read_again() else {
            panic!()
        };
        assert_eq!((settings.theme, problem.code), (Theme::Dark, Code::BadFile));
        let SettingsNews::Refused { problem, .. } = tray.change(&text(SettingsField::Theme, "light")) else {
            panic!()
        };
        assert_eq!(problem.code, Code::BadFile);
        assert_eq!(fs::read_to_string(dirs.settings()).unwrap(), "{\"theme\": ");
        fs::write(dirs.settings(), "{\"theme\": \"light\"}").unwrap();
        let Some(SettingsNews::Read { settings, problem: None }) = tray.read_again() else { panic!() };
        assert_eq!(settings.theme, Theme::Light);
        fs::remove_file(dirs.settings()).unwrap();
        let Some(SettingsNews::Read { settings, problem: None }) = tray.read_again() else { panic!() };
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn what_would_keep_the_program_from_starting_is_refused() {
        let (_root, dirs) = place();
        let tray = preferences(&dirs);
        for (field, value) in
            [(SettingsField::CaFile, "absent.pem"), (SettingsField::Cloud, "/absent/cloud.json")]
        {
            let SettingsNews::Refused { problem, .. } = tray.change(&text(field, value)) else { panic!() };
            assert_eq!(problem.code, Code::BadSetting);
            assert!(
                problem.message.contains("cannot be read: there is no such file."),
                "{}",
                problem.message
            );
        }
        assert!(!dirs.settings().exists());
    }
}
