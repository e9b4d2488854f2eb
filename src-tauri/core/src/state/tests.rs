//! Every rule of the plan, told as what goes in and what comes out.

mod answering;
mod cancelling;
mod cards;
mod checking;
mod copying;
mod extending;
mod icons;
mod machines;
mod menus;
mod moving;
mod pacing;
mod policies;
mod preferences;
mod queueing;
mod refusing;
mod remembering;
mod signed_out;
mod signing_in;
mod starring;
mod starting;
mod stopping;
mod summary;
mod waiting;
mod warning;
mod welcome;
mod windows;

use std::net::Ipv4Addr;

use super::story::{Story, failed, listing, look, operation, policy, vm_ref};
use crate::*;

fn asks(story: &Story) -> Vec<&'static str> {
    story.asked_since_start()
}

#[test]
fn a_cold_connect_asks_and_starts_at_once_when_both_are_permitted() {
    let mut story = Story::connect(Wish::default());
    assert_eq!(asks(&story), ["PublicAddress", "Look"]);
    story.address("203.0.113.7").look(look(Power::Deallocated, None));
    assert_eq!(asks(&story), ["PublicAddress", "Look", "Initiate", "Start"]);
    story.accept().start(Some(operation())).pass_ms(1_000);
    assert!(asks(&story).contains(&"Observe"), "a dynamic address is looked for soon");
    story.observe(Power::Starting, Some("198.51.100.50"));
    story.probe(ProbeOutcome::Answered);
    let launch = story.launch_asked();
    assert_eq!(
        (launch.address.to_string().as_str(), launch.port, launch.protocol),
        ("198.51.100.50", 22, Protocol::Ssh)
    );
    story.launched();
    let connected = story.connected();
    assert_eq!((connected.source.as_str(), connected.port), ("203.0.113.7", 22));
    assert_eq!(story.initiates().len(), 1);
}

#[test]
fn a_request_is_exactly_as_wide_and_as_long_as_the_policy_and_the_wish_allow() {
    let mut story = Story::connect(Wish { duration: "8h".parse().unwrap(), ..Wish::default() });
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9")));
    let initiate = story.initiates().pop().unwrap();
    assert_eq!(initiate.source.to_string(), "203.0.113.7");
    assert_eq!(initiate.port, 22);
    let length = initiate.until.duration_since(story.now);
    assert_eq!(length.as_secs(), 3 * 3600 - 5, "the policy's three hours, less the margin for clocks");
    let adapted = story.attempt().adapted;
    assert_eq!(adapted, [Adaptation::Duration { asked: "PT8H".into(), granted: "PT3H".into() }]);
}

#[test]
fn azures_clock_decides_when_a_window_ends() {
    let mut story = Story::connect(Wish::default());
    let mut seen = look(Power::Running, Some("198.51.100.9"));
    seen.clock_offset = jiff::SignedDuration::from_mins(-6);
    story.address("203.0.113.7").look(seen);
    let initiate = story.initiates().pop().unwrap();
    assert_eq!(initiate.until.duration_since(story.now).as_secs(), 3 * 3600 - 5 - 360);
}

#[test]
fn without_a_known_permission_the_start_waits_for_azures_yes() {
    for (request, start) in
        [(Right::Unknown, Right::Granted), (Right::Missing, Right::Granted), (Right::Granted, Right::Unknown)]
    {
        let mut story = Story::connect(Wish::default());
        let mut seen = look(Power::Deallocated, None);
        (seen.may_request, seen.may_start) = (request, start);
        story.address("203.0.113.7").look(seen);
        assert_eq!(asks(&story), ["PublicAddress", "Look", "Initiate"]);
        story.accept();
        assert_eq!(asks(&story).last(), Some(&"Start"));
    }
}

#[test]
fn a_refused_request_never_starts_a_machine() {
    let mut story = Story::connect(Wish::default());
    let mut seen = look(Power::Deallocated, None);
    seen.may_request = Right::Missing;
    story.address("203.0.113.7").look(seen);
    story.refuse(failed(Code::MayNotRequest)).pass_ms(60_000);
    assert!(!asks(&story).contains(&"Start"));
    assert_eq!(story.problem().code, Code::MayNotRequest);
    assert_eq!(story.state_line(), "Access: not open. Machine: stopped.");
}

#[test]
fn a_short_window_is_asked_for_when_the_machine_runs() {
    let mut story = Story::connect(Wish { duration: "20m".parse().unwrap(), ..Wish::default() });
    story.address("203.0.113.7").look(look(Power::Deallocated, None));
    assert_eq!(asks(&story), ["PublicAddress", "Look", "Start"]);
    story.start(Some(operation())).pass_ms(1_000).observe(Power::Starting, Some("198.51.100.9"));
    assert!(story.initiates().is_empty());
    story.pass_ms(2_000).observe(Power::Running, Some("198.51.100.9"));
    assert_eq!(story.initiates().len(), 1);
    story.accept().probe(ProbeOutcome::Answered).launched();
    story.connected();
}

#[test]
fn an_answering_service_ends_the_wait_for_everything_else() {
    let mut story = Story::connect(Wish { launch: false, ..Wish::default() });
    story.address("203.0.113.7").look(look(Power::Deallocated, Some("198.51.100.9")));
    story.accept().start(Some(Operation { wait: jiff::SignedDuration::from_secs(10), ..operation() }));
    story.probe(ProbeOutcome::Silent).pass_ms(300).probe(ProbeOutcome::Answered);
    let stages: Vec<_> = story.attempt().stages.iter().map(|stage| stage.state).collect();
    use StageState::{Done, Skipped};
    assert_eq!(stages, [Done, Done, Done, Done, Done, Skipped]);
    story.connected();
}

#[test]
fn access_that_is_open_already_is_used() {
    let mut story = Story::connect(Wish::default());
    let mut seen = look(Power::Running, Some("198.51.100.9"));
    seen.policies[0].requests.push(story.open_request("203.0.113.7", 40));
    story.address("203.0.113.7").look(seen).probe(ProbeOutcome::Answered).launched();
    assert!(story.initiates().is_empty());
    assert!(matches!(story.attempt().adapted[..], [Adaptation::AlreadyOpen { .. }]));
    assert_eq!(story.state.view(story.now).windows.len(), 1);
}

#[test]
fn access_that_closes_in_a_minute_or_is_open_for_somebody_else_is_not_used() {
    for (source, minutes) in [("203.0.113.7", 1), ("198.51.100.77", 40)] {
        let mut story = Story::connect(Wish::default());
        let mut seen = look(Power::Running, Some("198.51.100.9"));
        seen.policies[0].requests.push(story.open_request(source, minutes));
        story.address("203.0.113.7").look(seen);
        assert_eq!(story.initiates().len(), 1);
    }
}

#[test]
fn what_does_not_fit_is_said_with_the_way_out_and_nothing_is_asked() {
    let cases: [(Wish, Look, &str, Code); 4] = [
        (
            Wish { port: Some(8080), ..Wish::default() },
            look(Power::Deallocated, None),
            "Port 8080 is not allowed for web-01. The policy allows 22.",
            Code::PortNotInPolicy,
        ),
        (
            Wish::default(),
            Look { policies: vec![], ..look(Power::Deallocated, None) },
            "web-01 has no JIT policy.",
            Code::NoPolicy,
        ),
        (
            Wish::default(),
            Look {
                policies: vec![policy(Sources::Only(vec!["198.51.100.0/24".parse().unwrap()]))],
                ..look(Power::Running, Some("198.51.100.9"))
            },
            "Your address is not on the allow list of web-01: you are at 203.0.113.7, port 22 accepts 198.51.100.0/24.",
            Code::SourceNotAllowed,
        ),
        (Wish::default(), look(Power::Running, None), "web-01 has no public address.", Code::NoPublicAddress),
    ];
    for (wish, seen, message, code) in cases {
        let mut story = Story::connect(wish);
        story.address("203.0.113.7").look(seen);
        assert_eq!((story.problem().message.as_str(), story.problem().code), (message, code));
        assert_eq!(asks(&story), ["PublicAddress", "Look"]);
    }
}

#[test]
fn a_range_is_opened_only_after_the_person_agreed() {
    for (agreed, source) in [(false, "203.0.113.7"), (true, "203.0.113.0/24")] {
        let mut story = Story::connect(Wish { whole_range: agreed, ..Wish::default() });
        let ranges = Sources::Only(vec!["203.0.113.0/24".parse().unwrap()]);
        story
            .address("203.0.113.7")
            .look(Look { policies: vec![policy(ranges)], ..look(Power::Running, Some("198.51.100.9")) });
        assert_eq!(story.initiates()[0].source.to_string(), source);
    }
}

#[test]
fn a_request_whose_answer_was_lost_is_looked_for_and_never_repeated() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9")));
    story.refuse(failed(Code::Interrupted)).pass_ms(2_000);
    assert_eq!(asks(&story).last(), Some(&"Policy"));
    let mut read = policy(Sources::Any);
    read.requests.push(story.open_request("203.0.113.7", 180));
    story.policy(read).probe(ProbeOutcome::Answered).launched();
    story.connected();
    assert_eq!(story.initiates().len(), 1);

    let mut story = Story::connect(Wish::default());
    story
        .address("203.0.113.7")
        .look(look(Power::Running, Some("198.51.100.9")))
        .refuse(failed(Code::Interrupted));
    for _ in 0..3 {
        story.pass_ms(2_000).policy(policy(Sources::Any));
    }
    assert_eq!((story.problem().code, story.initiates().len()), (Code::Interrupted, 1));
}

#[test]
fn a_probe_of_an_address_the_machine_no_longer_has_does_not_count() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Deallocated, Some("198.51.100.9")));
    story.accept().start(Some(operation()));
    let old = story.outstanding("Probe");
    story.pass_ms(1_000).observe(Power::Starting, Some("198.51.100.77"));
    story.answer(old, Answer::Probe(ProbeOutcome::Answered));
    assert!(!asks(&story).contains(&"Launch"));
    story.probe(ProbeOutcome::Answered);
    assert_eq!(story.launch_asked().address, Ipv4Addr::new(198, 51, 100, 77));
}

#[test]
fn pressing_twice_is_pressing_once() {
    let mut story = Story::connect(Wish::default());
    story.press(Wish::default());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9")));
    story.press(Wish::default());
    assert_eq!(story.initiates().len(), 1);
    assert_eq!(story.state.view(story.now).attempts.len(), 1);
}

#[test]
fn trying_again_uses_the_window_that_is_open() {
    // Whether or not the policy lists a request that Azure took a moment ago.
    for listed in [false, true] {
        let mut story = Story::connect(Wish { wait_secs: 10, ..Wish::default() });
        story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
        let request = story.open_request("203.0.113.7", 180);
        story.pass_ms(2_000).policy(listing(request.clone())).pass_ms(11_000);
        assert_eq!(story.problem().code, Code::NotAnswering);
        let mut seen = look(Power::Running, Some("198.51.100.9"));
        seen.policies[0].requests.extend(listed.then_some(request));
        story.retry().look(seen).probe(ProbeOutcome::Answered).launched();
        story.connected();
        assert_eq!(story.initiates().len(), 1);
    }
}

#[test]
fn sleep_in_the_middle_rereads_the_truth_and_repeats_nothing() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
    let mut seen = look(Power::Running, Some("198.51.100.9"));
    seen.policies[0].requests.push(story.open_request("203.0.113.7", 180));
    story.pass_ms(30 * 60_000);
    story.address("203.0.113.7").look(seen.clone()).probe(ProbeOutcome::Answered).launched();
    story.connected();
    assert_eq!(story.initiates().len(), 1);

    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
    story.pass_ms(30 * 60_000);
    story.address("198.51.100.200").look(seen);
    assert_eq!((story.problem().code, story.initiates().len()), (Code::AddressChanged, 1));
    assert_eq!(story.state_line(), "Access: open until 11:59. Machine: running.");
}
