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

/// A client counts as opened once it has lived for a moment; before that, cancelling takes it away again.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn while_the_client_opens() {
    let folder = tempfile::tempdir().unwrap();
    let noted = folder.path().join("pid");
    let script = format!("echo $$ > '{}.new'; mv '{0}.new' '{0}'; exec sleep 600", noted.display());
    let client =
        serde_json::json!({ "terminal": ["env", "{command}"], "ssh": { "command": ["sh", "-c", script] } });
    let mut desk = Desk::with(SimulatedAzure::start().await, &[], client).await;
    let mut stopped = false;
    // The moment is short: a computer that is busy may miss it, and then another one comes.
    for _ in 0..20 {
        desk.connect("web-01", Wish::default());
        desk.see_attempt(|it| it.outcome.is_some() || launching(it)).await;
        until("the client runs", || noted.exists().then_some(())).await;
        let attempt = desk.see_attempt(|_| true).await;
        desk.want(jit_core::Intent::Cancel { attempt: attempt.id });
        let told = desk.end().await;
        let pid = std::fs::read_to_string(&noted).unwrap();
        std::fs::remove_file(&noted).unwrap();
        if let Some(line) = cancelled(&told) {
            assert!(line.starts_with("SSH was not opened."), "{line}");
            until("the client is gone", || (!lives(pid.trim())).then_some(())).await;
            stopped = true;
            break;
        }
        end(pid.trim());
    }
    assert!(stopped, "twenty clients were opened faster than they could be cancelled");
}

#[cfg(unix)]
fn launching(attempt: &jit_core::AttemptView) -> bool {
    jit_tests::state(attempt, Stage::Launch) == jit_core::StageState::Running
}

#[cfg(unix)]
fn lives(pid: &str) -> bool {
    let state = std::process::Command::new("ps").args(["-o", "stat=", "-p", pid]).output().unwrap();
    let state = String::from_utf8_lossy(&state.stdout).trim().to_owned();
    !state.is_empty() && !state.starts_with('Z')
}

#[cfg(unix)]
fn end(pid: &str) {
    // It may have ended by itself.
    let _ = std::process::Command::new("kill").arg(pid).status();
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
        Some(jit_core::OutcomeView::Cancelled { state, .. }) => Some(state),
        _ => None,
    }
}
