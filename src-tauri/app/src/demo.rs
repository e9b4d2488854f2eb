//! The demo: the simulator inside this program, Contoso Manufacturing, and folders that go away with it.

use std::time::Duration;

use jit_core::{Code, Favourite, Favourites, Problem, ResourceId};
use jit_host::Dirs;
use tempfile::TempDir;

/// A simulated Azure that ends with the program.
pub(crate) struct Demo {
    azure: azure_sim::Running,
    folder: TempDir,
}

/// The favourites to begin with: what runs, what is stopped, what is restricted, and what goes wrong.
const FAVOURITES: [&str; 6] = ["web-01", "build-agent", "db-02", "erp-app-02", "db-03", "gpu-01"];

impl Demo {
    /// Starts the simulator, a little faster than Azure, so that a look around needs no patience.
    pub(crate) async fn start() -> Result<Self, Problem> {
        let mut config = azure_sim::Config::default();
        (config.jit, config.boot) = (Duration::from_secs(3), Duration::from_secs(8));
        config.latency = Duration::from_millis(40);
        let azure = azure_sim::start(config).await.map_err(|error| broken(&error.to_string()))?;
        let folder = tempfile::Builder::new().prefix("jit-tray-demo-").tempdir();
        let folder = folder.map_err(|error| broken(&format!("no temporary folder: {error}")))?;
        Ok(Self { azure, folder })
    }

    pub(crate) fn cloud_json(&self) -> String {
        self.azure.cloud_json()
    }

    pub(crate) fn dirs(&self) -> Dirs {
        Dirs::under(self.folder.path())
    }

    /// The starred machines of the sample company, as far as it has them.
    pub(crate) fn favourites(&self) -> Favourites {
        let world = self.azure.state();
        let machines = world["virtual_machines"].as_array().cloned().unwrap_or_default();
        let find = |name: &&str| {
            let named =
                |machine: &&serde_json::Value| machine["id"].as_str().is_some_and(|id| ends_with(id, name));
            let id = machines.iter().find(named)?["id"].as_str()?;
            Some(favourite(name, ResourceId::parse(id).ok()?))
        };
        FAVOURITES.iter().filter_map(find).collect()
    }
}

fn ends_with(id: &str, name: &str) -> bool {
    id.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name))
}

fn favourite(alias: &str, arm: ResourceId) -> Favourite {
    Favourite {
        alias: alias.to_owned(),
        arm,
        tenant: None,
        account: None,
        protocol: None,
        port: None,
        duration: None,
        justification: None,
        user: None,
        key: None,
    }
}

fn broken(reason: &str) -> Problem {
    Problem::new(
        Code::NotUnderstood,
        format!("The demo cannot start: {reason}."),
        "Close other programs and try again.",
    )
}
