//! The popover on a desktop with a window manager: beside the tray icon, hidden by a click elsewhere and by a click on
//! the icon, with the keyboard in the search.
#![cfg(target_os = "linux")]

use std::thread;
use std::time::{Duration, Instant};

use jit_tests::desktop::{App, Desktop, Screen, Tray, Window, WindowManager, until};

const TITLE: &str = "JIT Tray";
const OTHER: &str = "Another program";
/// The display that the tests have.
const WIDTH: i32 = 1280;
const HEIGHT: i32 = 800;
/// In the tray of a panel at the bottom.
const SAME_CLICK: Duration = Duration::from_millis(500);
const ESCAPE: u32 = 0xff1b;
const ICON: (i32, i32) = (1150, 785);

/// A person's desktop, with a tray and another program in the corner.
struct Place {
    tray: Tray,
    screen: Screen,
    _manager: WindowManager,
    desktop: Desktop,
}

impl Place {
    fn new() -> Self {
        let desktop = Desktop::start();
        let _manager = WindowManager::start(&desktop);
        let (tray, screen) = (Tray::start(&desktop), desktop.screen());
        screen.open_other(OTHER);
        Self { tray, screen, _manager, desktop }
    }

    fn click_icon(&self) {
        self.tray.click_at(ICON.0, ICON.1);
    }

    fn click_elsewhere(&self) {
        let (left, top, ..) = self.screen.place(OTHER);
        self.screen.click((left + 20, top + 20));
    }

    fn has_focus(&self, title: &str) {
        until(&format!("\"{title}\" to have the focus"), || self.screen.has_focus(title).then_some(()));
    }
}

/// A click that follows at once would belong to the one that took the focus away.
fn next_click() {
    let before = Instant::now();
    until("the time of one click to pass", || (before.elapsed() > SAME_CLICK).then_some(()));
}

#[test]
fn a09_it_opens_beside_the_icon_with_the_focus_and_goes_when_another_window_is_clicked() {
    let place = Place::new();
    let mut app = App::start(&place.desktop, &["--demo"]);
    place.tray.lines();
    for _ in 0..2 {
        place.click_icon();
        place.screen.shows(TITLE);
        place.has_focus(TITLE);
        let (left, top, width, height) = place.screen.place(TITLE);
        assert_eq!(width, 360);
        assert!((240..=560).contains(&height), "{height}");
        assert!(left >= 0 && left + width <= WIDTH && top >= 0, "{left} {top} {width} {height}");
        let (centre, bottom) = (left + width / 2, top + height);
        assert!((centre - ICON.0).abs() <= 60, "its middle is at {centre}, the icon at {}", ICON.0);
        assert!(bottom <= ICON.1 && ICON.1 - bottom < 20, "it ends at {bottom} of {HEIGHT}");

        place.click_elsewhere();
        place.screen.hides(TITLE);
        place.has_focus(OTHER);
        next_click();
    }
    assert!(app.is_alive());
    app.terminate();
    assert!(app.ended().success());
}

#[test]
fn a09_a_click_on_the_icon_while_it_is_open_hides_it_and_it_stays_hidden() {
    let place = Place::new();
    let _app = App::start(&place.desktop, &["--demo"]);
    place.tray.lines();
    place.click_icon();
    place.has_focus(TITLE);
    place.tray.choose("Open JIT Tray");
    place.screen.shows(TITLE);
    // Where the panel takes the focus away, that comes first.
    place.click_elsewhere();
    place.click_icon();
    place.screen.hides(TITLE);
    place.has_focus(OTHER);
    // What is asked of the program afterwards is answered, and by then it would be shown.
    place.tray.lines();
    place.tray.choose("Open JIT Tray");
    place.has_focus(TITLE);
}

#[test]
fn a09_what_is_typed_at_once_goes_to_the_search() {
    let place = Place::new();
    let window = thread::scope(|scope| {
        scope.spawn(|| place.tray.click_at(ICON.0, ICON.1));
        Window::of_app(&place.desktop, &["--demo"])
    });
    place.has_focus(TITLE);
    until("the search to have the focus", || {
        (window.ask("document.activeElement?.localName") == "input").then_some(())
    });
    place.screen.press(&[u32::from('w')]);
    until("the letter in the search", || (window.ask("document.activeElement?.value") == "w").then_some(()));
    // Esc empties the search before it hides the window.
    place.screen.press(&[ESCAPE]);
    until("the search to be empty", || (window.ask("document.activeElement?.value") == "").then_some(()));
    place.screen.press(&[ESCAPE]);
    place.screen.hides(TITLE);
    place.has_focus(OTHER);
}
