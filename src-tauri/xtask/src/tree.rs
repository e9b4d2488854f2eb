//! Where things lie: the working tree and cargo's target folder.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::run;

pub struct Tree {
    root: PathBuf,
    target: PathBuf,
}

impl Tree {
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("xtask does not lie in src-tauri/xtask any more; mend Tree::find")?
            .to_owned();
        let metadata = run::output(cargo(&root).args(["metadata", "--no-deps", "--format-version", "1"]))?;
        let metadata: serde_json::Value =
            serde_json::from_str(&metadata).context("`cargo metadata` printed something that is not JSON")?;
        let target =
            metadata["target_directory"].as_str().context("`cargo metadata` names no target folder")?;
        Ok(Self { target: target.into(), root })
    }

    /// cargo, at the root of the workspace.
    pub fn cargo(&self) -> Command {
        cargo(&self.root)
    }

    pub fn path(&self, below_root: &str) -> PathBuf {
        self.root.join(below_root)
    }

    /// A folder for what xtask itself keeps.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// A program of ours, built for trying out.
    pub fn program(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name).with_extension(env::consts::EXE_EXTENSION)
    }
}

fn cargo(root: &Path) -> Command {
    let mut command = run::command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    // Incremental artefacts cost disk and time and are never used again on a machine that starts from nothing.
    if env::var_os("CI").is_some() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_where_the_workspace_is() {
        let tree = Tree::find().unwrap();
        let manifest = std::fs::read_to_string(tree.path("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"));
    }
}
