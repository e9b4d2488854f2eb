//! A first day in the real webview, with the keyboard alone: star a machine that the search finds, connect to it, see the
//! five steps, read why another one did not start, and try again once Azure has room for it.
#![cfg(target_os = "linux")]

use std::{fs, thread, time::Duration};

use azure_sim::{Config, Fault};
use jit_tests::desktop::{Desktop, Screen, Tray, Window, WindowManager, until};
use jit_tests::{Recorder, SimulatedAzure, contoso, on};
use serde_json::Value;
use tokio::runtime::Runtime;

const TITLE: &str = "JIT Tray";
const ESCAPE: u32 = 0xff1b;
const ENTER: u32 = 0xff0d;
const TAB: u32 = 0xff09;
const CTRL: u32 = 0xffe3;
const STEPS: &str = "[...document.querySelectorAll('ol[aria-label] > li')]";

/// A person at a desktop, and the popover in front of them.
struct Place {
    window: Window,
    clients: Recorder,
    screen: Screen,
    azure: SimulatedAzure,
    _tray: Tray,
    _manager: WindowManager,
    desktop: Desktop,
    _runtime: Runtime,
}

impl Place {
    fn new(azure: Config) -> Self {
        let _runtime = Runtime::new().unwrap();
        let azure = _runtime.block_on(SimulatedAzure::with(azure));
        let desktop = Desktop::start();
        let _manager = WindowManager::start(&desktop);
        fs::write(desktop.home().path("cloud.json"), azure.running().cloud_json()).unwrap();
        let clients = Recorder::in_folder(&desktop.home().path(""));
        desktop.home().configure("settings.json", &clients.settings());
        let (_tray, screen) = (Tray::start(&desktop), desktop.screen());
        let window = thread::scope(|scope| {
            scope.spawn(|| _tray.click_at(1150, 785));
            Window::of_app(&desktop, &["--cloud", "cloud.json"])
        });
        until("the popover to have the focus", || screen.has_focus(TITLE).then_some(()));
        Self { window, clients, screen, azure, _tray, _manager, desktop, _runtime }
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

    fn started(&self, name: &str) -> bool {
        self.clients.started().iter().any(|client| client.words.iter().any(|word| word.contains(name)))
    }
}

/// Contoso, where gpu-01 finds room once somebody asks a second time.
fn azure() -> Config {
    let world = contoso(|file| {
        let machines = file["virtual_machines"].as_array_mut().unwrap().iter_mut();
        machines.for_each(|vm| drop(vm.as_object_mut().unwrap().remove("start_failure")));
    });
    let (jit, boot) = (Duration::from_secs(4), Duration::from_secs(5));
    Config { world, jit, boot, ..SimulatedAzure::quick() }
}

#[test]
fn a_machine_is_starred_connected_and_mended_with_the_keyboard_alone() {
    let place = Place::new(azure());
    let full = Fault {
        status: Some(409),
        code: Some("AllocationFailed".to_owned()),
        message: Some(
            "Allocation failed. We do not have sufficient capacity for the requested VM size.".to_owned(),
        ),
        ..on("/gpu-01/start")
    };
    place.azure.fault(full);

    place.looks_for("dev-02");
    place.screen.press(&[CTRL, u32::from('d')]);
    let favourites = place.desktop.home().path("config/jit-tray/favourites.json");
    until("the star in the file", || {
        fs::read_to_string(&favourites).ok().filter(|text| text.contains("dev-02"))
    });
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
    place.window.shows("gpu-01 did not start");
    place.window.shows("Azure has no free capacity for this size");
    place.window.shows("Machine: stopped");
    place.window.shows("Keep trying for 15 min");
    assert!(!place.window.text().contains("AllocationFailed"), "{}", place.window.text());
    place.goes_to_the_button("Try again");
    place.screen.press(&[ENTER]);
    until("the client", || place.started("gpu-01").then_some(()));
    place.window.shows("gpu-01 is ready");
    assert_eq!(place.azure.requests("gpu-01").len(), 1, "what Azure granted is not asked for again");
    assert!(place.screen.is_shown(TITLE));
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('\n', " ")
}
