//! Desktops with a tray, with a late one, with none, and without a session bus.
#![cfg(target_os = "linux")]

use std::{fs, thread};

use jit_tests::desktop::{App, Desktop, Simulator, Tray, Window, until};
use serde_json::json;

const TITLE: &str = "JIT Tray";
const NO_TRAY: &str = "This desktop has no tray.";

#[test]
fn the_item_names_itself_and_its_menu_is_complete() {
    let desktop = Desktop::start();
    let tray = Tray::start(&desktop);
    let mut app = App::start(&desktop, &["--demo"]);
    let labels: Vec<String> = tray.lines().into_iter().map(|line| line.label).collect();
    assert_eq!(labels.first().map(String::as_str), Some("JIT Tray - no access open"));
    assert!(labels.contains(&"Connect to web-01".to_owned()), "{labels:?}");
    assert!(labels.contains(&"Open JIT Tray".to_owned()), "{labels:?}");
    assert_eq!(labels.last().map(String::as_str), Some("Quit JIT Tray"));
    assert_eq!((tray.text("Title"), tray.tooltip()), ("JIT Tray".to_owned(), labels[0].clone()));
    assert!(!tray.picture().is_empty());
    app.terminate();
    assert!(app.ended().success());
}

#[test]
fn a_left_click_shows_the_window_and_closing_it_keeps_the_tray() {
    let desktop = Desktop::start();
    let (tray, screen) = (Tray::start(&desktop), desktop.screen());
    let mut app = App::start(&desktop, &["--demo"]);
    for _ in 0..2 {
        tray.lines();
        tray.click();
        screen.shows(TITLE);
        screen.close(TITLE);
        screen.hides(TITLE);
    }
    tray.choose("Open JIT Tray");
    screen.shows(TITLE);
    tray.quit();
    assert!(app.ended().success());
}

#[test]
fn a_second_start_shows_the_window_of_the_first() {
    let desktop = Desktop::start();
    let tray = Tray::start(&desktop);
    let mut app = App::start(&desktop, &["--demo"]);
    tray.lines();
    assert!(App::start(&desktop, &["--demo"]).ended().success());
    desktop.screen().shows(TITLE);
    assert!(app.is_alive());
}

#[test]
fn the_window_connects_and_shows_how_far_it_is() {
    let desktop = Desktop::start();
    let tray = Tray::start(&desktop);
    let window = thread::scope(|scope| {
        scope.spawn(|| tray.choose("Open JIT Tray"));
        Window::of_app(&desktop, &["--demo"])
    });
    shows(&window, "Connect");
    assert!(!window.text().contains(NO_TRAY));
    window.press("Connect to web-01");
    shows(&window, "Your address: ");
    until("the connect in the menu", || {
        tray.lines().into_iter().find(|it| it.label.starts_with("web-01 - "))
    });
    window.press("Quit");
    window.closes();
}

#[test]
fn a08_without_a_tray_the_window_opens_and_says_so_until_one_appears() {
    let desktop = Desktop::start();
    let window = Window::of_app(&desktop, &["--demo"]);
    shows(&window, NO_TRAY);
    let tray = Tray::start(&desktop);
    assert!(tray.lines().iter().any(|line| line.label == "Connect to web-01"));
    until("the banner to go", || (!window.text().contains(NO_TRAY)).then_some(()));
    tray.quit();
}

#[test]
fn without_a_tray_closing_the_window_quits() {
    let desktop = Desktop::start();
    let mut app = App::start(&desktop, &["--demo"]);
    desktop.screen().close(TITLE);
    assert!(app.ended().success());
}

#[test]
fn without_a_session_bus_the_window_does_the_work() {
    let desktop = Desktop::without_bus();
    let window = Window::of_app(&desktop, &["--demo"]);
    shows(&window, NO_TRAY);
    window.press("Connect to web-01");
    shows(&window, "Your address: ");
    window.press("Quit");
    window.closes();
}

#[test]
fn a_cloud_file_that_is_not_there_is_named_and_ends_the_start() {
    let desktop = Desktop::start();
    let output = desktop.command(App::path()).args(["--cloud", "nowhere.json"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("jit-tray: nowhere.json cannot be read: there is no such file."), "{said}");
}

#[test]
fn a_start_that_fails_unseen_is_told_in_the_window() {
    let desktop = Desktop::start();
    desktop.home().configure("settings.json", &json!({ "schema": 1, "cloud": "/nowhere.json" }));
    let window = Window::of_app(&desktop, &[]);
    shows(&window, "JIT Tray - cannot start");
    shows(&window, "/nowhere.json cannot be read: there is no such file.");
    assert!(!window.text().contains("Favourites"));
    window.press("Quit");
    window.closes();
}

#[test]
fn without_a_display_the_way_out_is_the_command_line() {
    let desktop = Desktop::start();
    let output = desktop.command(App::path()).arg("--demo").env_remove("DISPLAY").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("neither DISPLAY nor WAYLAND_DISPLAY is set."), "{said}");
    assert!(said.contains("use jit, which needs none."), "{said}");
}

#[test]
fn a_broken_favourites_file_is_kept_and_named_in_the_menu() {
    let desktop = Desktop::start();
    let file = desktop.home().path("config/jit-tray/favourites.json");
    fs::write(&file, "{ \"schema\": 1, ").unwrap();
    let azure = Simulator::start(&desktop, &[]);
    let tray = Tray::start(&desktop);
    let mut app = App::start(&desktop, &["--cloud", &azure.cloud()]);
    until("the broken file in the menu", || {
        tray.lines().into_iter().find(|line| line.label.starts_with("! The favourites file "))
    });
    assert_eq!(fs::read_to_string(&file).unwrap(), "{ \"schema\": 1, ");
    tray.quit();
    assert!(app.ended().success());
}

#[track_caller]
fn shows(window: &Window, text: &str) {
    until(&format!("the window to show \"{text}\""), || window.text().contains(text).then_some(()));
}
