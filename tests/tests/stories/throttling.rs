//! Azure is busy, or fails for a moment.

use azure_sim::Fault;
use jit_core::Code;
use jit_tests::{Desk, INITIATE, LOOK, OBSERVE, POLICY, START, no_launch, on};

#[tokio::test(flavor = "multi_thread")]
async fn a_request_put_off_by_a_second_is_sent_again_after_it() {
    let mut desk = Desk::new().await;
    desk.azure.fault(Fault { status: Some(429), retry_after: Some(1), ..on(INITIATE) });
    desk.connect("web-01", no_launch());
    desk.connected().await;
    let calls = desk.azure.initiates();
    assert_eq!(calls.iter().map(|call| call.status).collect::<Vec<_>>(), [429, 202]);
    let waited = calls[1].time.duration_since(calls[0].time);
    assert!(waited.as_millis() >= 1_000, "it asked to wait a second, and got {waited}");
    assert_eq!(desk.azure.requests("web-01").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_put_off_for_long_ends_at_once_and_says_for_how_long() {
    let mut desk = Desk::new().await;
    desk.azure.fault(Fault { status: Some(429), retry_after: Some(600), ..on(INITIATE) });
    desk.connect("web-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::Busy);
    assert_eq!(
        problem.message,
        "Azure is busy and put off the access request for web-01. It asks to wait 10 min."
    );
    assert_eq!(problem.hint, "Wait 10 min, then try again.");
    assert_eq!(state, "Access: not open. Machine: running.");
    desk.retry();
    desk.connected().await;
    assert_eq!(desk.azure.initiates().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_for_a_moment_is_asked_again() {
    let mut desk = Desk::new().await;
    for pattern in [LOOK, INITIATE, POLICY, START, OBSERVE] {
        desk.azure.fault(Fault { status: Some(503), ..on(pattern) });
    }
    desk.connect("etl-01", no_launch());
    desk.connected().await;
    assert_eq!((desk.azure.requests("etl-01").len(), desk.azure.starts().len()), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_ended_in_a_server_error_is_never_sent_twice_blindly() {
    let mut desk = Desk::new().await;
    desk.azure.fault(Fault { status: Some(500), ..on(INITIATE) });
    desk.connect("web-01", no_launch());
    let (problem, _) = desk.failed().await;
    assert_eq!(problem.code, Code::AzureFailed);
    assert_eq!(desk.azure.initiates().len(), 1);
}
