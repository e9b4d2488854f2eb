//! The network, the clock and the address change while a connect runs.

use jiff::SignedDuration;

use crate::state::story::{Story, look, operation};
use crate::*;

fn running() -> Look {
    look(Power::Running, Some("198.51.100.9"))
}

#[test]
fn an_address_from_before_the_network_changed_is_never_asked_for() {
    // Known, but not used yet: the look is still out.
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").tell(Event::NetworkChanged);
    story.look(running());
    assert!(story.initiates().is_empty());
    story.address("198.51.100.200");
    assert_eq!(story.initiates()[0].source.to_string(), "198.51.100.200");

    // Asked for, but answered too late.
    let mut story = Story::connect(Wish::default());
    let old = story.outstanding("PublicAddress");
    story.look(running()).tell(Event::NetworkChanged);
    story.answer(old, Answer::PublicAddress(Ok("203.0.113.7".parse().unwrap())));
    assert!(story.initiates().is_empty());
    assert_eq!(story.view().my_address, None);

    // While a short window waits for the machine.
    let mut story = Story::connect(Wish { duration: JitDuration::MIN, ..Wish::default() });
    story.address("203.0.113.7").look(look(Power::Deallocated, None)).start(Some(operation())).pass_ms(1_000);
    story.tell(Event::NetworkChanged);
    story.observe(Power::Running, Some("198.51.100.9")).address("198.51.100.200");
    assert_eq!(story.initiates()[0].source.to_string(), "198.51.100.200");
}

#[test]
fn an_address_the_person_gave_and_a_request_that_is_out_stay_as_they_are() {
    let mut story =
        Story::connect(Wish { address: Some("203.0.113.77".parse().unwrap()), ..Wish::default() });
    story.tell(Event::NetworkChanged).look(running());
    assert_eq!(story.initiates()[0].source.to_string(), "203.0.113.77");

    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(running()).tell(Event::NetworkChanged);
    story.accept().probe(ProbeOutcome::Answered).launched();
    story.connected();
}

#[test]
fn only_a_public_address_can_be_given() {
    for address in ["10.0.0.1", "0.0.0.0", "127.0.0.1"] {
        let story = Story::connect(Wish { address: Some(address.parse().unwrap()), ..Wish::default() });
        let message = format!("{address} is not an address Azure can see you come from.");
        assert_eq!((story.problem().message, story.asked_since_start().len()), (message, 0));
    }
}

#[test]
fn an_address_is_believed_for_a_minute() {
    for (seconds, asked) in [(59, false), (61, true)] {
        let mut story = Story::connect(Wish::default());
        story.address("203.0.113.7").cancel().pass_ms(seconds * 1_000).press(Wish::default());
        assert_eq!(story.open_questions().contains(&"PublicAddress"), asked, "{seconds}");
    }
}

#[test]
fn a_clock_that_is_set_back_rereads_and_still_ends() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(running()).accept();
    story.now -= SignedDuration::from_hours(2);
    let began = story.now;
    story.tell(Event::Woke);
    assert_eq!(story.asked_since_start().iter().filter(|name| **name == "Look").count(), 2);
    while story.attempt().outcome.is_none() {
        story.pass_ms(8_000);
        assert!(story.now < began + SignedDuration::from_mins(5));
    }
}

#[test]
fn sleep_before_anything_was_asked_for_begins_anew() {
    let mut story = Story::connect(Wish::default());
    let attempt = story.attempt().id;
    story.address("203.0.113.7").pass_ms(8 * 3_600_000);
    assert_eq!(story.effects.iter().filter(|effect| **effect == Effect::Abandon(attempt)).count(), 1);
    story.address("198.51.100.200").look(running());
    assert_eq!(story.initiates()[0].source.to_string(), "198.51.100.200");
    assert_eq!(story.attempt().id, attempt);
}

#[test]
fn a16_an_address_older_than_a_minute_is_found_again_when_it_is_tried_again() {
    let found =
        |story: &Story| story.asked_since_start().into_iter().filter(|ask| *ask == "PublicAddress").count();
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(running()).refuse(crate::state::story::failed(Code::AzureFailed));
    story.retry();
    assert_eq!(found(&story), 1, "a fresh address is believed");
    story.cancel().pass_ms(61_000);
    story.retry();
    assert_eq!(found(&story), 2);
}
