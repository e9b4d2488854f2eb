//! `azure-sim`: a simulated Azure on loopback.
#![forbid(unsafe_code)]

mod cli;
mod files;

use std::io::Write as _;
use std::process::ExitCode;

use azure_sim::StartError;
use clap::Parser as _;

use cli::{Cli, Command, What};

fn main() -> ExitCode {
    // The default of the process, for whatever asks for it; an earlier one is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let outcome = match &cli.command {
        Some(Command::World { what }) => print_world(what),
        None => serve(&cli),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Problem { message, code }) => {
            say(&message);
            ExitCode::from(code)
        }
    }
}

/// What went wrong: 2 is for what was asked, 1 for what this computer did not allow.
struct Problem {
    message: String,
    code: u8,
}

impl Problem {
    fn asked(message: impl ToString) -> Self {
        Self { message: message.to_string(), code: 2 }
    }

    fn here(message: impl ToString) -> Self {
        Self { message: message.to_string(), code: 1 }
    }
}

fn say(message: &str) {
    let _ = writeln!(std::io::stderr(), "azure-sim: {message}");
}

fn print_world(what: &What) -> Result<(), Problem> {
    let world = what.load().map_err(Problem::asked)?;
    print(&world.to_json())
}

fn serve(cli: &Cli) -> Result<(), Problem> {
    let config = cli.config().map_err(Problem::asked)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::here(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        let stop = stop_signal().map_err(|error| Problem::here(format!("cannot listen for signals: {error}")))?;
        let running = azure_sim::start(config).await.map_err(|error| match error {
            StartError::NotLoopback(_) | StartError::NoSuchPort { .. } => Problem::asked(error),
            _ => Problem::here(error),
        })?;
        let written = files::write(&running, cli.ca_out.as_deref(), cli.cloud_out.as_deref()).map_err(Problem::here)?;
        if running.machines_without_gate() > 0 {
            let count = running.machines_without_gate();
            say(&format!("{count} machines have no port to connect to, because so many sockets are too many; Azure shows them all"));
        }
        print(&files::ready_line(&running, &written))?;
        stop.await;
        Ok(())
    })
}

fn print(line: &str) -> Result<(), Problem> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|error| Problem::here(format!("cannot write to stdout: {error}")))
}

/// Ends on Ctrl+C, and on SIGTERM where there is such a thing.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
