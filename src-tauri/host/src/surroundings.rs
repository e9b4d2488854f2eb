//! What a program sees of the computer it runs on: environment and installed programs. A value that is passed
//! in, so that a test brings its own.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::Desktop;

/// Environment variables and the places where programs lie.
#[derive(Debug, Clone)]
pub struct Surroundings {
    desktop: Desktop,
    vars: BTreeMap<String, OsString>,
    programs: Programs,
}

#[derive(Debug, Clone)]
enum Programs {
    In(Vec<PathBuf>),
    Named(BTreeMap<String, PathBuf>),
}

impl Surroundings {
    /// This computer, as this process sees it. Programs are also looked for where they usually lie, because a
    /// program that was started from Finder or at sign-in has a shorter `PATH` than a terminal.
    #[must_use]
    pub fn here() -> Self {
        let vars = env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        let mut here = Self::from_vars(vars);
        let usual = here.usual_folders();
        if let Programs::In(folders) = &mut here.programs {
            for folder in usual {
                if !folders.contains(&folder) {
                    folders.push(folder);
                }
            }
        }
        here
    }

    /// This desktop with these environment variables; programs are looked for in their `PATH` only.
    pub fn from_vars<I, V>(vars: I) -> Self
    where
        I: IntoIterator<Item = (String, V)>,
        V: Into<OsString>,
    {
        let desktop = Desktop::here();
        // Windows does not tell `Path` from `PATH`.
        let key = |name: String| match desktop {
            Desktop::Windows => name.to_ascii_uppercase(),
            Desktop::Linux | Desktop::MacOs => name,
        };
        let vars: BTreeMap<_, _> = vars.into_iter().map(|(name, value)| (key(name), value.into())).collect();
        let path = vars.get("PATH").map(|path| env::split_paths(path).filter(|folder| folder.is_absolute()));
        let programs = Programs::In(path.map(Iterator::collect).unwrap_or_default());
        Self { desktop, vars, programs }
    }

    /// A desktop that is only told about: variables, and programs by name with the path each one has.
    #[must_use]
    pub fn told(desktop: Desktop, vars: &[(&str, &str)], programs: &[(&str, &str)]) -> Self {
        Self {
            desktop,
            vars: vars.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect(),
            programs: Programs::Named(
                programs.iter().map(|(name, path)| ((*name).to_owned(), PathBuf::from(path))).collect(),
            ),
        }
    }

    /// Which desktop.
    #[must_use]
    pub fn desktop(&self) -> Desktop {
        self.desktop
    }

    /// An environment variable that is set to something.
    #[must_use]
    pub fn var(&self, name: &str) -> Option<&OsStr> {
        self.vars.get(name).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// The same as text, where it is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.var(name)?.to_str()
    }

    /// The person's home folder.
    #[must_use]
    pub fn home(&self) -> Option<PathBuf> {
        let name = if self.desktop == Desktop::Windows { "USERPROFILE" } else { "HOME" };
        self.var(name).map(PathBuf::from)
    }

    /// The program of this name, or at this path, if it can be started. The current folder is never searched.
    #[must_use]
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        match &self.programs {
            Programs::In(folders) => {
                let path = env::join_paths(folders).ok()?;
                let relative = program.contains(['/', '\\']) && !Path::new(program).is_absolute();
                if relative { None } else { which::which_in(program, Some(path), "/").ok() }
            }
            Programs::Named(programs) => programs
                .get(program)
                .or_else(|| programs.values().find(|path| path.as_path() == Path::new(program)))
                .cloned(),
        }
    }

    /// The first of these programs that is there, with its name.
    #[must_use]
    pub fn find_first<'a>(&self, programs: &[&'a str]) -> Option<(&'a str, PathBuf)> {
        programs.iter().find_map(|program| Some((*program, self.find(program)?)))
    }

    /// A macOS application by its name.
    #[must_use]
    pub fn find_app(&self, name: &str) -> Option<PathBuf> {
        let bundle = format!("{name}.app");
        match &self.programs {
            Programs::In(_) => {
                let own = self.home().map(|home| home.join("Applications"));
                let folders = [Some(PathBuf::from("/Applications")), own];
                folders.into_iter().flatten().map(|folder| folder.join(&bundle)).find(|path| path.is_dir())
            }
            Programs::Named(programs) => programs.get(&bundle).cloned(),
        }
    }

    /// Whether windows can be shown: on Linux a display must be named.
    #[must_use]
    pub fn can_show_windows(&self) -> bool {
        self.desktop != Desktop::Linux
            || self.var("DISPLAY").is_some()
            || self.var("WAYLAND_DISPLAY").is_some()
    }

    /// `PATH` as [`Self::find`] sees it, to hand on to a program that looks for others.
    #[must_use]
    pub fn path(&self) -> OsString {
        match &self.programs {
            Programs::In(folders) => env::join_paths(folders).unwrap_or_default(),
            Programs::Named(_) => OsString::new(),
        }
    }

    fn usual_folders(&self) -> Vec<PathBuf> {
        match self.desktop {
            Desktop::Windows => {
                let system = self.var("SYSTEMROOT").map(|root| PathBuf::from(root).join("System32"));
                let aliases = self.var("LOCALAPPDATA").map(|data| {
                    // Where Windows puts the names of Store apps such as Windows Terminal.
                    PathBuf::from(data).join("Microsoft").join("WindowsApps")
                });
                let ssh = system.as_ref().map(|system| system.join("OpenSSH"));
                // A session that began before Azure CLI was installed does not have it in its `PATH`.
                let az = self.var("PROGRAMFILES").map(|programs| {
                    PathBuf::from(programs).join("Microsoft SDKs").join("Azure").join("CLI2").join("wbin")
                });
                [system, ssh, aliases, az].into_iter().flatten().collect()
            }
            Desktop::Linux | Desktop::MacOs => {
                let own = self.home().map(|home| home.join(".local").join("bin"));
                let fixed = ["/opt/homebrew/bin", "/usr/local/bin", "/usr/bin", "/bin"];
                fixed.into_iter().map(PathBuf::from).chain(own).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn azure_cli_is_looked_for_where_its_installers_put_it() {
        for (desktop, vars, folder) in [
            (
                Desktop::Windows,
                [("PROGRAMFILES", "C:\\Program Files")],
                PathBuf::from("C:\\Program Files")
                    .join("Microsoft SDKs")
                    .join("Azure")
                    .join("CLI2")
                    .join("wbin"),
            ),
            (Desktop::MacOs, [("HOME", "/Users/barbara")], PathBuf::from("/opt/homebrew/bin")),
            (Desktop::Linux, [("HOME", "/home/barbara")], PathBuf::from("/home/barbara/.local/bin")),
        ] {
            let usual = Surroundings::told(desktop, &vars, &[]).usual_folders();
            assert!(usual.contains(&folder), "{folder:?} in {usual:?}");
        }
    }

    #[test]
    fn only_absolute_folders_of_the_path_are_searched() {
        let folder = tempfile::tempdir().unwrap();
        let name = if Desktop::here() == Desktop::Windows { "tool.exe" } else { "tool" };
        let tool = folder.path().join(name);
        std::fs::write(&tool, "").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let path = env::join_paths([Path::new("."), Path::new(""), folder.path()]).unwrap();
        let here = Surroundings::from_vars([("PATH".to_owned(), path)]);
        assert_eq!(here.find("tool"), Some(tool.clone()));
        assert_eq!(here.find(tool.to_str().unwrap()), Some(tool));
        assert_eq!(here.find("./tool"), None);
        assert_eq!(here.find("another"), None);
        assert_eq!(Surroundings::from_vars([("PATH".to_owned(), ".")]).find("tool"), None);
    }

    #[test]
    fn an_empty_variable_is_no_variable() {
        let told = Surroundings::told(Desktop::Linux, &[("DISPLAY", ""), ("HOME", "/home/ada")], &[]);
        assert!(!told.can_show_windows());
        assert_eq!(told.home(), Some(PathBuf::from("/home/ada")));
    }
}
