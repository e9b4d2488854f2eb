//! The page in `ui/`: its dependencies, its build, its tests, its linters.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{fingerprint, node, run, tree::Tree};

/// What lies beside the sources of the page that ships.
const NO_SOURCES: &[&str] = &["node_modules", "dist", "dist-scripted", "tests"];

/// Installs and builds what changed since the last time.
pub fn build(tree: &Tree) -> Result<()> {
    let page = Page::install(tree)?;
    // The page shows the tray's icons.
    let icons = fingerprint::of(&tree.path("icons"), &[])?;
    let now = format!("{icons} {}", fingerprint::of(&page.folder, NO_SOURCES)?);
    let stamp = page.folder.join("node_modules/.jit-page-built");
    if page.folder.join("dist/index.html").is_file() && is(&stamp, &now) {
        run::say("the page is built");
        return Ok(());
    }
    run::run(page.npm().args(["run", "build"]))?;
    write(&stamp, &now)
}

/// The scripted page in a browser.
pub fn test(tree: &Tree) -> Result<()> {
    run::run(Page::install(tree)?.npm().arg("test"))
}

/// Type checks, lints and formatting.
pub fn check(tree: &Tree) -> Result<()> {
    run::run(Page::install(tree)?.npm().args(["run", "check"]))
}

struct Page {
    folder: PathBuf,
    npm: PathBuf,
}

impl Page {
    fn install(tree: &Tree) -> Result<Self> {
        let page = Self { folder: tree.path("ui"), npm: node::npm()? };
        let lock = page.folder.join("package-lock.json");
        let wanted = fs::read_to_string(&lock)
            .with_context(|| format!("{} cannot be read; get the file back with git", lock.display()))?;
        // npm's own record inside node_modules is normalised, so it cannot be compared with the lock file.
        let stamp = page.folder.join("node_modules/.jit-page-lock");
        if !is(&stamp, &wanted) {
            run::run(page.npm().args(["ci", "--no-audit", "--no-fund"]))?;
            write(&stamp, &wanted)?;
        }
        Ok(page)
    }

    fn npm(&self) -> Command {
        let mut command = run::command(&self.npm);
        command.current_dir(&self.folder);
        command
    }
}

fn is(stamp: &Path, wanted: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == wanted)
}

fn write(stamp: &Path, text: &str) -> Result<()> {
    fs::write(stamp, text).with_context(|| format!("{} cannot be written", stamp.display()))
}
