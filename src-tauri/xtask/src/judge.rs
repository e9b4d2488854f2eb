//! `cargo xtask judge`

pub mod environment;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use crate::{run, steps::Steps, system, tree::Tree};

/// Let Microsoft's own clients judge the simulator
///
/// Builds azure-sim, makes a Python environment with the unmodified `az` and Microsoft's Python packages (in the
/// target folder, once), and drives the simulator with them over TLS. The last line counts what passed and failed.
#[derive(Args)]
#[command(after_help = "Examples:
  cargo xtask judge
  cargo xtask judge graph          checks whose name or story contains this
  cargo xtask judge --planted      break the answers on purpose: every check has to notice its defects")]
pub struct Judge {
    /// Only checks whose name or story contains this
    filter: Option<String>,

    /// Plant defects in the simulator's answers, one after the other; a check that still passes is an error
    #[arg(long)]
    planted: bool,
}

impl Judge {
    pub fn run(self) -> Result<ExitCode> {
        let tree = Tree::find()?;
        let mut steps = Steps::new();
        steps.run("system packages", || system::install_missing(&[system::JUDGE]))?;
        steps.run("build", || run::run(tree.cargo().args(["build", "-p", "azure-sim"])))?;
        let mut python = None;
        steps.run("Microsoft's clients", || {
            python = Some(environment::prepare(&tree)?);
            Ok(())
        })?;
        steps.summary();
        // Nothing that a person has set for Python gets in between.
        let mut judge = run::command(python.unwrap_or_default());
        judge.args(["-I", "-B"]).arg(tree.path("tests/judge"));
        judge.arg("--simulator").arg(tree.program("azure-sim"));
        judge.args(self.planted.then_some("--planted")).args(self.filter);
        let content = judge.status().context("the environment's Python could not be started")?.success();
        Ok(if content { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
