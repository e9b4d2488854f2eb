//! The project's own commands. `cargo xtask --help` lists them.
#![forbid(unsafe_code)]

mod bench;
mod check;
mod demo;
mod deny;
mod fingerprint;
mod judge;
mod node;
mod page;
mod run;
mod steps;
mod system;
mod test;
mod tree;
mod windows;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Build, try and test JIT Tray.
///
/// Start with `cargo xtask demo` to see the product on a simulated Azure, and `cargo xtask test` to prove a
/// change. Each command does its own set-up: it finds missing system packages, says what it will install and
/// installs it, installs the page's dependencies, and builds. Whatever is done already is skipped the next time.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::Demo),
    Test(test::Test),
    Check(check::Check),
    Windows(windows::Windows),
    Bench(bench::Bench),
    Judge(judge::Judge),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Demo(demo) => demo.run(),
        Command::Test(test) => test.run(),
        Command::Check(check) => check.run(),
        Command::Windows(windows) => windows.run(),
        Command::Bench(bench) => bench.run(),
        // The judge's count is the last line, whatever it says.
        Command::Judge(judge) => return judge.run().unwrap_or_else(|error| failure(&error)),
    };
    outcome.map_or_else(|error| failure(&error), |()| ExitCode::SUCCESS)
}

fn failure(error: &anyhow::Error) -> ExitCode {
    run::say(&format!("error: {error:#}"));
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
