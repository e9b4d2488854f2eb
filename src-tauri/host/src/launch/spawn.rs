//! Starts a program that is to live on by itself.

use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use jit_core::{Code, Problem};
use tokio::process::{Child, Command};

/// A client that ends this soon and with a failure never came up (no display, a wrong option). Waiting longer
/// would only make every good start slower.
const AT_ONCE: Duration = Duration::from_millis(100);

/// Starts the program with nothing of ours attached to it, and takes note of its end in the background.
pub(super) async fn start(program: &Path, args: &[String], client: &str) -> Result<(), Problem> {
    start_and_watch(program, args, client, AT_ONCE).await
}

/// The same, watching for a failure this long.
pub(super) async fn start_and_watch(
    program: &Path,
    args: &[String],
    client: &str,
    at_once: Duration,
) -> Result<(), Problem> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    apart(&mut command);
    let child = command
        .spawn()
        .map_err(|error| failed(client, &format!("{} could not be started: {error}", program.display())))?;
    let mut opening = Opening(Some(child));
    match tokio::time::timeout(at_once, opening.ended()).await {
        Ok(Ok(status)) if !status.success() => Err(failed(client, &ended(program, status))),
        Ok(Err(error)) => {
            Err(failed(client, &format!("{} could not be followed: {error}", program.display())))
        }
        Ok(Ok(_)) => Ok(()),
        Err(_) => {
            // Awaited so that it does not stay a zombie for as long as this program runs.
            tokio::spawn(follow(opening.opened()));
            Ok(())
        }
    }
}

/// A client in its first moment. Whoever cancels in that moment is told that it was not opened, so it is ended.
struct Opening(Option<Child>);

impl Opening {
    async fn ended(&mut self) -> io::Result<ExitStatus> {
        match &mut self.0 {
            Some(child) => child.wait().await,
            None => std::future::pending().await,
        }
    }

    /// From now on it lives by itself.
    fn opened(mut self) -> Option<Child> {
        self.0.take()
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // An error says that it has ended by itself.
            let _ = child.start_kill();
        }
    }
}

async fn follow(child: Option<Child>) {
    let Some(mut child) = child else { return };
    match child.wait().await {
        Ok(status) => tracing::debug!(%status, "a client ended"),
        Err(error) => tracing::debug!(%error, "a client could not be followed"),
    }
}

/// Runs the program with our terminal as its own, to its end. What the person did in it is theirs; only a client
/// that could not connect (255, as `ssh` has it) is a failure.
pub(super) async fn run(program: &Path, args: &[String]) -> Result<(), Problem> {
    let name = super::plan::name(program);
    let status =
        Command::new(program).args(args).status().await.map_err(|error| {
            failed(&name, &format!("{} could not be started: {error}", program.display()))
        })?;
    if status.code() == Some(255) {
        Err(failed(&name, &ended(program, status).replace("at once ", "")))
    } else {
        Ok(())
    }
}

/// Ctrl+C in our terminal, or its end, is not meant for the client.
#[cfg(unix)]
fn apart(command: &mut Command) {
    command.process_group(0);
}

#[cfg(windows)]
fn apart(command: &mut Command) {
    const DETACHED_PROCESS: u32 = 0x0000_0008;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    command.creation_flags(DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);
}

fn ended(program: &Path, status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("{} ended at once with exit code {code}", program.display()),
        None => format!("{} was ended at once by a signal", program.display()),
    }
}

fn failed(client: &str, reason: &str) -> Problem {
    Problem::new(
        Code::ClientFailed,
        format!("{client} did not open: {reason}."),
        "Try it in a terminal by hand to see why, or name another client in the settings. Access stays open.",
    )
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn ends_with(code: u8) -> Result<(), Problem> {
        run(Path::new("/bin/sh"), &["-c".to_owned(), format!("exit {code}")]).await
    }

    #[tokio::test]
    async fn only_a_client_that_could_not_connect_is_a_failure() {
        assert_eq!((ends_with(0).await, ends_with(3).await), (Ok(()), Ok(())));
        let problem = ends_with(255).await.unwrap_err();
        assert_eq!(problem.code, Code::ClientFailed);
        assert!(problem.message.contains("/bin/sh ended with exit code 255"), "{}", problem.message);
    }
}
