//! A simulated Azure of a test's own: the world edited, the machines by name, what was asked of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use azure_sim::{Config, Entry, Fault, Running, World};
use jit_core::{ResourceId, VmRef};
use regex::Regex;
use serde_json::Value;

use crate::{INITIATE, Requested, START, until};

/// The address the workstation comes from in Contoso's world.
pub const MY_ADDRESS: &str = "203.0.113.9";

/// A simulated Azure inside the test, on ports of its own. Clones are the same one.
#[derive(Clone)]
pub struct SimulatedAzure(Arc<Running>);

impl SimulatedAzure {
    /// Contoso Manufacturing, where everything takes a moment only.
    pub async fn start() -> Self {
        Self::with(Self::quick()).await
    }

    /// Contoso Manufacturing after an edit of its file, where everything takes a moment only.
    pub async fn edited(edit: impl FnOnce(&mut Value)) -> Self {
        Self::with(Config { world: contoso(edit), ..Self::quick() }).await
    }

    /// As the configuration has it.
    pub async fn with(config: Config) -> Self {
        jit_app::install_tls();
        Self(Arc::new(azure_sim::start(config).await.unwrap()))
    }

    /// A configuration where everything takes a moment only.
    #[must_use]
    pub fn quick() -> Config {
        Config {
            jit: Duration::from_millis(200),
            boot: Duration::from_millis(300),
            stop: Duration::from_millis(100),
            retry_after: Some(1),
            ..Config::default()
        }
    }

    /// The simulator itself.
    #[must_use]
    pub fn running(&self) -> &Running {
        &self.0
    }

    /// Where a machine is.
    #[must_use]
    pub fn vm(&self, name: &str) -> VmRef {
        let id = self.machine(name)["id"].as_str().map(ResourceId::parse);
        let id = id.unwrap().unwrap();
        let state = self.0.state();
        let subscription =
            find(&state["subscriptions"], |it| text(&it["id"]).eq_ignore_ascii_case(id.subscription()));
        VmRef { id, tenant: Some(text(&subscription["tenant"]).to_owned()), account: None }
    }

    /// `running`, `deallocated`, ….
    #[must_use]
    pub fn power(&self, name: &str) -> String {
        text(&self.machine(name)["power"]).to_owned()
    }

    /// Waits until the machine's power is this.
    pub async fn until_power(&self, name: &str, power: &str) {
        until(&format!("{name} to be {power}"), || (self.power(name) == power).then_some(())).await;
    }

    /// Where the machine's port, as the world's file names it, can be connected to now.
    #[must_use]
    pub fn gate(&self, name: &str, port: u16) -> SocketAddr {
        let gates = self.0.gates_now();
        *gates.get(name).and_then(|ports| ports.get(&port)).unwrap_or_else(|| {
            panic!("{name}:{port} cannot be connected to; what can: {gates:?}");
        })
    }

    /// The number the machine's policy knows this port by, which is the natural one where it may be bound.
    #[must_use]
    pub fn port(&self, name: &str, port: u16) -> u16 {
        self.gate(name, port).port()
    }

    /// Every access request for the machine in any policy, the oldest first.
    #[must_use]
    pub fn requests(&self, name: &str) -> Vec<Requested> {
        let mut requests = Vec::new();
        for policy in self.0.state()["policies"].as_array().unwrap() {
            for request in policy["requests"].as_array().into_iter().flatten() {
                for machine in request["machines"].as_array().unwrap() {
                    if !is_named(&machine["id"], name) {
                        continue;
                    }
                    requests.extend(
                        machine["ports"]
                            .as_array()
                            .unwrap()
                            .iter()
                            .map(|port| Requested::read(policy, request, port)),
                    );
                }
            }
        }
        requests.sort_by_key(|request| request.from);
        requests
    }

    /// The calls whose method and path match, in order.
    #[must_use]
    pub fn calls(&self, pattern: &str) -> Vec<Entry> {
        let pattern = Regex::new(pattern).unwrap();
        self.0
            .journal()
            .into_iter()
            .filter(|entry| pattern.is_match(&format!("{} {}", entry.method, entry.path)))
            .collect()
    }

    /// The access requests that were posted, whatever became of them.
    #[must_use]
    pub fn initiates(&self) -> Vec<Entry> {
        self.calls(INITIATE)
    }

    /// The starts that were posted, whatever became of them.
    #[must_use]
    pub fn starts(&self) -> Vec<Entry> {
        self.calls(START)
    }

    /// Everything that was to change something in Azure, as `initiate` and `start`.
    #[must_use]
    pub fn changes(&self) -> Vec<String> {
        let word =
            |entry: Entry| entry.path.split(['/', '?']).rfind(|part| !part.contains('=')).map(str::to_owned);
        self.calls("^(POST|PUT|PATCH|DELETE) /subscriptions/").into_iter().filter_map(word).collect()
    }

    /// Arms a fault.
    pub fn fault(&self, fault: Fault) {
        self.0.fault(fault).unwrap();
    }

    /// The next call that matches loses its connection before anything comes of it.
    pub fn drop_next(&self, pattern: &str) {
        self.fault(Fault { drop: true, ..on(pattern) });
    }

    /// The next call that matches is carried out, and its answer lost.
    pub fn lose_next_answer(&self, pattern: &str) {
        self.fault(Fault { drop: true, after: true, ..on(pattern) });
    }

    /// The next call that matches is answered so much later.
    pub fn delay_next(&self, pattern: &str, by: Duration) {
        self.fault(Fault { delay_ms: u64::try_from(by.as_millis()).unwrap(), ..on(pattern) });
    }

    fn machine(&self, name: &str) -> Value {
        find(&self.0.state()["virtual_machines"], |machine| is_named(&machine["id"], name))
    }
}

/// A fault for the next call that matches.
#[must_use]
pub fn on(pattern: &str) -> Fault {
    Fault { matching: Some(pattern.to_owned()), ..Fault::default() }
}

/// Somebody else who works in this Azure, with a client of their own.
#[must_use]
pub fn client_of(azure: &SimulatedAzure) -> jit_azure::Azure {
    let cloud = jit_core::Cloud::from_json(&azure.0.cloud_json()).unwrap();
    let sign_in = jit_azure::SignIn::of_cloud(&cloud).unwrap();
    let run: jit_azure::RunProgram =
        Arc::new(|_, _| Box::pin(async { Err(std::io::Error::other("no program is needed to sign in")) }));
    let ca = azure.0.ca_pem().as_bytes().to_vec();
    jit_azure::Azure::new(&cloud, sign_in, jit_azure::Surroundings::new(run).trusting(Some(ca))).unwrap()
}

/// Contoso's world after an edit of its file.
pub fn contoso(edit: impl FnOnce(&mut Value)) -> World {
    let mut file: Value = serde_json::from_str(&World::contoso().to_json()).unwrap();
    edit(&mut file);
    World::from_json(&file.to_string()).unwrap()
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn is_named(id: &Value, name: &str) -> bool {
    text(id).rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(name))
}

fn find(list: &Value, wanted: impl Fn(&Value) -> bool) -> Value {
    let found = list.as_array().and_then(|list| list.iter().find(|it| wanted(it)));
    found.cloned().expect("it is in the world")
}
