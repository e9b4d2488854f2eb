//! Remote Desktop clients. None is given a password.

use jit_core::{Code, Problem, Settings};

use crate::{Desktop, Surroundings};

use super::operands::Operands;
use super::plan::{File, Line, Plan, Start, no_display};
use super::terminal;

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

/// A typed host spares the person the dialogs that every `.rdp` file brings since April 2026. A user name cannot
/// be given this way; Windows remembers the last one for each host.
fn windows(operands: &Operands, surroundings: &Surroundings) -> Result<Plan, Problem> {
    let program = surroundings.find("mstsc").ok_or_else(|| none_found("mstsc"))?;
    let args = vec![format!("/v:{}:{}", operands.host, operands.port)];
    Ok(Plan { client: "Remote Desktop Connection".to_owned(), start: Start::Program { program, args } })
}

fn mac(operands: &Operands, surroundings: &Surroundings) -> Result<Plan, Problem> {
    let (client, app) = MAC_APPS
        .iter()
        .find_map(|name| Some(((*name).to_owned(), surroundings.find_app(name)?)))
        .ok_or_else(|| none_found("Windows App"))?;
    let mut text = format!("full address:s:{}:{}\r\n", operands.host, operands.port);
    if let Some(user) = &operands.user {
        text.push_str(&format!("username:s:{user}\r\n"));
    }
    let file = File { extension: "rdp", executable: false, text };
    Ok(Plan { client, start: Start::File { app, file } })
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
        return Ok(Plan {
            client: "FreeRDP".to_owned(),
            start: Start::Program { program, args: freerdp(operands) },
        });
    }
    let mut no_terminal = None;
    if let Some((_, program)) = in_terminal {
        let line = Line::new(program, freerdp(operands));
        match terminal::wrap(line, "FreeRDP", operands, settings, surroundings) {
            Ok(plan) => return Ok(plan),
            Err(problem) => no_terminal = Some(problem),
        }
    }
    match (remmina, no_terminal) {
        (Some(program), _) => Ok(Plan {
            client: "Remmina".to_owned(),
            start: Start::Program { program, args: vec!["-c".to_owned(), remmina_uri(operands)] },
        }),
        (None, Some(problem)) => Err(problem),
        (None, None) => Err(none_found(REMMINA)),
    }
}

/// Understood by FreeRDP 2 and 3 alike.
fn freerdp(operands: &Operands) -> Vec<String> {
    let mut args = vec![format!("/v:{}:{}", operands.host, operands.port)];
    if let Some(user) = &operands.user {
        args.push(format!("/u:{user}"));
    }
    args.push(format!("/t:{}", operands.title));
    args.push("/dynamic-resolution".to_owned());
    args
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
