//! Attempts that wait for a person: what is asked again, and what stands still meanwhile.

mod ends;

use jiff::{SignedDuration, Timestamp};

use crate::state::story::{Story, account, listing, look, operation};
use crate::*;

const WHO: &str = "barbara@contoso.com";

fn barbara() -> Account {
    account(WHO, WayIn::Browser)
}

/// Azure wants to know more of Barbara.
fn more(tenant: Option<&str>) -> Problem {
    let needed = SignInNeeded { account: barbara().id, tenant: tenant.map(str::to_owned) };
    Problem::new(Code::MoreProofNeeded, "Your organisation wants an extra check.", "Sign in.")
        .mended_by(needed)
}

fn signed_in() -> Loaded {
    Loaded { accounts: vec![barbara()], can_ask: true, ..Loaded::default() }
}

fn connecting() -> Story {
    let mut story = Story::with(signed_in());
    story.press(Wish::default());
    story
}

fn sign_ins(story: &Story) -> Vec<SigningIn> {
    let wanted =
        |effect: &Effect| if let Effect::SignIn(wanted) = effect { Some(wanted.clone()) } else { None };
    story.effects.iter().filter_map(wanted).collect()
}

fn stopped(story: &Story) -> Vec<SigningInId> {
    let stopped = |effect: &Effect| if let Effect::StopSignIn(id) = effect { Some(*id) } else { None };
    story.effects.iter().filter_map(stopped).collect()
}

fn told(story: &Story) -> Vec<&Notification> {
    story
        .effects
        .iter()
        .filter_map(|effect| if let Effect::Notify(told) = effect { Some(told) } else { None })
        .collect()
}

fn refuse(story: &mut Story, question: &str, problem: Problem) {
    let answer = match question {
        "Look" => Answer::Look(Err(problem)),
        "Initiate" => Answer::Initiate(Err(problem)),
        "Policy" => Answer::Policy(Err(problem)),
        "Start" => Answer::Start(Err(problem)),
        "Operation" => Answer::Operation(Err(problem)),
        "Observe" => Answer::Observe(Err(problem)),
        other => panic!("{other}"),
    };
    story.answer(story.outstanding(question), answer);
}

fn ends(story: &mut Story, result: Result<Account, Problem>) {
    let id = sign_ins(story).pop().unwrap().id;
    story.tell(Event::SigningIn { id, news: SigningInNews::Ended(result) });
}

/// The browser shows the page; nobody waits for it any more after this time.
fn opened(story: &mut Story) -> Timestamp {
    let until = story.now + SignedDuration::from_mins(5);
    let news = SigningInNews::BrowserOpened { address: "https://login/".into(), until };
    let id = sign_ins(story).pop().unwrap().id;
    story.tell(Event::SigningIn { id, news });
    until
}

/// Brings a connect to the point where this question is out.
fn until(question: &str) -> Story {
    let mut story = connecting();
    if question == "Look" {
        return story;
    }
    let off = ["Start", "Operation", "Observe"].contains(&question);
    let power = if off { Power::Deallocated } else { Power::Running };
    let mut seen = look(power, Some("198.51.100.9").filter(|_| !off));
    seen.may_request = Right::Unknown;
    story.address("203.0.113.7").look(seen);
    if question == "Initiate" {
        return story;
    }
    story.accept();
    match question {
        "Start" => return story,
        "Policy" => story.pass_ms(2_000),
        _ => story.start(Some(operation())).pass_ms(1_000),
    };
    story
}

#[test]
fn whatever_was_refused_is_asked_again_exactly_once_when_somebody_signed_in() {
    for question in ["Look", "Initiate", "Start", "Operation", "Observe", "Policy"] {
        let mut story = until(question);
        refuse(&mut story, question, more(None));
        let before = story.asked_since_start();
        assert_eq!(story.attempt().state, "waiting for you to sign in, since 09:00", "{question}");
        let [wanted] = &sign_ins(&story)[..] else { panic!("{question}: one sign-in begins") };
        assert_eq!((wanted.way, &wanted.account), (WayIn::Browser, &Some(barbara().id)), "{question}");

        story.pass_ms(20_000);
        let quiet = story.asked_since_start()[before.len()..].iter().all(|asked| *asked == "Probe");
        assert!(quiet, "{question}: Azure is not asked while somebody signs in");
        let before = story.asked_since_start();
        ends(&mut story, Ok(barbara()));
        let again = story.asked_since_start()[before.len()..].iter().filter(|it| **it == question).count();
        assert_eq!(again, 1, "{question} is asked again");
        assert!(!story.attempt().state.contains("sign in"), "{question}: {}", story.attempt().state);
        assert_eq!(sign_ins(&story).len(), 1, "{question}");

        refuse(&mut story, question, more(None));
        if question == "Policy" {
            // The service may answer all the same, so a policy that cannot be read is no end.
            assert!(story.attempt().outcome.is_none());
        } else {
            assert_eq!(story.problem(), more(None), "{question}: refused twice");
        }
        assert_eq!(sign_ins(&story).len(), 1, "{question}: nobody is asked twice for one question");
    }
}

#[test]
fn a_connect_that_waited_at_its_request_posts_one_that_is_as_long_as_was_wished() {
    let mut story = until("Initiate");
    let first = story.initiates()[0].clone();
    refuse(&mut story, "Initiate", more(None));
    story.pass_ms(40_000);
    ends(&mut story, Ok(barbara()));
    let [_, second] = &story.initiates()[..] else { panic!("posted again") };
    assert_eq!(second.until.duration_since(first.until).as_secs(), 40, "its time counts from the request");
    assert_eq!(Initiate { until: first.until, ..second.clone() }, first);
    story.accept().probe(ProbeOutcome::Answered).launched();
    story.connected();
    assert_eq!(told(&story).len(), 2, "the wait and the end are told, nothing else");
}

#[test]
fn after_a_long_wait_everything_is_read_again_before_anything_is_opened() {
    let mut story = until("Initiate");
    refuse(&mut story, "Initiate", more(None));
    for _ in 0..4 {
        story.pass_ms(30_000);
    }
    assert!(story.attempt().outcome.is_none(), "no hard stop counts while somebody signs in");
    ends(&mut story, Ok(barbara()));
    assert_eq!(story.open_questions(), ["PublicAddress", "Look"]);
    story.address("203.0.113.9").look(look(Power::Running, Some("198.51.100.9")));
    assert_eq!(story.initiates()[1].source.to_string(), "203.0.113.9");
    refuse(&mut story, "Initiate", more(None));
    assert_eq!(story.problem(), more(None), "the second refusal counts, however long the wait was");
}

#[test]
fn what_changes_while_somebody_signs_in_is_looked_at_afterwards() {
    let mut slept = until("Initiate");
    refuse(&mut slept, "Initiate", more(None));
    opened(&mut slept);
    slept.pass_ms(10_000);
    // Asleep for three minutes; the sign-in is finished on another device meanwhile.
    slept.pass_ms(180_000);
    ends(&mut slept, Ok(barbara()));
    assert_eq!(slept.open_questions(), ["PublicAddress", "Look"]);

    let mut moved = until("Initiate");
    refuse(&mut moved, "Initiate", more(None));
    moved.tell(Event::NetworkChanged);
    assert_eq!(moved.open_questions(), Vec::<&str>::new());
    moved.pass_ms(5_000);
    ends(&mut moved, Ok(barbara()));
    assert_eq!(moved.open_questions(), ["PublicAddress"]);
    moved.address("203.0.113.9");
    assert_eq!(moved.initiates()[1].source.to_string(), "203.0.113.9");

    let mut moved_before = until("Initiate");
    moved_before.tell(Event::NetworkChanged);
    refuse(&mut moved_before, "Initiate", more(None));
    ends(&mut moved_before, Ok(barbara()));
    assert_eq!(moved_before.open_questions(), ["PublicAddress"], "it was posted for an address that is gone");
    moved_before.address("203.0.113.9");
    assert_eq!(moved_before.initiates()[1].source.to_string(), "203.0.113.9");
}

#[test]
fn the_time_a_person_took_counts_for_no_stage() {
    let mut story = until("Start");
    story.pass_ms(1_000);
    refuse(&mut story, "Start", more(None));
    story.pass_ms(50_000);
    ends(&mut story, Ok(barbara()));
    let took = |stage| story.attempt().stages.iter().find(|it| it.stage == stage).unwrap().ms;
    assert_eq!((took(Stage::Start), took(Stage::Request)), (1_000, 1_000));
    let mut story = until("Policy");
    refuse(&mut story, "Policy", more(None));
    story.pass_ms(59_000).probe(ProbeOutcome::Silent);
    ends(&mut story, Ok(barbara()));
    story.pass_ms(60_000);
    assert!(story.attempt().outcome.is_none(), "the request still has its 90 seconds");
}

#[test]
fn a_service_that_answers_meanwhile_needs_nobody() {
    let mut story = until("Policy");
    let probe = story.outstanding("Probe");
    refuse(&mut story, "Policy", more(None));
    let wanted = sign_ins(&story)[0].clone();
    story.answer(probe, Answer::Probe(ProbeOutcome::Answered));
    assert_eq!(stopped(&story), [wanted.id]);
    story.launched();
    story.connected();
}

#[test]
fn a_request_that_is_accepted_while_the_start_waits_is_an_open_window() {
    let mut story = connecting();
    story.address("203.0.113.7").look(look(Power::Deallocated, None));
    refuse(&mut story, "Start", more(None));
    story.accept();
    assert_eq!(story.view().windows.len(), 1);
    assert_eq!(story.open_questions(), Vec::<&str>::new());
    ends(&mut story, Ok(barbara()));
    assert_eq!(story.open_questions(), ["Start"]);
    assert_eq!(story.initiates().len(), 1);
}

#[test]
fn a_request_whose_answer_was_overdue_was_not_taken_when_azure_asks_who_it_was() {
    let mut story = until("Initiate");
    let asked = story.outstanding("Initiate");
    story.cancel().press(Wish::default()).look(look(Power::Running, Some("198.51.100.9")));
    story.policy(Policy { requests: vec![], ..listing(story.open_request("203.0.113.7", 180)) });
    story.answer(asked, Answer::Initiate(Err(more(None))));
    assert_eq!(story.attempt().state, "waiting for you to sign in, since 09:00");
    ends(&mut story, Ok(barbara()));
    assert_eq!(story.initiates().len(), 2);
    story.accept().probe(ProbeOutcome::Answered).launched();
    story.connected();
}
