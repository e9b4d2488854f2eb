//! A window that closes soon: the real program warns through the session bus, and a press on the notification extends it.
#![cfg(target_os = "linux")]

use std::{fs, time::Duration};

use jiff::{SignedDuration, Timestamp};
use jit_core::VmRef;
use jit_tests::desktop::{App, Desktop, Notices, Tray, until};
use jit_tests::{Recorder, SimulatedAzure};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

#[test]
fn access_that_closes_is_told_of_and_extended_from_the_notification() {
    let desktop = Desktop::start();
    let clients = Recorder::in_folder(&desktop.home().path(""));
    desktop.home().configure("settings.json", &clients.settings());
    let runtime = Runtime::new().unwrap();
    let azure = runtime.block_on(SimulatedAzure::with(SimulatedAzure::quick()));
    fs::write(desktop.home().path("cloud.json"), azure.running().cloud_json()).unwrap();
    let now = Timestamp::now();
    let windows = [window(
        &azure.vm("web-01"),
        azure.port("web-01", 22),
        now,
        now + SignedDuration::from_secs(9 * 60 + 55),
    )];
    let data = desktop.home().path("data/jit-tray");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("windows.json"), json!({ "schema": 1, "windows": windows }).to_string()).unwrap();
    let (tray, notices) = (Tray::start(&desktop), Notices::start(&desktop));
    let mut app = App::start(&desktop, &["--cloud", "cloud.json"]);
    let title = until("the warning", || notices.titles().first().cloned());
    assert!(title.starts_with("web-01: access closes "), "{title}");
    assert!(azure.initiates().is_empty(), "nothing is asked for before somebody wants it");
    let in_menu = |label: &str| tray.lines().iter().any(|line| line.label == label);
    assert!(in_menu("Extend 3 h"), "the menu offers what the notification does");

    notices.press("Extend 3 h");
    let extended = until("the end to move", || notices.titles().into_iter().nth(1));
    assert!(extended.starts_with("web-01: open until "), "{extended}");
    assert_eq!(notices.replaced(), None, "what was pressed is off the screen");
    assert_eq!(azure.initiates().len(), 1);
    let until_then = until("the new end in the file", || {
        let saved: Value = serde_json::from_slice(&fs::read(data.join("windows.json")).ok()?).ok()?;
        saved["windows"][0]["until"].as_str()?.parse::<Timestamp>().ok()
    });
    assert!(until_then > now + SignedDuration::from_hours(2), "{until_then}");
    tray.quit();
    assert!(app.ended().success());

    // The next start has nothing to tell.
    let mut again = App::start(&desktop, &["--cloud", "cloud.json"]);
    until("the window in the menu", || in_menu("Extend 3 h").then_some(()));
    assert_eq!(notices.titles().len(), 2, "{:?}", notices.titles());
    tray.quit();
    assert!(again.ended().success());
    assert!(clients.started().is_empty(), "no client is opened for that");
}

/// Access to SSH that was opened some time ago, as the program keeps it.
fn window(vm: &VmRef, port: u16, now: Timestamp, until: Timestamp) -> Value {
    let policy = format!("{}/policy", vm.id);
    let from = now - SignedDuration::from_hours(2);
    let length = Duration::from_secs(3 * 3600);
    json!({
        "vm": vm, "label": "web-01", "policy": policy, "port": port, "source": "203.0.113.9",
        "from": from, "until": until, "protocol": "ssh", "length": format!("PT{}H", length.as_secs() / 3600),
    })
}
