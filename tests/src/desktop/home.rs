//! A home folder of its own, by which everything that was started in it is found again.

use std::{
    ffi::OsStr,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// Names the home folder in the environment of all programs of this desktop.
const MARK: &str = "JIT_TESTS_DESKTOP";

pub struct Home(TempDir);

impl Home {
    pub fn make() -> Self {
        let home = Self(tempfile::tempdir().expect("a temporary folder"));
        for folder in ["run", "config/jit-tray", "data", "cache"] {
            fs::create_dir_all(home.path(folder)).expect("a folder in the temporary folder");
        }
        let private = fs::Permissions::from_mode(0o700);
        fs::set_permissions(home.path("run"), private).expect("the folder is ours");
        home
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    /// Writes one of the files a person may write: `settings.json` or `favourites.json`.
    pub fn configure(&self, file: &str, content: &Value) {
        fs::write(self.path("config/jit-tray").join(file), content.to_string()).expect("the folder is ours");
    }

    /// Somebody who has gone through the first steps, or did not want to: no window opens by itself.
    pub fn knows_the_first_steps(&self) {
        let folder = self.path("data/jit-tray");
        fs::create_dir_all(&folder).expect("the folder is ours");
        let done = r#"{"schema":1,"screen":"handy","done":true}"#;
        fs::write(folder.join("welcome.json"), done).expect("the folder is ours");
    }

    /// The names of the programs that were started in it and run, as far as the system keeps them: 15 letters.
    pub(super) fn programs(&self) -> Vec<String> {
        let pids = left_over(self.0.path()).unwrap_or_default().into_iter();
        let name = |pid: Pid| fs::read_to_string(format!("/proc/{}/comm", pid.as_raw_nonzero())).ok();
        pids.filter_map(name).map(|name| name.trim_end().to_owned()).collect()
    }

    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        for name in ["WAYLAND_DISPLAY", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "TERMINAL", "SSH_AUTH_SOCK"] {
            command.env_remove(name);
        }
        for name in ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"] {
            command.env_remove(name);
        }
        command
            .env(MARK, self.0.path())
            .env("HOME", self.0.path())
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_CACHE_HOME", self.path("cache"))
            .envs([("GDK_BACKEND", "x11"), ("NO_AT_BRIDGE", "1"), ("GSETTINGS_BACKEND", "memory")])
            .envs([("LIBGL_ALWAYS_SOFTWARE", "1"), ("GIO_USE_VFS", "local"), ("LC_ALL", "C.UTF-8")])
            .current_dir(self.0.path());
        command
    }
}

impl Drop for Home {
    /// Programs start programs that outlive them: a terminal, a client, a webview. All carry the mark.
    fn drop(&mut self) {
        while let Some(left) = left_over(self.0.path()) {
            left.into_iter().for_each(|pid| {
                let _ = kill_process(pid, Signal::KILL);
            });
        }
    }
}

fn left_over(home: &Path) -> Option<Vec<Pid>> {
    let mark = [MARK.as_bytes(), b"=", home.as_os_str().as_encoded_bytes()].concat();
    let carries = |pid: &str| {
        // The environment of a program that has ended, or of another person, cannot be read.
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == mark)
    };
    let names = fs::read_dir("/proc").ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let pids = names.filter(|name| carries(name)).filter_map(|name| Pid::from_raw(name.parse().ok()?));
    Some(pids.collect::<Vec<_>>()).filter(|pids| !pids.is_empty())
}
