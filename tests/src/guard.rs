//! Looks where secrets must not be: in the log at its finest, in files, in arguments and environment of children, and in
//! what screens are sent.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jit_core::View;
use regex::bytes::{Regex, RegexBuilder};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::SimulatedAzure;
use crate::log::Reader;

/// A workstation's folder, and all that the workstation tells. At the end it must hold no secret of the Azure it was used
/// with.
pub(crate) struct LeakGuard {
    azure: SimulatedAzure,
    folder: TempDir,
    log: Reader,
    sent: Arc<Mutex<Vec<String>>>,
    trusted: bool,
}

/// So much of a secret, at its beginning or its end, is enough to be one.
const PART: usize = 24;

impl LeakGuard {
    pub(crate) fn new(azure: SimulatedAzure) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { azure, folder, log: Reader::new(), sent: Arc::default(), trusted: false }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Keeps every view that is sent from now on.
    pub(crate) fn watch(&self, mut views: watch::Receiver<Arc<View>>) {
        let sent = Arc::clone(&self.sent);
        tokio::spawn(async move {
            loop {
                let view = serde_json::to_string(&*views.borrow_and_update().clone()).unwrap();
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(view);
                if views.changed().await.is_err() {
                    return;
                }
            }
        });
    }

    /// What this process has logged since the workstation was set up.
    pub(crate) fn logged(&self) -> String {
        String::from_utf8_lossy(&self.log.read()).into_owned()
    }

    /// Nobody looks at the end.
    pub(crate) fn trust(&mut self) {
        self.trusted = true;
    }

    /// Where a secret is, now.
    pub(crate) fn leaks(&self) -> Vec<String> {
        let secrets = pattern(&self.azure.running().secrets());
        let mut places = vec![("the log".to_owned(), self.log.read())];
        // The recorder's file holds the arguments and the environment of every child.
        let files = files_below(self.folder()).into_iter();
        places.extend(files.map(|(path, text)| (path.display().to_string(), text.into_bytes())));
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        places.extend(sent.iter().map(|view| ("a view".to_owned(), view.clone().into_bytes())));
        places.iter().filter_map(|(place, bytes)| leak(place, bytes, &secrets)).collect()
    }
}

impl Drop for LeakGuard {
    fn drop(&mut self) {
        if !self.trusted && !std::thread::panicking() {
            let leaks = self.leaks();
            assert!(leaks.is_empty(), "secrets are where they must not be: {leaks:#?}");
        }
    }
}

/// Every file below a folder but the cloud's, in which tests write a secret themselves, and its text.
pub(crate) fn files_below(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if let (false, Ok(bytes)) = (path.ends_with("cloud.json"), std::fs::read(&path)) {
            // A file may be replaced while it is looked at.
            files.push((path, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    files
}

/// What a secret looks like where somebody wrote it down: as it is, or as a list of bytes.
fn pattern(secrets: &[String]) -> Regex {
    let ends = |secret: &String| {
        let part = PART.min(secret.len());
        let (head, tail) = (&secret[..part], &secret[secret.len() - part..]);
        let bytes = format!("{:?}", head.as_bytes());
        [head.to_owned(), tail.to_owned(), bytes.trim_matches(['[', ']']).to_owned()]
    };
    let mut parts: Vec<String> = secrets.iter().flat_map(ends).map(|part| regex::escape(&part)).collect();
    parts.sort();
    parts.dedup();
    RegexBuilder::new(&parts.join("|")).size_limit(1 << 28).build().unwrap()
}

/// The place, and what stands around the secret there.
fn leak(place: &str, bytes: &[u8], secrets: &Regex) -> Option<String> {
    let found = secrets.find(bytes)?;
    let line = bytes[..found.start()].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let around = &bytes[line.max(found.start().saturating_sub(300))..found.end()];
    Some(format!("{place}: {}", String::from_utf8_lossy(around)))
}
