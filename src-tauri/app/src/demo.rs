//! The demo: the simulator inside this program, Contoso Manufacturing, and folders that go away with it.

use std::time::Duration;

use azure_sim::{World, WorldError};
use jit_core::{
    Code, Favourite, Favourites, Problem, ResourceId, Settings, SettingsChange, SettingsField, VmRef,
};
use jit_host::Dirs;
use tempfile::TempDir;

/// A simulated Azure that ends with the program.
pub(crate) struct Demo {
    azure: azure_sim::Running,
    folder: TempDir,
}

/// The favourites to begin with: what runs, what is stopped, what is restricted, and what goes wrong.
const FAVOURITES: [&str; 6] = ["web-01", "build-agent", "db-02", "erp-app-02", "db-03", "gpu-01"];

/// How often what has no capacity does not start.
const FAILING_STARTS: u32 = 2;

impl Demo {
    /// Starts the simulator, a little faster than Azure, so that a look around needs no patience.
    pub(crate) async fn start() -> Result<Self, Problem> {
        let mut config = azure_sim::Config::default();
        (config.jit, config.boot) = (Duration::from_secs(3), Duration::from_secs(8));
        config.latency = Duration::from_millis(40);
        config.world = world().map_err(|error| broken(&error.to_string()))?;
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

    /// The clients a person set, and what they see the program by; all else is as it comes. What is changed while they look
    /// around goes away with the demo.
    pub(crate) fn settings(&self, own: Settings) -> Result<Settings, Problem> {
        let keeps = [
            SettingsField::Theme,
            SettingsField::SortFavourites,
            SettingsField::Keys,
            SettingsField::SshCommand,
            SettingsField::RdpCommand,
            SettingsField::Terminal,
        ];
        let dirs = self.dirs();
        let changes = keeps.into_iter().map(|field| SettingsChange { field, value: own.value(field) });
        changes.filter(|change| change.value.is_some()).try_fold(Settings::default(), |_, change| {
            jit_host::change_file(&dirs.settings(), &dirs, |text| Settings::changed(text, &change))
        })
    }

    /// The starred machines of the sample company, as far as it has them. They are in a file, as a person's are.
    pub(crate) fn favourites(&self) -> Result<Favourites, Problem> {
        let world = self.azure.state();
        let machines = world["virtual_machines"].as_array().cloned().unwrap_or_default();
        let find = |name: &&str| {
            let named =
                |machine: &&serde_json::Value| machine["id"].as_str().is_some_and(|id| ends_with(id, name));
            let id = machines.iter().find(named)?["id"].as_str()?;
            let vm = VmRef { id: ResourceId::parse(id).ok()?, tenant: None, account: None };
            Some(Favourite::new(name, vm))
        };
        let favourites: Favourites = FAVOURITES.iter().filter_map(find).collect();
        jit_host::write_text(&self.dirs().favourites(), &favourites.to_json())?;
        Ok(favourites)
    }
}

/// Contoso, where what has no capacity has some after a while: whoever tries again is to see that it helps.
fn world() -> Result<World, WorldError> {
    let contoso = World::contoso().to_json();
    let mut file = serde_json::from_str(&contoso).unwrap_or(serde_json::Value::Null);
    let machines = file["virtual_machines"].as_array_mut().into_iter().flatten();
    for failure in machines.filter_map(|machine| machine.get_mut("start_failure")) {
        failure["times"] = FAILING_STARTS.into();
    }
    World::from_json(&file.to_string())
}

fn ends_with(id: &str, name: &str) -> bool {
    id.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name))
}

fn broken(reason: &str) -> Problem {
    Problem::new(
        Code::NotUnderstood,
        format!("The demo cannot start: {reason}."),
        "Close other programs and try again.",
    )
}

#[cfg(test)]
mod tests {
    use jit_core::Cloud;

    use super::*;

    #[tokio::test]
    async fn a38_looking_around_makes_no_call_beyond_this_computer() {
        crate::install_tls();
        let demo = Demo::start().await.unwrap();
        let cloud = Cloud::from_json(&demo.cloud_json()).unwrap();
        assert!(cloud.is_loopback());
        let services = cloud.address_services.iter().map(|service| &service.url);
        let ends: Vec<&str> = [&cloud.arm, &cloud.authority]
            .into_iter()
            .chain(services)
            .filter_map(|url| url.host_str())
            .collect();
        assert!(ends.len() >= 4, "{ends:?}");
        assert!(ends.iter().all(|host| ["127.0.0.1", "localhost"].contains(host)), "{ends:?}");
    }
}
