//! What `jit doctor` is told.

use super::*;
use crate::Desktop;
use crate::own_bus::{Bus, inside};

#[test]
fn clients_are_the_ones_a_connect_would_open() {
    let vars = [("DISPLAY", ":0"), ("HOME", "/home/ada")];
    let programs = [("ssh", "/usr/bin/ssh"), ("konsole", "/usr/bin/konsole")];
    let found = found_clients(&Settings::default(), &Surroundings::told(Desktop::Linux, &vars, &programs));
    let ssh = "SSH in konsole (/usr/bin/konsole)".to_owned();
    assert_eq!(found[0], Found { what: "ssh", good: true, found: ssh, hint: None });
    assert_eq!((found[1].what, found[1].good), ("remote desktop", false));
    assert!(found[1].found.starts_with("No Remote Desktop app was found; looked for sdl-freerdp3"));
    assert!(found[1].hint.as_ref().unwrap().starts_with("Install one of them"));
}

fn desktop() -> Vec<(&'static str, bool, String)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found = runtime.block_on(found_desktop());
    assert!(found.iter().all(|found| found.good == found.hint.is_none()));
    found.into_iter().map(|found| (found.what, found.good, found.found)).collect()
}

#[test]
fn no_bus_is_one_finding() {
    if inside("found::tests::no_bus_is_one_finding", Bus::None) {
        let found = desktop();
        assert_eq!(found.len(), 1);
        assert!(!found[0].1 && found[0].2.starts_with("none ("), "{found:?}");
    }
}

#[test]
fn an_empty_bus_has_neither_notifications_nor_a_tray() {
    if inside("found::tests::an_empty_bus_has_neither_notifications_nor_a_tray", Bus::Own) {
        let found = desktop();
        let names: Vec<_> = found.iter().map(|(what, good, _)| (*what, *good)).collect();
        assert_eq!(names, [("session bus", true), ("notifications", false), ("tray", false)]);
    }
}

/// A tray that says whether anything shows it.
struct Watcher(bool);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        self.0
    }
}

#[test]
fn a_tray_counts_when_something_shows_it() {
    if inside("found::tests::a_tray_counts_when_something_shows_it", Bus::Own) {
        for shown in [false, true] {
            let serving = zbus::block_on(async {
                let builder = zbus::connection::Builder::session()?;
                let builder = builder.serve_at("/StatusNotifierWatcher", Watcher(shown))?;
                let builder = builder.name("org.kde.StatusNotifierWatcher")?;
                builder.name("org.freedesktop.Notifications")?.build().await
            });
            let found = desktop();
            assert_eq!(found[1], ("notifications", true, "a service is running".to_owned()));
            assert_eq!((found[2].0, found[2].1), ("tray", shown));
            zbus::block_on(serving.unwrap().close()).unwrap();
        }
    }
}
