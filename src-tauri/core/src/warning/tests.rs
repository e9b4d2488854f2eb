use super::*;
use crate::state::story::open_window as window;

/// The warnings of a window of this length, in minutes before its end.
fn warned(mins: i64, settings: &WarnSettings) -> Vec<(Nearness, i64)> {
    let window = window("web-01", mins);
    let lead = |(nearness, at)| (nearness, window.until.duration_since(at).as_mins());
    moments(&window, settings).map(lead).collect()
}

#[test]
fn a_long_window_is_warned_about_twice_and_a_short_one_once() {
    use Nearness::{Closed, Early, Late};
    let usual = WarnSettings::default();
    assert_eq!(warned(180, &usual), [(Early, 10), (Late, 2), (Closed, 0)]);
    assert_eq!(warned(30, &usual), [(Early, 10), (Late, 2), (Closed, 0)]);
    assert_eq!(warned(29, &usual), [(Late, 2), (Closed, 0)]);
    assert_eq!(warned(10, &usual), [(Late, 2), (Closed, 0)]);
    assert_eq!(warned(8, &usual), [(Late, 1), (Closed, 0)]);
    let other = WarnSettings { early: 30, late: 5, ..usual.clone() };
    assert_eq!(warned(180, &other), [(Early, 30), (Late, 5), (Closed, 0)]);
    assert_eq!(warned(30, &other), [(Late, 5), (Closed, 0)], "nobody is warned of what they just opened");
    assert_eq!(warned(180, &WarnSettings { early: 0, ..usual }), [(Late, 2), (Closed, 0)]);
}

#[test]
fn whoever_wakes_late_is_told_the_newest_only() {
    let settings = WarnSettings::default();
    let (warnings, window) = (Warnings::default(), window("web-01", 180));
    let due = |minutes_left: i64| {
        warnings.due(&window, &settings, window.until - SignedDuration::from_mins(minutes_left))
    };
    assert_eq!(due(11), None);
    assert_eq!(due(10), Some(Nearness::Early));
    assert_eq!(due(2), Some(Nearness::Late));
    assert_eq!(due(0), Some(Nearness::Closed));
    assert_eq!(due(-60 * 7), Some(Nearness::Closed));
    assert_eq!(due(-60 * 9), None, "that is no news any more");
}

#[test]
fn what_the_desktop_did_not_take_is_told_again_after_half_a_minute() {
    let settings = WarnSettings::default();
    let (mut warnings, window) = (Warnings::default(), window("web-01", 180));
    let early = window.until - SignedDuration::from_mins(10);
    let secs = SignedDuration::from_secs;
    warnings.tell(&window, Nearness::Early, false, early);
    assert_eq!(warnings.due(&window, &settings, early + secs(29)), None);
    assert_eq!(warnings.next(&window, &settings, early), Some(early + secs(30)));
    assert_eq!(warnings.due(&window, &settings, early + secs(30)), Some(Nearness::Early));
    assert_eq!(warnings.to_save(), [], "a restart has to tell it");
    warnings.tell(&window, Nearness::Early, false, early + secs(30));
    assert!(warnings.taken(&[(window.id(), window.from)]));
    assert!(!warnings.taken(&[(window.id(), window.from)]), "that is no news");
    assert_eq!(warnings.due(&window, &settings, early + secs(90)), None);
    assert_eq!(warnings.next(&window, &settings, early + secs(90)), Some(early + secs(480)));

    let restarted = Warnings::load(warnings.to_save());
    assert_eq!(restarted.due(&window, &settings, early + secs(90)), None);
    let extended = AccessWindow { from: window.from + secs(3600), ..window.clone() };
    assert_eq!(
        restarted.due(&extended, &settings, early + secs(90)),
        Some(Nearness::Early),
        "that is another one"
    );
    let mut restarted = restarted;
    assert!(restarted.forget_all_but(&[extended]));
    assert_eq!(restarted.to_save(), []);
}
