//! Which calls are sent again, how often, and after which wait.

use jit_core::{Code, Initiate};
use serde_json::json;
use tokio::time::Instant;

use super::bodies::request;
use super::script::{Reply, Script};
use super::{POLICY, id, told, vm};

fn wish() -> Initiate {
    Initiate {
        policy: id(POLICY),
        vm: vm(),
        port: 22,
        source: "203.0.113.9".parse().unwrap(),
        until: "2026-02-01T11:44:50Z".parse().unwrap(),
        justification: None,
    }
}

fn taken() -> Reply {
    Reply::json(202, request(json!("Initiating"), json!("UserRequested")))
}

#[tokio::test(start_paused = true)]
async fn reads_are_repeated_after_one_three_and_nine_seconds() {
    for reply in [
        Reply::error(503, "ServiceUnavailable", "x"),
        Reply::text(500, ""),
        Reply::Broken,
        Reply::Unreachable,
    ] {
        let (azure, script) = Script::new().always("/tenants?", reply).azure();
        let began = Instant::now();
        azure.tenants().await.unwrap_err();
        assert_eq!((script.count("/tenants?"), began.elapsed().as_secs()), (4, 13));
    }
    let (azure, script) = Script::new()
        .once("/tenants?", Reply::text(408, ""))
        .once("/tenants?", Reply::text(502, "<html>"))
        .on("/tenants?", json!({ "value": [] }))
        .azure();
    azure.tenants().await.unwrap();
    assert_eq!(script.count("/tenants?"), 3);
}

#[tokio::test(start_paused = true)]
async fn a_request_is_repeated_only_when_azure_cannot_have_taken_it() {
    for (reply, tries) in [
        (Reply::error(429, "TooManyRequests", "x"), 2),
        (Reply::error(503, "ServiceUnavailable", "x"), 2),
        (Reply::Unreachable, 2),
        (Reply::Broken, 1),
        (Reply::text(500, ""), 1),
        (Reply::text(504, ""), 1),
        (Reply::text(408, ""), 1),
    ] {
        let (azure, script) = Script::new().once("/initiate?", reply).always("/initiate?", taken()).azure();
        let result = azure.initiate(&wish()).await;
        assert_eq!((script.count("/initiate?"), result.is_ok()), (tries, tries == 2));
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_azure_asks_for_is_kept_to_the_second() {
    let busy = Reply::error(429, "TooManyRequests", "x").with("retry-after", "17");
    let (azure, _) = Script::new().once("/initiate?", busy).always("/initiate?", taken()).azure();
    let began = Instant::now();
    azure.initiate(&wish()).await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 17);
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_patience_is_told_at_once() {
    let busy = Reply::error(429, "TooManyRequests", "slow down").with("retry-after", "3600");
    let (azure, script) = Script::new().always("/initiate?", busy).azure();
    let began = Instant::now();
    let problem = azure.initiate(&wish()).await.unwrap_err();
    assert_eq!(problem.hint, "Wait 60 min, then try again.");
    assert_eq!(
        told(problem),
        (
            Code::Busy,
            "Azure is busy and put off the access request for web-01. It asks to wait 60 min.".to_owned(),
            "TooManyRequests".to_owned(),
            429
        )
    );
    assert_eq!((script.count("/initiate?"), began.elapsed().as_secs()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn the_waits_of_one_call_share_one_budget() {
    let busy = Reply::error(429, "TooManyRequests", "x").with("retry-after", "14");
    let (azure, script) = Script::new().always("/tenants?", busy).azure();
    let began = Instant::now();
    assert_eq!(azure.tenants().await.unwrap_err().code, Code::Busy);
    assert_eq!((script.count("/tenants?"), began.elapsed().as_secs()), (3, 28));
}

#[tokio::test(start_paused = true)]
async fn a_broken_answer_is_interrupted_and_an_unreachable_host_offline() {
    for (reply, code, message) in [
        (
            Reply::Broken,
            Code::Interrupted,
            "The connection to management.azure.com broke before the answer arrived.",
        ),
        (Reply::Unreachable, Code::Offline, "management.azure.com cannot be reached."),
        (Reply::Never, Code::Interrupted, "management.azure.com did not answer in time."),
    ] {
        let (azure, _) = Script::new().always("/initiate?", reply).azure();
        let (found, said, ..) = told(azure.initiate(&wish()).await.unwrap_err());
        assert_eq!((found, said.as_str()), (code, message));
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_told_of_every_repeat() {
    let (azure, _) = Script::new().always("/tenants?", Reply::text(500, "")).azure();
    let told = std::sync::Arc::new(std::sync::Mutex::new(vec![]));
    let list = std::sync::Arc::clone(&told);
    let tell = std::sync::Arc::new(move |wait: std::time::Duration, again| {
        list.lock().unwrap().push((wait.as_secs(), again));
    });
    crate::telling(tell, azure.tenants()).await.unwrap_err();
    assert_eq!(*told.lock().unwrap(), [(1, 1), (3, 2), (9, 3)]);
}
