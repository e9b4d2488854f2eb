//! `cargo xtask bench`

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::{judge::environment, run, steps::Steps, system, tree::Tree};

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
    /// From a click to the client launched: stages and totals, cold and warm, near and far from Azure, and beside
    /// scripts with `az` and the Python SDK
    Connect(Compared),
    /// Ten thousand machines read: requests, first row, last row and memory, beside `az` and the Python SDK
    Inventory(Compared),
    /// Ten thousand machines searched, with every kind of question
    Search,
}

#[derive(Args)]
struct Compared {
    /// Measure ours only, without the tools of others (some 760 MB of Python packages, installed once)
    #[arg(long)]
    alone: bool,

    /// Only rows that contain one of these words, such as `deallocated` or `peers`
    #[arg(last = true)]
    words: Vec<String>,
}

impl Bench {
    pub fn run(self) -> Result<()> {
        let tree = Tree::find()?;
        let mut steps = Steps::new();
        match self.what {
            What::Connect(compared) => compared.run(&tree, steps, "connect"),
            What::Inventory(compared) => compared.run(&tree, steps, "inventory"),
            What::Search => {
                build(&tree, &mut steps, "search")?;
                bench(&tree, &steps, "search", &[], None)
            }
        }
    }
}

impl Compared {
    fn run(self, tree: &Tree, mut steps: Steps, name: &str) -> Result<()> {
        let needs = [system::SESSION, system::JUDGE, system::PEERS];
        let needs = if self.alone { &needs[..1] } else { &needs[..] };
        steps.run("system packages", || system::install_missing(needs))?;
        let mut peers = None;
        if !self.alone {
            steps.run("the tools of others", || {
                peers = environment::prepare(tree)?.parent().map(PathBuf::from);
                Ok(())
            })?;
        }
        build(tree, &mut steps, name)?;
        bench(tree, &steps, name, &self.words, peers)
    }
}

/// The bench, and the programs it starts.
fn build(tree: &Tree, steps: &mut Steps, name: &str) -> Result<()> {
    steps.run("build", || {
        run::run(tree.cargo().args(["build", "--profile", "bench", "-p", "jit"]))?;
        run::run(tree.cargo().args(["bench", "-p", "jit-tests", "--bench", name, "--no-run"]))
    })
}

fn bench(tree: &Tree, steps: &Steps, name: &str, words: &[String], peers: Option<PathBuf>) -> Result<()> {
    steps.summary();
    let mut command = tree.cargo();
    command.args(["bench", "-p", "jit-tests", "--bench", name, "--"]).args(words);
    match peers {
        Some(folder) => command.env("JIT_PEERS", folder),
        None => command.env_remove("JIT_PEERS"),
    };
    run::run(&mut command)
}
