//! The settings in the real webview: what is changed there is in the file, an import is seen before it is taken over,
//! and an export is where the person saved it.
#![cfg(target_os = "linux")]

use std::{fs, path::Path, thread};

use jit_core::{Favourites, Settings};
use jit_tests::SimulatedAzure;
use jit_tests::desktop::{Desktop, Screen, Tray, Window, WindowManager, until};
use tokio::runtime::Runtime;

const POPOVER: &str = "JIT Tray";
const MAIN: &str = "JIT Tray settings";
const SAVE: &str = "Save favourites";
const ENTER: u32 = 0xff0d;
const CTRL: u32 = 0xffe3;
const COMMA: u32 = 0x2c;

/// Written by hand: whatever is changed, the rest stays as it is.
const SETTINGS: &str = r#"{ "notifications": false, "schema": 1 }"#;
const SSH_CONFIG: &str =
    "Host web-01\n  User ada\n  ProxyCommand calc\nHost elsewhere\n  HostName 198.51.100.77\n";

#[test]
fn what_is_changed_imported_and_exported_in_the_settings_is_in_the_files() {
    let runtime = Runtime::new().unwrap();
    let azure = runtime.block_on(SimulatedAzure::start());
    let desktop = Desktop::start();
    let file = |below: &str| desktop.home().path(below);
    fs::write(file("cloud.json"), azure.running().cloud_json()).unwrap();
    fs::write(file("config/jit-tray/settings.json"), SETTINGS).unwrap();
    let _manager = WindowManager::start(&desktop);
    let (tray, screen) = (Tray::start(&desktop), desktop.screen());
    let window = settings(&desktop, &tray, &screen);

    window.press("Connect");
    until("the duration to have the keyboard", || {
        window.ask(&format!("({DURATION})?.focus() ?? document.activeElement === {DURATION}")).as_bool()
    });
    for keys in [&[CTRL, u32::from('a')][..], &[u32::from('2')], &[u32::from('h')], &[ENTER]] {
        screen.press(keys);
    }
    window.shows("Saved");
    let written = read(&file("config/jit-tray/settings.json"));
    assert_eq!(Settings::from_json(&written).unwrap().duration, "PT2H".parse().unwrap());
    let keys: Vec<&str> = written.lines().filter_map(|line| line.trim().split('"').nth(1)).collect();
    assert_eq!(keys, ["notifications", "schema", "duration"], "what was there stays, and in its order");

    window.press("Favourites");
    fs::write(file("ssh_config"), SSH_CONFIG).unwrap();
    window.gives("input[type=file]", &file("ssh_config"));
    window.shows("What ssh_config would bring");
    window.shows("SSH configuration. 2 machines: 1 new, 1 not visible to you.");
    window.shows("ProxyCommand calc");
    let favourites = file("config/jit-tray/favourites.json");
    assert!(!favourites.exists(), "nothing is imported unseen");
    window.press("Import 1 favourite");
    let written = until("the import in the file", || {
        fs::read_to_string(&favourites).ok().filter(|text| text.contains("web-01"))
    });
    assert!(!written.contains("calc") && !written.contains("elsewhere"), "{written}");
    until("the import in the menu", || {
        tray.lines().into_iter().find(|line| line.label == "Connect to web-01")
    });

    window.press("Save favourites…");
    until("the dialog to have the keyboard", || screen.has_focus(SAVE).then_some(()));
    screen.press(&[ENTER]);
    let saved = until("the page to say where it is saved", || {
        let text = window.text();
        let path = text.split_once("Saved to ")?.1.lines().next()?.strip_suffix('.')?;
        Some(path.to_owned())
    });
    assert!(saved.ends_with("/favourites.jitfav.json"), "{saved}");
    assert!(Path::new(&saved).starts_with(file("")), "{saved} is not the person's");
    let exported = Favourites::from_json(&read(Path::new(&saved))).unwrap();
    let names: Vec<&str> = exported.all().iter().map(|favourite| favourite.alias.as_str()).collect();
    assert_eq!(names, ["web-01"]);
    tray.quit();
}

const DURATION: &str = "document.querySelector('[data-field=duration] input')";

/// The settings, opened with the keyboard from the popover.
fn settings(desktop: &Desktop, tray: &Tray, screen: &Screen) -> Window {
    let mut window = thread::scope(|scope| {
        scope.spawn(|| tray.click_at(1150, 785));
        Window::of_app(desktop, &["--cloud", "cloud.json"])
    });
    until("the settings", || {
        // A page that is still loading hears no key.
        if screen.has_focus(POPOVER) {
            screen.press(&[CTRL, COMMA]);
        }
        screen.is_shown(MAIN).then_some(())
    });
    until("the settings to have the focus", || screen.has_focus(MAIN).then_some(()));
    window.turns_to_the_other();
    window
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
