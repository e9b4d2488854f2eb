//! What a desktop is asked for by the settings and by a second start: a shortcut, a start at sign-in, showing and ending.
#![cfg(target_os = "linux")]

use std::fs;
use std::time::{Duration, Instant};

use jit_tests::desktop::{App, Desktop, Screen, Simulator, Tray, WindowManager, until};
use serde_json::{Value, json};

const TITLE: &str = "JIT Tray";
const CTRL: u32 = 0xffe3;
const ALT: u32 = 0xffe9;
const J: u32 = 0x6a;
const ONE_PRESS: Duration = Duration::from_millis(500);

struct Place {
    tray: Tray,
    screen: Screen,
    azure: Simulator,
    _manager: WindowManager,
    desktop: Desktop,
}

impl Place {
    fn new() -> Self {
        let desktop = Desktop::start();
        let _manager = WindowManager::start(&desktop);
        let azure = Simulator::start(&desktop, &[]);
        let (tray, screen) = (Tray::start(&desktop), desktop.screen());
        screen.open_other("Another program");
        Self { tray, screen, azure, _manager, desktop }
    }

    fn wish(&self, settings: &Value) {
        self.desktop.home().configure("settings.json", settings);
    }

    fn app(&self) -> App {
        let app = App::start(&self.desktop, &["--cloud", &self.azure.cloud()]);
        self.tray.lines();
        app
    }

    fn banner(&self, beginning: &str) -> String {
        let labels = || self.tray.lines().into_iter().map(|line| line.label);
        until(&format!("the line \"{beginning}\""), || labels().find(|label| label.starts_with(beginning)))
    }

    fn started_by_the_desktop(&self) -> Option<String> {
        fs::read_to_string(self.desktop.home().path(".config/autostart/JIT Tray.desktop")).ok()
    }
}

#[test]
fn a_shortcut_shows_the_popover_whatever_has_the_keyboard() {
    let place = Place::new();
    place.wish(&json!({ "schema": 1, "hotkey": "Ctrl+Alt+J" }));
    let _app = place.app();
    until("the shortcut to be heard", || {
        place.screen.press(&[CTRL, ALT, J]);
        place.screen.is_shown(TITLE).then_some(())
    });
    until("the popover to have the focus", || place.screen.has_focus(TITLE).then_some(()));
    // Keys that repeat themselves are pressed once.
    let before = Instant::now();
    until("the time of one press to pass", || (before.elapsed() > ONE_PRESS).then_some(()));
    place.screen.press(&[CTRL, ALT, J]);
    place.screen.hides(TITLE);
}

#[test]
fn a_shortcut_that_another_program_has_is_told_and_given_up() {
    let place = Place::new();
    place.screen.take_ctrl_alt(J);
    place.wish(&json!({ "schema": 1, "hotkey": "Ctrl+Alt+J" }));
    let _app = place.app();
    place.banner("! Another program has the shortcut Ctrl+Alt+J.");
    place.wish(&json!({ "schema": 1 }));
    until("the banner to go", || {
        let told = place.tray.lines().into_iter().any(|line| line.label.starts_with("! Another program"));
        (!told).then_some(())
    });
}

#[test]
fn the_desktop_starts_it_for_as_long_as_the_settings_want_it() {
    let place = Place::new();
    let mut app = place.app();
    assert_eq!(place.started_by_the_desktop(), None);
    place.wish(&json!({ "schema": 1, "start_at_sign_in": true }));
    let entry = until("an entry among what is started", || {
        place.started_by_the_desktop().filter(|it| !it.is_empty())
    });
    assert!(entry.contains(&format!("Exec={}", App::path())), "{entry}");
    app.terminate();
    assert!(app.ended().success());
    assert!(place.started_by_the_desktop().is_some(), "it is for the next sign-in");
    let _again = place.app();
    place.wish(&json!({ "schema": 1, "start_at_sign_in": false }));
    until("the entry to go", || place.started_by_the_desktop().is_none().then_some(()));
}

#[test]
fn a_second_start_shows_hides_and_ends_the_first() {
    let place = Place::new();
    let mut app = place.app();
    let ask = |what: &str| App::start(&place.desktop, &[what]).ended();
    assert!(ask("show").success());
    place.screen.shows(TITLE);
    until("the popover to have the focus", || place.screen.has_focus(TITLE).then_some(()));
    assert!(ask("show").success());
    assert!(place.screen.is_shown(TITLE), "asked for again, it stays");
    assert!(ask("toggle").success());
    place.screen.hides(TITLE);
    assert_eq!(ask("connect").code(), Some(2));
    assert!(app.is_alive());
    assert!(ask("quit").success());
    assert!(app.ended().success());
    assert_eq!(ask("quit").code(), Some(2), "there is nothing to end");
}
