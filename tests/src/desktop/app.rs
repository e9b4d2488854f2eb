//! The tray application, started as a person would.

use std::process::{Command, ExitStatus};

use super::{Desktop, process::Process};
use crate::program;

pub struct App(Process);

impl App {
    pub fn start(desktop: &Desktop, arguments: &[&str]) -> Self {
        Self(Process::start(Self::command(desktop).args(arguments)))
    }

    /// The same, with more variables in its environment.
    pub fn start_with(desktop: &Desktop, arguments: &[&str], variables: &[(&str, String)]) -> Self {
        let mut command = Self::command(desktop);
        command.args(arguments).envs(variables.iter().map(|(name, value)| (name, value)));
        Self(Process::start(&mut command))
    }

    pub fn path() -> String {
        program("jit-tray").display().to_string()
    }

    pub fn is_alive(&mut self) -> bool {
        self.0.is_alive()
    }

    pub fn terminate(&self) {
        self.0.terminate();
    }

    /// How it ended, once it has.
    pub fn ended(&mut self) -> ExitStatus {
        self.0.ended()
    }

    fn command(desktop: &Desktop) -> Command {
        desktop.command(Self::path())
    }
}
