//! `cargo xtask windows`

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{page, run, steps::Steps, system, tree::Tree};

const TARGET: &str = "x86_64-pc-windows-gnu";
const RUSTFLAGS: &str = "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS";
const RUSTDOCFLAGS: &str = "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTDOCFLAGS";
const RUNNER: &str = "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER";
const TESTED: [&str; 4] = ["jit-core", "jit-azure", "jit-host", "jit-app"];

/// Check from Linux that the product builds and works on Windows
///
/// Lints the whole workspace for x86_64-pc-windows-gnu with warnings denied, and runs the tests of core, azure,
/// host and app for it under Wine. On Windows itself, `check` and `test` do that and more.
#[derive(Args)]
#[command(
    after_help = "Needs the target's standard library: rustup target add x86_64-pc-windows-gnu, or a sysroot
of your own in CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS=--sysroot=FOLDER.
Wine must bring bcryptprimitives.dll, which Rust programs need; the Wine 8 of Debian 12 does not yet."
)]
pub struct Windows {}

impl Windows {
    pub fn run(self) -> Result<()> {
        if cfg!(windows) {
            bail!(
                "this command checks Windows from Linux; here, use `cargo xtask check` and `cargo xtask test`"
            );
        }
        let tree = Tree::find()?;
        let mut steps = Steps::new();
        steps.run("standard library", standard_library)?;
        steps.run("system packages", || system::install_missing(&[system::CROSS]))?;
        steps.run("page", || page::build(&tree))?;
        steps.attempt("clippy for Windows", || clippy(&tree));
        steps.attempt("tests under Wine", || tests(&tree));
        steps.finish()
    }
}

fn clippy(tree: &Tree) -> Result<()> {
    run::run(cargo(tree, "clippy").args(["--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn tests(tree: &Tree) -> Result<()> {
    let mut command = cargo(tree, "test");
    command.arg("--no-fail-fast").args(TESTED.iter().flat_map(|package| ["-p", package]));
    // cargo tells rustc where the sysroot is, but not rustdoc, which compiles the tests in documentation.
    let sysroot = sysroot(&env::var(RUSTFLAGS).unwrap_or_default());
    if !sysroot.is_empty() && env::var_os(RUSTDOCFLAGS).is_none() {
        command.env(RUSTDOCFLAGS, sysroot.join(" "));
    }
    if env::var_os(RUNNER).is_none() {
        command.env(RUNNER, wine()?).env("WINEDEBUG", "-all");
    }
    run::run(&mut command)
}

fn cargo(tree: &Tree, verb: &str) -> Command {
    let mut command = tree.cargo();
    command.args([verb, "--target", TARGET]);
    command
}

fn wine() -> Result<PathBuf> {
    system::WINE
        .iter()
        .find_map(|name| run::find(name))
        .with_context(|| format!("wine was not found; install it, or name a runner in {RUNNER}"))
}

/// Asks the compiler where the target's libraries would be and looks there: only that counts for a sysroot of
/// one's own as well as for rustup's.
fn standard_library() -> Result<()> {
    let flags = env::var(RUSTFLAGS).unwrap_or_default();
    let mut rustc = run::command(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--target", TARGET, "--print", "target-libdir"]).args(sysroot(&flags));
    let folder = run::output(&mut rustc)?;
    let folder = Path::new(folder.trim());
    let has_std = fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
    });
    if !has_std {
        bail!(
            "Rust's standard library for {TARGET} is not in {}; get it with `rustup target add {TARGET}`, or build it \
             and set {RUSTFLAGS}=--sysroot=FOLDER",
            folder.display()
        );
    }
    run::say(&format!("found in {}", folder.display()));
    Ok(())
}

fn sysroot(flags: &str) -> Vec<String> {
    let mut words = flags.split_whitespace();
    while let Some(word) = words.next() {
        if word.starts_with("--sysroot=") {
            return vec![word.to_owned()];
        }
        if word == "--sysroot" {
            return words.next().map(|folder| vec![word.to_owned(), folder.to_owned()]).unwrap_or_default();
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sysroot_is_found_among_the_flags() {
        assert_eq!(sysroot("-C debuginfo=0 --sysroot=/opt/w"), ["--sysroot=/opt/w"]);
        assert_eq!(sysroot("--sysroot /opt/w"), ["--sysroot", "/opt/w"]);
        assert!(sysroot("-C debuginfo=0").is_empty());
    }
}
