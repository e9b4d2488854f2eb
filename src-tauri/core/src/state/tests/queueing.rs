//! Four connects at once, the others in turn.

use super::super::story::*;
use crate::*;

fn no_launch() -> Wish {
    Wish { launch: false, ..Wish::default() }
}

/// Presses for so many machines: `a`, `b`, `c`, ….
fn pressed(machines: &[&str]) -> Story {
    let mut story = Story::new();
    for machine in machines {
        story.press_on(machine, no_launch());
    }
    story
}

fn ahead(story: &Story) -> Vec<(String, Option<u32>)> {
    let mut all: Vec<_> = story.view().attempts.into_iter().map(|it| (it.label, it.queued)).collect();
    all.reverse();
    all
}

fn id(story: &Story, machine: &str) -> AttemptId {
    let view = story.view();
    view.attempts.iter().find(|it| it.label == machine).expect("it is shown").id
}

fn cancel(story: &mut Story, machine: &str) {
    let attempt = id(story, machine);
    story.want(Intent::Cancel { attempt });
}

#[test]
fn four_run_and_the_others_wait_in_the_order_they_were_wanted() {
    let mut story = pressed(&["a", "b", "c", "d", "e", "f"]);
    let waiting = |n| Some(n);
    let expected = [("a", None), ("b", None), ("c", None), ("d", None), ("e", waiting(1)), ("f", waiting(2))];
    assert_eq!(ahead(&story), expected.map(|(label, ahead)| (label.to_owned(), ahead)));
    assert_eq!(story.view().attempts[0].state, "queued (2 ahead)");
    assert_eq!(story.asked_since_start().iter().filter(|it| **it == "Look").count(), 4);
    cancel(&mut story, "b");
    assert_eq!(ahead(&story)[4..], [("e".to_owned(), None), ("f".to_owned(), Some(1))]);
    assert_eq!(story.asked_since_start().iter().filter(|it| **it == "Look").count(), 5);
}

#[test]
fn one_that_waits_for_its_turn_and_is_cancelled_changed_nothing() {
    let mut story = pressed(&["a", "b", "c", "d", "e"]);
    let before = story.asked_since_start().len();
    story.pass_ms(7_000);
    cancel(&mut story, "e");
    assert_eq!(story.state_line(), "Nothing was changed.");
    assert_eq!(story.asked_since_start().len(), before, "nothing was asked");
}

#[test]
fn who_presses_again_while_it_waits_does_not_stand_in_line_twice() {
    let mut story = pressed(&["a", "b", "c", "d", "e", "e", "e"]);
    assert_eq!(story.view().attempts.len(), 5);
    cancel(&mut story, "a");
    assert_eq!(ahead(&story).iter().filter(|(_, ahead)| ahead.is_some()).count(), 0);
}

#[test]
fn one_that_waits_for_a_person_holds_nobody_up() {
    let loaded =
        Loaded { accounts: vec![account("ada", WayIn::Browser)], can_ask: true, ..Loaded::default() };
    let mut story = Story::with(loaded);
    for machine in ["a", "b", "c", "d", "e"] {
        story.press_on(machine, no_launch());
    }
    let needed = SignInNeeded { account: account("ada", WayIn::Browser).id, tenant: None };
    let who = Problem::new(Code::MoreProofNeeded, "Who are you?", "Sign in.").mended_by(needed);
    story.answer(story.outstanding("Look"), Answer::Look(Err(who)));
    assert_eq!(ahead(&story).last().unwrap(), &("e".to_owned(), None));
}

#[test]
fn the_end_of_one_that_took_too_long_makes_room_at_once() {
    let mut story = pressed(&["a", "b", "c", "d", "e"]);
    story.pass_ms(8_001);
    let ended = story.view().attempts.iter().filter(|it| it.outcome.is_some()).count();
    assert_eq!(ended, 4, "no address was found");
    assert_eq!(ahead(&story).last().unwrap(), &("e".to_owned(), None));
    assert_eq!(story.asked_since_start().iter().filter(|it| **it == "Look").count(), 5);
}
