//! Node.js and npm, which build the page.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::run;

const OLDEST: (u32, u32) = (20, 19);

/// npm, once it is known that Node.js is there and new enough.
pub fn npm() -> Result<PathBuf> {
    let node = run::find("node").context(format!("Node.js was not found; {WAY_OUT}"))?;
    let said = run::output(run::command(node).arg("--version"))?;
    check(said.trim())?;
    run::find("npm")
        .context("npm was not found beside Node.js; install npm (on Debian and Ubuntu: apt install npm)")
}

const WAY_OUT: &str = "install version 20.19 or newer from https://nodejs.org or with a version manager";

fn check(said: &str) -> Result<()> {
    let mut numbers = said.trim_start_matches('v').split('.').map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else {
        bail!("`node --version` said {said:?}, which is no version; {WAY_OUT}");
    };
    if (major, minor) < OLDEST {
        bail!("Node.js {said} is too old for the page's tools; {WAY_OUT}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_must_be_new_enough() {
        for good in ["v20.19.0", "v20.20.2", "v22.12.0", "v24.0.0"] {
            assert!(check(good).is_ok(), "{good}");
        }
        let old = check("v20.18.3").unwrap_err().to_string();
        assert_eq!(old, format!("Node.js v20.18.3 is too old for the page's tools; {WAY_OUT}"));
        assert!(check("v18.20.0").is_err());
        assert!(check("what?").unwrap_err().to_string().contains("is no version"));
    }
}
