//! `cargo xtask check`

use anyhow::Result;
use clap::Args;

use crate::{deny, page, run, steps::Steps, system, tree::Tree};

/// Run everything that is not a test
///
/// rustfmt, cargo deny (advisories, bans, licences, sources), the page's linters, clippy and rustdoc, with
/// warnings denied. All of them run even when one fails, and the end says which did.
#[derive(Args)]
#[command(after_help = deny::ABOUT_OFFLINE)]
pub struct Check {}

impl Check {
    pub fn run(self) -> Result<()> {
        let tree = Tree::find()?;
        let mut steps = Steps::new();
        steps.attempt("rustfmt", || run::run(tree.cargo().args(["fmt", "--all", "--check"])));
        steps.attempt("deny", || deny::check(&tree));
        steps.run("system packages", || system::install_missing(&[system::BUILD]))?;
        steps.run("page", || page::build(&tree))?;
        steps.attempt("page linters", || page::check(&tree));
        steps.attempt("clippy", || clippy(&tree));
        steps.attempt("rustdoc", || rustdoc(&tree));
        steps.finish()
    }
}

fn clippy(tree: &Tree) -> Result<()> {
    run::run(tree.cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

/// `--examples` (there are none) makes cargo choose the same features as clippy's `--all-targets`, so that what
/// clippy checked is not checked again. The programs are named because azure-sim's would overwrite its library.
fn rustdoc(tree: &Tree) -> Result<()> {
    let targets = ["--lib", "--bin", "jit", "--bin", "jit-tray", "--bin", "xtask", "--examples"];
    run::run(
        tree.cargo()
            .args(["doc", "--workspace", "--no-deps"])
            .args(targets)
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}
