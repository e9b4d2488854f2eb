//! What is offered after a cancel, and what comes of it.

use super::until;
use crate::state::story::{Story, failed, look};
use crate::*;

fn offers(story: &Story) -> Vec<ActionView> {
    match story.attempt().outcome {
        Some(OutcomeView::Cancelled { offers, .. }) => offers,
        other => panic!("not cancelled: {other:?}"),
    }
}

fn labels(story: &Story) -> Vec<String> {
    offers(story).into_iter().map(|offer| offer.label).collect()
}

fn take(story: &mut Story, label: &str) {
    let offer = offers(story).into_iter().find(|offer| offer.label == label).expect("it is offered");
    story.want(offer.intent);
}

#[test]
fn a15_each_stage_offers_what_can_be_done_about_it() {
    for (stage, expected) in [
        ("address", &[][..]),
        ("request", &[]),
        ("start", &["Leave running", "Stop it again"]),
        ("reach", &["Open anyway"]),
        ("launch", &["Open now"]),
    ] {
        let mut story = until(stage);
        story.cancel();
        assert_eq!(labels(&story), expected, "{stage}");
    }
}

#[test]
fn open_anyway_opens_the_client_without_waiting_for_the_service() {
    let mut story = until("reach");
    story.cancel();
    let asked = story.asked_since_start().len();
    take(&mut story, "Open anyway");
    let open = story.open_request("203.0.113.7", 170);
    let seen = Look {
        policies: vec![crate::state::story::listing(open)],
        ..look(Power::Running, Some("198.51.100.9"))
    };
    story.look(seen);
    assert_eq!(story.asked_since_start()[asked..], ["Look", "Launch"]);
    assert_eq!(
        (story.launch_asked().address.to_string().as_str(), story.launch_asked().port),
        ("198.51.100.9", 22)
    );
    story.launched().connected();
    assert_eq!(story.initiates().len(), 1);
}

#[test]
fn open_now_goes_on_with_what_is_open() {
    let mut story = until("launch");
    story.cancel();
    take(&mut story, "Open now");
    let open = story.open_request("203.0.113.7", 170);
    let seen = Look {
        policies: vec![crate::state::story::listing(open)],
        ..look(Power::Running, Some("198.51.100.9"))
    };
    story.look(seen).probe(ProbeOutcome::Answered).launched().connected();
    assert_eq!(story.initiates().len(), 1);
}

#[test]
fn a_machine_is_stopped_once_and_only_after_somebody_agreed() {
    let mut story = until("start");
    story.cancel();
    let stop = offers(&story).pop().unwrap();
    assert_eq!(stop.confirm.as_deref(), Some("Stops web-01 for everyone. Unsaved work is lost."));
    let asked = story.asked_since_start().len();
    story.want(stop.intent.clone()).want(stop.intent);
    assert_eq!(story.asked_since_start()[asked..], ["Stop"]);
    assert_eq!((story.state_line().as_str(), offers(&story)), ("web-01 is being stopped.", vec![]));
    story.answer(story.outstanding("Stop"), Answer::Stop(Ok(None))).pass_ms(5_000);
    story.observe(Power::Deallocating, None);
    assert_eq!(story.state_line(), "web-01 is being stopped.");
    story.pass_ms(5_000).observe(Power::Deallocated, None);
    assert_eq!(story.state_line(), "web-01 is stopped and costs nothing.");
    let asked = story.asked_since_start().len();
    story.pass_ms(60_000);
    assert_eq!(story.asked_since_start().len(), asked, "nothing is asked any more");
}

#[test]
fn a_stop_that_is_refused_is_told_and_the_machine_still_starts() {
    let mut story = until("start");
    story.cancel();
    take(&mut story, "Stop it again");
    story.answer(story.outstanding("Stop"), Answer::Stop(Err(failed(Code::NotPermitted))));
    assert_eq!(story.problem().code, Code::NotPermitted);
    assert_eq!(story.state_line(), "Access: open until 11:59. Machine: starting.");
}

#[test]
fn a_machine_that_somebody_else_started_is_not_stopped() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Starting, Some("198.51.100.9"))).accept();
    story.cancel();
    let attempt = story.attempt().id;
    assert_eq!(offers(&story), []);
    story.want(Intent::StopMachine { attempt });
    assert!(!story.asked_since_start().contains(&"Stop"));
}

#[test]
fn a_machine_that_is_wanted_again_is_not_stopped() {
    let mut story = until("start");
    story.cancel();
    let attempt = story.attempt().id;
    story.want(Intent::ConnectTo {
        vm: crate::state::story::vm_ref(),
        label: "web-01".into(),
        wish: Wish { port: Some(3389), ..Wish::default() },
    });
    story.want(Intent::StopMachine { attempt });
    assert!(!story.asked_since_start().contains(&"Stop"));
}
