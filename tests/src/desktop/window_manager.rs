//! A window manager: without one, no window gets the focus and none is placed.

use std::process::Stdio;

use super::{Desktop, process::Process, until};

pub struct WindowManager(#[expect(dead_code, reason = "it ends with this")] Process);

impl WindowManager {
    /// Starts it, and returns once it manages the display.
    pub fn start(desktop: &Desktop) -> Self {
        let mut command = desktop.command("openbox");
        let process = Process::start(command.args(["--sm-disable"]).stderr(Stdio::null()));
        until("the window manager", || desktop.screen().is_managed().then_some(()));
        Self(process)
    }
}
