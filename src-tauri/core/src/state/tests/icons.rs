//! The tray icon, in every combination of what there is to tell (`ux` 6.3).

use jiff::SignedDuration;

use super::menus::{at, drawn, favourites};
use crate::state::story::{Story, account, failed};
use crate::*;

#[derive(Debug, Clone, Copy)]
struct Case {
    error: bool,
    expiring: bool,
    working: bool,
    open: bool,
    away: bool,
}

fn cases() -> impl Iterator<Item = Case> {
    (0..32).map(|bits: u32| {
        let has = |bit: u32| bits & (1 << bit) != 0;
        Case { error: has(0), expiring: has(1), working: has(2), open: has(3), away: has(4) }
    })
}

fn connect(story: &mut Story, favourite: &str) {
    story.want(Intent::Connect { favourite: favourite.into() });
}

fn open(story: &mut Story, favourite: &str) {
    connect(story, favourite);
    if story.open_questions().contains(&"PublicAddress") {
        story.address("203.0.113.7");
    }
    let mut seen = at(&format!("vm-{favourite}"), Power::Running);
    // The policy goes on listing what it opened before.
    let open = story.state.windows.all().iter();
    let listed = open.map(|window| AccessRequest {
        vm: window.vm.id.clone(),
        source: Some(window.source),
        from: window.from,
        until: window.until,
        ..story.open_request("203.0.113.7", 1)
    });
    seen.policies[0].requests = listed.collect();
    story.look(seen).accept().probe(ProbeOutcome::Answered).launched();
}

fn told(case: Case) -> Story {
    let mut story = Story::with(favourites(&["soon", "long", "wrong", "busy", "away"]));
    if case.expiring {
        open(&mut story, "soon");
        story.now += SignedDuration::from_mins(172);
        story.tell(Event::Woke);
    }
    if case.open {
        open(&mut story, "long");
    }
    if case.away {
        story.tell(Event::Accounts(vec![]));
    }
    if case.working {
        connect(&mut story, "busy");
    }
    if case.error {
        connect(&mut story, "wrong");
        let look = story.outstanding("Look");
        story.answer(look, Answer::Look(Err(failed(Code::MachineNotFound))));
    }
    story
}

#[test]
fn a06_the_most_pressing_state_is_the_icon_in_every_combination() {
    for case in cases() {
        let wanted = match case {
            Case { error: true, .. } => TrayIcon::Error,
            Case { expiring: true, .. } => TrayIcon::Expiring,
            Case { working: true, .. } => TrayIcon::Working,
            Case { open: true, .. } => TrayIcon::Open,
            Case { away: true, .. } => TrayIcon::Offline,
            _ => TrayIcon::Idle,
        };
        assert_eq!(told(case).view().icon, wanted, "{case:?}");
    }
}

#[test]
fn a06_what_changes_nothing_changes_neither_icon_nor_menu() {
    for case in cases() {
        let mut story = told(case);
        let before = (story.view().icon, menu(&story.view()));
        story.tell(Event::Woke);
        assert_eq!((story.view().icon, menu(&story.view())), before, "{case:?}");
    }
}

#[test]
fn a05_labels_have_clock_times_and_never_a_countdown() {
    for case in cases() {
        let text = drawn(&told(case));
        for line in text.lines() {
            let words: Vec<&str> = line.split([' ', ',', ']']).collect();
            let counts = words.windows(3).any(|it| {
                it[0].parse::<u32>().is_ok() && ["min", "sec", "s", "h"].contains(&it[1]) && it[2] == "left"
            });
            assert!(!counts, "{line}");
            if let Some((_, until)) = line.split_once(" - open until ") {
                assert!(until.contains(':'), "{line}");
            }
        }
        assert_eq!(
            text.matches(" - open until ").count(),
            usize::from(case.open) + usize::from(case.expiring)
        );
    }
}

#[test]
fn a01_everything_a_card_offers_is_in_the_menu() {
    for (name, tell) in crate::state::scripted::failures::SCENES {
        let story = tell();
        let Some(OutcomeView::Failed { card, .. }) = story.attempt().outcome else { continue };
        let items = menu(&story.view());
        let first =
            items.iter().position(|item| matches!(item, Item::Action(label, _) if label.starts_with("! ")));
        assert_eq!(first, Some(1), "{name}: the failure stands under the header");
        let inner = items.iter().find_map(|item| match item {
            Item::Submenu(title, entries) if title.contains("not connected") => Some(entries),
            _ => None,
        });
        for action in std::iter::once(&card.action).chain(&card.more) {
            let there = inner.unwrap().contains(&Item::Action(label(&action.label), action.intent.clone()));
            assert!(there, "{name}: {}", action.label);
        }
    }
}

#[test]
fn a01_a_sign_in_can_be_had_from_the_menu_when_nobody_is_signed_in() {
    let mut story = Story::with(Loaded { accounts: vec![account("b", WayIn::Browser)], ..Loaded::default() });
    story.tell(Event::Accounts(vec![]));
    assert!(drawn(&story).contains("[Sign in with Microsoft]"), "{}", drawn(&story));
}
