//! Icon and header: the most pressing wins, whatever else is so.

use crate::state::story::{Story, failed, open_window as window};
use crate::*;

/// Connects to a machine, up to the end of its first question.
fn fails(story: &mut Story, machine: &str, code: Code) {
    story.press_on(machine, Wish { address: Some("203.0.113.7".parse().unwrap()), ..Wish::default() });
    story.answer(story.outstanding("Look"), Answer::Look(Err(failed(code))));
}

#[test]
fn of_all_that_is_so_the_most_pressing_is_shown() {
    let away = [None, Some((Code::Offline, "offline")), Some((Code::NotSignedIn, "not signed in"))];
    for bits in 0..16 {
        let [failed, closing, working, open] = [1, 2, 4, 8].map(|bit| bits & bit != 0);
        for away in away {
            let windows = [closing.then(|| window("db-02", 9)), open.then(|| window("web-01", 180))];
            let mut story =
                Story::with(Loaded { windows: windows.into_iter().flatten().collect(), ..Loaded::default() });
            if failed {
                fails(&mut story, "web-07", Code::MayNotRequest);
            }
            if let Some((code, _)) = away {
                fails(&mut story, "app-03", code);
            }
            if working {
                story.press_on("sql-04", Wish::default());
            }
            let (icon, said) = match (failed, closing, working, open, away) {
                (true, ..) => (TrayIcon::Error, "web-07 needs attention"),
                (_, true, ..) => (TrayIcon::Expiring, "db-02 closes 09:09"),
                (_, _, true, ..) => (TrayIcon::Working, "connecting to sql-04"),
                (_, _, _, true, _) => (TrayIcon::Open, "1 open, closes 12:00"),
                (.., Some((_, said))) => (TrayIcon::Offline, said),
                _ => (TrayIcon::Idle, "no access open"),
            };
            let view = story.view();
            assert_eq!((view.icon, view.header), (icon, format!("JIT Tray - {said}")), "{bits} {away:?}");
        }
    }
}

#[test]
fn a_connect_that_works_shows_that_azure_is_in_reach_again() {
    let mut story = Story::new();
    fails(&mut story, "app-03", Code::Offline);
    assert_eq!(story.view().icon, TrayIcon::Offline);
    let attempt = story.attempt().id;
    story.want(Intent::Dismiss { attempt });
    assert_eq!(story.view().icon, TrayIcon::Idle);

    fails(&mut story, "app-03", Code::Offline);
    fails(&mut story, "app-04", Code::NotSignedIn);
    assert_eq!(story.view().header, "JIT Tray - not signed in");
}

#[test]
fn before_the_files_are_read_the_program_starts() {
    let state = State::new("Azure", jiff::tz::TimeZone::UTC);
    let view = state.view("2026-02-01T09:00:00Z".parse().unwrap());
    assert_eq!((view.header.as_str(), view.icon, view.ready), ("JIT Tray - starting", TrayIcon::Idle, false));
}

#[test]
fn several_windows_are_counted_and_the_next_end_is_told() {
    let windows = vec![window("web-01", 300), window("db-02", 180)];
    let story = Story::with(Loaded { windows, ..Loaded::default() });
    assert_eq!(story.view().header, "JIT Tray - 2 open, next closes 12:00");
}

#[test]
fn a_notification_tells_the_end_in_a_title_of_45_characters() {
    let told = |story: &Story| {
        let notification =
            |effect: &Effect| if let Effect::Notify(told) = effect { Some(told.clone()) } else { None };
        story.effects.iter().filter_map(notification).collect::<Vec<_>>()
    };
    for (name, title) in [
        ("web-01", "web-01 not connected".to_owned()),
        (&*"x".repeat(31), format!("{} not connected", "x".repeat(31))),
        (&*"x".repeat(80), format!("{}… not connected", "x".repeat(30))),
    ] {
        let mut story = Story::new();
        fails(&mut story, name, Code::MayNotRequest);
        let [told] = &told(&story)[..] else { panic!("told once") };
        assert_eq!((told.title.as_str(), told.weight), (title.as_str(), Weight::Stays));
        assert!(told.title.chars().count() <= 45);
        assert_eq!(told.body, "It did not work. Do something else.");
    }
    let silent = Settings { notifications: false, ..Settings::default() };
    let mut story = Story::with(Loaded { settings: silent, ..Loaded::default() });
    fails(&mut story, "web-01", Code::MayNotRequest);
    assert_eq!(told(&story), []);
}
