//! What is said about the pace of a stage, and how long a machine is given.

use jiff::SignedDuration;

use super::super::story::*;
use crate::*;

/// A person who connected to the machine before: it took so many seconds to start, and to answer after that.
fn knowing(starts: &[i64]) -> Story {
    let mut history = History::default();
    for secs in starts {
        let took = [Wait::Start, Wait::ReachAfterStart].map(|wait| (wait, SignedDuration::from_secs(*secs)));
        history.learn(&Experience {
            vm: vm_ref(),
            label: "web-01".into(),
            at: "2026-01-31T09:00:00Z".parse().unwrap(),
            used: Some((22, Protocol::Ssh)),
            took: took.to_vec(),
        });
    }
    Story::with(Loaded { history, ..Loaded::default() })
}

/// The start of a machine that was off, asked for two seconds ago.
fn starting(mut story: Story) -> Story {
    story.press(Wish::default()).address("203.0.113.7").look(look(Power::Deallocated, None));
    story.accept().start(Some(operation()));
    let open = story.open_request("203.0.113.7", 179);
    story.pass_ms(2_000).policy(listing(open));
    story
}

fn note(story: &Story, stage: Stage) -> Option<String> {
    story.attempt().stages.into_iter().find(|it| it.stage == stage).unwrap().note
}

/// Lets time go by as the loop does: awake whenever something is due, and every thirty seconds.
fn pass(story: &mut Story, secs: i64) {
    let until = story.now + SignedDuration::from_secs(secs);
    while story.now < until {
        let due = story.state.deadline().unwrap_or(until);
        let soonest = story.now + SignedDuration::from_millis(1);
        story.now = due.clamp(soonest, until.min(story.now + SignedDuration::from_secs(30)));
        story.tell(Event::Woke);
    }
}

#[test]
fn a_machine_that_is_known_has_its_usual_time_and_then_one_calm_sentence() {
    let mut story = starting(knowing(&[48, 50, 52, 70]));
    assert_eq!(note(&story, Stage::Start).as_deref(), Some("usually about 50 s"));
    pass(&mut story, 67);
    assert_eq!(note(&story, Stage::Start).as_deref(), Some("usually about 50 s"));
    let due = story.state.deadline().unwrap();
    assert!(due <= story.now + SignedDuration::from_secs(1), "the view changes by itself, not before {due}");
    pass(&mut story, 1);
    assert_eq!(
        note(&story, Stage::Start).as_deref(),
        Some("Longer than usual for this machine (about 50 s)")
    );
}

#[test]
fn a_machine_that_is_not_known_is_slow_after_three_minutes() {
    let mut story = starting(Story::new());
    pass(&mut story, 177);
    assert_eq!(note(&story, Stage::Start), None);
    pass(&mut story, 1);
    assert_eq!(note(&story, Stage::Start).as_deref(), Some("Longer than usual"));
}

#[test]
fn a14_each_stage_has_its_own_limit() {
    let mut story = Story::connect(Wish::default());
    pass(&mut story, 2);
    assert_eq!(note(&story, Stage::Address), None);
    pass(&mut story, 1);
    assert_eq!(note(&story, Stage::Address).as_deref(), Some("Longer than usual"));
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9")));
    pass(&mut story, 19);
    assert_eq!((note(&story, Stage::Request), note(&story, Stage::Address)), (None, None));
    pass(&mut story, 1);
    assert_eq!(note(&story, Stage::Request).as_deref(), Some("Longer than usual"));
    story.accept();
    let open = story.open_request("203.0.113.7", 179);
    pass(&mut story, 3);
    story.policy(listing(open));
    pass(&mut story, 119);
    assert_eq!(note(&story, Stage::Reach), None);
    pass(&mut story, 1);
    assert_eq!(note(&story, Stage::Reach).as_deref(), Some("Longer than usual"));
    story.probe(ProbeOutcome::Answered);
    pass(&mut story, 5);
    assert_eq!(note(&story, Stage::Launch).as_deref(), Some("Longer than usual"));
}

#[test]
fn a_machine_that_is_known_to_take_long_is_given_long() {
    for (took, minutes) in [(60, 10), (9 * 60, 18), (20 * 60, 30)] {
        let mut story = starting(knowing(&[took, took]));
        pass(&mut story, minutes * 60 - 3);
        assert_eq!(story.attempt().outcome, None, "{took}");
        pass(&mut story, 1);
        assert_eq!(story.problem().message, format!("web-01 did not come up within {minutes} min."));
    }
}

#[test]
fn a_favourite_tells_what_a_connect_would_start() {
    let starred = format!(r#"{{"schema":1,"favourites":[{{"alias":"Web","arm":"{}"}}]}}"#, vm_ref().id);
    let favourites = Favourites::from_json(&starred).unwrap();
    for (mut story, words) in
        [(knowing(&[]), "starts the machine"), (knowing(&[47, 49]), "starts the machine, about 45 s")]
    {
        story.state.favourites = favourites.clone();
        assert_eq!(story.view().favourites[0].note, None, "its power is not known");
        let unstarted = Wish { start: StartChoice::Never, ..Wish::default() };
        story.press(unstarted).address("203.0.113.7").look(look(Power::Deallocated, None)).problem();
        assert_eq!(story.view().favourites[0].note.as_deref(), Some(words));
    }
}

#[test]
fn a_call_that_is_sent_again_is_counted_down() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9")));
    let (attempt, ask) = story.outstanding("Initiate");
    let put_off = |secs, again| Event::PutOff { attempt, ask, wait: SignedDuration::from_secs(secs), again };
    story.tell(put_off(1, 1));
    assert_eq!(note(&story, Stage::Request), None, "a first, short wait is over before it is read");
    story.tell(put_off(3, 2));
    assert_eq!(note(&story, Stage::Request).as_deref(), Some("Trying again in 3 s"));
    pass(&mut story, 1);
    assert_eq!(note(&story, Stage::Request).as_deref(), Some("Trying again in 2 s"));
    pass(&mut story, 2);
    assert_eq!(note(&story, Stage::Request).as_deref(), Some("Trying again"));
    story.accept();
    assert_eq!(note(&story, Stage::Request), None);
    story.tell(put_off(9, 3));
    assert_eq!(note(&story, Stage::Request), None, "what was answered is not asked again");
}

#[test]
fn a_person_who_looks_needs_no_notification_and_a_quick_connect_none_either() {
    let notified = |watching: bool, secs: i64, outcome: Option<Problem>| {
        let mut story = Story::new();
        story.tell(Event::Watching(watching)).press(Wish { launch: false, ..Wish::default() });
        story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9")));
        match outcome {
            Some(problem) => story.refuse(problem),
            None => story.accept().pass_ms(secs * 1_000).probe(ProbeOutcome::Answered),
        };
        assert!(story.attempt().outcome.is_some());
        story.effects.iter().any(|effect| matches!(effect, Effect::Notify(_)))
    };
    assert!(notified(false, 16, None));
    assert!(!notified(false, 15, None), "who pressed still looks");
    assert!(!notified(true, 60, None), "a22: the page shows it");
    assert!(notified(false, 0, Some(failed(Code::MayNotRequest))));
    assert!(!notified(true, 0, Some(failed(Code::MayNotRequest))));
}
