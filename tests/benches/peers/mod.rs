//! The same job by tools that others made: `az`, and Microsoft's clients for Python.
//!
//! `JIT_PEERS` names the folder with `az` and `python3`; `cargo xtask bench` makes it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use azure_sim::Running;
use tempfile::TempDir;

/// Longer than any script needs, the inventory with `az` included.
const PATIENCE_SECONDS: u32 = 900;

/// The tools, signed in to a simulated Azure.
pub struct Peers {
    tools: PathBuf,
    folder: TempDir,
    arm: String,
    tenant: String,
    client_id: String,
    client_secret: String,
}

impl Peers {
    /// Signs in, if there are such tools here.
    pub fn at(azure: &Running) -> Option<Self> {
        let tools = PathBuf::from(std::env::var_os("JIT_PEERS")?);
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::write(folder.path().join("ca.pem"), azure.ca_pem()).expect("the certificate can be written");
        let principal = azure.service_principal();
        let peers = Self {
            tools,
            folder,
            arm: azure.https().to_owned(),
            tenant: azure.tenant().to_owned(),
            client_id: principal.client_id.clone(),
            client_secret: principal.client_secret.clone(),
        };
        peers.sign_in();
        Some(peers)
    }

    /// What a script takes, from the start of its process to its end, and what it says.
    pub fn time(&self, script: &str, arguments: &[&str], variables: &[(&str, &str)]) -> (Duration, String) {
        let mut command = self.script(script);
        command.args(arguments).envs(variables.iter().copied());
        let begun = Instant::now();
        let output = finish(script, &mut command);
        (begun.elapsed(), String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn script(&self, name: &str) -> Command {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers").join(name);
        // The scripts wait for a port as scripts do: for ever.
        let mut command = Command::new("timeout");
        command.arg(PATIENCE_SECONDS.to_string());
        if name.ends_with(".py") {
            command.arg(self.tools.join("python3"));
        } else {
            command.arg("bash");
        }
        command.arg(path);
        self.surround(&mut command);
        command
    }

    /// `az` keeps its sign-in in a folder of its own, as it does for everybody who uses it.
    fn sign_in(&self) {
        let arm = self.arm.as_str();
        let cloud = ["cloud", "register", "-n", "Simulated", "--skip-endpoint-discovery"];
        let endpoints = [
            ["--endpoint-resource-manager", arm],
            ["--endpoint-active-directory", arm],
            ["--endpoint-active-directory-resource-id", arm],
            ["--endpoint-management", arm],
        ];
        self.az(&["config", "set", "core.instance_discovery=false", "core.collect_telemetry=no"]);
        self.az(&[cloud.as_slice(), endpoints.as_flattened()].concat());
        self.az(&["cloud", "set", "-n", "Simulated"]);
        let who = ["-u", &self.client_id, "-p", &self.client_secret, "--tenant", &self.tenant];
        self.az(&[["login", "--service-principal"].as_slice(), who.as_slice()].concat());
    }

    fn az(&self, arguments: &[&str]) {
        let mut command = Command::new(self.tools.join("az"));
        command.args(arguments);
        self.surround(&mut command);
        finish(&format!("az {}", arguments[0]), &mut command);
    }

    fn surround(&self, command: &mut Command) {
        let ca = self.folder.path().join("ca.pem");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.tools.clone()).chain(std::env::split_paths(&path));
        command
            .env("PATH", std::env::join_paths(folders).expect("folders of PATH can be joined"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("AZURE_CONFIG_DIR", self.folder.path().join("az"))
            .env("REQUESTS_CA_BUNDLE", &ca)
            .env("ADDRESS_SERVICE", format!("{}/_address/one", self.arm))
            .env("ARM", &self.arm)
            .env("CA", ca)
            .env("TENANT", &self.tenant)
            .env("CLIENT_ID", &self.client_id)
            .env("CLIENT_SECRET", &self.client_secret);
    }
}

/// `what` names it when it fails: the arguments of a sign-in and what surrounds every script hold a secret.
fn finish(what: &str, command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(
        output.status.success(),
        "{what}, {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    output
}
