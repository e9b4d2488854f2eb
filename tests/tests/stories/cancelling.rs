//! Cancel, in every stage: what is told is true, and nothing is changed after it.

use std::time::Duration;

use azure_sim::Config;
use jit_core::{Stage, Wish};
use jit_tests::{ADDRESS, Desk, INITIATE, LOOK, START, SimulatedAzure, no_launch, until};

/// Longer than any of these stories waits.
const LONG: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn while_the_address_is_looked_for() {
    let mut desk = Desk::new().await;
    for _ in 0..3 {
        desk.azure.delay_next(ADDRESS, Duration::from_secs(2));
    }
    desk.connect("etl-01", no_launch());
    desk.see_running(Stage::Address).await;
    assert_eq!(desk.cancel().await, "Nothing was changed.");
    nothing_follows(desk, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_machine_is_looked_at() {
    let mut desk = Desk::new().await;
    desk.azure.delay_next(LOOK, Duration::from_secs(2));
    desk.connect("etl-01", no_launch());
    desk.see_running(Stage::Look).await;
    assert_eq!(desk.cancel().await, "Nothing was changed.");
    nothing_follows(desk, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_request_is_on_its_way() {
    let mut desk = Desk::new().await;
    desk.azure.delay_next(INITIATE, Duration::from_millis(700));
    desk.connect("vault-01", no_launch());
    desk.see_running(Stage::Request).await;
    let told = desk.cancel().await;
    let port = desk.azure.port("vault-01", 22);
    let begin = format!("The request was already sent. If Azure accepts it, port {port} is open until ");
    assert!(told.starts_with(&begin), "{told}");
    // Azure refuses it, and the line says so as soon as that is known.
    desk.see_attempt(|attempt| cancelled(attempt) == Some("Nothing was changed.")).await;
    nothing_follows(desk, &["initiate"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_on_its_way_that_azure_takes_is_remembered() {
    let mut desk = Desk::new().await;
    desk.azure.delay_next(INITIATE, Duration::from_millis(700));
    desk.connect("web-01", no_launch());
    desk.see_running(Stage::Request).await;
    assert!(desk.cancel().await.starts_with("The request was already sent. "));
    let view = desk.see(|view| !view.windows.is_empty()).await;
    assert_eq!(view.windows[0].label, "web-01");
    let port = desk.azure.port("web-01", 22);
    let told = desk.see_attempt(|it| cancelled(it).is_some_and(|told| !told.contains("already sent"))).await;
    let told = cancelled(&told).unwrap();
    assert!(told.starts_with(&format!("Port {port} is open until ")), "{told}");
    desk.restart().await;
    assert_eq!(desk.see(|view| view.ready).await.windows.len(), 1);
    nothing_follows(desk, &["initiate"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_azure_writes_the_rules() {
    let config = Config { jit: LONG, ..SimulatedAzure::quick() };
    let mut desk = Desk::at(SimulatedAzure::with(config).await).await;
    desk.connect("web-01", no_launch());
    desk.see(|view| !view.windows.is_empty()).await;
    let told = desk.cancel().await;
    let port = desk.azure.port("web-01", 22);
    assert!(told.starts_with(&format!("Port {port} is open until ")), "{told}");
    assert!(told.ends_with(" web-01 is running."), "{told}");
    nothing_follows(desk, &["initiate"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_machine_starts() {
    let config = Config { boot: LONG, ..SimulatedAzure::quick() };
    let mut desk = Desk::at(SimulatedAzure::with(config).await).await;
    desk.connect("etl-01", no_launch());
    desk.see_running(Stage::Start).await;
    until("the start to be taken", || (!desk.azure.starts().is_empty()).then_some(())).await;
    until("the request to be taken", || (!desk.azure.initiates().is_empty()).then_some(())).await;
    desk.see(|view| !view.windows.is_empty()).await;
    let told = desk.cancel().await;
    let port = desk.azure.port("etl-01", 22);
    assert!(told.starts_with(&format!("Port {port} is open until ")), "{told}");
    assert!(told.ends_with(" etl-01 is starting and will cost money while it runs."), "{told}");
    nothing_follows(desk, &["initiate", "start"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_start_is_on_its_way() {
    let mut desk = Desk::new().await;
    desk.azure.delay_next(START, Duration::from_secs(2));
    desk.connect("etl-01", no_launch());
    desk.see_running(Stage::Start).await;
    let told = desk.cancel().await;
    assert!(told.ends_with("etl-01 is starting and will cost money while it runs."), "{told}");
    desk.quit().await;
    assert!(desk.azure.starts().len() <= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_service_does_not_answer() {
    let mut desk = Desk::new().await;
    let elsewhere = "198.51.100.7".parse().unwrap();
    desk.connect("web-01", Wish { address: Some(elsewhere), ..no_launch() });
    desk.see_running(Stage::Reach).await;
    let told = desk.cancel().await;
    let port = desk.azure.port("web-01", 22);
    assert!(told.starts_with(&format!("Port {port} is open until ")), "{told}");
    assert!(told.ends_with(" web-01 is running."), "{told}");
    nothing_follows(desk, &["initiate"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connecting_again_goes_on_with_what_is_open() {
    let config = Config { jit: Duration::from_secs(1), ..SimulatedAzure::quick() };
    let mut desk = Desk::at(SimulatedAzure::with(config).await).await;
    desk.connect("web-01", no_launch());
    desk.see(|view| !view.windows.is_empty()).await;
    desk.cancel().await;
    desk.connect("web-01", no_launch());
    desk.connected().await;
    assert_eq!(desk.azure.initiates().len(), 1);
}

/// Once the engine has ended, nothing can come any more: these are all changes there ever were.
async fn nothing_follows(mut desk: Desk, changes: &[&str]) {
    desk.quit().await;
    let mut made = desk.azure.changes();
    made.sort_unstable();
    assert_eq!(made, changes);
}

fn cancelled(attempt: &jit_core::AttemptView) -> Option<&str> {
    match &attempt.outcome {
        Some(jit_core::OutcomeView::Cancelled { state }) => Some(state),
        _ => None,
    }
}
