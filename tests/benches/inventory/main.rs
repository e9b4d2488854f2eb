//! The machines of a large company: requests, time to the first row and to the last, and memory.
//!
//! Azure is simulated in the same process on threads of its own. Nothing here fails because a number is bad: the
//! table is for reading.
#![forbid(unsafe_code)]

#[path = "../peers/mod.rs"]
mod others;
mod ours;
mod table;
mod theirs;

use std::time::Duration;

use azure_sim::{Config, World};
use jit_tests::SimulatedAzure;
use tokio::runtime::Runtime;

const MACHINES: u32 = 10_000;
const SUBSCRIPTIONS: u32 = 200;
const LATENCY: Duration = Duration::from_millis(100);
const RUNS: usize = 5;

/// What one reading of everything took.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    pub machines: usize,
    /// Questions to Azure, without those to Entra ID.
    pub requests: usize,
    /// From the beginning to the first machine that can be shown, where that can be told.
    pub first: Option<Duration>,
    pub complete: Duration,
    /// The most memory of the process that did it, in KiB, where it is one of its own.
    pub memory: Option<u64>,
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(word));
    let away = runtime();
    let config =
        Config { world: World::fleet(MACHINES, SUBSCRIPTIONS, 1), latency: LATENCY, ..Config::default() };
    let azure = away.block_on(SimulatedAzure::with(config));
    table::head();
    if wanted("JIT Tray") {
        table::row("JIT Tray", &repeat(RUNS, || ours::engine(&azure)));
    }
    if wanted("jit list") {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        table::row("jit list, a new process", &repeat(RUNS, || ours::process(&azure, folder.path(), &[])));
        let kept = || ours::process(&azure, folder.path(), &["--cached"]);
        table::row("jit list --cached", &repeat(RUNS, kept));
    }
    let peers = ["Python SDK", "az"].into_iter().any(&wanted).then(|| others::Peers::at(azure.running()));
    match peers {
        Some(Some(peers)) => {
            if wanted("Python SDK") {
                let run = || theirs::script(&azure, &peers, "inventory_sdk.py");
                table::row("Python SDK, 16 threads", &repeat(3, run));
            }
            if wanted("az") {
                table::row(
                    "az, 4 side by side",
                    &repeat(1, || theirs::script(&azure, &peers, "inventory_az.sh")),
                );
            }
        }
        Some(None) => table::no_peers(),
        None => {}
    }
    table::foot();
    away.shutdown_background();
}

fn repeat(runs: usize, run: impl FnMut() -> Measured) -> Vec<Measured> {
    let mut runs: Vec<Measured> = std::iter::repeat_with(run).take(runs).collect();
    runs.sort_by_key(|run| run.complete);
    runs
}

pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads can be started")
}
