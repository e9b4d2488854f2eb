//! What attempts tell of their machines, and what is made of it.

use super::super::story::*;
use crate::*;

const NO_LAUNCH: fn() -> Wish = || Wish { launch: false, ..Wish::default() };

fn told(story: &Story) -> Vec<Experience> {
    let told = story.effects.iter().filter_map(|effect| match effect {
        Effect::Remember(told) => Some((**told).clone()),
        _ => None,
    });
    told.collect()
}

fn took(story: &Story) -> Vec<(Wait, i64)> {
    told(story).into_iter().flat_map(|told| told.took).map(|(wait, took)| (wait, took.as_secs())).collect()
}

/// A machine that is off: 4 s until Azure took the request, and the service answers 50 s after the start.
fn from_off() -> Story {
    let mut story = Story::connect(NO_LAUNCH());
    story.address("203.0.113.7").look(look(Power::Deallocated, None));
    story.pass_ms(4_000).accept().start(Some(operation()));
    story.pass_ms(1_000).observe(Power::Starting, Some("198.51.100.9"));
    story.pass_ms(49_000);
    story
}

#[test]
fn a_connect_tells_how_long_the_machine_took() {
    let mut story = from_off();
    story.probe(ProbeOutcome::Answered).connected();
    assert_eq!(took(&story), [(Wait::Request, 54), (Wait::Start, 54), (Wait::ReachAfterStart, 49)]);
    let told = &told(&story)[0];
    assert_eq!((told.used, told.label.as_str()), (Some((22, Protocol::Ssh)), "web-01"));
    assert_eq!(story.state.history.last_used().get(&vm_ref().id), Some(&story.now));
}

#[test]
fn a_machine_that_runs_tells_nothing_of_starting() {
    let mut story = Story::connect(NO_LAUNCH());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9")));
    story.pass_ms(1_000).accept().pass_ms(2_000).probe(ProbeOutcome::Answered).connected();
    assert_eq!(took(&story), [(Wait::Request, 3), (Wait::Reach, 2)]);
}

#[test]
fn what_failed_or_was_cancelled_is_no_duration() {
    let mut story = from_off();
    story.cancel();
    assert_eq!(took(&story), []);
    assert!(told(&story).is_empty(), "nothing was learnt");
}

#[test]
fn an_hour_asleep_is_no_duration() {
    let mut story = from_off();
    let open = story.open_request("203.0.113.7", 150);
    story.pass_ms(3_600_000);
    let awake = Look { policies: vec![listing(open)], ..look(Power::Running, Some("198.51.100.9")) };
    story.address("203.0.113.7").look(awake).probe(ProbeOutcome::Answered).connected();
    assert_eq!(took(&story), []);
    assert_eq!(told(&story).len(), 1, "it was used all the same");
}

#[test]
fn the_last_machines_that_are_no_favourites_are_offered_again() {
    let mut story = Story::new();
    for machine in ["a", "b", "c", "d", "e", "f"] {
        story.pass_ms(1_000).press_on(machine, NO_LAUNCH());
        let mut seen = look(Power::Running, Some("198.51.100.9"));
        seen.vm.at = named(machine);
        seen.policies[0].machines[0].vm = named(machine).id;
        if story.open_questions().contains(&"PublicAddress") {
            story.address("203.0.113.7");
        }
        story.look(seen).accept().probe(ProbeOutcome::Answered).connected();
    }
    let labels: Vec<_> = story.view().recent.into_iter().map(|action| action.label).collect();
    assert_eq!(labels, ["f", "e", "d", "c", "b"]);
    let wish = Wish { port: Some(22), protocol: Some(Protocol::Ssh), ..Wish::default() };
    let again = Intent::ConnectTo { vm: named("f"), label: "f".into(), wish };
    assert_eq!(story.view().recent[0].intent, again);
    let arm = named("f").id;
    let starred = format!(r#"{{"schema":1,"favourites":[{{"alias":"six","arm":"{arm}"}}]}}"#);
    story.state.favourites = Favourites::from_json(&starred).unwrap();
    assert_eq!(story.view().recent[0].label, "e");
}
