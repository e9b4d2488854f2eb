//! JIT Tray: the tray icon, its menu and the window. Shows what `jit-app` says and passes on what the person
//! wants; decides nothing. The only code that knows Tauri.
#![forbid(unsafe_code)]
// On Windows, without a console of its own.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod clipboard;
mod dialogs;
mod ground;
mod intents;
mod ipc;
mod link;
mod main_window;
mod menu;
mod picture;
mod popover;
mod sample_data;
mod shell;
mod system;
mod transfer;
mod tray;
mod watched;
mod wishes;

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use clap::Parser;
use jit_core::Problem;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    if let Some(ended) = jit_app::attend(std::env::args_os()) {
        return ended;
    }
    jit_app::install_tls();
    let arguments = arguments::Arguments::parse();
    log();
    match shell::run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => tell(&problem),
    }
}

/// Warnings go to standard error; `JIT_LOG` asks for more, as in `JIT_LOG=jit_app=debug`.
fn log() {
    let wanted = EnvFilter::try_from_env("JIT_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    // Fails only when somebody else set one up first.
    let lines = tracing_subscriber::fmt().with_env_filter(wanted).with_writer(io::stderr);
    let _ = lines.with_ansi(io::stderr().is_terminal()).try_init();
}

fn tell(problem: &Problem) -> ExitCode {
    // Started from a menu, nobody reads this, and then a failed write does not matter either.
    let _ = writeln!(io::stderr(), "jit-tray: {}\n{}", problem.message, problem.hint);
    ExitCode::from(problem.code.exit_code())
}
