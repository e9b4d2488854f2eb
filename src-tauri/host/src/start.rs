//! Starts a program that is to live on by itself, with nothing of ours attached to it.

use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};

/// What may stand in our environment and concerns no program that we start.
const SECRETS: [&str; 3] = ["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_PASSWORD"];

/// Starts the program and takes note of its end in the background. What fails this soon never came up. Whoever
/// cancels in that moment ends the program.
///
/// # Errors
/// Why it did not come up, as the rest of a sentence.
pub(crate) async fn start(mut command: Command, at_once: Duration) -> Result<(), String> {
    let program = command.as_std().get_program().to_owned();
    let program = Path::new(&program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    without_secrets(&mut command);
    apart(&mut command);
    let child =
        command.spawn().map_err(|error| format!("{} could not be started: {error}", program.display()))?;
    let mut opening = Opening(Some(child));
    match tokio::time::timeout(at_once, opening.ended()).await {
        Ok(Ok(status)) if !status.success() => Err(ended(program, status, " at once")),
        Ok(Err(error)) => Err(format!("{} could not be followed: {error}", program.display())),
        Ok(Ok(_)) => Ok(()),
        Err(_) => {
            // Awaited so that it does not stay a zombie for as long as this program runs.
            tokio::spawn(follow(opening.opened()));
            Ok(())
        }
    }
}

/// Keeps the secrets of our environment to ourselves.
pub(crate) fn without_secrets(command: &mut Command) {
    for name in SECRETS {
        command.env_remove(name);
    }
}

/// How a program ended.
pub(crate) fn ended(program: &Path, status: ExitStatus, when: &str) -> String {
    match status.code() {
        Some(code) => format!("{} ended{when} with exit code {code}", program.display()),
        None => format!("{} was ended{when} by a signal", program.display()),
    }
}

/// A program in its first moment.
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
        Ok(status) => tracing::debug!(%status, "a program ended"),
        Err(error) => tracing::debug!(%error, "a program could not be followed"),
    }
}

/// Ctrl+C in our terminal, or its end, is not meant for the program.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The environment of a test cannot be changed, so the secrets are put into the command's own.
    #[test]
    fn a_program_is_told_no_secret_of_ours() {
        let mut command = Command::new("client");
        command.env("AZURE_CLIENT_SECRET", "hidden").env("AZURE_TENANT_ID", "t");
        without_secrets(&mut command);
        let vars: Vec<_> = command.as_std().get_envs().collect();
        assert!(vars.contains(&("AZURE_CLIENT_SECRET".as_ref(), None)));
        assert!(vars.contains(&("AZURE_TENANT_ID".as_ref(), Some("t".as_ref()))));
        assert!(!format!("{vars:?}").contains("hidden"));
    }
}
