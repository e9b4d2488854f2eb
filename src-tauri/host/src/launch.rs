//! Opens the client that brings the person to the machine.

mod attendant;
mod file;
mod known_host;
mod operands;
mod plan;
mod rdp;
mod rdp_file;
mod rdp_flags;
#[cfg(test)]
mod rdp_tables;
#[cfg(test)]
#[cfg(unix)]
mod real;
#[cfg(test)]
#[cfg(windows)]
mod real_windows;
mod said;
mod session;
mod spawn;
mod ssh;
#[cfg(test)]
mod tables;
mod template;
mod terminal;
#[cfg(test)]
mod testing;

use std::net::Ipv4Addr;
use std::path::Path;

use jit_core::{Launch, Problem, Protocol, Settings};

pub use self::attendant::{Session, attendant, forget_sessions};
pub use self::session::Attended;
use crate::{Dirs, Surroundings};

/// A client that was opened.
#[derive(Debug)]
pub struct Opened {
    /// What people call it: `SSH in xterm`, `FreeRDP`.
    pub client: String,
    /// The session in its terminal, where somebody attends to it.
    pub session: Option<Session>,
}

/// Opens the client. It lives on when this program ends. Where there is an `attendant`, it tells how `ssh` ends.
///
/// # Errors
/// [`jit_core::Code::NoClient`] when there is no client or no terminal, [`jit_core::Code::ClientFailed`] when it
/// did not start or ended at once with a failure, [`jit_core::Code::Usage`] for a user or a key that cannot be used.
pub async fn launch(
    launch: &Launch,
    settings: &Settings,
    surroundings: &Surroundings,
    dirs: &Dirs,
    attendant: Option<&Path>,
) -> Result<Opened, Problem> {
    dirs.create()?;
    let attendant = attendant.filter(|_| launch.protocol == Protocol::Ssh);
    let attended = attendant.and_then(|program| Some((program, Session::prepare(dirs)?)));
    let around = |line| match &attended {
        Some((program, session)) => session.attended(program, line),
        None => line,
    };
    let plan = plan::plan(launch, settings, &dirs.known_hosts(), surroundings, around)?;
    match &plan.start {
        plan::Start::Program { program, args } => spawn::start(program, args, &plan.client).await?,
        plan::Start::File { app, file } => {
            let path = file::write(&dirs.launch_folder(), file)?;
            let app = app.to_string_lossy().into_owned();
            let args = ["-a".to_owned(), app, path.to_string_lossy().into_owned()];
            spawn::start("/usr/bin/open".as_ref(), &args, &plan.client).await?;
            file::leave(path);
        }
        plan::Start::WithFile { program, args, file } => {
            let path = file::write(&dirs.launch_folder(), file)?;
            let told = path.to_string_lossy();
            let args: Vec<String> = args.iter().map(|arg| arg.replace(plan::THE_FILE, &told)).collect();
            spawn::start(program, &args, &plan.client).await?;
            file::leave(path);
        }
    }
    Ok(Opened { client: plan.client, session: attended.map(|(_, session)| session) })
}

/// Runs the SSH client in the terminal this program was started from, and waits for its end.
///
/// # Errors
/// As for [`launch`]; also [`jit_core::Code::KeyRefused`] and [`jit_core::Code::HostKeyChanged`] when `ssh` says so,
/// and [`jit_core::Code::ClientFailed`] when the client could not connect for another reason.
pub async fn ssh_here(
    launch: &Launch,
    settings: &Settings,
    surroundings: &Surroundings,
    dirs: &Dirs,
) -> Result<(), Problem> {
    let line = plan::ssh(launch, settings, &dirs.known_hosts(), surroundings)?;
    dirs.create()?;
    session::run(&line.program, &line.args, &dirs.known_hosts()).await
}

/// What a connect would open: for each protocol the client with its program, or why there is none.
pub(crate) fn would_open(
    settings: &Settings,
    surroundings: &Surroundings,
) -> [(&'static str, Result<String, Problem>); 2] {
    [("ssh", Protocol::Ssh), ("remote desktop", Protocol::Rdp)].map(|(what, protocol)| {
        let launch = Launch {
            protocol,
            address: Ipv4Addr::LOCALHOST,
            port: protocol.usual_port(),
            user: None,
            key: None,
            rdp: Box::default(),
            host_key_alias: "vm".to_owned(),
            title: String::new(),
        };
        let plan = plan::plan(&launch, settings, "known_hosts".as_ref(), surroundings, |line| line);
        let shown = plan.map(|plan| match plan.start {
            plan::Start::Program { program, .. } | plan::Start::WithFile { program, .. } => {
                format!("{} ({})", plan.client, program.display())
            }
            plan::Start::File { app, .. } => format!("{} ({})", plan.client, app.display()),
        });
        (what, shown)
    })
}
