//! Attending to an `ssh` in a terminal, for another process of ours that opened the terminal.

use std::ffi::OsString;
use std::process::ExitCode;

pub use jit_host::attendant;

/// Where these arguments of the process, its name first, are those of an attendant: attends, and gives the exit code.
pub fn attend(args: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let attended = jit_host::Attended::wanted(args)?;
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "the session cannot be attended");
            return Some(ExitCode::FAILURE);
        }
    };
    let code = runtime.block_on(attended.run());
    // Who closed the terminal's question with Ctrl+C has not pressed Enter.
    runtime.shutdown_background();
    Some(ExitCode::from(code))
}
