//! The client was opened, and the machine let nobody in.

use crate::state::scripted::failures::SCENES;
use crate::state::story::{Story, account, look};
use crate::*;

const MINE: &str = "203.0.113.7";

fn key_refused() -> Problem {
    Problem::new(Code::KeyRefused, "Tried id_ed25519 as azureuser.", "Choose another key or user.")
}

fn launching() -> Story {
    let mut story = Story::connect(Wish::default());
    story.address(MINE).look(look(Power::Running, Some("198.51.100.9"))).accept();
    story.probe(ProbeOutcome::Answered);
    story
}

fn connected() -> Story {
    let mut story = launching();
    story.launched();
    story
}

fn refused(story: &mut Story, attempt: AttemptId) {
    story.tell(Event::SessionRefused { attempt, problem: key_refused() });
}

fn told(story: &Story) -> Vec<&Notification> {
    let notes = story.effects.iter();
    notes.filter_map(|it| if let Effect::Notify(note) = it { Some(note) } else { None }).collect()
}

fn is_connected(story: &Story) -> bool {
    matches!(story.attempt().outcome, Some(OutcomeView::Connected(_)))
}

#[test]
fn a_key_that_ssh_could_not_use_is_told_everywhere_with_one_action() {
    let mut story = connected();
    let attempt = story.attempt();
    story.pass_ms(2_000);
    refused(&mut story, attempt.id);

    let after = story.attempt();
    let Some(OutcomeView::Failed { card, state, .. }) = after.outcome else { panic!("{:?}", after.outcome) };
    assert_eq!((card.id.as_str(), card.title.as_str()), ("E18", "web-01 didn't accept your key"));
    assert_eq!(card.body, "Tried id_ed25519 as azureuser.");
    assert_eq!(state, "Access: open until 11:59. Machine: running.");
    assert_eq!((card.action.label.as_str(), card.step), ("Choose key and user", Some(Stage::Launch)));
    let view = story.view();
    assert_eq!((view.icon, view.header.as_str()), (TrayIcon::Error, "JIT Tray - web-01 needs attention"));
    let menu = format!("{:?}", menu(&view));
    assert!(menu.contains("! web-01 didn't accept your key - "), "{menu}");
    let told = told(&story);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].weight == Weight::Stays && told[0].body.starts_with("Tried id_ed25519 as azureuser."),
        "{told:?}"
    );
    assert_eq!(view.windows.len(), 1, "access stays open");
}

#[test]
fn what_is_told_twice_counts_once() {
    let mut story = connected();
    let attempt = story.attempt().id;
    refused(&mut story, attempt);
    let before = story.attempt();
    story.tell(Event::SessionRefused {
        attempt,
        problem: Problem::new(Code::HostKeyChanged, "Another.", "Look."),
    });
    assert_eq!((story.attempt(), told(&story).len()), (before, 1));
}

#[test]
fn a_client_that_is_turned_away_before_it_is_said_to_be_open_fails_as_well() {
    let mut story = launching();
    let attempt = story.attempt().id;
    refused(&mut story, attempt);
    assert_eq!(story.problem(), key_refused());
    assert_eq!(told(&story).len(), 1);
    story.launched();
    assert_eq!(story.problem(), key_refused(), "the late word that it is open changes nothing");
}

#[test]
fn nothing_is_believed_of_a_connect_that_did_not_open_a_client_yet() {
    let mut story = Story::connect(Wish::default());
    let attempt = story.attempt().id;
    refused(&mut story, attempt);
    assert!(story.attempt().outcome.is_none());
}

#[test]
fn an_earlier_session_says_nothing_of_the_newest_connect() {
    let mut story = connected();
    let earlier = story.attempt().id;
    let other = Wish { port: Some(3389), ..Wish::default() };
    story.press(other);
    refused(&mut story, earlier);
    assert!(told(&story).is_empty());
    let connects = story.view().attempts;
    let earlier = connects.iter().find(|it| it.id == earlier).unwrap();
    assert!(matches!(earlier.outcome, Some(OutcomeView::Connected(_))), "{earlier:?}");
}

#[test]
fn more_time_for_its_access_makes_a_session_no_older() {
    let mut story = connected();
    let attempt = story.attempt().id;
    let window = story.view().windows[0].id.clone();
    story.want(Intent::Extend { window });
    assert_ne!(story.attempt().id, attempt, "the extension is an attempt of its own");
    refused(&mut story, attempt);
    assert_eq!(told(&story).len(), 1);
}

#[test]
fn after_access_has_closed_or_the_connect_was_put_away_nobody_waits_for_it() {
    let mut story = connected();
    let attempt = story.attempt().id;
    story.pass_ms(4 * 60 * 60_000);
    refused(&mut story, attempt);
    assert!(is_connected(&story) && told(&story).is_empty());

    let mut story = connected();
    let attempt = story.attempt().id;
    story.want(Intent::Dismiss { attempt });
    refused(&mut story, attempt);
    assert!(story.view().attempts.is_empty() && told(&story).is_empty());
}

#[test]
fn a_program_that_was_restarted_knows_of_no_such_connect() {
    let windows = connected().state.windows.all().to_vec();
    let accounts = vec![account("app", WayIn::ServicePrincipal)];
    let mut story = Story::with(Loaded { windows, accounts, ..Loaded::default() });
    let before = story.view();
    refused(&mut story, AttemptId(1));
    assert_eq!(story.view(), before);
    assert!(told(&story).is_empty());
}

/// Everything that can be pressed of the newest connect.
fn offered(story: &Story) -> Vec<Intent> {
    let Some(OutcomeView::Failed { card, .. }) = story.attempt().outcome else { panic!("not failed") };
    std::iter::once(card.action).chain(card.more).map(|it| it.intent).collect()
}

#[test]
fn of_another_host_key_both_fingerprints_are_shown_and_copied_and_none_is_accepted() {
    let (_, tell) = SCENES.iter().find(|(name, _)| *name == "e19").unwrap();
    let mut story = tell();
    let details = story.problem().details.unwrap();
    let (known, shown) = (details.known_key.unwrap(), details.shown_key.unwrap());
    assert!(known.contains("SHA256:") && shown.contains("SHA256:") && known != shown);
    let attempt = story.attempt().id;
    let offered = offered(&story);
    let harmless = |it: &Intent| {
        matches!(it, Intent::OpenPortal { .. } | Intent::CopyForAdmin { .. } | Intent::Dismiss { .. })
    };
    assert!(offered.iter().all(harmless), "{offered:?}");
    story.want(Intent::CopyForAdmin { attempt });
    let Some(Effect::Copy(text)) = story.effects.last() else { panic!("{:?}", story.effects.last()) };
    let keys = format!("Host key known from before: {known}\nHost key shown now: {shown}");
    assert!(text.contains(&keys), "{text}");
}

#[test]
fn whoever_looks_at_the_window_needs_no_notification() {
    let mut story = connected();
    story.tell(Event::Watching(true));
    let attempt = story.attempt().id;
    refused(&mut story, attempt);
    assert!(told(&story).is_empty());
    assert_eq!(story.problem().code, Code::KeyRefused);
}
