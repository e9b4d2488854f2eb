//! `azure-sim` as a program of its own.

use std::path::PathBuf;

use serde_json::Value;

use super::{Desktop, process::Process};
use crate::program;

pub struct Simulator {
    cloud: PathBuf,
    _process: Process,
}

/// A machine as `jit list` tells it.
pub struct Machine {
    pub id: String,
    pub power: String,
}

impl Simulator {
    /// `backends` are given as `web-01:22=127.0.0.1:2222`.
    pub fn start(desktop: &Desktop, backends: &[String]) -> Self {
        let cloud = desktop.home().path("cloud.json");
        let mut command = desktop.command(program("azure-sim"));
        command.args(["--https", "127.0.0.1:0", "--jit-s", "1", "--boot-s", "2", "--retry-after", "1"]);
        command.arg("--cloud-out").arg(&cloud);
        for backend in backends {
            command.args(["--backend", backend]);
        }
        let (process, _) = Process::start_until_ready(&mut command);
        Self { cloud, _process: process }
    }

    /// The cloud file for `--cloud`.
    pub fn cloud(&self) -> String {
        self.cloud.display().to_string()
    }

    /// The machine of this name, as `jit list` sees it now.
    pub fn machine(&self, desktop: &Desktop, name: &str) -> Machine {
        let mut list = desktop.command(program("jit"));
        let output = list.args(["--cloud", &self.cloud(), "list", "--json"]).output().expect("jit runs");
        let said = String::from_utf8_lossy(&output.stdout);
        let list: Value = serde_json::from_str(&said)
            .unwrap_or_else(|_| panic!("jit list said: {said}{}", String::from_utf8_lossy(&output.stderr)));
        let machines = list["machines"].as_array().expect("a list of machines");
        let machine = machines.iter().find(|machine| machine["name"] == name);
        let text = |field: &str| machine.and_then(|machine| machine[field].as_str());
        let id = text("id").unwrap_or_else(|| panic!("the simulated world has no machine {name}"));
        Machine { id: id.to_owned(), power: text("power").unwrap_or_default().to_owned() }
    }
}
