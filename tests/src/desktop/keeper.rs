//! A program that keeps secrets on a desktop.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use serde_json::Value;

use super::{Desktop, wait::PATIENCE};

pub struct Keeper {
    process: Child,
    input: Option<ChildStdin>,
    answers: Receiver<String>,
}

impl Keeper {
    /// Starts the program; it waits this long for its store.
    pub fn start(desktop: &Desktop, patience: Duration) -> Self {
        let mut command = desktop.command(crate::program("jit-keeper"));
        command.arg(patience.as_millis().to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let log = File::options().append(true).create(true).open(log(desktop)).expect("the folder is ours");
        let mut process = command.stderr(log).spawn().expect("it was built");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        let (told, answers) = channel();
        // Read apart, so that a wait for an answer can end.
        thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| told.send(line)));
        Self { input: process.stdin.take(), process, answers }
    }

    /// `put KEY VALUE`, `get KEY`, `remove KEY` or `look`.
    #[track_caller]
    pub fn ask(&mut self, line: &str) -> Value {
        let mut input = self.input.as_ref().expect("it has not been ended");
        writeln!(input, "{line}").expect("it reads on");
        let answer = self.answers.recv_timeout(PATIENCE).expect("an answer, whatever the store does");
        serde_json::from_str(&answer).expect("it answers in JSON")
    }

    /// What such programs have logged on this desktop so far.
    pub fn log(desktop: &Desktop) -> String {
        fs::read_to_string(log(desktop)).expect("one was started")
    }

    /// Ends the program in the usual way.
    pub fn end(mut self) {
        self.input.take();
        assert!(self.process.wait().expect("it is our child").success());
    }
}

fn log(desktop: &Desktop) -> PathBuf {
    desktop.home().path("keeper.log")
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
