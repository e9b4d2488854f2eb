//! Cancel: the one line of what is true afterwards, nothing that goes on, and the late answer that still counts.

mod offers;

use crate::state::story::{Story, failed, listing, look, operation};
use crate::*;

/// Brings a connect into a stage: what ends it there is told by the line.
fn until(stage: &str) -> Story {
    let mut story = Story::connect(Wish::default());
    if stage == "address" {
        return story;
    }
    story.address("203.0.113.7");
    let stopped = ["request and start", "start", "boot", "reach"].contains(&stage);
    let seen =
        if stopped { look(Power::Deallocated, None) } else { look(Power::Running, Some("198.51.100.9")) };
    if stage == "look" {
        return story;
    }
    story.look(seen);
    if ["request", "request and start"].contains(&stage) {
        return story;
    }
    story.accept();
    if stopped {
        story.start(Some(operation())).pass_ms(1_000);
    }
    match stage {
        "accepted" | "start" => &mut story,
        "boot" => story.observe(Power::Starting, Some("198.51.100.9")),
        "reach" => story.observe(Power::Running, Some("198.51.100.9")),
        "launch" => story.probe(ProbeOutcome::Answered),
        other => panic!("{other}"),
    };
    story
}

#[test]
fn each_stage_has_its_line_and_nothing_goes_on() {
    for (stage, line) in [
        ("address", "Nothing was changed."),
        ("look", "Nothing was changed."),
        ("request", "The request was already sent. If Azure accepts it, port 22 is open until 11:59."),
        (
            "request and start",
            "The request was already sent. If Azure accepts it, port 22 is open until 11:59. \
             web-01 is starting and will cost money while it runs.",
        ),
        ("accepted", "Port 22 is open until 11:59. web-01 is running."),
        ("start", "web-01 is starting and will cost money while it runs."),
        ("boot", "Port 22 is open until 11:59. web-01 is starting and will cost money while it runs."),
        ("reach", "Port 22 is open until 11:59. web-01 is running."),
        ("launch", "SSH was not opened."),
    ] {
        let mut story = until(stage);
        let attempt = story.attempt().id;
        let before = story.asked_since_start().len();
        story.cancel();
        assert_eq!(story.state_line(), line, "{stage}");
        assert!(story.effects.contains(&Effect::Abandon(attempt)), "{stage}");
        for _ in 0..40 {
            story.pass_ms(30_000);
        }
        assert_eq!(story.asked_since_start().len(), before, "{stage}: nothing is asked after a cancel");
        assert!(!story.effects.iter().any(|effect| matches!(effect, Effect::Notify(_))), "{stage}");
        let ended = story.attempt();
        assert!(ended.stages.iter().all(|stage| stage.state != StageState::Running), "{stage}");
        story.now += jiff::SignedDuration::from_mins(1);
        assert_eq!(story.attempt(), ended, "{stage}: nothing moves any more");
    }
}

#[test]
fn a_request_that_is_accepted_after_the_cancel_is_an_open_window() {
    let mut story = until("request");
    story.cancel().pass_ms(4_000).accept();
    assert_eq!(story.state_line(), "Port 22 is open until 11:59. web-01 is running.");
    assert_eq!(story.view().windows[0].state, "Open until 11:59");
    let saved = |effect: &Effect| matches!(effect, Effect::SaveWindows(windows) if windows.len() == 1);
    assert!(story.effects.iter().any(saved));
    assert_eq!(story.view().header, "JIT Tray - 1 open, closes 11:59");
}

#[test]
fn a_request_that_is_refused_after_the_cancel_changed_nothing() {
    let mut story = until("request");
    story.cancel().refuse(failed(Code::OutsidePolicy));
    assert_eq!(story.state_line(), "Nothing was changed.");
    assert!(story.view().windows.is_empty());
}

#[test]
fn a_late_answer_counts_also_when_the_attempt_is_off_the_screen() {
    let mut story = until("request");
    let attempt = story.attempt().id;
    story.cancel().want(Intent::Dismiss { attempt });
    assert_eq!(story.view().attempts, []);
    story.accept();
    assert_eq!(story.view().windows.len(), 1);
    assert_eq!(story.view().attempts, []);
}

#[test]
fn going_on_waits_for_the_answer_that_is_out_and_never_asks_again() {
    // The same wish pressed anew, the same attempt tried again, and the same wish for another user.
    for how in ["press", "retry", "another user"] {
        let mut story = until("request");
        let asked = story.outstanding("Initiate");
        story.cancel().pass_ms(2_000);
        match how {
            "press" => story.press(Wish::default()),
            "retry" => story.retry(),
            _ => story.press(Wish { user: Some("ada".into()), ..Wish::default() }),
        };
        story.look(look(Power::Running, Some("198.51.100.9")));
        for _ in 0..10 {
            story.policy(Policy { requests: vec![], ..listing(story.open_request("203.0.113.7", 180)) });
            story.pass_ms(2_000);
        }
        let accepted = Accepted { from: story.now, until: story.initiates()[0].until, mapped_port: None };
        story.answer(asked, Answer::Initiate(Ok(accepted))).probe(ProbeOutcome::Answered).launched();
        story.connected();
        assert_eq!(story.initiates().len(), 1, "{how}");
    }
}

#[test]
fn a_request_that_is_taken_along_starts_nothing_that_should_not_be_started() {
    let mut story = until("request and start");
    let asked = story.outstanding("Initiate");
    story
        .cancel()
        .press(Wish { start: crate::StartChoice::Never, ..Wish::default() })
        .look(look(Power::Deallocated, None));
    let accepted = Accepted { from: story.now, until: story.initiates()[0].until, mapped_port: None };
    story.answer(asked, Answer::Initiate(Ok(accepted)));
    assert_eq!(story.problem().code, Code::MachineStopped);
    assert_eq!(story.asked_since_start().iter().filter(|name| **name == "Start").count(), 1);
}

#[test]
fn a_request_whose_answer_never_comes_is_asked_for_again_in_the_end() {
    let nothing = || Policy { requests: vec![], ..listing(Story::new().open_request("203.0.113.7", 1)) };
    let mut story = until("request");
    story.cancel().retry().look(look(Power::Running, Some("198.51.100.9")));
    while story.attempt().outcome.is_none() {
        story.policy(nothing()).pass_ms(2_000);
    }
    assert_eq!((story.problem().code, story.initiates().len()), (Code::TimedOut, 1));
    story.retry().address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9")));
    story.policy(nothing()).pass_ms(2_000).policy(nothing()).pass_ms(2_000);
    assert_eq!(story.initiates().len(), 1);
    story.policy(nothing());
    assert_eq!(story.initiates().len(), 2);
}

#[test]
fn quitting_cancels_what_runs_and_then_quits() {
    let mut story = until("request");
    let attempt = story.attempt().id;
    story.want(Intent::Quit);
    assert!(story.effects.ends_with(&[Effect::Abandon(attempt), Effect::Quit]));
    assert!(matches!(story.attempt().outcome, Some(OutcomeView::Cancelled { .. })));
}
