//! An X display without a screen.

use std::process::Stdio;

use super::{home::Home, process::Process};

pub struct Display {
    name: String,
    _server: Process,
}

impl Display {
    pub fn start(home: &Home) -> Self {
        let mut command = home.command("Xvfb");
        // It picks a free number and prints it when it is ready.
        command.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]);
        let (server, number) = Process::start_until_ready(command.stderr(Stdio::null()));
        Self { name: format!(":{}", number.trim()), _server: server }
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}
