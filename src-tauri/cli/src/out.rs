//! Data on standard output, progress and problems on standard error.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use jiff::{Timestamp, Unit};
use jit_core::Problem;
use serde::Serialize;
use serde_json::json;

/// Where everything is printed.
pub(crate) struct Out {
    pub json: bool,
    quiet: bool,
}

impl Out {
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        Self { json, quiet }
    }

    /// The result.
    pub(crate) fn data(&self, text: &str) {
        print(&mut std::io::stdout().lock(), text);
    }

    /// The result as JSON, one line.
    pub(crate) fn json(&self, value: &impl Serialize) {
        let text = serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned());
        print(&mut std::io::stdout().lock(), &text);
    }

    /// Progress.
    pub(crate) fn progress(&self, text: &str) {
        if !self.quiet {
            self.note(text);
        }
    }

    /// Whether somebody watches how far it is.
    pub(crate) fn shows_steps(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// How far it is, in place of the line that told it before; nothing takes the line away.
    pub(crate) fn step(&self, text: &str) {
        let room = terminal_width().unwrap_or(USUAL_WIDTH).saturating_sub(1);
        let line = crate::table::fit(text, room);
        let mut err = std::io::stderr().lock();
        // A terminal that is gone watches no more.
        let _ = write!(err, "\r{line}\r{}", line.trim_end()).and_then(|()| err.flush());
    }

    /// What has to be said even when progress is not wanted.
    pub(crate) fn note(&self, text: &str) {
        print(&mut std::io::stderr().lock(), text);
    }

    /// A question, with the answer behind it on the same line.
    pub(crate) fn ask(&self, question: &str) {
        let mut err = std::io::stderr().lock();
        // A terminal that is gone is not asked; reading from it fails next.
        let _ = write!(err, "{question}").and_then(|()| err.flush());
    }

    /// A failure: for people on standard error, as JSON on standard output.
    pub(crate) fn failure(&self, problem: &Problem) -> ExitCode {
        if self.json {
            let Problem { code, message, hint, details, sign_in: _, remedy: _ } = problem;
            let error = json!({ "code": code, "message": message, "hint": hint, "details": details });
            self.json(&json!({ "schema": 1, "error": error }));
        } else {
            self.note(&format!("error: {}\n{}", problem.message, problem.hint));
            for line in problem.details.iter().flat_map(|details| detail_lines(details)) {
                self.note(&line);
            }
        }
        ExitCode::from(problem.code.exit_code())
    }

    /// Columns the table may use: the terminal's, or no limit when the output goes elsewhere.
    pub(crate) fn width(&self) -> Option<usize> {
        if !std::io::stdout().is_terminal() {
            return None;
        }
        let told = std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok())
            .filter(|columns| *columns > 0);
        told.or_else(terminal_width).or(Some(USUAL_WIDTH))
    }
}

/// Of a terminal that does not tell.
const USUAL_WIDTH: usize = 80;

fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

fn detail_lines(details: &jit_core::Details) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |name: &str, value: Option<String>| {
        lines.extend(value.map(|value| format!("  {name}: {}", jit_core::clean(&value))));
    };
    line("request", details.request.clone());
    line("status", details.status.map(|status| status.to_string()));
    line("Azure's code", details.azure_code.clone());
    line("Azure's words", details.azure_message.clone());
    line("correlation id", details.correlation_id.clone());
    let second = |time: Timestamp| time.round(Unit::Second).unwrap_or(time).to_string();
    line("time", details.time.map(second));
    lines
}

/// A reader that went away (`jit list | head`) is no failure.
fn print(to: &mut impl Write, text: &str) {
    let _ = writeln!(to, "{text}").and_then(|()| to.flush());
}
