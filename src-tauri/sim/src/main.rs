//! `azure-sim`: a simulated Azure on loopback.
#![forbid(unsafe_code)]

mod cli;
mod files;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use cli::{Cli, Command, What};

fn main() -> ExitCode {
    // The default of the process, for whatever asks for it; an earlier one is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = Cli::parse();
    let outcome = match &cli.command {
        Some(Command::World { what }) => print_world(what),
        None => serve(&cli),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "azure-sim: {message}");
            ExitCode::from(2)
        }
    }
}

fn print_world(what: &What) -> Result<(), String> {
    let world = what.load()?;
    print(&world.to_json())
}

fn serve(cli: &Cli) -> Result<(), String> {
    let config = cli.config()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    runtime.block_on(async {
        let stop = stop_signal().map_err(|error| format!("cannot listen for signals: {error}"))?;
        let running = azure_sim::start(config).await.map_err(|error| error.to_string())?;
        let written = files::write(&running, cli.ca_out.as_deref(), cli.cloud_out.as_deref())?;
        print(&files::ready_line(&running, &written))?;
        stop.await;
        Ok(())
    })
}

fn print(line: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|error| format!("cannot write to stdout: {error}"))
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
