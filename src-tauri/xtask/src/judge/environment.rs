//! A Python environment that holds the clients, made anew when what is wanted has changed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{run, tree::Tree};

/// What the checks are written for; azure-cli would take 3.10.
const OLDEST: (u32, u32) = (3, 11);

/// The environment's Python.
pub fn prepare(tree: &Tree) -> Result<PathBuf> {
    let folder = tree.tools().join("judge");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = wanted(tree)?;
    let stamp = folder.join("installed");
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|there| there == wanted) {
        run::say("all there");
        return Ok(python);
    }
    let system = system_python()?;
    run::say("az and its packages are some 760 MB; this takes a minute or two, once");
    run::run(run::command(system).args(["-m", "venv", "--clear"]).arg(&folder)).context(
        "Python could not make an environment; on Debian and Ubuntu its parts are in \
         `apt-get install python3-venv`, elsewhere they come with Python from python.org",
    )?;
    let mut pip = run::command(&python);
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]);
    pip.arg("-r").arg(requirements(tree)).arg("-c").arg(constraints(tree));
    run::run(&mut pip).context(
        "pip could not install the clients; it needs a package index: see `pip config list` when yours is not pypi.org",
    )?;
    fs::write(&stamp, wanted).with_context(|| format!("{} cannot be written", stamp.display()))?;
    Ok(python)
}

/// All that decides what is installed.
fn wanted(tree: &Tree) -> Result<String> {
    let read = |path: PathBuf| {
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
    };
    Ok(read(requirements(tree))? + &read(constraints(tree))?)
}

fn requirements(tree: &Tree) -> PathBuf {
    tree.path("tests/judge/requirements.txt")
}

fn constraints(tree: &Tree) -> PathBuf {
    tree.path("tests/judge/constraints.txt")
}

fn system_python() -> Result<PathBuf> {
    let python = ["python3", "python"].into_iter().find_map(run::find).context(
        "there is no Python; get version 3.11 or newer, on Debian and Ubuntu with `apt-get install python3-venv`",
    )?;
    let said = run::output(run::command(&python).arg("--version"))?;
    require(&python, &said)?;
    Ok(python)
}

fn require(python: &Path, said: &str) -> Result<()> {
    let (major, minor) = OLDEST;
    if version(said).is_none_or(|found| found < OLDEST) {
        bail!(
            "{} is {}, and the judge needs Python {major}.{minor} or newer; put a newer one first on PATH",
            python.display(),
            said.trim()
        );
    }
    Ok(())
}

/// Of `Python 3.11.7`.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim().strip_prefix("Python ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_python_is_refused_with_the_way_out() {
        let python = Path::new("/usr/bin/python3");
        assert!(require(python, "Python 3.11.0\n").is_ok());
        assert!(require(python, "Python 3.14.0rc1\n").is_ok());
        let error = require(python, "Python 3.10.12\n").unwrap_err().to_string();
        assert_eq!(
            error,
            "/usr/bin/python3 is Python 3.10.12, and the judge needs Python 3.11 or newer; put a newer one first on PATH"
        );
        assert!(require(python, "PyPy").is_err());
    }

    #[test]
    fn every_client_has_an_exact_version_that_the_constraints_repeat() {
        let tree = Tree::find().unwrap();
        let constraints = fs::read_to_string(constraints(&tree)).unwrap();
        let requirements = fs::read_to_string(requirements(&tree)).unwrap();
        let wanted = requirements.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>();
        assert!(wanted.len() > 5, "{wanted:?}");
        for line in wanted {
            assert!(line.contains("==") && constraints.lines().any(|there| there == line), "{line}");
        }
    }
}
