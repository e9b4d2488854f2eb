//! What Azure refuses, and what is true afterwards.

use azure_sim::Fault;
use jit_core::{Code, Stage, StageState};
use jit_tests::{Desk, INITIATE, START, no_launch, on, state};

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_leaves_the_machine_stopped() {
    let mut desk = Desk::new().await;
    desk.connect("vault-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::MayNotRequest);
    assert_eq!(
        problem.message,
        "You may not request access to vault-01: your account lacks the permission \
         \"Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action\" on JIT policy default."
    );
    let details = problem.details.unwrap();
    assert_eq!((details.status, details.azure_code.as_deref()), (Some(403), Some("AuthorizationFailed")));
    assert!(details.correlation_id.is_some());
    assert_eq!(state, "Access: not open. Machine: stopped.");
    desk.quit().await;
    assert_eq!(
        (desk.azure.changes(), desk.azure.power("vault-01").as_str()),
        (vec!["initiate".into()], "deallocated")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_start_says_that_access_is_open() {
    let mut desk = Desk::new().await;
    desk.connect("meter-gw-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::MayNotStart);
    assert!(problem.message.starts_with("You may not start meter-gw-01: "), "{}", problem.message);
    assert!(state.starts_with("Access: open until ") && state.ends_with(". Machine: stopped."), "{state}");
    assert_eq!(desk.azure.power("meter-gw-01"), "deallocated");
    let view = desk.see(|view| !view.windows.is_empty()).await;
    assert_eq!(view.windows[0].label, "meter-gw-01");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_capacity_fails_and_is_tried_again_without_another_request() {
    let mut desk = Desk::new().await;
    desk.connect("gpu-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (Code::StartFailed, "gpu-01 did not start: Azure has no free capacity for its size right now.")
    );
    assert_eq!(problem.details.unwrap().azure_code.as_deref(), Some("AllocationFailed"));
    assert!(state.starts_with("Access: open until "), "{state}");
    desk.retry();
    assert_eq!(desk.failed().await.0.code, Code::StartFailed);
    assert_eq!((desk.azure.initiates().len(), desk.azure.starts().len()), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_something_else_blocks_says_so() {
    let mut desk = Desk::new().await;
    desk.azure.fault(Fault { status: Some(409), code: Some("Conflict".into()), ..on(START) });
    desk.connect("etl-01", no_launch());
    let (problem, _) = desk.failed().await;
    assert_eq!(problem.code, Code::StartBlocked);
    desk.retry();
    let (attempt, _) = desk.connected().await;
    assert_eq!(state(&attempt, Stage::Start), StageState::Done);
    assert_eq!(desk.azure.initiates().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expires_half_way_is_renewed() {
    let mut desk = Desk::new().await;
    desk.azure.delay_next(INITIATE, std::time::Duration::from_millis(500));
    desk.connect("etl-01", no_launch());
    desk.see_running(Stage::Request).await;
    desk.azure.running().expire_tokens();
    desk.connected().await;
    let refused = desk.azure.calls("").into_iter().filter(|call| call.status == 401).count();
    assert!(refused > 0, "Azure noticed");
    assert_eq!(desk.azure.calls("^POST .*/oauth2/v2.0/token").len(), 2, "one renewal serves all");
    let taken = desk.azure.initiates().into_iter().filter(|call| call.status == 202).count();
    assert_eq!((taken, desk.azure.requests("etl-01").len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_is_refused_is_told_as_such() {
    let mut desk = Desk::new().await;
    let refusal =
        Fault { status: Some(401), code: Some("invalid_client".into()), ..on("/oauth2/v2.0/token") };
    desk.azure
        .fault(Fault { message: Some("AADSTS7000215: Invalid client secret provided.".into()), ..refusal });
    desk.connect("web-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::NotSignedIn);
    assert_eq!(state, "Access: not open. Machine: unknown.");
}
