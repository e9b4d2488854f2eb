//! Every wait has an end, and says what it waited for.

use crate::state::story::{Story, listing, look, operation};
use crate::*;

fn wait(story: &mut Story) -> i64 {
    let began = story.now;
    while story.attempt().outcome.is_none() {
        let due = story.state.deadline().expect("an attempt that runs is due some time");
        let ms = due.duration_since(story.now).as_millis().min(30_000);
        story.pass_ms(i64::try_from(ms).unwrap());
    }
    story.now.duration_since(began).as_secs()
}

fn ends(story: &mut Story, seconds: i64, code: Code, message: &str, line: &str) {
    assert_eq!(wait(story), seconds, "{message}");
    let problem = story.problem();
    assert_eq!((problem.code, problem.message.as_str()), (code, message));
    assert_eq!(story.state_line(), line);
}

#[test]
fn address() {
    let mut story = Story::connect(Wish::default());
    story.look(look(Power::Running, Some("198.51.100.9")));
    let message = "Your public address was not found within 8 s.";
    ends(&mut story, 8, Code::Offline, message, "Access: not open. Machine: running.");
}

#[test]
fn look_at_the_machine() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7");
    let message = "Azure did not describe web-01 within 60 s.";
    ends(&mut story, 60, Code::TimedOut, message, "Access: not open. Machine: unknown.");
}

#[test]
fn request() {
    let message = "Azure did not open access to web-01 within 90 s.";
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9")));
    ends(&mut story, 90, Code::TimedOut, message, "Access: asked for, not confirmed. Machine: running.");

    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
    ends(&mut story, 90, Code::TimedOut, message, "Access: open until 11:59. Machine: running.");
}

#[test]
fn start() {
    let mut story = Story::connect(Wish::default());
    let request = story.open_request("203.0.113.7", 180);
    story.address("203.0.113.7").look(look(Power::Deallocated, None)).accept().start(Some(operation()));
    story.pass_ms(2_000).policy(listing(request));
    let message = "web-01 did not come up within 10 min.";
    ends(&mut story, 598, Code::TimedOut, message, "Access: open until 11:59. Machine: starting.");
}

#[test]
fn reach() {
    for (outcome, code, message) in [
        (ProbeOutcome::Silent, Code::NotAnswering, "web-01 is not answering on port 22."),
        (
            ProbeOutcome::Refused,
            Code::ServiceNotRunning,
            "SSH is not running on web-01: the machine refuses port 22.",
        ),
        (
            ProbeOutcome::Other("HTTP/1.1 400".into()),
            Code::WrongService,
            "Port 22 of web-01 answers, but not with SSH. It says: HTTP/1.1 400",
        ),
        (
            ProbeOutcome::Unreachable("no route".into()),
            Code::NotAnswering,
            "This network has no way to web-01: no route.",
        ),
    ] {
        let mut story = Story::connect(Wish { wait_secs: 60, ..Wish::default() });
        let request = story.open_request("203.0.113.7", 180);
        story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
        story.pass_ms(2_000).policy(listing(request)).probe(outcome);
        ends(&mut story, 60, code, message, "Access: open until 11:59. Machine: running.");
    }
}

#[test]
fn the_wait_for_the_service_begins_when_azure_has_written_the_rules() {
    let mut story = Story::connect(Wish { wait_secs: 10, ..Wish::default() });
    let request = story.open_request("203.0.113.7", 180);
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
    let initiating = AccessRequest { status: RequestStatus::Initiating, ..request.clone() };
    for _ in 0..7 {
        story.pass_ms(2_000).policy(listing(initiating.clone()));
    }
    story.pass_ms(2_000).policy(listing(request));
    assert_eq!(wait(&mut story), 10);
    assert_eq!(story.problem().code, Code::NotAnswering);
}

#[test]
fn a_window_that_ends_before_the_service_answers() {
    let mut story = Story::connect(Wish { duration: JitDuration::MIN, wait_secs: 3_600, ..Wish::default() });
    let request = story.open_request("203.0.113.7", 5);
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
    story.pass_ms(2_000).policy(listing(request));
    let message = "The access window of web-01 is over.";
    ends(&mut story, 298, Code::RequestRevoked, message, "Access: not open. Machine: running.");
}

#[test]
fn launch() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
    story.probe(ProbeOutcome::Answered);
    let message = "The client for web-01 did not open within 15 s.";
    ends(&mut story, 15, Code::TimedOut, message, "Access: open until 11:59. Machine: running.");
}

#[test]
fn a_request_that_another_attempt_sent_is_not_waited_for_for_ever() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).cancel().retry();
    story.look(look(Power::Running, Some("198.51.100.9")));
    assert_eq!(wait(&mut story), 90);
}

#[test]
fn sleep_while_the_client_opens_opens_no_second_one() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
    story.probe(ProbeOutcome::Answered).pass_ms(60 * 60_000).launched();
    story.connected();
    assert_eq!(story.asked_since_start().iter().filter(|name| **name == "Launch").count(), 1);
}
