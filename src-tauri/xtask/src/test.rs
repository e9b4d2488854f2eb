//! `cargo xtask test`

use anyhow::Result;
use clap::Args;

use crate::{page, run, steps::Steps, system, tree::Tree};

/// Run every ring of tests
///
/// Sets everything up, builds the page and all programs (the tests start the real ones), tests the page in a
/// browser where the whole is tested, and hands over to `cargo test`, whose summary ends the output.
#[derive(Args)]
#[command(after_help = "Examples:
  cargo xtask test
  cargo xtask test -- page                   the page in a browser, and nothing else
  cargo xtask test -- --test tidy            one test file
  cargo xtask test -- -p jit-core            one package
  cargo xtask test -- connect -- --nocapture tests named like this, with their output")]
pub struct Test {
    /// Passed on to `cargo test`
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Test {
    pub fn run(self) -> Result<()> {
        let tree = Tree::find()?;
        let mut steps = Steps::new();
        steps.run("system packages", || system::install_missing(&[system::BUILD, system::TESTS]))?;
        steps.run("page", || page::build(&tree))?;
        let ring = Ring::of(&self.arguments);
        if ring != Ring::Cargo {
            steps.attempt("page tests", || page::test(&tree));
        }
        if ring == Ring::Page {
            return steps.finish();
        }
        steps.run("build", || build(&tree))?;
        steps.summary();
        let tested = run::run(tree.cargo().args(cargo_arguments(self.arguments)));
        steps.verdict().and(tested)
    }
}

/// What is tested: cargo's arguments choose among its own tests and say nothing of the page.
#[derive(Debug, PartialEq)]
enum Ring {
    All,
    Page,
    Cargo,
}

impl Ring {
    fn of(arguments: &[String]) -> Self {
        match arguments {
            [] => Self::All,
            [only] if only == "page" => Self::Page,
            _ => Self::Cargo,
        }
    }
}

/// `--tests` makes cargo choose the same features of shared crates as `cargo test` does, so nothing is compiled
/// twice. xtask stays out because Windows cannot replace a program that is running.
fn build(tree: &Tree) -> Result<()> {
    run::run(tree.cargo().args(["build", "--workspace", "--exclude", "xtask", "--bins", "--tests"]))
}

fn cargo_arguments(given: Vec<String>) -> Vec<String> {
    let mut arguments = vec!["test".to_owned(), "--no-fail-fast".to_owned()];
    if !names_a_package(&given) {
        arguments.push("--workspace".to_owned());
    }
    arguments.extend(given);
    arguments
}

/// cargo lets `--workspace` win over `-p`, which is not what somebody who names a package wants.
fn names_a_package(given: &[String]) -> bool {
    given.iter().take_while(|argument| *argument != "--").any(|argument| {
        argument == "--package" || argument.starts_with("--package=") || argument.starts_with("-p")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(given: &[&str]) -> String {
        cargo_arguments(given.iter().map(ToString::to_string).collect()).join(" ")
    }

    #[test]
    fn the_page_is_tested_with_the_whole_and_where_it_is_named() {
        let ring = |given: &[&str]| Ring::of(&given.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(ring(&[]), Ring::All);
        assert_eq!(ring(&["page"]), Ring::Page);
        assert_eq!(ring(&["page", "--", "--nocapture"]), Ring::Cargo);
        assert_eq!(ring(&["-p", "jit-core"]), Ring::Cargo);
    }

    #[test]
    fn the_whole_workspace_is_tested_unless_a_package_is_named() {
        assert_eq!(arguments(&[]), "test --no-fail-fast --workspace");
        assert_eq!(arguments(&["connect"]), "test --no-fail-fast --workspace connect");
        assert_eq!(arguments(&["-p", "jit-core"]), "test --no-fail-fast -p jit-core");
        assert_eq!(arguments(&["--package=jit-core"]), "test --no-fail-fast --package=jit-core");
        assert_eq!(arguments(&["--", "-p"]), "test --no-fail-fast --workspace -- -p");
    }
}
