//! The machine on its way up: what is tolerated, what ends the attempt.

use crate::state::story::{Story, failed, look, operation};
use crate::*;

/// Accepted and started; the machine had no address.
fn starting(followed: Option<Operation>) -> Story {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Deallocated, None)).accept().start(followed);
    story.pass_ms(1_000);
    story
}

fn observed(power: Power, failure: Option<&str>) -> Answer {
    Answer::Observe(Ok(Observed { power, public_address: None, failure: failure.map(str::to_owned) }))
}

#[test]
fn failed_polls_are_asked_again_later_and_end_nothing() {
    let mut story = starting(Some(operation()));
    for _ in 0..20 {
        for (question, answer) in [
            ("Operation", Answer::Operation(Err(failed(Code::Busy)))),
            ("Observe", Answer::Observe(Err(failed(Code::Interrupted)))),
            ("Policy", Answer::Policy(Err(failed(Code::AzureFailed)))),
        ] {
            if story.open_questions().contains(&question) {
                let before = story.open_questions().len();
                story.answer(story.outstanding(question), answer);
                assert_eq!(story.open_questions().len(), before - 1, "{question} is not repeated at once");
            }
        }
        story.pass_ms(4_000);
    }
    story.observe(Power::Running, Some("198.51.100.9")).probe(ProbeOutcome::Answered).launched();
    story.connected();
}

#[test]
fn polls_leave_azure_two_seconds_and_what_it_asks_for() {
    let mut story = starting(Some(operation()));
    let slow = OperationState::Running(jiff::SignedDuration::from_secs(10));
    story.answer(story.outstanding("Operation"), Answer::Operation(Ok(slow)));
    story.observe(Power::Starting, None).pass_ms(1_900);
    assert_eq!(story.open_questions(), ["Policy"]);
    story.pass_ms(100);
    assert_eq!(story.open_questions(), ["Policy", "Observe"]);
    story.pass_ms(7_900);
    assert_eq!(story.open_questions(), ["Policy", "Observe"]);
    story.pass_ms(100);
    assert_eq!(story.open_questions(), ["Policy", "Observe", "Operation"]);
}

#[test]
fn an_operation_that_may_not_be_followed_is_replaced_by_looking_at_the_machine() {
    let mut story = starting(Some(operation()));
    story.answer(story.outstanding("Operation"), Answer::Operation(Ok(OperationState::Hidden)));
    story.pass_ms(30_000);
    assert_eq!(story.open_questions(), ["Observe", "Policy"]);
    story.observe(Power::Running, Some("198.51.100.9")).probe(ProbeOutcome::Answered).launched();
    story.connected();
}

#[test]
fn a_start_that_azure_gives_up_is_told_in_azures_words() {
    let mut story = starting(Some(operation()));
    let why = Problem::new(Code::StartFailed, "web-01 did not start.", "No capacity in westeurope.");
    story.answer(story.outstanding("Operation"), Answer::Operation(Ok(OperationState::Failed(why.clone()))));
    assert_eq!(story.problem(), why);
    assert_eq!(story.state_line(), "Access: open until 11:59. Machine: stopped.");
}

#[test]
fn a_failure_in_the_machines_own_view_counts_when_it_stays_and_nothing_else_tells() {
    let mut story = starting(None);
    for _ in 0..3 {
        assert!(story.attempt().outcome.is_none());
        story.answer(story.outstanding("Observe"), observed(Power::Deallocated, Some("AllocationFailed")));
        story.pass_ms(2_000);
    }
    let problem = story.problem();
    assert_eq!((problem.code, problem.message.as_str()), (Code::StartFailed, "web-01 did not start."));
    assert_eq!(problem.details.unwrap().azure_code.as_deref(), Some("AllocationFailed"));

    let mut story = starting(Some(operation()));
    for _ in 0..5 {
        story.answer(story.outstanding("Observe"), observed(Power::Deallocated, Some("AllocationFailed")));
        story.pass_ms(2_000);
    }
    assert!(story.attempt().outcome.is_none(), "while an operation runs, it alone tells");
}

#[test]
fn a_start_whose_answer_was_lost_is_looked_for() {
    for (power, arrived) in [(Power::Starting, true), (Power::Deallocated, false)] {
        let mut story = Story::connect(Wish::default());
        story.address("203.0.113.7").look(look(Power::Deallocated, None)).accept();
        story.answer(story.outstanding("Start"), Answer::Start(Err(failed(Code::Interrupted))));
        for _ in 0..3 {
            story.pass_ms(2_000);
            story.answer(story.outstanding("Observe"), observed(power, None));
        }
        assert_eq!(story.attempt().outcome.is_none(), arrived);
        assert_eq!(story.asked_since_start().iter().filter(|name| **name == "Start").count(), 1);
    }
}

#[test]
fn a_machine_that_runs_without_an_address_is_given_three_looks() {
    let mut story = starting(Some(operation()));
    for _ in 0..3 {
        assert!(story.attempt().outcome.is_none());
        story.answer(story.outstanding("Observe"), observed(Power::Running, None)).pass_ms(2_000);
    }
    let problem = story.problem();
    assert_eq!(problem.code, Code::NoPublicAddress);
    assert_eq!(problem.hint, "It can only be reached from inside its network (VPN or Bastion), at 10.0.0.4.");
}

#[test]
fn a_stopped_machine_nobody_wants_started_costs_nothing_and_opens_nothing() {
    let mut story = Story::connect(Wish { start: crate::StartChoice::Never, ..Wish::default() });
    story.address("203.0.113.7").look(look(Power::Stopped, Some("198.51.100.9")));
    assert_eq!(story.problem().message, "web-01 is stopped (still billed).");
    assert_eq!(story.asked_since_start(), ["PublicAddress", "Look"]);
}

/// One connect that goes through, asking for access when it has to.
fn connects(story: &mut Story, seen: Look) {
    story.press(Wish::default());
    if story.open_questions().contains(&"PublicAddress") {
        story.address("203.0.113.7");
    }
    story.look(seen);
    if story.open_questions().contains(&"Initiate") {
        story.accept();
    }
    if story.open_questions().contains(&"Start") {
        story.start(None);
        story.pass_ms(1_000).observe(Power::Running, Some("198.51.100.9"));
    }
    story.probe(ProbeOutcome::Answered).launched();
    story.connected();
}

fn unknown_rights(power: Power) -> Look {
    Look { may_request: Right::Unknown, may_start: Right::Unknown, ..look(power, None) }
}

#[test]
fn only_an_own_request_and_an_own_start_prove_that_both_are_permitted() {
    // A window that was open and a machine that ran prove nothing.
    let mut story = Story::new();
    let mut open = look(Power::Running, Some("198.51.100.9"));
    open.policies[0].requests.push(story.open_request("203.0.113.7", 10));
    connects(&mut story, open);
    story
        .pass_ms(20 * 60_000)
        .press(Wish::default())
        .address("203.0.113.7")
        .look(unknown_rights(Power::Deallocated));
    assert_eq!(story.open_questions(), ["Initiate"]);

    let mut story = Story::new();
    connects(&mut story, unknown_rights(Power::Deallocated));
    story
        .pass_ms(4 * 3_600_000)
        .press(Wish::default())
        .address("203.0.113.7")
        .look(unknown_rights(Power::Deallocated));
    assert_eq!(story.open_questions(), ["Initiate", "Start"]);

    // And a refusal ends it, whatever the roles say.
    story.refuse(failed(Code::MayNotRequest)).press(Wish::default()).look(look(Power::Deallocated, None));
    assert_eq!(story.open_questions().last(), Some(&"Initiate"));
}
