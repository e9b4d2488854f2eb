//! Where files lie.

use std::fs;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;
use jit_core::{Code, Problem};

/// The person's folders for this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dirs {
    config: PathBuf,
    data: PathBuf,
    cache: PathBuf,
}

impl Dirs {
    /// The folders this system keeps for every person.
    ///
    /// # Errors
    /// [`Code::BadFile`] when there is no home folder.
    pub fn of_person() -> Result<Self, Problem> {
        // Without a space, because paths below it go through `ssh` and Windows Terminal. Linux makes it lower case.
        let dirs = ProjectDirs::from("", "", "JIT-Tray").ok_or_else(|| {
            Problem::new(
                Code::BadFile,
                "This account has no home folder to keep settings in.",
                "Set HOME (on Windows USERPROFILE) to a folder of yours.",
            )
        })?;
        // On Windows, what belongs to this computer alone must not roam.
        let data = dirs.data_local_dir().to_owned();
        Ok(Self { config: dirs.config_dir().to_owned(), data, cache: dirs.cache_dir().to_owned() })
    }

    /// All folders inside this one: for the demo and for tests.
    #[must_use]
    pub fn under(root: &Path) -> Self {
        Self { config: root.join("config"), data: root.join("data"), cache: root.join("cache") }
    }

    /// The settings file, which a person may write.
    #[must_use]
    pub fn settings(&self) -> PathBuf {
        self.config.join("settings.json")
    }

    /// The favourites file, which a person may write.
    #[must_use]
    pub fn favourites(&self) -> PathBuf {
        self.config.join("favourites.json")
    }

    /// Who is signed in. No secret is in it.
    #[must_use]
    pub fn accounts(&self) -> PathBuf {
        self.config.join("accounts.json")
    }

    /// The windows known to be open.
    #[must_use]
    pub fn windows(&self) -> PathBuf {
        self.data.join("windows.json")
    }

    /// How long things took on each machine, and when it was last used.
    #[must_use]
    pub fn history(&self) -> PathBuf {
        self.data.join("history.json")
    }

    /// How far the first steps are.
    #[must_use]
    pub fn welcome(&self) -> PathBuf {
        self.data.join("welcome.json")
    }

    /// What people were told of windows.
    #[must_use]
    pub fn warned(&self) -> PathBuf {
        self.data.join("warned.json")
    }

    /// The host keys of machines that were reached through `ssh`.
    #[must_use]
    pub fn known_hosts(&self) -> PathBuf {
        self.data.join("known_hosts")
    }

    /// The machines one account sees in one cloud; `key` tells them apart.
    #[must_use]
    pub fn inventory(&self, key: &str) -> PathBuf {
        self.cache.join(format!("inventory-{key}.json"))
    }

    /// What can be fetched again.
    #[must_use]
    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// Files that a client is asked to open.
    #[must_use]
    pub fn launch_folder(&self) -> PathBuf {
        self.data.join("launch")
    }

    /// Copies of files as they were when they could last be read.
    #[must_use]
    pub fn last_good(&self) -> PathBuf {
        self.data.join("last-good")
    }

    /// Makes the folders that are missing, for the person alone.
    ///
    /// # Errors
    /// [`Code::BadFile`] with the folder and the reason.
    pub fn create(&self) -> Result<(), Problem> {
        for folder in [&self.config, &self.data, &self.cache, &self.launch_folder(), &self.last_good()] {
            make(folder).map_err(|error| {
                Problem::new(
                    Code::BadFile,
                    format!("The folder {} cannot be made: {error}.", folder.display()),
                    "Make it yourself, or make the folder around it writable.",
                )
            })?;
        }
        Ok(())
    }
}

pub(super) fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_for_the_person_alone_and_a_second_time_does_no_harm() {
        let root = tempfile::tempdir().unwrap();
        let dirs = Dirs::under(&root.path().join("demo"));
        dirs.create().unwrap();
        dirs.create().unwrap();
        assert!(dirs.launch_folder().is_dir() && dirs.last_good().is_dir() && dirs.cache().is_dir());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(dirs.launch_folder()).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
        }
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("config"), "").unwrap();
        let problem = Dirs::under(root.path()).create().unwrap_err();
        assert!(problem.message.contains("config cannot be made: "), "{}", problem.message);
    }
}
