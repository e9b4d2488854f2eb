//! Runs another program for its answer, such as the Azure CLI for a token.

#[cfg_attr(windows, path = "run/windows.rs")]
#[cfg_attr(not(windows), path = "run/unix.rs")]
mod family;

use std::ffi::OsStr;
use std::io;
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::process::Command;

use self::family::Family;
use crate::Surroundings;
use crate::start::without_secrets;

/// Runs a program to its end. It shows no window, reads nothing from the terminal, and finds other programs where
/// `surroundings` does. When the patience ends or the future is dropped, it is ended with all it started.
///
/// # Errors
/// [`io::ErrorKind::TimedOut`] when the patience ends; otherwise why it could not be started or followed.
pub async fn run(
    program: &OsStr,
    args: &[&OsStr],
    patience: Duration,
    surroundings: &Surroundings,
) -> io::Result<Output> {
    let mut command = Command::new(program);
    command.args(args).env("PATH", surroundings.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    without_secrets(&mut command);
    family::apart(&mut command);
    let child = command.spawn()?;
    let family = Family::of(&child);
    match tokio::time::timeout(patience, child.wait_with_output()).await {
        Ok(output) => {
            family.leave();
            output
        }
        Err(_) => {
            let reason = format!("{} gave no answer in {} s", program.to_string_lossy(), patience.as_secs());
            Err(io::Error::new(io::ErrorKind::TimedOut, reason))
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::time::Instant;

    use super::*;

    async fn sh(script: &str, patience: Duration) -> io::Result<Output> {
        let usual = Surroundings::from_vars([("PATH".to_owned(), "/usr/bin:/bin")]);
        run("/bin/sh".as_ref(), &["-c".as_ref(), script.as_ref()], patience, &usual).await
    }

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn the_answer_comes_back_whole() {
        let output = sh("echo \"$PATH\"; cat; echo no >&2; exit 3", LONG).await.unwrap();
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), "/usr/bin:/bin\n");
        assert_eq!(output.stderr, b"no\n");
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_said() {
        let error = run("/nowhere/az".as_ref(), &[], LONG, &Surroundings::here()).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    /// A script that writes its child's process id, and then waits for that child for ever.
    fn endless(file: &Path) -> String {
        format!("/bin/sleep 600 & echo $! > {0}.part; mv {0}.part {0}; wait", file.display())
    }

    async fn id(file: &Path) -> String {
        let start = Instant::now();
        while !file.exists() {
            assert!(start.elapsed() < LONG, "the script never started");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        fs::read_to_string(file).unwrap().trim().to_owned()
    }

    /// Waits until the process is gone, or a zombie that nobody has collected yet.
    async fn gone(id: &str) {
        let start = Instant::now();
        loop {
            let state =
                std::process::Command::new("ps").args(["-o", "stat=", "-p", id]).output().unwrap().stdout;
            if state.is_empty() || state.starts_with(b"Z") {
                return;
            }
            assert!(start.elapsed() < LONG, "process {id} lives on");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    #[tokio::test]
    async fn the_end_of_patience_ends_the_program_and_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("id");
        let error = sh(&endless(&file), Duration::from_millis(500)).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(error.to_string(), "/bin/sh gave no answer in 0 s");
        if file.exists() {
            gone(&id(&file).await).await;
        }
    }

    #[tokio::test]
    async fn a_dropped_run_ends_the_program_and_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("id");
        let script = endless(&file);
        let running = tokio::spawn(async move { sh(&script, LONG).await });
        let id = id(&file).await;
        running.abort();
        gone(&id).await;
    }
}

#[cfg(test)]
#[cfg(windows)]
mod tests {
    use super::*;

    async fn cmd(line: &str, patience: Duration) -> io::Result<Output> {
        run("cmd".as_ref(), &["/C".as_ref(), line.as_ref()], patience, &Surroundings::here()).await
    }

    #[tokio::test]
    async fn the_answer_comes_back_whole() {
        let output = cmd("echo token&& exit 3", Duration::from_secs(60)).await.unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(3), &b"token\r\n"[..]));
    }

    #[tokio::test]
    async fn the_end_of_patience_ends_the_program_and_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("held.txt");
        let line = format!("ping -n 600 127.0.0.1 > {}", file.display());
        let start = std::time::Instant::now();
        while !file.exists() {
            let error = cmd(&line, Duration::from_millis(500)).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            assert!(start.elapsed() < Duration::from_secs(60), "ping never started");
        }
        // Nobody can remove it while a process writes to it.
        while std::fs::remove_file(&file).is_err() {
            assert!(start.elapsed() < Duration::from_secs(60), "ping lives on");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
