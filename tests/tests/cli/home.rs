//! A home folder of a test's own, and `jit` run in it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use jit_tests::{Recorder, SimulatedAzure, program};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

/// No call takes as long.
const PATIENCE: Duration = Duration::from_secs(60);

/// Nothing of the person's is in it: no display, no bus, no sign-in.
pub struct Home {
    folder: TempDir,
    vars: Vec<(String, String)>,
}

/// What a program said, and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Home {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), vars: Vec::new() }
    }

    /// With a cloud file for this Azure.
    pub fn at(azure: &SimulatedAzure) -> Self {
        let home = Self::new();
        home.write("cloud.json", &azure.running().cloud_json());
        home
    }

    pub fn var(mut self, name: &str, value: &str) -> Self {
        self.vars.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub fn write(&self, below: &str, text: &str) -> PathBuf {
        let path = self.path(below);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Where the person's own files are.
    pub fn config(name: &str) -> String {
        let folder = if cfg!(target_os = "macos") {
            "Library/Application Support/JIT-Tray"
        } else {
            ".config/jit-tray"
        };
        format!("{folder}/{name}")
    }

    /// Clients that are only recorded.
    pub fn recorder(&self) -> Recorder {
        let recorder = Recorder::in_folder(self.folder.path());
        self.write(&Self::config("settings.json"), &recorder.settings().to_string());
        recorder
    }

    pub fn command(&self, name: &str, args: &[&str]) -> Command {
        let mut command = Command::new(program(name));
        command.args(args).env_clear().current_dir(self.folder.path());
        command.env("HOME", self.folder.path()).env("PATH", "/usr/bin:/bin");
        // What a test run with coverage or a sanitizer needs is not the person's.
        command.envs(self.vars.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }

    /// Runs `jit` to its end.
    pub async fn jit(&self, args: &[&str]) -> Ran {
        finish(self.command("jit", args)).await
    }

    /// Runs `jit` at the cloud of this home.
    pub async fn jit_here(&self, args: &[&str]) -> Ran {
        self.jit(&[&["--cloud", "cloud.json"], args].concat()).await
    }
}

/// Runs a program to its end.
pub async fn finish(mut command: Command) -> Ran {
    let output = tokio::time::timeout(PATIENCE, command.output()).await;
    let output = output.expect("it ends").expect("it starts");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ran {
    /// Standard output as JSON, one line.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "{self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The keys of the JSON object on standard output, or of one inside it.
    #[track_caller]
    pub fn error(&self) -> Value {
        let json = self.json();
        assert_eq!(keys(&json), ["error", "schema"], "{self:?}");
        assert_eq!(keys(&json["error"]), ["code", "details", "hint", "message"], "{self:?}");
        json["error"].clone()
    }
}

/// The keys of an object, sorted.
pub fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// A file's text.
pub fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
