//! What is going to be started, before anything is started: pure, and the same for every desktop on every desktop.

use std::path::{Path, PathBuf};

use jit_core::{Code, Launch, Problem, Protocol, Settings};

use crate::Surroundings;

use super::operands::Operands;
use super::{rdp, ssh, template, terminal};

/// A client and how to start it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// What people call it.
    pub(super) client: String,
    pub(super) start: Start,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Start {
    /// A program with its arguments.
    Program { program: PathBuf, args: Vec<String> },
    /// A program that is given a file: [`THE_FILE`] in its arguments stands for the path.
    WithFile { program: PathBuf, args: Vec<String>, file: File },
    /// A file that an application is asked to open: how things are started on macOS.
    File { app: PathBuf, file: File },
}

/// No argument can hold this, so it is never mistaken for one.
pub(super) const THE_FILE: &str = "\0";

/// A file of our own, gone again soon after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    pub(super) extension: &'static str,
    pub(super) executable: bool,
    pub(super) text: String,
}

/// A program with its arguments, to be run in a terminal or by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) program: PathBuf,
    pub(super) args: Vec<String>,
}

impl Line {
    pub(super) fn new(program: PathBuf, args: Vec<String>) -> Self {
        Self { program, args }
    }

    /// The program's name, without folder and `.exe`.
    pub(super) fn name(&self) -> String {
        name(&self.program)
    }

    /// Everything as text, the program first.
    pub(super) fn words(&self) -> Vec<String> {
        std::iter::once(self.program.to_string_lossy().into_owned())
            .chain(self.args.iter().cloned())
            .collect()
    }
}

pub(super) fn name(program: &Path) -> String {
    // `Path` knows only its own system's separator.
    let text = program.to_string_lossy();
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    last.strip_suffix(".exe").or_else(|| last.strip_suffix(".EXE")).unwrap_or(last).to_owned()
}

/// What a terminal runs for SSH is the line that `around` makes of the client's own.
pub(super) fn plan(
    launch: &Launch,
    settings: &Settings,
    known_hosts: &Path,
    surroundings: &Surroundings,
    around: impl FnOnce(Line) -> Line,
) -> Result<Plan, Problem> {
    let operands = Operands::check(launch, known_hosts, surroundings)?;
    match (launch.protocol, &settings.rdp.command) {
        (Protocol::Ssh, _) => {
            let line = around(ssh_line(&operands, settings, surroundings)?);
            terminal::wrap(line, "SSH", &operands, settings, surroundings)
        }
        (Protocol::Rdp, Some(command)) => {
            let line = from_template("rdp.command", command, &operands, surroundings)?;
            rdp::own(line, &operands)
        }
        (Protocol::Rdp, None) => rdp::plan(&operands, settings, surroundings),
    }
}

/// The SSH client as it is run inside a terminal.
pub(super) fn ssh(
    launch: &Launch,
    settings: &Settings,
    known_hosts: &Path,
    surroundings: &Surroundings,
) -> Result<Line, Problem> {
    ssh_line(&Operands::check(launch, known_hosts, surroundings)?, settings, surroundings)
}

fn ssh_line(operands: &Operands, settings: &Settings, surroundings: &Surroundings) -> Result<Line, Problem> {
    if let Some(command) = &settings.ssh.command {
        return from_template("ssh.command", command, operands, surroundings);
    }
    let program = surroundings.find("ssh").ok_or_else(no_ssh)?;
    Ok(Line::new(program, ssh::arguments(operands, surroundings.desktop())))
}

fn from_template(
    field: &str,
    command: &[String],
    operands: &Operands,
    surroundings: &Surroundings,
) -> Result<Line, Problem> {
    let (program, args) = command.split_first().ok_or_else(|| missing(field, ""))?;
    Ok(Line::new(own_program(field, program, surroundings)?, template::fill(args, operands)))
}

/// The program a person named in the settings.
pub(super) fn own_program(field: &str, name: &str, surroundings: &Surroundings) -> Result<PathBuf, Problem> {
    let program = surroundings.find(name).ok_or_else(|| missing(field, name))?;
    let batch = program
        .extension()
        .is_some_and(|ext| ext.eq_ignore_ascii_case("bat") || ext.eq_ignore_ascii_case("cmd"));
    if batch {
        return Err(Problem::new(
            Code::ClientFailed,
            format!(
                "\"{field}\" in the settings names the batch file {name}; it would read its arguments as commands."
            ),
            "Name a program (.exe) instead. Access stays open.",
        ));
    }
    Ok(program)
}

fn missing(field: &str, name: &str) -> Problem {
    Problem::new(
        Code::NoClient,
        format!("\"{field}\" in the settings names \"{name}\", and there is no such program."),
        "Correct the settings, or remove the entry to use what is installed. Access stays open.",
    )
}

fn no_ssh() -> Problem {
    Problem::new(
        Code::NoClient,
        "No SSH app was found: there is no program \"ssh\" on this computer.",
        "Install OpenSSH's client, or name another one as \"ssh.command\" in the settings. Access stays open.",
    )
}

pub(super) fn no_display(client: &str) -> Problem {
    Problem::new(
        Code::NoClient,
        format!(
            "{client} cannot be opened: neither DISPLAY nor WAYLAND_DISPLAY is set, so there is no desktop."
        ),
        "Run this in a desktop session, or use --no-launch. Access stays open.",
    )
}
