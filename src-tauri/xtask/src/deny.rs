//! cargo deny: advisories, bans, licences and sources of everything we build on.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{run, tree::Tree};

/// The tool's version is pinned so that the same settings mean the same thing everywhere.
const VERSION: &str = "0.20.2";
const OFFLINE: &str = "JIT_DENY_OFFLINE";

pub const ABOUT_OFFLINE: &str = "cargo deny is taken from PATH, or installed below the target folder.

Environment:
  JIT_DENY_OFFLINE=FOLDER  Use the RustSec data in FOLDER, a db-path of cargo deny, instead of
                           fetching it, and do not mind its age, for this run only";

pub fn check(tree: &Tree) -> Result<()> {
    let tool = tool(tree)?;
    let settings = tree.path(".cargo/deny.toml");
    let mut command = run::command(tool);
    command.current_dir(tree.path("")).args(["--workspace", "--all-features", "--locked"]);
    let offline = env::var_os(OFFLINE);
    let hint = match offline {
        None => {
            format!("the reasons are above; where the RustSec data is out of reach, name a copy in {OFFLINE}")
        }
        Some(_) => "the reasons are above".to_owned(),
    };
    match offline {
        None => command.arg("--config").arg(settings),
        Some(folder) => {
            // Offline, cargo deny wants the sources of all systems' crates to be here already.
            run::run(tree.cargo().args(["fetch", "--quiet", "--locked"]))?;
            let offline = offline_settings(tree, &settings, Path::new(&folder))?;
            command.arg("--offline").arg("--config").arg(offline)
        }
    };
    // An ignored advisory that no longer applies is litter.
    command.args(["check", "--deny", "advisory-not-detected"]);
    run::run(&mut command).context(hint)
}

fn tool(tree: &Tree) -> Result<PathBuf> {
    let own = tree.tools().join("bin/cargo-deny").with_extension(env::consts::EXE_EXTENSION);
    if own.is_file() {
        return Ok(own);
    }
    if let Some(found) = run::find("cargo-deny") {
        return Ok(found);
    }
    run::say(&format!("cargo-deny is missing; building version {VERSION}, once, which takes some minutes"));
    let install = ["install", "--quiet", "--locked", "cargo-deny", "--version", VERSION, "--root"];
    run::run(tree.cargo().args(install).arg(tree.tools()))?;
    Ok(own)
}

fn offline_settings(tree: &Tree, settings: &Path, data: &Path) -> Result<PathBuf> {
    let data = data.canonicalize().with_context(|| format!("{OFFLINE} names {}", data.display()))?;
    let text =
        fs::read_to_string(settings).with_context(|| format!("{} cannot be read", settings.display()))?;
    let path = tree.tools().join("deny-offline.toml");
    fs::create_dir_all(tree.tools()).with_context(|| format!("{} cannot be made", tree.tools().display()))?;
    fs::write(&path, with_data(&text, &data)?)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(path)
}

/// cargo deny has no switch for either, so they are put into a copy of the settings.
fn with_data(settings: &str, data: &Path) -> Result<String> {
    const SECTION: &str = "\n[advisories]\n";
    let Some((before, after)) = settings.split_once(SECTION) else {
        bail!("deny.toml has no line [advisories] to put the offline settings below");
    };
    let data = data.display().to_string();
    Ok(format!("{before}{SECTION}db-path = {data:?}\nmaximum-db-staleness = \"P10Y\"\n{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offline_data_goes_into_the_advisories_section() {
        let settings = "[graph]\na = 1\n\n[advisories]\nunsound = \"all\"\n";
        assert_eq!(
            with_data(settings, Path::new("/data")).unwrap(),
            "[graph]\na = 1\n\n[advisories]\ndb-path = \"/data\"\nmaximum-db-staleness = \"P10Y\"\nunsound = \"all\"\n"
        );
        assert!(with_data("[bans]\n", Path::new("/data")).is_err());
    }
}
