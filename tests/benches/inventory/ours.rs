//! Our own ways to read the inventory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jit_app::{Engine, Options};
use jit_tests::{SimulatedAzure, program};

use crate::{Measured, runtime};

/// The engine as the tray has it, watching: nothing is known from before.
pub fn engine(azure: &SimulatedAzure) -> Measured {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let cloud = folder.path().join("cloud.json");
    std::fs::write(&cloud, azure.running().cloud_json()).expect("the cloud can be written");
    let asked = questions(azure);
    let here = runtime();
    let (machines, first, complete) = here.block_on(async {
        let options = Options {
            cloud: Some(cloud),
            folder: Some(folder.path().to_owned()),
            without_variables: true,
            ..Options::default()
        };
        watch(&jit_app::start(options).await.expect("the engine starts")).await
    });
    here.shutdown_background();
    Measured { machines, requests: questions(azure) - asked, first: Some(first), complete, memory: None }
}

async fn watch(engine: &Engine) -> (usize, Duration, Duration) {
    let begun = Instant::now();
    let mut seen = engine.watch_inventory();
    let first = async {
        while seen.now().machines.is_empty() {
            seen.changed().await;
        }
        begun.elapsed()
    };
    let complete = async {
        let inventory = engine.inventory().await.expect("the inventory can be read");
        (inventory.machines.len(), begun.elapsed())
    };
    let (first, (machines, complete)) = tokio::join!(first, complete);
    (machines, first, complete)
}

/// `jit list --json` as a person or a script starts it.
pub fn process(azure: &SimulatedAzure, folder: &Path, arguments: &[&str]) -> Measured {
    let cloud = folder.join("cloud.json");
    std::fs::write(&cloud, azure.running().cloud_json()).expect("the cloud can be written");
    let asked = questions(azure);
    let output = folder.join("machines.json");
    let mut command = Command::new(program("jit"));
    command.arg("--cloud").arg(&cloud).args(["list", "--json"]).args(arguments);
    for folder_of in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
        command.env(folder_of, folder);
    }
    command.stdout(std::fs::File::create(&output).expect("a file can be made")).stderr(Stdio::null());
    let begun = Instant::now();
    let mut child = command.spawn().expect("jit can be started");
    let mut memory = None;
    let status = loop {
        memory = memory.max(most_memory(child.id()));
        match child.try_wait().expect("jit can be waited for") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let complete = begun.elapsed();
    assert!(status.success(), "jit list failed: {status}");
    let list = std::fs::read_to_string(output).expect("the list can be read");
    let list: serde_json::Value = serde_json::from_str(&list).expect("the list is JSON");
    Measured {
        machines: list["machines"].as_array().map_or(0, Vec::len),
        requests: questions(azure) - asked,
        first: None,
        complete,
        memory,
    }
}

/// Where the system tells it.
fn most_memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// What Azure Resource Manager was asked so far.
pub fn questions(azure: &SimulatedAzure) -> usize {
    let journal = azure.running().journal();
    journal
        .iter()
        .filter(|entry| !entry.path.contains("/oauth2/") && !entry.path.contains("/.well-known/"))
        .count()
}
