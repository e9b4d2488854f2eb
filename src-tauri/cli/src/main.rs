//! JIT Tray on the command line: the same engine as the tray, without a window.
#![forbid(unsafe_code)]

mod args;
mod cancels;
mod connect;
mod doctor;
mod fav;
mod list;
mod login;
mod logout;
mod minus;
mod out;
mod signing;
mod status;
mod table;
mod tenants;
mod whoami;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use jit_app::{Engine, Options};
use jit_core::{Code, Problem};

use args::{Args, Command};
use out::Out;

fn main() -> ExitCode {
    if let Some(ended) = jit_app::attend(std::env::args_os()) {
        return ended;
    }
    jit_app::install_tls();
    let args = match Args::try_parse_from(minus::behind_the_options(std::env::args_os())) {
        Ok(args) => args,
        Err(error) => return usage(&error),
    };
    let out = Out::new(args.json, args.quiet);
    log_to_stderr(args.verbose);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let message = format!("No threads can be started: {error}.");
            return out.failure(&Problem::new(
                Code::NotUnderstood,
                message,
                "Close other programs and try again.",
            ));
        }
    };
    let code = match runtime.block_on(run(args, &out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => out.failure(&problem),
    };
    // What still runs (a probe, a read) has nobody to answer to any more.
    runtime.shutdown_background();
    code
}

async fn run(args: Args, out: &Out) -> Result<(), Problem> {
    let ssh_here = !args.json && std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let can_ask = !args.json && std::io::stderr().is_terminal();
    let options = Options { demo: args.demo, cloud: args.cloud, ssh_here, can_ask, ..Options::default() };
    let engine = jit_app::start(options).await?;
    warn_of_banners(&engine, out);
    match args.command {
        Command::List(list) => list::run(&engine, &list, out).await,
        Command::Connect(connect) => connect::run(engine, connect, args.demo && !ssh_here, out).await,
        Command::Fav(fav) => fav::run(&engine, fav, out).await,
        Command::Status => status::run(&engine, out),
        Command::Login(_) if args.demo => Err(no_sign_in_needed()),
        Command::Login(login) => login::run(&engine, login, out).await,
        Command::Logout(logout) => logout::run(&engine, &logout, out).await,
        Command::Whoami => whoami::run(&engine, out).await,
        Command::Doctor => doctor::run(&engine, out).await,
    }
}

fn no_sign_in_needed() -> Problem {
    let message = "The sample data needs no sign-in, and a sign-in to it would be forgotten at once.";
    Problem::new(Code::Usage, message, "Leave out --demo to sign in to Azure.")
}

/// A broken file does not stop the work, but nobody should wonder why it is not used.
fn warn_of_banners(engine: &Engine, out: &Out) {
    for banner in &engine.views().borrow().banners {
        out.note(&format!("warning: {} {}", banner.message, banner.hint));
    }
}

/// Help and version are data and succeed; everything else about the arguments is a mistake.
fn usage(error: &clap::Error) -> ExitCode {
    let code = if error.use_stderr() { ExitCode::from(Code::Usage.exit_code()) } else { ExitCode::SUCCESS };
    if error.use_stderr() && std::env::args_os().any(|arg| arg == "--json") {
        let problem = Problem::new(Code::Usage, first_paragraph(&error.render().to_string()), HELP);
        return Out::new(true, false).failure(&problem);
    }
    // A terminal that is gone cannot be told anything.
    let _ = error.print();
    code
}

const HELP: &str = "\"jit --help\" and \"jit help COMMAND\" tell what there is.";

/// What is wrong, on one line: the rest is usage and where to find help.
fn first_paragraph(text: &str) -> String {
    let lines = text.lines().take_while(|line| !line.trim().is_empty()).map(str::trim);
    let line = lines.collect::<Vec<_>>().join(" ");
    line.strip_prefix("error: ").map_or(line.clone(), str::to_owned)
}

fn log_to_stderr(verbose: bool) {
    use tracing_subscriber::EnvFilter;
    let quiet = "off";
    let talkative =
        "info,hyper=warn,reqwest=warn,h2=off,rustls=warn,azure_core=warn,typespec_client_core=warn";
    let filter = EnvFilter::new(if verbose { talkative } else { quiet });
    // A second subscriber is only possible in tests.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
