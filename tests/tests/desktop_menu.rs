//! Daily work from the menu alone: no window is made for it, and so no webview, which costs more than all the rest.
#![cfg(target_os = "linux")]

use std::{fs, time::Duration};

use azure_sim::Config;
use jit_core::{Favourite, Favourites};
use jit_tests::desktop::{App, Desktop, Notices, Tray, until};
use jit_tests::{Recorder, SimulatedAzure, program};
use tokio::runtime::Runtime;

/// "WebKitWebProcess", as far as the system keeps a name.
const WEBVIEW: &str = "WebKitWebProces";

#[test]
fn a02_connecting_from_the_menu_starts_the_client_and_tells_it_without_a_webview() {
    let desktop = Desktop::start();
    let clients = Recorder::in_folder(&desktop.home().path(""));
    desktop.home().configure("settings.json", &clients.settings());
    let runtime = Runtime::new().unwrap();
    // Whoever pressed still looks at what took less than a quarter of a minute, and is not told.
    let slow = Config { boot: Duration::from_secs(18), ..SimulatedAzure::quick() };
    let azure = runtime.block_on(SimulatedAzure::with(slow));
    fs::write(desktop.home().path("cloud.json"), azure.running().cloud_json()).unwrap();
    let favourites: Favourites =
        [Favourite::new("build-agent", azure.vm("build-agent"))].into_iter().collect();
    fs::write(desktop.home().path("config/jit-tray/favourites.json"), favourites.to_json()).unwrap();
    let (tray, notices) = (Tray::start(&desktop), Notices::start(&desktop));
    let mut app = App::start(&desktop, &["--cloud", "cloud.json"]);
    tray.choose("Connect to build-agent");
    until("the notification", || {
        assert_eq!(webviews(&desktop), 0, "a webview was made: {:?}", desktop.programs());
        notices.titles().contains(&"build-agent is ready".to_owned()).then_some(())
    });
    assert_eq!(clients.started().len(), 1, "{:?}", clients.started());
    assert_eq!(notices.titles(), ["build-agent is ready"]);

    tray.choose("Open JIT Tray");
    until("the webview of the window", || (webviews(&desktop) > 0).then_some(()));
    tray.quit();
    assert!(app.ended().success());
}

#[test]
fn a_favourite_that_is_made_on_the_command_line_is_in_the_menu_of_the_tray_that_runs() {
    let desktop = Desktop::start();
    let runtime = Runtime::new().unwrap();
    let azure = runtime.block_on(SimulatedAzure::start());
    fs::write(desktop.home().path("cloud.json"), azure.running().cloud_json()).unwrap();
    let tray = Tray::start(&desktop);
    let mut app = App::start(&desktop, &["--cloud", "cloud.json"]);
    let is_there = |label: &str| tray.lines().iter().any(|line| line.label == label);
    until("the tray to be ready", || is_there("Quit JIT Tray").then_some(()));
    assert!(!is_there("Connect to The Shop"));
    let jit = |arguments: &[&str]| {
        let ran =
            desktop.command(program("jit")).args(["--cloud", "cloud.json"]).args(arguments).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    };
    jit(&["fav", "add", "web-01", "--alias", "The Shop"]);
    until("the new favourite in the menu", || is_there("Connect to The Shop").then_some(()));
    jit(&["fav", "rm", "The Shop"]);
    until("the favourite to leave the menu", || (!is_there("Connect to The Shop")).then_some(()));
    tray.quit();
    assert!(app.ended().success());
}

fn webviews(desktop: &Desktop) -> usize {
    desktop.programs().iter().filter(|name| *name == WEBVIEW).count()
}
