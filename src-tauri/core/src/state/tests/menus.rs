//! The menu as text, in each of its states.

use std::fmt::Write;

use crate::state::story::{Story, failed, look, named, operation};
use crate::*;

/// How every menu ends while nothing is open.
const FOOT: &str = "[Find a machine…]\n[Open JIT Tray]\n---\n[Settings…]\n---\n[Quit JIT Tray]\n";

/// The menu, with dots for the foot that most have.
pub(super) fn drawn(story: &Story) -> String {
    let text = whole(story);
    text.strip_suffix(FOOT).map(|above| format!("{above}…\n")).unwrap_or(text)
}

fn whole(story: &Story) -> String {
    let mut text = String::new();
    draw(&menu(&story.view()), 0, &mut text);
    text
}

fn draw(items: &[Item], depth: usize, text: &mut String) {
    assert!(depth < 2, "menus open one level deep");
    let indent = "    ".repeat(depth);
    for item in items {
        match item {
            Item::Text(label) => writeln!(text, "{indent}{label}").unwrap(),
            Item::Action(label, _) => writeln!(text, "{indent}[{label}]").unwrap(),
            Item::Separator => writeln!(text, "{indent}---").unwrap(),
            Item::Submenu(label, items) => {
                writeln!(text, "{indent}{label} >").unwrap();
                draw(items, depth + 1, text);
            }
        }
        if let Item::Text(label) | Item::Action(label, _) | Item::Submenu(label, _) = item {
            assert!(label.chars().count() <= 60, "{label}");
            assert!(!label.chars().any(char::is_control), "{label:?}");
        }
    }
}

pub(super) fn favourites(aliases: &[impl AsRef<str>]) -> Loaded {
    let favourite = |alias: &_| {
        let alias = AsRef::<str>::as_ref(alias);
        let arm = named(&format!("vm-{alias}")).id;
        format!(r#"{{"alias":{},"arm":"{arm}"}}"#, serde_json::to_string(alias).unwrap())
    };
    let list = aliases.iter().map(favourite).collect::<Vec<_>>().join(",");
    let favourites = Favourites::from_json(&format!(r#"{{"schema":1,"favourites":[{list}]}}"#)).unwrap();
    Loaded { favourites, ..Loaded::default() }
}

fn ready() -> Story {
    Story::with(favourites(&["web-01", "db-02"]))
}

fn press(story: &mut Story, favourite: &str) {
    story.want(Intent::Connect { favourite: favourite.into() });
}

#[test]
fn a01_before_loading() {
    let mut story = ready();
    story.state = State::new("Azure", jiff::tz::TimeZone::UTC);
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - starting
    ---
    [Open JIT Tray]
    ---
    [Quit JIT Tray]
    ");
}

#[test]
fn a01_idle() {
    insta::assert_snapshot!(whole(&ready()), @r"
    JIT Tray - no access open
    ---
    [Connect to web-01]
    [Connect to db-02]
    ---
    [Find a machine…]
    [Open JIT Tray]
    ---
    [Settings…]
    ---
    [Quit JIT Tray]
    ");
    insta::assert_snapshot!(drawn(&Story::new()), @r"
    JIT Tray - no access open
    ---
    No favourites yet
    ---
    …
    ");
}

#[test]
fn a01_working() {
    let mut story = ready();
    press(&mut story, "WEB-01");
    story.address("203.0.113.7").look(at("vm-web-01", Power::Deallocated));
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - starting web-01
    ---
    web-01 - starting, since 09:00 >
        [Cancel]
        [Details]
    ---
    [Connect to db-02]
    ---
    …
    ");
}

#[test]
fn a01_open_and_closing() {
    let mut story = ready();
    press(&mut story, "web-01");
    let seen = at("vm-web-01", Power::Running);
    story.address("203.0.113.7").look(seen).accept().probe(ProbeOutcome::Answered).launched();
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - 1 open, closes 11:59
    ---
    web-01 - open until 11:59 >
        SSH, port 22, for 203.0.113.7
        [Open again]
        [Extend 3 h]
        [Copy address]
        [Details]
    ---
    [Connect to web-01]
    [Connect to db-02]
    ---
    [Find a machine…]
    [Open JIT Tray]
    ---
    [Settings…]
    ---
    [Quit - 1 stays open until 11:59]
    ");
    story.pass_ms(171 * 60_000);
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - web-01 closes 11:59
    ---
    web-01 - open until 11:59 >
        SSH, port 22, for 203.0.113.7
        [Open again]
        [Extend 3 h]
        [Copy address]
        [Details]
    ---
    [Connect to web-01]
    [Connect to db-02]
    ---
    [Find a machine…]
    [Open JIT Tray]
    ---
    [Settings…]
    ---
    [Quit - 1 stays open until 11:59]
    ");
}

/// The machine of a favourite, as Azure describes it.
pub(super) fn at(machine: &str, power: Power) -> Look {
    let mut seen = look(power, Some("198.51.100.9"));
    seen.vm.at = named(machine);
    seen.policies[0].machines[0].vm = named(machine).id;
    seen
}

#[test]
fn a01_failed_with_the_way_out() {
    let mut story = ready();
    press(&mut story, "web-01");
    story.address("203.0.113.7").look(at("vm-web-01", Power::Deallocated));
    story.refuse(Problem::new(
        Code::MayNotRequest,
        "You may not request access to web-01.",
        "Ask for the permission to request JIT access, or activate the role that has it.",
    ));
    insta::assert_snapshot!(drawn(&story), @r#"
    JIT Tray - web-01 needs attention
    [! You may not request access to web-01 - Fix…]
    ---
    web-01 - not connected >
        You may not request access to web-01
        Your account lacks the "request JIT access" permission.
        Access: not open. Machine: starting.
        [Copy request for your admin]
        [Try again]
        [Details]
        [Dismiss]
    ---
    [Connect to web-01]
    [Connect to db-02]
    ---
    …
    "#);
}

#[test]
fn a01_cancelled() {
    let mut story = ready();
    press(&mut story, "web-01");
    story.address("203.0.113.7").look(at("vm-web-01", Power::Deallocated)).accept().start(Some(operation()));
    story.cancel();
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - 1 open, closes 11:59
    ---
    web-01 - cancelled >
        Port 22 is open until 11:59. web-01 is starting and will
        cost money while it runs.
        [Leave running]
        [Stop it again…]
        [Go on]
        [Dismiss]
    ---
    web-01 - open until 11:59 >
        SSH, port 22, for 203.0.113.7
        [Open again]
        [Extend 3 h]
        [Details]
    ---
    [Connect to web-01]
    [Connect to db-02]
    ---
    [Find a machine…]
    [Open JIT Tray]
    ---
    [Settings…]
    ---
    [Quit - 1 stays open until 11:59]
    ");
}

#[test]
fn a01_banners() {
    let broken = Problem::new(
        Code::BadFile,
        "The settings file cannot be used: unknown field `duraton`, expected one of `schema`.",
        "Correct the file.",
    );
    let mut story = Story::with(Loaded { problems: vec![broken], ..favourites(&["web-01"]) });
    story.tell(Event::TrayHost(false));
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - no access open
    [! The settings file cannot be used:…xpected one of `schema`.]
    [! This desktop has no tray.]
    ---
    [Connect to web-01]
    ---
    …
    ");
    story.tell(Event::TrayHost(true));
    assert_eq!(story.view().banners.len(), 1);
}

#[test]
fn what_the_desktop_does_not_grant_is_told_until_it_does() {
    let mut story = Story::with(favourites(&["web-01"]));
    let (wish, taken) =
        (DesktopWish::Hotkey, Problem::new(Code::NoClient, "It is taken.", "Choose another."));
    story.tell(Event::Desktop { wish, problem: Some(taken.clone()) });
    story.tell(Event::Desktop { wish: DesktopWish::StartAtSignIn, problem: None });
    assert_eq!(story.view().banners, [taken]);
    story.tell(Event::Desktop { wish, problem: None });
    assert_eq!(story.view().banners, []);
}

#[test]
fn a01_offline() {
    let mut story = ready();
    press(&mut story, "web-01");
    story.answer(story.outstanding("PublicAddress"), Answer::PublicAddress(Err(failed(Code::Offline))));
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - offline
    [! web-01: You're offline - Fix…]
    Offline. Access that is open keeps its closing time.
    ---
    web-01 - not connected >
        You're offline
        We can't reach Azure. Access that is open keeps its closing
        times. We try again when the network returns.
        Access: not open. Machine: unknown.
        [Try again]
        [Network settings]
        [Details]
        [Dismiss]
    ---
    [Retry now]
    ---
    [Open JIT Tray]
    ---
    [Settings…]
    ---
    [Quit JIT Tray]
    ");
}

#[test]
fn a04_twelve_favourites_are_flat_and_the_others_are_one_step_away() {
    for (count, title) in [(12, None), (13, Some("More favourites (1)")), (40, Some("More favourites (28)"))]
    {
        let aliases: Vec<String> = (1..=count).map(|n| format!("app-{n:02}")).collect();
        let story = Story::with(favourites(&aliases));
        let items = menu(&story.view());
        let flat =
            items.iter().filter(|item| matches!(item, Item::Action(_, Intent::Connect { .. }))).count();
        assert_eq!(flat, 12);
        let more = items.iter().find_map(|item| {
            if let Item::Submenu(title, all) = item { Some((title.as_str(), all.len())) } else { None }
        });
        assert_eq!(more, title.map(|title| (title, count - 12)));
    }
}

#[test]
fn a_favourite_that_runs_is_not_offered_and_pressing_it_again_does_nothing() {
    let mut story = ready();
    press(&mut story, "web-01");
    let (before, asked) = (story.view(), story.asked_since_start().len());
    press(&mut story, "web-01");
    press(&mut story, "no such favourite");
    assert_eq!((story.view(), story.asked_since_start().len()), (before, asked));
    let offered = |item: &Item| matches!(item, Item::Action(label, _) if label == "Connect to web-01");
    assert!(!menu(&story.view()).iter().any(offered));
    story.cancel();
    assert!(menu(&story.view()).iter().any(offered));
}

#[test]
fn a03_hostile_names_stay_one_harmless_line() {
    let hostile = "web\u{202E}10\n-\u{7}\u{2066}R&D-01 \u{200B}[Quit] > ---";
    let mut story = Story::new();
    story.press_on("web-01", Wish { address: Some("203.0.113.7".parse().unwrap()), ..Wish::default() });
    let vm = named("web-02");
    story.want(Intent::ConnectTo { vm, label: hostile.into(), wish: Wish::default() });
    let mut seen = at("web-02", Power::Running);
    (seen.vm.name, seen.policies) = (hostile.into(), vec![]);
    story.address("203.0.113.7").look(seen);
    assert_eq!(story.view().header, "JIT Tray - web10 -R&D-01 [Quit] > --- needs attention");
    assert_eq!(story.problem().message, "web10 -R&D-01 [Quit] > --- has no JIT policy.");
    let notified = |effect: &Effect| matches!(effect, Effect::Notify(told) if told.body.contains('\u{202E}'));
    assert!(!story.effects.iter().any(notified));
    drawn(&story);
}

#[test]
fn a03_labels_keep_both_ends_of_a_long_name_and_leave_the_ampersand_to_the_drawer() {
    assert_eq!(label("R&D-01"), "R&D-01");
    assert_eq!(label(&"x".repeat(60)), "x".repeat(60));
    let long = format!("{} - open until Mon 15:42", "a-very-long-machine-name".repeat(4));
    assert_eq!(label(&long), "a-very-long-machine-namea-very-long…e - open until Mon 15:42");
    assert_eq!(label(&"日".repeat(61)).chars().count(), 60);
}
