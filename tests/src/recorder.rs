//! Clients that are only recorded: when they were started, and with which arguments.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::program;

/// One start of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// When it ran.
    pub at: Timestamp,
    /// What it was given.
    pub words: Vec<String>,
    /// The environment it was given, as `NAME=VALUE`.
    pub variables: Vec<String>,
}

/// Settings that open recorded clients, and what they recorded.
#[derive(Debug, Clone)]
pub struct Recorder {
    file: PathBuf,
}

impl Recorder {
    /// Clients that write into this folder.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self { file: folder.join("clients.jsonl") }
    }

    /// Settings with which every client is a recorded one.
    #[must_use]
    pub fn settings(&self) -> Value {
        let (program, file) = (program("jit-recorder"), &self.file);
        json!({
            "schema": 1,
            "browser": [program, file, "browser", "{url}"],
            "terminal": [program, file, "terminal", "{command}"],
            "ssh": { "command": [program, "{user}@{host}", "{port}", "{alias}", "{title}"] },
            "rdp": { "command": [program, file, "rdp", "{host}:{port}", "{title}"] },
        })
    }

    /// What was started so far, without the recorder's own path.
    #[must_use]
    pub fn started(&self) -> Vec<Recorded> {
        let text = std::fs::read_to_string(&self.file).unwrap_or_default();
        // A line without its end is still being written.
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(Recorded::from_line).collect()
    }
}

impl Recorded {
    /// One line of the file.
    #[must_use]
    pub fn to_line(&self) -> String {
        json!({ "at": self.at, "words": self.words, "variables": self.variables }).to_string()
    }

    fn from_line(line: &str) -> Self {
        let value: Value = serde_json::from_str(line).unwrap();
        let list = |name: &str| {
            let items = value[name].as_array().unwrap().iter();
            items.map(|item| item.as_str().unwrap().to_owned()).collect()
        };
        let at = value["at"].as_str().unwrap().parse().unwrap();
        Self { at, words: list("words"), variables: list("variables") }
    }
}
