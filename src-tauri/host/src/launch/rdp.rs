//! Remote Desktop clients. None is given a password.

use std::path::PathBuf;

use jit_core::{Code, Problem, RdpOptions, Settings};

use crate::{Desktop, Surroundings};

use super::operands::Operands;
use super::plan::{Line, Plan, Start, THE_FILE, no_display};
use super::rdp_file::rdp_file;
use super::{rdp_flags, terminal};

/// FreeRDP's clients that ask for password and certificate in a window.
const WITH_WINDOWS: [&str; 2] = ["sdl-freerdp3", "sdl-freerdp"];
/// FreeRDP's clients that ask in the terminal they run in.
const IN_TERMINAL: [&str; 4] = ["xfreerdp3", "xfreerdp", "wlfreerdp3", "wlfreerdp"];
const REMMINA: &str = "remmina";
/// Windows App and what it was called before.
const MAC_APPS: [&str; 2] = ["Windows App", "Microsoft Remote Desktop"];

pub(super) fn plan(
    operands: &Operands,
    settings: &Settings,
    surroundings: &Surroundings,
) -> Result<Plan, Problem> {
    match surroundings.desktop() {
        Desktop::Windows => windows(operands, surroundings),
        Desktop::MacOs => mac(operands, surroundings),
        Desktop::Linux => linux(operands, settings, surroundings),
    }
}

/// The person's own client. Nobody knows what it can be told, and whether it heeds that.
pub(super) fn own(line: Line, operands: &Operands) -> Result<Plan, Problem> {
    if guarded(operands) {
        let hint = "or remove \"rdp.command\" from the settings to use the client that is found";
        return Err(not_guarded("Your own command for Remote Desktop", Some(hint)));
    }
    let client = line.name();
    let start = Start::Program { program: line.program, args: line.args };
    Ok(with_its_file(Plan { client, start }, operands))
}

/// A typed host spares the person the dialogs that every `.rdp` file brings since April 2026, so a file is made only
/// for what flags cannot say.
fn windows(operands: &Operands, surroundings: &Surroundings) -> Result<Plan, Problem> {
    let program = surroundings.find("mstsc").ok_or_else(|| none_found("mstsc"))?;
    let flags = rdp_flags::mstsc(&operands.rdp);
    let before = |first: String| std::iter::once(first).chain(flags).collect();
    let start = if rdp_flags::need_file(&operands.rdp) {
        Start::WithFile { program, args: before(THE_FILE.to_owned()), file: rdp_file(operands) }
    } else {
        Start::Program { program, args: before(format!("/v:{}:{}", operands.host, operands.port)) }
    };
    Ok(Plan { client: "Remote Desktop Connection".to_owned(), start })
}

fn mac(operands: &Operands, surroundings: &Surroundings) -> Result<Plan, Problem> {
    let (client, app) = MAC_APPS
        .iter()
        .find_map(|name| Some(((*name).to_owned(), surroundings.find_app(name)?)))
        .ok_or_else(|| none_found("Windows App"))?;
    if guarded(operands) {
        return Err(not_guarded(&client, None));
    }
    Ok(Plan { client, start: Start::File { app, file: rdp_file(operands) } })
}

fn linux(operands: &Operands, settings: &Settings, surroundings: &Surroundings) -> Result<Plan, Problem> {
    let graphical = surroundings.find_first(&WITH_WINDOWS);
    let in_terminal = surroundings.find_first(&IN_TERMINAL);
    let remmina = surroundings.find(REMMINA);
    let found = graphical.as_ref().or(in_terminal.as_ref()).map(|(called, _)| *called);
    let Some(found) = found.or(remmina.as_ref().map(|_| REMMINA)) else {
        return Err(none_found(&format!(
            "{}, {}, {REMMINA}",
            WITH_WINDOWS.join(", "),
            IN_TERMINAL.join(", ")
        )));
    };
    if !surroundings.can_show_windows() {
        return Err(no_display(found));
    }
    if let Some((_, program)) = graphical {
        let start = Start::Program { program, args: freerdp(operands) };
        return Ok(with_its_file(Plan { client: "FreeRDP".to_owned(), start }, operands));
    }
    let mut no_terminal = None;
    if let Some((_, program)) = in_terminal {
        let line = Line::new(program, freerdp(operands));
        match terminal::wrap(line, "FreeRDP", operands, settings, surroundings) {
            Ok(plan) => return Ok(with_its_file(plan, operands)),
            Err(problem) => no_terminal = Some(problem),
        }
    }
    match (remmina, no_terminal) {
        (Some(_), _) if guarded(operands) => Err(not_guarded("Remmina", Some("or install FreeRDP"))),
        (Some(program), _) => {
            Ok(Plan { client: "Remmina".to_owned(), start: remmina_start(program, operands) })
        }
        (None, Some(problem)) => Err(problem),
        (None, None) => Err(none_found(REMMINA)),
    }
}

/// FreeRDP 2 and 3 spell the flag for a gateway differently; a file says it to both.
fn freerdp(operands: &Operands) -> Vec<String> {
    let file = operands.rdp.gateway.is_some().then(|| THE_FILE.to_owned());
    file.into_iter().chain(rdp_flags::freerdp(operands)).collect()
}

/// The same with the file, where the command line refers to it.
fn with_its_file(plan: Plan, operands: &Operands) -> Plan {
    match plan.start {
        Start::Program { program, args } if args.iter().any(|arg| arg.contains(THE_FILE)) => {
            Plan { start: Start::WithFile { program, args, file: rdp_file(operands) }, ..plan }
        }
        start => Plan { start, ..plan },
    }
}

/// Whether the credentials have to stay away from the machine.
fn guarded(operands: &Operands) -> bool {
    operands.rdp.restricted_admin == Some(true) || operands.rdp.remote_guard == Some(true)
}

fn not_guarded(client: &str, instead: Option<&str>) -> Problem {
    let instead = instead.map(|instead| format!(", {instead}")).unwrap_or_default();
    Problem::new(
        Code::ClientFailed,
        format!(
            "{client} cannot be told to keep your credentials from the machine, as this favourite wants it \
             (restricted admin mode or Remote Credential Guard)."
        ),
        format!("Switch the option off for this favourite{instead}. Access stays open."),
    )
}

fn remmina_start(program: PathBuf, operands: &Operands) -> Start {
    // The address says the user, too.
    let options = RdpOptions { user: None, ..operands.rdp.clone() };
    if rdp_flags::need_file(&options) || options.size.is_some() {
        let args = vec!["-c".to_owned(), THE_FILE.to_owned()];
        return Start::WithFile { program, args, file: rdp_file(operands) };
    }
    Start::Program { program, args: vec!["-c".to_owned(), remmina_uri(operands)] }
}

fn remmina_uri(operands: &Operands) -> String {
    let user = operands.user.as_deref().unwrap_or_default().replace('\\', "%5C").replace('@', "%40");
    let at = if user.is_empty() { "" } else { "@" };
    format!("rdp://{user}{at}{}:{}", operands.host, operands.port)
}

fn none_found(looked_for: &str) -> Problem {
    Problem::new(
        Code::NoClient,
        format!("No Remote Desktop app was found; looked for {looked_for}."),
        "Install one of them, or name yours as \"rdp.command\" in the settings. Access stays open.",
    )
}
