//! Starts a client, or runs it in our terminal.

use std::path::Path;
use std::time::Duration;

use jit_core::{Code, Problem};
use tokio::process::Command;

use crate::start::{self, ended, without_secrets};

/// A client that ends this soon and with a failure never came up (no display, a wrong option). Waiting longer
/// would only make every good start slower.
const AT_ONCE: Duration = Duration::from_millis(100);

/// Starts the program with nothing of ours attached to it. Whoever cancels is told that it was not opened, so it is
/// ended then.
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
    command.args(args);
    start::start(command, at_once).await.map_err(|reason| failed(client, &reason))
}

/// Runs the program with our terminal as its own, to its end. What the person did in it is theirs; only a client
/// that could not connect (255, as `ssh` has it) is a failure.
pub(super) async fn run(program: &Path, args: &[String]) -> Result<(), Problem> {
    let name = super::plan::name(program);
    let mut command = Command::new(program);
    command.args(args);
    without_secrets(&mut command);
    let status = command
        .status()
        .await
        .map_err(|error| failed(&name, &format!("{} could not be started: {error}", program.display())))?;
    if status.code() == Some(255) { Err(failed(&name, &ended(program, status, ""))) } else { Ok(()) }
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
