//! `cargo xtask bench`

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::{run, steps::Steps, system, tree::Tree};

/// Measure the product against its budgets
///
/// Builds with optimisation and prints a table. Close what else keeps the machine busy: a bench never fails
/// because a number is bad, it is for reading.
#[derive(Args)]
pub struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// From a click to the client launched: stages and totals, cold and warm, near and far from Azure
    Connect {
        /// Passed on to the bench
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Ten thousand machines searched, with every kind of question
    Search,
}

impl Bench {
    pub fn run(self) -> Result<()> {
        let tree = Tree::find()?;
        let mut steps = Steps::new();
        steps.run("system packages", || system::install_missing(&[system::SESSION]))?;
        match self.what {
            What::Connect { arguments } => bench(&tree, &mut steps, "connect", arguments),
            What::Search => bench(&tree, &mut steps, "search", Vec::new()),
        }
    }
}

fn bench(tree: &Tree, steps: &mut Steps, name: &str, arguments: Vec<String>) -> Result<()> {
    let target = ["-p", "jit-tests", "--bench", name];
    steps.run("build", || run::run(tree.cargo().arg("bench").args(target).arg("--no-run")))?;
    steps.summary();
    run::run(tree.cargo().arg("bench").args(target).arg("--").args(arguments))
}
