//! The person's terminal, with a command in it.

use jit_core::{Code, Problem, Settings};

use crate::{Desktop, Surroundings};

use super::operands::Operands;
use super::plan::{File, Line, Plan, Start, name, no_display, own_program};

/// Linux terminals in the order they are looked for, behind `$TERMINAL`. The desktop's own choice comes first.
const LINUX: [&str; 15] = [
    "xdg-terminal-exec",
    "gnome-terminal",
    "konsole",
    "ptyxis",
    "kgx",
    "xfce4-terminal",
    "mate-terminal",
    "terminator",
    "kitty",
    "alacritty",
    "foot",
    "wezterm",
    "ghostty",
    "xterm",
    "x-terminal-emulator",
];

/// A plan that runs the line in a terminal.
pub(super) fn wrap(
    line: Line,
    what: &str,
    operands: &Operands,
    settings: &Settings,
    surroundings: &Surroundings,
) -> Result<Plan, Problem> {
    if let Some(template) = &settings.terminal {
        return from_template(template, &line, what, surroundings);
    }
    match surroundings.desktop() {
        Desktop::Linux => linux(&line, what, operands, surroundings),
        Desktop::Windows => windows(line, what, operands, surroundings),
        Desktop::MacOs => Ok(mac(&line, what)),
    }
}

fn from_template(
    template: &[String],
    line: &Line,
    what: &str,
    surroundings: &Surroundings,
) -> Result<Plan, Problem> {
    let (first, rest) = template.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    let program = own_program("terminal", first, surroundings)?;
    let mut args = Vec::new();
    for item in rest {
        if item == "{command}" { args.extend(line.words()) } else { args.push(item.clone()) }
    }
    if name(&program).eq_ignore_ascii_case("wt") && !line.words().iter().all(|word| plain_for_wt(word)) {
        return Err(Problem::new(
            Code::ClientFailed,
            "Windows Terminal cannot pass on the command: a path or an argument in it holds ; or a quote.",
            "Use paths without ; and spaces, or remove \"terminal\" from the settings. Access stays open.",
        ));
    }
    Ok(Plan { client: client(what, &name(&program)), start: Start::Program { program, args } })
}

fn linux(line: &Line, what: &str, operands: &Operands, surroundings: &Surroundings) -> Result<Plan, Problem> {
    let own = surroundings.text("TERMINAL");
    let (program, called) = own
        .and_then(|own| surroundings.find(own))
        .map(|program| (program.clone(), name(&program)))
        .or_else(|| surroundings.find_first(&LINUX).map(|(called, program)| (program, called.to_owned())))
        .ok_or_else(|| none_found(what, &format!("$TERMINAL, {}", LINUX.join(", "))))?;
    if !surroundings.can_show_windows() {
        return Err(no_display(&called));
    }
    let mut args = titled(&called, &operands.title);
    args.extend(before_command(&called).iter().map(|word| (*word).to_owned()));
    args.extend(line.words());
    Ok(Plan { client: client(what, &called), start: Start::Program { program, args } })
}

/// How each terminal is told its title; the others show the command.
fn titled(terminal: &str, title: &str) -> Vec<String> {
    match terminal {
        "gnome-terminal" | "xfce4-terminal" | "mate-terminal" | "kitty" | "foot" => {
            vec![format!("--title={title}")]
        }
        "konsole" => vec!["-p".to_owned(), format!("tabtitle={title}")],
        "xterm" => vec!["-T".to_owned(), title.to_owned()],
        "alacritty" => vec!["--title".to_owned(), title.to_owned()],
        _ => Vec::new(),
    }
}

/// What each terminal wants in front of a command's own arguments.
fn before_command(terminal: &str) -> &'static [&'static str] {
    match terminal {
        "xdg-terminal-exec" | "kitty" | "foot" => &[],
        "gnome-terminal" | "ptyxis" | "kgx" | "gnome-console" => &["--"],
        "xfce4-terminal" | "mate-terminal" | "terminator" => &["-x"],
        "wezterm" => &["start", "--"],
        // Debian's policy asks this of every x-terminal-emulator.
        _ => &["-e"],
    }
}

/// Windows Terminal, or a console of its own for what Windows Terminal cannot be told.
fn windows(
    line: Line,
    what: &str,
    operands: &Operands,
    surroundings: &Surroundings,
) -> Result<Plan, Problem> {
    let words = line.words();
    let plain = words.iter().all(|word| plain_for_wt(word));
    if let Some(program) = surroundings.find("wt").filter(|_| plain) {
        let mut args: Vec<String> = ["new-tab", "--title"].map(str::to_owned).into();
        args.push(operands.title.clone());
        args.extend(words);
        return Ok(Plan {
            client: client(what, "Windows Terminal"),
            start: Start::Program { program, args },
        });
    }
    let program = surroundings.find("conhost").ok_or_else(|| none_found(what, "wt, conhost"))?;
    Ok(Plan { client: client(what, "console"), start: Start::Program { program, args: words } })
}

/// Windows Terminal ends a command at `;`, and puts its words together again without a thought for quotes.
fn plain_for_wt(word: &str) -> bool {
    !word.contains([';', '"'])
}

/// Terminal runs a file; each word in it is quoted by itself, so nothing in it is read by the shell.
fn mac(line: &Line, what: &str) -> Plan {
    let words: Vec<String> =
        line.words().iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect();
    let text = format!("#!/bin/sh\nrm -f -- \"$0\"\nexec {}\n", words.join(" "));
    let file = File { extension: "command", executable: true, text };
    Plan { client: client(what, "Terminal"), start: Start::File { app: "Terminal".into(), file } }
}

/// `SSH in xterm`.
fn client(what: &str, terminal: &str) -> String {
    format!("{what} in {terminal}")
}

fn none_found(what: &str, looked_for: &str) -> Problem {
    Problem::new(
        Code::NoClient,
        format!("No terminal was found to run {what} in; looked for {looked_for}."),
        "Install one of them, or name yours as \"terminal\" in the settings. Access stays open.",
    )
}
