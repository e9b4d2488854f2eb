use super::*;

fn vm(name: &str) -> VmRef {
    let id = format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/{name}");
    VmRef { id: ResourceId::parse(&id).unwrap(), tenant: None, account: None }
}

fn at(minute: i64) -> Timestamp {
    "2026-02-01T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
}

fn experience(name: &str, minute: i64, took: &[(Wait, i64)]) -> Experience {
    let took = took.iter().map(|(wait, secs)| (*wait, SignedDuration::from_secs(*secs))).collect();
    let used = Some((22, Protocol::Ssh));
    Experience { vm: vm(name), label: name.to_owned(), at: at(minute), used, took }
}

fn starts(secs: &[i64]) -> History {
    let mut history = History::default();
    secs.iter().for_each(|took| history.learn(&experience("web-01", 0, &[(Wait::Start, *took)])));
    history
}

fn usual(history: &History) -> Option<(i64, i64)> {
    let usual = history.usual(&vm("WEB-01").id, Wait::Start)?;
    Some((usual.median.as_secs(), usual.p90.as_secs()))
}

#[test]
fn one_duration_is_not_usual_yet_and_two_are() {
    assert_eq!(usual(&starts(&[])), None);
    assert_eq!(usual(&starts(&[50])), None);
    assert_eq!(usual(&starts(&[70, 50])), Some((50, 70)));
    assert_eq!(usual(&starts(&[10, 20, 30, 40, 50, 60, 70, 80, 90, 100])), Some((50, 90)));
    let history = starts(&[50, 70]);
    assert_eq!(history.usual(&vm("web-01").id, Wait::Request), None);
    assert_eq!(history.usual(&vm("web-02").id, Wait::Start), None);
}

#[test]
fn only_the_last_twenty_durations_count() {
    let slow_then_fast: Vec<i64> = [900; 30].into_iter().chain([10; 20]).collect();
    assert_eq!(usual(&starts(&slow_then_fast)), Some((10, 10)));
}

#[test]
fn the_file_says_the_same_again_and_stays_small() {
    let mut history = History::default();
    for n in 0..700 {
        history.learn(&experience(&format!("web-{n:03}"), n, &[(Wait::Reach, 4), (Wait::Request, 9)]));
    }
    assert_eq!(History::from_json(&history.to_json()), Ok(history.clone()));
    assert_eq!(history.recent().len(), 500);
    assert_eq!(history.recent()[0].label, "web-699");
    assert_eq!(history.recent()[499].label, "web-200", "what was used long ago goes first");
}

#[test]
fn a_file_that_is_none_is_refused_with_the_reason() {
    let message = |text: &str| History::from_json(text).unwrap_err().message;
    assert_eq!(
        message(r#"{"schema":0,"machines":[]}"#),
        "The history of connects cannot be used: \"schema\" is missing or 0."
    );
    assert!(message("[").starts_with("The history of connects cannot be used: EOF"));
}

#[test]
fn what_was_not_reached_was_not_used() {
    let mut history = History::default();
    history.learn(&Experience { used: None, ..experience("web-01", 0, &[(Wait::Start, 50)]) });
    assert_eq!((history.recent().len(), history.last_used().len()), (0, 0));
    history.learn(&experience("web-01", 7, &[]));
    history.learn(&experience("db-02", 5, &[]));
    let names: Vec<_> = history.recent().iter().map(|machine| machine.label.clone()).collect();
    assert_eq!(names, ["web-01", "db-02"]);
    assert_eq!(history.last_used().get(&vm("web-01").id), Some(&at(7)));
    assert_eq!(history.recent()[0].protocol, Some(Protocol::Ssh));
}
