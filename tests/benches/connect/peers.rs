//! The same click beside what else an administrator can do: scripts with `az` and with Microsoft's clients for Python.

use std::process::Command;
use std::time::{Duration, Instant};

use azure_sim::Config;
use jit_core::Wish;
use jit_tests::{Desk, SimulatedAzure, program};
use tokio::runtime::Runtime;

use crate::others::Peers;
use crate::table;

const RUNS: usize = 3;
const BOOT: Duration = Duration::from_secs(5);
const RULE: Duration = Duration::from_secs(2);
const LATENCY: Duration = Duration::from_millis(100);

/// Who gets into the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Tray,
    CommandLine,
    Az,
    AzClever,
    Sdk,
    SdkClever,
}

/// How the machine is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Deallocated, and without access.
    Cold,
    /// Running, with access open.
    Warm,
}

/// Prints the comparison; `None` when the others are not here.
pub fn compare() -> Option<()> {
    std::env::var_os("JIT_PEERS")?;
    table::peers_head(BOOT, RULE, LATENCY, RUNS);
    for found in [Found::Cold, Found::Warm] {
        let mut ours = None;
        for who in [Who::Tray, Who::CommandLine, Who::Az, Who::AzClever, Who::Sdk, Who::SdkClever] {
            // Whoever knows that access is open and the address only has to open the port.
            if found == Found::Warm && matches!(who, Who::AzClever | Who::SdkClever) {
                continue;
            }
            let mut runs: Vec<Duration> = (0..RUNS).map(|_| run(who, found)).collect();
            runs.sort_unstable();
            let median = runs[RUNS / 2];
            let ours = *ours.get_or_insert(median);
            table::peers_row(found.words(), who.words(), median, median.as_secs_f64() / ours.as_secs_f64());
        }
    }
    Some(())
}

fn run(who: Who, found: Found) -> Duration {
    let theirs = runtime();
    let config =
        Config { latency: LATENCY, jit: RULE, boot: BOOT, retry_after: Some(10), ..Config::default() };
    let azure = theirs.block_on(SimulatedAzure::with(config));
    let machine = if found == Found::Cold { "etl-01" } else { "web-01" };
    let here = runtime();
    let took = match who {
        Who::Tray => here.block_on(click(azure, machine, found)),
        Who::CommandLine => command_line(&azure, machine, found),
        _ => script(&azure, machine, who, found),
    };
    here.shutdown_background();
    theirs.shutdown_background();
    took
}

/// The program runs, with a token, as it does all day.
async fn click(azure: SimulatedAzure, machine: &str, found: Found) -> Duration {
    let mut desk = Desk::at(azure).await;
    let before = if found == Found::Warm { machine } else { "web-02" };
    desk.connect(before, jit_tests::no_launch());
    desk.connected().await;
    let begun = Instant::now();
    desk.connect(machine, Wish::default());
    desk.connected().await;
    begun.elapsed()
}

/// A new process that knows nothing.
fn command_line(azure: &SimulatedAzure, machine: &str, found: Found) -> Duration {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let cloud = folder.path().join("cloud.json");
    std::fs::write(&cloud, azure.running().cloud_json()).expect("the cloud can be written");
    let id = azure.vm(machine).id.to_string();
    let connect = || {
        let mut command = Command::new(program("jit"));
        command.arg("--cloud").arg(&cloud).args(["connect", &id, "--no-launch", "--json"]);
        for folder_of in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
            command.env(folder_of, folder.path());
        }
        let begun = Instant::now();
        let output = command.output().expect("jit can be started");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        begun.elapsed()
    };
    if found == Found::Warm {
        connect();
    }
    connect()
}

fn script(azure: &SimulatedAzure, machine: &str, who: Who, found: Found) -> Duration {
    let peers = Peers::at(azure.running()).expect("the peers are here");
    let vm = azure.vm(machine).id.to_string();
    let state = azure.running().state();
    let holds = |policy: &serde_json::Value| {
        let machines = policy["machines"].as_array().into_iter().flatten();
        machines.filter_map(|entry| entry["id"].as_str()).any(|id| id.eq_ignore_ascii_case(&vm))
    };
    let policies = state["policies"].as_array().into_iter().flatten();
    let policy = policies.filter(|policy| holds(policy)).find_map(|policy| policy["id"].as_str());
    let gate = azure.gate(machine, 22);
    let (address, port) = (gate.ip().to_string(), gate.port().to_string());
    let variables =
        [("VM", vm.as_str()), ("POLICY", policy.unwrap_or_default()), ("ADDRESS", &address), ("PORT", &port)];
    let connect = || match who {
        Who::Az => peers.time("connect_az.sh", &[], &variables),
        Who::AzClever => peers.time("connect_az_clever.sh", &[], &variables),
        Who::SdkClever => peers.time("connect_sdk.py", &["clever"], &variables),
        _ => peers.time("connect_sdk.py", &[], &variables),
    };
    if found == Found::Warm {
        connect();
    }
    connect().0
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads can be started")
}

impl Who {
    fn words(self) -> &'static str {
        match self {
            Self::Tray => "JIT Tray, running",
            Self::CommandLine => "jit connect, a new process",
            Self::Az => "az, step by step",
            Self::AzClever => "az, the cleverest script",
            Self::Sdk => "Python SDK, step by step",
            Self::SdkClever => "Python SDK, side by side",
        }
    }
}

impl Found {
    fn words(self) -> &'static str {
        match self {
            Self::Cold => "deallocated",
            Self::Warm => "access open",
        }
    }
}
