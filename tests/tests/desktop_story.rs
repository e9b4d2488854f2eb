//! A first day in the demo, in the real webview and with the keyboard alone: star a machine that the search finds, connect to
//! it, see the five steps, read why another one did not start, and try again until Azure has room for it.
#![cfg(target_os = "linux")]

use std::thread;

use jit_tests::Recorder;
use jit_tests::desktop::{Desktop, Screen, Tray, Window, WindowManager, until};
use serde_json::Value;

const TITLE: &str = "JIT Tray";
const ESCAPE: u32 = 0xff1b;
const ENTER: u32 = 0xff0d;
const TAB: u32 = 0xff09;
const CTRL: u32 = 0xffe3;
const NO_ROOM: &str = "Azure has no free capacity for this size";
const STEPS: &str = "[...document.querySelectorAll('ol[aria-label] > li')]";

/// A person at a desktop, and the popover in front of them.
struct Place {
    window: Window,
    clients: Recorder,
    screen: Screen,
    tray: Tray,
    _manager: WindowManager,
    _desktop: Desktop,
}

impl Place {
    fn new() -> Self {
        let desktop = Desktop::start();
        let _manager = WindowManager::start(&desktop);
        let clients = Recorder::in_folder(&desktop.home().path(""));
        desktop.home().configure("settings.json", &clients.settings());
        let (tray, screen) = (Tray::start(&desktop), desktop.screen());
        let window = thread::scope(|scope| {
            scope.spawn(|| tray.click_at(1150, 785));
            Window::of_app(&desktop, &["--demo"])
        });
        until("the popover to have the focus", || screen.has_focus(TITLE).then_some(()));
        Self { window, clients, screen, tray, _manager, _desktop: desktop }
    }

    /// Types into the search, and waits until it has found something.
    fn looks_for(&self, name: &str) {
        until("the search to have the focus", || self.is_at("localName", "input").then_some(()));
        name.chars().for_each(|letter| self.screen.press(&[u32::from(letter)]));
        until("the search to hold it", || self.is_at("value", name).then_some(()));
        let row = format!(
            "[...document.querySelectorAll('main li')].some((row) => row.innerText.includes('{name}'))"
        );
        until(&format!("the search to find {name}"), || (self.window.ask(&row) == true).then_some(()));
    }

    fn is_at(&self, property: &str, value: &str) -> bool {
        self.window.ask(&format!("document.activeElement?.{property}")) == value
    }

    fn goes_to_the_button(&self, label: &str) {
        until(&format!("Tab to come to \"{label}\""), || {
            self.screen.press(&[TAB]);
            self.window
                .ask("document.activeElement?.innerText")
                .as_str()
                .filter(|at| at.trim() == label)
                .map(drop)
        });
    }

    fn reads_why_gpu_01_did_not_start(&self) {
        self.window.shows("gpu-01 did not start");
        self.window.shows(NO_ROOM);
        self.window.shows("Machine: stopped");
        // A failure that is new takes the focus to what mends it.
        until("the one action to have the focus", || {
            self.is_at("innerText", "Keep trying for 15 min").then_some(())
        });
        assert!(!self.window.text().contains("AllocationFailed"), "{}", self.window.text());
    }

    fn offers(&self, label: &str) -> bool {
        self.tray.lines().iter().any(|line| line.label == label)
    }

    fn started(&self, name: &str) -> bool {
        self.clients.started().iter().any(|client| client.words.iter().any(|word| word.contains(name)))
    }
}

#[test]
fn a_machine_is_starred_connected_and_mended_with_the_keyboard_alone() {
    let place = Place::new();
    place.looks_for("dev-02");
    place.screen.press(&[CTRL, u32::from('d')]);
    until("the star in the menu", || place.offers("Connect to dev-02").then_some(()));
    place.screen.press(&[ENTER]);
    let mut seen: Vec<String> = Vec::new();
    until("the client", || {
        let steps =
            place.window.ask(&format!("{STEPS}.map((step) => step.querySelector('.text').innerText)"));
        let steps: Vec<String> =
            steps.as_array().map(|all| all.iter().map(text).collect()).unwrap_or_default();
        assert!(steps.is_empty() || steps.len() == 5, "{steps:?}");
        let at = place.window.ask(&format!(
            "{STEPS}.filter((step) => step.ariaCurrent === 'step').map((step) => step.querySelector('.text').innerText)"
        ));
        assert!(at.as_array().is_none_or(|at| at.len() <= 1), "one step is the current one: {at}");
        let new: Vec<String> = steps.into_iter().filter(|step| !seen.contains(step)).collect();
        seen.extend(new);
        place.started("dev-02").then_some(())
    });
    for step in [
        "Your address: ",
        "Asking Azure to open port 22",
        "Starting dev-02",
        "Waiting for SSH",
        "Opening SSH",
    ] {
        assert!(seen.iter().any(|it| it.starts_with(step)), "\"{step}\" is not among {seen:#?}");
    }
    place.window.shows("dev-02 is ready");

    place.screen.press(&[ESCAPE]);
    place.looks_for("gpu-01");
    place.screen.press(&[ENTER]);
    place.reads_why_gpu_01_did_not_start();
    // The demo has room for it at the third try.
    place.goes_to_the_button("Try again");
    place.screen.press(&[ENTER]);
    place.reads_why_gpu_01_did_not_start();
    place.goes_to_the_button("Try again");
    place.screen.press(&[ENTER]);
    until("the client", || place.started("gpu-01").then_some(()));
    place.window.shows("gpu-01 is ready");
    place.window.shows("2 open");
    assert!(place.screen.is_shown(TITLE));
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('\n', " ")
}
