//! Azure's limits while the inventory is read: quotas, pauses, turns, and lists that are cut off.

use std::sync::Mutex;
use std::time::Duration;

use jit_core::{Code, Increment, Part, Scope};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::bodies::list;
use super::script::{Reply, Script};
use crate::Azure;

const GRAPH: &str = "Microsoft.ResourceGraph/resources";

fn subscription(number: usize) -> Value {
    json!({ "subscriptionId": format!("s{number}"), "tenantId": "t1", "displayName": format!("Sub {number}"),
            "state": "Enabled" })
}

fn company(subscriptions: usize) -> Script {
    let all: Vec<Value> = (0..subscriptions).map(subscription).collect();
    Script::new().on("/tenants?", json!({ "value": [] })).on("/subscriptions?", list(&all))
}

fn answering(script: Script) -> Script {
    script
        .on(GRAPH, json!({ "data": [], "resultTruncated": "false" }))
        .on("Microsoft.Security", json!({ "value": [] }))
        .on("statusOnly", json!({ "value": [] }))
}

fn page(skip: Option<&str>) -> Value {
    let mut page =
        json!({ "data": [], "count": 0, "resultTruncated": if skip.is_some() { "true" } else { "false" } });
    if let Some(skip) = skip {
        page["$skipToken"] = json!(skip);
    }
    page
}

/// What was told, with the second it was told in.
async fn told(azure: &Azure) -> Vec<(u64, Increment)> {
    let began = Instant::now();
    let told = Mutex::new(Vec::new());
    let tell = |increment| told.lock().unwrap().push((began.elapsed().as_secs(), increment));
    azure.read_everything(&tell).await.unwrap();
    told.into_inner().unwrap()
}

fn failed(told: &[(u64, Increment)]) -> Vec<(u64, Part, Code)> {
    let failure = |(second, increment): &(u64, Increment)| match increment {
        Increment::Failed(part, problem) => Some((*second, part.clone(), problem.code)),
        _ => None,
    };
    told.iter().filter_map(failure).collect()
}

#[tokio::test(start_paused = true)]
async fn a_used_up_quota_is_waited_for_before_the_next_page() {
    let used_up = Reply::json(200, page(Some("more")))
        .with("x-ms-user-quota-remaining", "0")
        .with("x-ms-user-quota-resets-after", "00:00:05");
    let left = Reply::json(200, page(Some("last"))).with("x-ms-user-quota-remaining", "1");
    let (azure, script) = answering(company(1).once(GRAPH, used_up).once(GRAPH, left)).azure();
    let told = told(&azure).await;
    assert_eq!(failed(&told), []);
    let pages: Vec<u64> =
        told.iter().filter(|(_, it)| matches!(it, Increment::Page(..))).map(|(second, _)| *second).collect();
    assert_eq!(pages, [0, 5, 5, 5], "three pages, and the machine that is held back");
    assert_eq!(script.count(GRAPH), 3, "no call was refused");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_cut_off_or_runs_in_circles_is_a_gap() {
    for (first, second) in [
        (page(Some("more")), json!({ "data": [], "resultTruncated": "true" })),
        (page(Some("more")), page(Some("more"))),
        (page(Some("more")), json!({ "data": [ { "id": 7 } ] })),
    ] {
        let script =
            company(1).once(GRAPH, Reply::json(200, first)).once(GRAPH, Reply::json(200, second.clone()));
        let (azure, _) = answering(script).azure();
        let told = told(&azure).await;
        assert_eq!(failed(&told), [(0, Part::Machines(None), Code::NotUnderstood)], "{second}");
        assert!(!told.iter().any(|(_, it)| matches!(it, Increment::Listed(_))), "{second}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pause_longer_than_people_wait_is_a_gap_and_nothing_is_asked_before_its_end() {
    let busy = Reply::error(429, "TooManyRequests", "x").with("retry-after", "300");
    let own = "subscriptions/s1/providers/Microsoft.Compute";
    let (azure, script) = answering(company(3).once(own, busy)).azure();
    let first = told(&azure).await;
    assert_eq!(failed(&first), [(0, Part::Power("s1".to_owned()), Code::Busy)]);
    let policies = |script: &Script| script.count("subscriptions/s1/providers/Microsoft.Security");
    let before = (script.count(own), policies(&script));
    let scope = Scope { subscription: "s1".to_owned(), name: "Sub 1".to_owned(), tenant: None };
    for (seconds, code) in [(60, Some(Code::Busy)), (200, Some(Code::Busy)), (60, None)] {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        let told = Mutex::new(Vec::new());
        let tell = |increment| told.lock().unwrap().push((0, increment));
        azure.read_part(&Part::Power("s1".to_owned()), "Sub 1", Some(scope.clone()), &tell).await;
        let failed = failed(&told.into_inner().unwrap());
        assert_eq!(failed.first().map(|(.., code)| *code), code, "after {seconds} s more");
    }
    assert_eq!(script.count(own), before.0 + 1, "asked only after the pause");
    assert_eq!(policies(&script), before.1);
}

#[tokio::test(start_paused = true)]
async fn who_waits_to_be_asked_again_holds_nobody_up() {
    let away = Reply::error(503, "ServiceUnavailable", "x");
    let mut script = company(200).latency(Duration::from_millis(100));
    // More of them fail than there are turns.
    for number in 0..40 {
        script = script.always(&format!("/subscriptions/s{number}/providers/"), away.clone());
    }
    let (azure, script) = answering(script).azure();
    let told = told(&azure).await;
    let failures = failed(&told);
    assert_eq!(failures.len(), 80, "both parts of each");
    assert!(failures.iter().all(|(second, ..)| (4..8).contains(second)), "{failures:?}");
    let answered = told.iter().filter(|(_, it)| matches!(it, Increment::Power(..) | Increment::Policies(..)));
    let seconds: Vec<u64> = answered.map(|(second, _)| *second).collect();
    assert_eq!(seconds.len(), 320);
    assert!(seconds.iter().all(|second| *second < 3), "{:?}", seconds.iter().max());
    assert_eq!(script.count("statusOnly"), 160 + 40 * 3);
}

#[tokio::test(start_paused = true)]
async fn who_never_answers_is_given_up_alone() {
    let script = company(3).always("subscriptions/s1/providers/Microsoft.Security", Reply::Never);
    let (azure, script) = answering(script).azure();
    let told = told(&azure).await;
    assert_eq!(failed(&told), [(15, Part::Policies("s1".to_owned()), Code::Interrupted)]);
    assert_eq!(script.count("subscriptions/s1/providers/Microsoft.Security"), 1);
    let others = told.iter().filter(|(second, it)| *second == 0 && matches!(it, Increment::Policies(..)));
    assert_eq!(others.count(), 2);
}
