//! `cargo xtask demo`

use std::env;

use anyhow::{Result, bail};
use clap::Args;

use crate::{page, run, steps::Steps, system, tree::Tree};

/// Open the tray application on a simulated Azure
///
/// Sets everything up, builds the application and starts `jit-tray --demo`: the simulator runs inside, with the
/// machines of Contoso Manufacturing. Choose a favourite in the tray menu and a real ssh session opens. Nothing
/// leaves this machine.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  cargo xtask demo\n  cargo xtask demo -- --help    what else jit-tray understands"
)]
pub struct Demo {
    /// Passed on to jit-tray
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Demo {
    pub fn run(self) -> Result<()> {
        if cfg!(target_os = "linux") && !has_display() {
            bail!(
                "the demo shows a tray and needs a desktop, and neither DISPLAY nor WAYLAND_DISPLAY is set; \
                 run it inside a desktop session, or try `cargo run -p jit -- --demo list` here"
            );
        }
        let tree = Tree::find()?;
        let mut steps = Steps::new();
        steps.run("system packages", || system::install_missing(&[system::BUILD, system::SESSION]))?;
        steps.run("page", || page::build(&tree))?;
        steps.run("build", || build(&tree))?;
        steps.summary();
        run::run(run::command(tree.program("jit-tray")).arg("--demo").args(self.arguments))
    }
}

/// The whole workspace at once: a package built alone gets other features of shared crates, and the next
/// `cargo xtask test` would compile them all again.
fn build(tree: &Tree) -> Result<()> {
    run::run(tree.cargo().args(["build", "--workspace", "--exclude", "xtask", "--bins"]))
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
