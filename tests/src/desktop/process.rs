//! A program that ends with the test.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, ExitStatus, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};

use super::until;

pub struct Process(Child);

impl Process {
    pub fn start(command: &mut Command) -> Self {
        let program = command.get_program().to_owned();
        let child = command.stdin(Stdio::null()).spawn();
        Self(child.unwrap_or_else(|error| {
            panic!("{} cannot be started: {error}; `cargo xtask test` installs it", program.display())
        }))
    }

    /// Starts a program that prints one line when it is ready, and gives the line.
    pub fn start_until_ready(command: &mut Command) -> (Self, String) {
        let mut process = Self::start(command.stdout(Stdio::piped()));
        let out = process.0.stdout.take().expect("it is piped");
        let mut lines = BufReader::new(out).lines();
        let first = lines.next().and_then(Result::ok);
        let program = command.get_program().display();
        let first = first.unwrap_or_else(|| panic!("{program} ended before it was ready"));
        // Nobody reads on, but a full pipe would stop the program.
        std::thread::spawn(move || lines.for_each(drop));
        (process, first)
    }

    pub fn is_alive(&mut self) -> bool {
        self.0.try_wait().expect("it is our child").is_none()
    }

    /// Asks it to end, as the end of a session does.
    pub fn terminate(&self) {
        let _ = kill_process(Pid::from_child(&self.0), Signal::TERM);
    }

    pub fn ended(&mut self) -> ExitStatus {
        until("a program to end", || self.0.try_wait().expect("it is our child"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
