//! Starts a client.

use std::path::Path;
use std::time::Duration;

use jit_core::{Code, Problem};
use tokio::process::Command;

use crate::start;

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

pub(super) fn failed(client: &str, reason: &str) -> Problem {
    Problem::new(
        Code::ClientFailed,
        format!("{client} did not open: {reason}."),
        "Try it in a terminal by hand to see why, or name another client in the settings. Access stays open.",
    )
}
