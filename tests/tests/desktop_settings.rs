//! The main window on a desktop: opened from the popover at its section, closed without ending anything.
#![cfg(target_os = "linux")]

use std::fs;
use std::time::{Duration, Instant};

use jit_tests::SimulatedAzure;
use jit_tests::desktop::{App, Desktop, Tray, WindowManager, until};
use serde_json::Value;
use tokio::runtime::Runtime;

const POPOVER: &str = "JIT Tray";
const MAIN: &str = "JIT Tray settings";
const WELCOME: &str = "Welcome to JIT Tray";
/// As long as the program waits for a tray, and as much again.
const NO_TRAY_COMES: Duration = Duration::from_secs(4);
const CTRL: u32 = 0xffe3;
const COMMA: u32 = 0x2c;

#[test]
fn the_settings_stand_in_a_window_of_their_own_and_the_popover_makes_room() {
    let desktop = Desktop::start();
    let _manager = WindowManager::start(&desktop);
    let (tray, screen) = (Tray::start(&desktop), desktop.screen());
    let mut app = App::start(&desktop, &["--demo"]);
    tray.lines();
    let has_focus = |title: &str| {
        until(&format!("\"{title}\" to have the focus"), || screen.has_focus(title).then_some(()));
    };
    for _ in 0..2 {
        tray.choose("Open JIT Tray");
        has_focus(POPOVER);
        // A page that is still loading hears no key.
        until("the settings", || {
            if screen.has_focus(POPOVER) {
                screen.press(&[CTRL, COMMA]);
            }
            screen.is_shown(MAIN).then_some(())
        });
        has_focus(MAIN);
        screen.hides(POPOVER);
        let (_, _, width, height) = screen.place(MAIN);
        assert!(width >= 800 && height >= 600, "{width} x {height}");
        screen.close(MAIN);
        screen.hides(MAIN);
        assert!(app.is_alive());
    }
    app.terminate();
    assert!(app.ended().success());
}

#[test]
fn a38_the_first_steps_have_the_desktop_to_themselves_and_closing_them_leads_on() {
    let runtime = Runtime::new().unwrap();
    let azure = runtime.block_on(SimulatedAzure::start());
    let desktop = Desktop::start();
    let mut cloud: Value = serde_json::from_str(&azure.running().cloud_json()).unwrap();
    cloud.as_object_mut().unwrap().remove("service_principal");
    fs::write(desktop.home().path("cloud.json"), cloud.to_string()).unwrap();
    let _manager = WindowManager::start(&desktop);
    let screen = desktop.screen();
    let mut app = App::start(&desktop, &["--cloud", "cloud.json"]);
    screen.shows(WELCOME);
    screen.shows_a_page(WELCOME);
    let since = Instant::now();
    until("no tray to have come", || (since.elapsed() > NO_TRAY_COMES).then_some(()));
    assert!(!screen.is_shown(POPOVER), "it would offer the same sign-in");
    screen.close(WELCOME);
    screen.shows(POPOVER);
    screen.shows_a_page(POPOVER);
    assert!(app.is_alive());
    screen.close(POPOVER);
    assert!(app.ended().success());
}
