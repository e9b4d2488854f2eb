//! Every stage and every kind of answer to what is asked in it.

use jiff::SignedDuration;

use crate::state::story::{Story, failed, listing, look, operation, policy};
use crate::*;

type Stage = (&'static str, fn() -> Story);

const STAGES: [Stage; 5] = [
    ("find", || Story::connect(Wish::default())),
    ("request", || {
        let mut story = Story::connect(Wish::default());
        story.address("203.0.113.7").look(look(Power::Deallocated, None));
        story
    }),
    ("start", || {
        let mut story = Story::connect(Wish::default());
        story.address("203.0.113.7").look(look(Power::Deallocated, None)).accept().start(Some(operation()));
        story.pass_ms(2_000);
        story
    }),
    ("reach", || {
        let mut story = Story::connect(Wish::default());
        story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
        story.pass_ms(2_000);
        story
    }),
    ("launch", || {
        let mut story = Story::connect(Wish::default());
        story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
        story.probe(ProbeOutcome::Answered);
        story
    }),
];

fn answers(question: &str, story: &Story) -> Vec<(&'static str, Answer)> {
    let ran = || look(Power::Running, Some("198.51.100.9"));
    let accepted =
        Accepted { from: story.now, until: story.now + SignedDuration::from_hours(3), mapped_port: None };
    let listed = |status| {
        let early = story.now - SignedDuration::from_secs(2);
        Answer::Policy(Ok(listing(AccessRequest {
            status,
            from: early,
            ..story.open_request("203.0.113.7", 180)
        })))
    };
    let observed = |power, address: Option<&str>| {
        let public_address = address.map(|text| text.parse().unwrap());
        Answer::Observe(Ok(Observed { power, public_address, failure: None }))
    };
    let revoked = RequestStatus::Revoked("NewerRequestInitiated".into());
    match question {
        "PublicAddress" => vec![
            ("found", Answer::PublicAddress(Ok("203.0.113.7".parse().unwrap()))),
            ("unsure", Answer::PublicAddress(Err(failed(Code::AddressUnsure)))),
            ("offline", Answer::PublicAddress(Err(failed(Code::Offline)))),
        ],
        "Look" => vec![
            ("seen", Answer::Look(Ok(Box::new(ran())))),
            ("gone", Answer::Look(Err(failed(Code::MachineNotFound)))),
            ("signed out", Answer::Look(Err(failed(Code::NotSignedIn)))),
        ],
        "Initiate" => vec![
            ("accepted", Answer::Initiate(Ok(accepted))),
            ("forbidden", Answer::Initiate(Err(failed(Code::MayNotRequest)))),
            ("outside", Answer::Initiate(Err(failed(Code::OutsidePolicy)))),
            ("busy", Answer::Initiate(Err(failed(Code::Busy)))),
            ("lost", Answer::Initiate(Err(failed(Code::Interrupted)))),
        ],
        "Start" => vec![
            ("operation", Answer::Start(Ok(Some(operation())))),
            ("nothing to follow", Answer::Start(Ok(None))),
            ("forbidden", Answer::Start(Err(failed(Code::MayNotStart)))),
            ("locked", Answer::Start(Err(failed(Code::StartBlocked)))),
            ("lost", Answer::Start(Err(failed(Code::Interrupted)))),
        ],
        "Policy" => vec![
            ("initiating", listed(RequestStatus::Initiating)),
            ("initiated", listed(RequestStatus::Initiated)),
            ("revoked", listed(revoked)),
            ("new word", listed(RequestStatus::Other("Reticulating".into()))),
            ("not listed", Answer::Policy(Ok(policy(Sources::Any)))),
            ("busy", Answer::Policy(Err(failed(Code::Busy)))),
        ],
        "Operation" => vec![
            ("running", Answer::Operation(Ok(OperationState::Running(SignedDuration::from_secs(5))))),
            ("succeeded", Answer::Operation(Ok(OperationState::Succeeded))),
            ("failed", Answer::Operation(Ok(OperationState::Failed(failed(Code::StartFailed))))),
            ("hidden", Answer::Operation(Ok(OperationState::Hidden))),
            ("busy", Answer::Operation(Err(failed(Code::Busy)))),
        ],
        "Observe" => vec![
            ("starting", observed(Power::Starting, None)),
            ("addressed", observed(Power::Starting, Some("198.51.100.9"))),
            ("running", observed(Power::Running, Some("198.51.100.9"))),
            ("off", observed(Power::Deallocated, None)),
            ("busy", Answer::Observe(Err(failed(Code::Busy)))),
        ],
        "Probe" => vec![
            ("answered", Answer::Probe(ProbeOutcome::Answered)),
            ("silent", Answer::Probe(ProbeOutcome::Silent)),
            ("refused", Answer::Probe(ProbeOutcome::Refused)),
            ("other", Answer::Probe(ProbeOutcome::Other("HTTP".into()))),
            ("unreachable", Answer::Probe(ProbeOutcome::Unreachable("no route".into()))),
        ],
        "Launch" => vec![
            ("opened", Answer::Launch(Ok("ssh".into()))),
            ("no client", Answer::Launch(Err(failed(Code::NoClient)))),
            ("crashed", Answer::Launch(Err(failed(Code::ClientFailed)))),
        ],
        other => panic!("{other}"),
    }
}

const QUESTIONS: [&str; 9] =
    ["PublicAddress", "Look", "Initiate", "Start", "Policy", "Operation", "Observe", "Probe", "Launch"];

/// What is to be seen after an answer: the end, or what is asked because of it.
fn consequence(story: &Story, asked_before: usize) -> String {
    let asked = story.asked_since_start()[asked_before..].join(", ");
    match story.attempt().outcome {
        None if asked.is_empty() => "waits".to_owned(),
        None => format!("asks {asked}"),
        Some(OutcomeView::Connected(_)) => "connected".to_owned(),
        Some(OutcomeView::Extended { state, .. }) => format!("extended. {state}"),
        Some(OutcomeView::Cancelled { state, .. }) => format!("cancelled. {state}"),
        Some(OutcomeView::Failed { problem, state, .. }) => format!("{:?}. {state}", problem.code),
    }
}

#[test]
fn every_answer_in_every_stage() {
    let mut table = String::new();
    for (stage, at) in STAGES {
        let mut questions = at().open_questions();
        questions.sort_unstable();
        questions.dedup();
        for question in questions {
            for (name, answer) in answers(question, &at()) {
                let mut story = at();
                let asked = story.asked_since_start().len();
                story.answer(story.outstanding(question), answer);
                let line = format!("{stage:8} {question:13} {name:18} {}", consequence(&story, asked));
                table.push_str(line.trim_end());
                table.push('\n');
            }
        }
    }
    insta::assert_snapshot!(table, @r"
    find     Look          seen               waits
    find     Look          gone               MachineNotFound. Access: not open. Machine: unknown.
    find     Look          signed out         NotSignedIn. Access: not open. Machine: unknown.
    find     PublicAddress found              waits
    find     PublicAddress unsure             AddressUnsure. Access: not open. Machine: unknown.
    find     PublicAddress offline            Offline. Access: not open. Machine: unknown.
    request  Initiate      accepted           waits
    request  Initiate      forbidden          MayNotRequest. Access: not open. Machine: starting.
    request  Initiate      outside            asks Look
    request  Initiate      busy               Busy. Access: not open. Machine: starting.
    request  Initiate      lost               waits
    request  Start         operation          waits
    request  Start         nothing to follow  waits
    request  Start         forbidden          MayNotStart. Access: asked for, not confirmed. Machine: stopped.
    request  Start         locked             StartBlocked. Access: asked for, not confirmed. Machine: stopped.
    request  Start         lost               waits
    start    Observe       starting           waits
    start    Observe       addressed          asks Probe
    start    Observe       running            asks Probe
    start    Observe       off                waits
    start    Observe       busy               waits
    start    Operation     running            waits
    start    Operation     succeeded          asks Observe
    start    Operation     failed             StartFailed. Access: open until 11:59. Machine: stopped.
    start    Operation     hidden             waits
    start    Operation     busy               waits
    start    Policy        initiating         waits
    start    Policy        initiated          waits
    start    Policy        revoked            RequestRevoked. Access: not open. Machine: starting.
    start    Policy        new word           waits
    start    Policy        not listed         waits
    start    Policy        busy               waits
    reach    Policy        initiating         waits
    reach    Policy        initiated          waits
    reach    Policy        revoked            RequestRevoked. Access: not open. Machine: running.
    reach    Policy        new word           waits
    reach    Policy        not listed         waits
    reach    Policy        busy               waits
    reach    Probe         answered           asks Launch
    reach    Probe         silent             waits
    reach    Probe         refused            waits
    reach    Probe         other              waits
    reach    Probe         unreachable        waits
    launch   Launch        opened             connected
    launch   Launch        no client          NoClient. Access: open until 11:59. Machine: running.
    launch   Launch        crashed            ClientFailed. Access: open until 11:59. Machine: running.
    ");
}

#[test]
fn an_answer_to_another_question_changes_nothing() {
    for (_, at) in STAGES {
        for question in at().open_questions() {
            for other in QUESTIONS.into_iter().filter(|other| *other != question) {
                for (_, answer) in answers(other, &at()) {
                    let mut story = at();
                    let (before, asked) = (story.view(), story.asked_since_start().len());
                    story.answer(story.outstanding(question), answer.clone());
                    assert_eq!(story.view(), before, "{question} {answer:?}");
                    assert_eq!(story.asked_since_start().len(), asked, "{question} {answer:?}");
                }
            }
        }
    }
}

#[test]
fn after_the_end_no_answer_but_azures_to_the_request_counts() {
    for (stage, at) in STAGES {
        for question in at().open_questions() {
            for (name, answer) in answers(question, &at()) {
                let mut story = at();
                story.cancel();
                let (before, asked) = (story.view(), story.asked_since_start().len());
                story.answer(story.outstanding(question), answer);
                assert_eq!(story.asked_since_start().len(), asked, "{stage} {question} {name}");
                let counts = question == "Initiate" && name != "lost";
                assert_eq!(story.view() != before, counts, "{stage} {question} {name}");
            }
        }
    }
}
