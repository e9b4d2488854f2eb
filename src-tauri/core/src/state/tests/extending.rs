//! Extend: the same access once more, for its own length, from now on.

use jiff::{SignedDuration, Timestamp};

use super::super::story::*;
use crate::*;

const HERE: &str = "203.0.113.7";

/// Access that was opened for three hours, two hours and 50 minutes ago.
fn ends_in_ten() -> Story {
    let mut story = Story::connect(Wish::default());
    story.address(HERE).look(look(Power::Running, Some("198.51.100.9"))).accept();
    story.probe(ProbeOutcome::Answered).launched().connected();
    let ended = story.attempt().id;
    story.want(Intent::Dismiss { attempt: ended });
    for _ in 0..340 {
        story.pass_ms(30_000);
    }
    story
}

/// The machine runs, and Azure lists the request that is in effect.
fn seen() -> Look {
    let from: Timestamp = "2026-02-01T09:00:00Z".parse().unwrap();
    let until = from + SignedDuration::from_secs(3 * 3600 - 5);
    let request = AccessRequest { from, until, ..Story::new().open_request(HERE, 0) };
    Look { policies: vec![listing(request)], ..look(Power::Running, Some("198.51.100.9")) }
}

fn window(story: &Story) -> WindowView {
    story.view().windows.remove(0)
}

/// Presses the button that the window shows.
fn extend(story: &mut Story) {
    let action = window(story).extend.expect("it can be extended");
    assert_eq!(action.label, "Extend 3 h");
    story.want(action.intent);
}

/// The request that Azure lists for the extension.
fn listed(story: &Story, status: RequestStatus) -> Policy {
    let asked = story.initiates().pop().unwrap();
    let request = AccessRequest {
        until: asked.until,
        status,
        from: story.state.attempts.last().unwrap().clone().began,
        ..story.open_request(HERE, 0)
    };
    let older = AccessRequest {
        from: request.from - SignedDuration::from_mins(170),
        status: RequestStatus::Revoked("NewerRequestInitiated".into()),
        ..request.clone()
    };
    Policy { requests: vec![older, request], ..policy(Sources::Any) }
}

#[test]
fn the_end_moves_and_it_is_done_when_azure_has_written_the_rules() {
    let mut story = ends_in_ten();
    let (before, asked) = (window(&story), story.asked_since_start().len());
    assert_eq!((before.from.as_str(), before.state.as_str()), ("2026-02-01T08:59:55Z", "Open until 11:59"));
    extend(&mut story);
    story.address(HERE).look(seen());
    let wanted = story.initiates().pop().unwrap();
    let length = wanted.until.duration_since(story.now);
    assert_eq!(length, SignedDuration::from_secs(3 * 3600 - 5), "counted from now");
    assert_eq!((wanted.port, wanted.source.to_string().as_str()), (22, HERE));
    story.accept();
    assert_eq!(window(&story).state, "Open until 14:49", "Azure took it");
    story.pass_ms(2_000);
    let read = listed(&story, RequestStatus::Initiating);
    story.policy(read);
    assert_eq!(story.attempt().outcome, None);
    story.pass_ms(2_000);
    let read = listed(&story, RequestStatus::Initiated);
    story.policy(read);
    let Some(OutcomeView::Extended { until, state }) = story.attempt().outcome else { panic!() };
    assert_eq!((until.parse::<Timestamp>().unwrap(), state.as_str()), (wanted.until, "Open until 14:49"));
    assert_eq!(window(&story).state, "Open until 14:49");
    assert_eq!(story.view().windows.len(), 1);
    let done = story.asked_since_start()[asked..].to_vec();
    assert_eq!(done, ["PublicAddress", "Look", "Initiate", "Policy", "Policy"]);
    assert_eq!(story.attempt().stages.len(), 3, "what an extension does not do is not listed");
    assert_eq!(story.attempt().state, "extended");
}

#[test]
fn however_often_it_is_pressed_one_request_is_made() {
    let mut story = ends_in_ten();
    let press = window(&story).extend.unwrap().intent;
    for _ in 0..3 {
        story.want(press.clone());
    }
    assert_eq!(window(&story).extend, None, "it goes on already");
    story.address(HERE).look(seen());
    story.want(press).pass_ms(1_000);
    assert_eq!((story.view().attempts.len(), story.initiates().len()), (1, 2));
}

#[test]
fn a_refused_extension_leaves_the_window_as_it_is() {
    let mut story = ends_in_ten();
    let before = window(&story);
    extend(&mut story);
    story.address(HERE).look(seen()).refuse(failed(Code::MayNotRequest));
    assert_eq!(story.problem().code, Code::MayNotRequest);
    assert_eq!(story.state_line(), "Access: open until 11:59. Machine: running.");
    assert_eq!(window(&story), before);
}

#[test]
fn from_another_address_there_is_nothing_to_extend_but_access_to_open() {
    let mut story = ends_in_ten();
    extend(&mut story);
    story.address("203.0.113.99").look(seen());
    assert_eq!(story.problem().code, Code::AddressChanged);
    assert_eq!(story.initiates().len(), 1, "nothing was asked for");
    assert_eq!(
        story.problem().message,
        "Your address changed: access to web-01 is open for 203.0.113.7, you are now at 203.0.113.99."
    );
    story.retry().look(seen()).accept();
    assert_eq!(story.initiates().pop().unwrap().source.to_string(), "203.0.113.99");
    story.probe(ProbeOutcome::Answered).connected();
    assert_eq!(story.asked_since_start().iter().filter(|it| **it == "Launch").count(), 1, "not a second one");
}

#[test]
fn who_agreed_to_one_range_has_not_agreed_to_the_one_that_holds_another_address() {
    let ranges = Sources::Only(vec![HERE.parse().unwrap(), "203.0.113.0/24".parse().unwrap()]);
    let allowed = || Look { policies: vec![policy(ranges.clone())], ..seen() };
    let mut story = Story::connect(Wish { whole_range: true, ..Wish::default() });
    story.address(HERE).look(allowed()).accept();
    story.probe(ProbeOutcome::Answered).launched().connected();
    let ended = story.attempt().id;
    story.want(Intent::Dismiss { attempt: ended }).pass_ms(70_000);
    extend(&mut story);
    story.address("203.0.113.99").look(allowed());
    assert_eq!(story.problem().code, Code::AddressChanged);
    story.retry().look(allowed());
    assert_eq!(story.initiates().pop().unwrap().source.to_string(), "203.0.113.99");
}

#[test]
fn a_policy_that_allows_less_by_now_is_kept_to_and_that_is_said() {
    let mut story = ends_in_ten();
    extend(&mut story);
    let mut shorter = seen();
    shorter.policies[0].machines[0].ports[0].longest = "PT1H".parse().unwrap();
    story.address(HERE).look(shorter);
    let length = story.initiates().pop().unwrap().until.duration_since(story.now);
    assert_eq!(length, SignedDuration::from_secs(3600 - 5));
    assert!(matches!(story.attempt().adapted[..], [Adaptation::Duration { .. }]));
}

#[test]
fn an_extension_that_is_cancelled_is_told_of_with_what_azure_made_of_it() {
    let mut story = ends_in_ten();
    extend(&mut story);
    story.address(HERE).look(seen()).cancel();
    let line = "The request was already sent. If Azure accepts it, port 22 is open until 14:49.";
    assert_eq!(story.state_line(), line);
    story.accept();
    assert_eq!(story.state_line(), "Port 22 is open until 14:49.");
    assert_eq!(window(&story).state, "Open until 14:49");
}

#[test]
fn an_extension_waits_behind_no_connect() {
    let mut story = ends_in_ten();
    for machine in ["a", "b", "c", "d", "e"] {
        story.press_on(machine, Wish::default());
    }
    extend(&mut story);
    let queued: Vec<_> = story.view().attempts.iter().map(|it| it.queued.is_some()).collect();
    assert_eq!(queued, [false, true, false, false, false, false]);
}
