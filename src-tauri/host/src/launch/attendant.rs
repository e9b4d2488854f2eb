//! A program of ours around `ssh` in its terminal. It writes down why a machine let nobody in; whoever opened the
//! terminal reads it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jit_core::Problem;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::plan::Line;
use super::said::Refused;
use crate::{Desktop, Dirs, write_json};

/// The first argument of a program that is to be an attendant.
pub(super) const ATTEND: &str = "session";

/// Report files are called this and something nobody can guess.
const PREFIX: &str = "session-";
/// Nobody who opened a terminal wants to wait longer to hear that it was in vain.
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);
/// Who is not let in hears it within minutes, unless the question for a passphrase stands unanswered.
const LONGEST_LOOK: Duration = Duration::from_secs(3600);

/// The program that can attend to sessions: this one. On Windows a program of the desktop has no console, so it is the
/// command line beside it.
#[must_use]
pub fn attendant() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    let program = if Desktop::here() == Desktop::Windows { own.with_file_name("jit.exe") } else { own };
    // A program that was replaced by a newer one while it runs is called something else.
    program.is_file().then_some(program)
}

/// Removes the reports that an earlier run of this program waited for.
pub fn forget_sessions(dirs: &Dirs) {
    let Ok(entries) = fs::read_dir(dirs.launch_folder()) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX)
            && let Err(error) = fs::remove_file(entry.path())
        {
            tracing::debug!(%error, "an old report of a session stays");
        }
    }
}

/// A session in a terminal of its own.
#[derive(Debug)]
pub struct Session {
    report: PathBuf,
    known_hosts: PathBuf,
}

impl Session {
    /// A session whose report can be written. Without one it is opened all the same.
    pub(super) fn prepare(dirs: &Dirs) -> Option<Self> {
        let made = tempfile::Builder::new().prefix(PREFIX).suffix(".json").tempfile_in(dirs.launch_folder());
        let kept = made.and_then(|file| file.keep().map_err(|error| error.error));
        match kept {
            Ok((_, report)) => Some(Self { report, known_hosts: dirs.known_hosts() }),
            Err(error) => {
                tracing::warn!(%error, "how the session ends will not be known");
                None
            }
        }
    }

    /// The same line, with the attendant around it.
    pub(super) fn attended(&self, attendant: &Path, line: Line) -> Line {
        let report = self.report.to_string_lossy().into_owned();
        let mut args = vec![ATTEND.to_owned(), report, "--".to_owned()];
        args.extend(line.words());
        Line::new(attendant.to_owned(), args)
    }

    /// Why the machine let nobody in, once that is known; `None` when the session ended otherwise, or goes on and on.
    pub async fn refused(self) -> Option<Problem> {
        let until = Instant::now() + LONGEST_LOOK;
        while Instant::now() < until {
            if let Some(report) = Report::read(&self.report) {
                return report.refused.map(|refused| refused.problem(&self.known_hosts));
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        None
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Without it, the attendant knows that nobody waits.
        let _ = fs::remove_file(&self.report);
    }
}

/// What is told of a session that has ended.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Report {
    pub(super) refused: Option<Refused>,
}

impl Report {
    /// Tells whoever waits.
    pub(super) fn write(&self, path: &Path) {
        if path.is_file()
            && let Err(problem) = write_json(path, self)
        {
            tracing::warn!(message = %problem.message, "how the session ended is not told");
        }
    }

    /// The report, once it is written.
    fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, Dirs) {
        let root = tempfile::tempdir().unwrap();
        let dirs = Dirs::under(root.path());
        dirs.create().unwrap();
        (root, dirs)
    }

    fn reports(dirs: &Dirs) -> usize {
        fs::read_dir(dirs.launch_folder()).unwrap().count()
    }

    #[tokio::test(start_paused = true)]
    async fn a_report_is_waited_for_read_and_removed() {
        let (_root, dirs) = place();
        let session = Session::prepare(&dirs).unwrap();
        let path = session.report.clone();
        let waiting = tokio::spawn(session.refused());
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert!(!waiting.is_finished(), "a file that is still empty is no report");
        Report { refused: Some(Refused::Key { key: None, user: Some("ada".to_owned()) }) }.write(&path);
        assert_eq!(waiting.await.unwrap().unwrap().message, "Tried your usual keys as ada.");
        assert_eq!(reports(&dirs), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_that_goes_on_is_not_watched_for_ever() {
        let (_root, dirs) = place();
        assert_eq!(Session::prepare(&dirs).unwrap().refused().await, None);
        assert_eq!(reports(&dirs), 0);
    }

    #[test]
    fn nothing_is_written_for_nobody() {
        let (_root, dirs) = place();
        let session = Session::prepare(&dirs).unwrap();
        let path = session.report.clone();
        std::mem::forget(session);
        forget_sessions(&dirs);
        Report { refused: None }.write(&path);
        assert_eq!(reports(&dirs), 0);
    }

    #[test]
    fn files_of_others_are_left() {
        let (_root, dirs) = place();
        fs::write(dirs.launch_folder().join("jit-1.command"), "").unwrap();
        forget_sessions(&dirs);
        assert_eq!(reports(&dirs), 1);
    }
}
