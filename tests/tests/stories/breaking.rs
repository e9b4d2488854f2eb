//! A connection that breaks, in every stage, before Azure got the call and after.

use azure_sim::Fault;
use jit_core::Code;
use jit_tests::{ADDRESS, Desk, INITIATE, LOOK, OBSERVE, OPERATION, POLICY, START, no_launch, on};

#[tokio::test(flavor = "multi_thread")]
async fn reads_are_asked_again() {
    for pattern in [ADDRESS, LOOK, POLICY, OBSERVE, OPERATION, "/oauth2/v2.0/token", "/permissions"] {
        let mut desk = Desk::new().await;
        desk.azure.drop_next(pattern);
        desk.connect("etl-01", no_launch());
        desk.connected().await;
        assert_eq!(desk.azure.requests("etl-01").len(), 1, "{pattern}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_break_off_are_asked_for_again() {
    for pattern in [ADDRESS, LOOK, POLICY, OBSERVE] {
        let mut desk = Desk::new().await;
        desk.azure.fault(Fault { truncate: true, ..on(pattern) });
        desk.connect("etl-01", no_launch());
        desk.connected().await;
        assert_eq!(desk.azure.requests("etl-01").len(), 1, "{pattern}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_never_reached_azure_is_told_and_can_be_tried_again() {
    let mut desk = Desk::new().await;
    desk.azure.drop_next(INITIATE);
    desk.connect("web-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::Interrupted);
    assert_eq!(state, "Access: not open. Machine: running.");
    assert_eq!(desk.azure.initiates().len(), 1);
    desk.retry();
    desk.connected().await;
    assert_eq!((desk.azure.initiates().len(), desk.azure.requests("web-01").len()), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_known_rights_nothing_is_started_for_a_request_that_nobody_took() {
    let mut desk = Desk::new().await;
    desk.azure.fault(Fault { status: Some(403), count: Some(2), ..on("/permissions") });
    desk.azure.drop_next(INITIATE);
    desk.connect("etl-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::Interrupted);
    assert_eq!(state, "Access: not open. Machine: stopped.");
    desk.quit().await;
    assert_eq!(desk.azure.changes(), ["initiate"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_azure_took_is_found_in_the_policy() {
    for lost in [Fault { drop: true, after: true, ..on(INITIATE) }, Fault { truncate: true, ..on(INITIATE) }]
    {
        let mut desk = Desk::new().await;
        desk.azure.fault(lost);
        desk.connect("web-01", no_launch());
        let (_, connected) = desk.connected().await;
        let requests = desk.azure.requests("web-01");
        assert_eq!((desk.azure.initiates().len(), requests.len()), (1, 1));
        assert!(requests[0].ends_at(&connected.until), "{requests:?} {connected:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_azure_took_is_seen_at_the_machine() {
    let mut desk = Desk::new().await;
    desk.azure.lose_next_answer(START);
    desk.connect("etl-01", no_launch());
    desk.connected().await;
    assert_eq!((desk.azure.initiates().len(), desk.azure.starts().len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_never_reached_azure_is_told_and_can_be_tried_again() {
    let mut desk = Desk::new().await;
    desk.azure.drop_next(START);
    desk.connect("etl-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::Interrupted);
    assert!(state.starts_with("Access: open until "), "{state}");
    desk.retry();
    desk.connected().await;
    assert_eq!((desk.azure.initiates().len(), desk.azure.starts().len()), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_azure_the_computer_is_offline() {
    let mut desk = Desk::new().await;
    desk.azure.fault(Fault { drop: true, count: Some(1_000), ..on("") });
    desk.connect("web-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert!([Code::Offline, Code::Interrupted].contains(&problem.code), "{problem:?}");
    assert_eq!(state, "Access: not open. Machine: unknown.");
}
