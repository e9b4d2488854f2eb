//! Extend: access stays open past the end it had.

use std::time::Duration;

use azure_sim::Config;
use jiff::SignedDuration;
use jit_core::{AttemptView, OutcomeView, Probe, ProbeOutcome, Protocol};
use jit_tests::{Desk, SimulatedAzure, no_launch, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_is_extended_closes_later() {
    let config = Config { jit: Duration::from_millis(200), ..SimulatedAzure::quick() };
    let mut desk = Desk::at(SimulatedAzure::with(config).await).await;
    desk.connect("web-01", no_launch());
    desk.connected().await;
    let before = desk.see(|view| !view.windows.is_empty()).await.windows[0].clone();
    let extend = before.extend.clone().expect("it can be extended");
    assert_eq!(extend.label, "Extend 3 h");
    // Ends are told to the second, and an extension within the same one would look like none.
    let a_second = std::time::Instant::now() + Duration::from_millis(1_100);
    until("a second went by", || (std::time::Instant::now() > a_second).then_some(())).await;
    desk.want(extend.intent);
    let view = desk.see(|view| matches!(view.attempts[0].outcome, Some(OutcomeView::Extended { .. }))).await;
    assert_eq!(view.windows.len(), 1, "the older request is replaced");
    assert!(view.windows[0].until > before.until, "{} is not after {}", view.windows[0].until, before.until);
    assert_eq!(desk.azure.initiates().len(), 2);
    assert!(desk.azure.starts().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extended_machine_answers_past_its_old_end_and_no_longer_past_the_new_one() {
    let mut desk = Desk::new().await;
    for machine in ["web-01", "web-02"] {
        desk.connect(machine, no_launch());
        desk.connected().await;
    }
    desk.azure.running().advance(HALF_AN_HOUR);
    let view = desk.see(|view| view.windows.iter().any(|it| it.label == "web-01")).await;
    let open = view.windows.iter().find(|it| it.label == "web-01").unwrap();
    desk.want(open.extend.clone().expect("it can be extended").intent);
    let extended = |attempt: &AttemptView| matches!(attempt.outcome, Some(OutcomeView::Extended { .. }));
    desk.see(|view| view.attempts.iter().any(extended)).await;

    let old_end = desk.azure.requests("web-02")[0].until;
    pass(&desk, old_end);
    assert_eq!(probe(&desk, "web-02").await, ProbeOutcome::Silent, "it was not extended");
    assert_eq!(probe(&desk, "web-01").await, ProbeOutcome::Answered);
    let new_end = desk.azure.requests("web-01").last().unwrap().until;
    assert!(new_end.duration_since(old_end) >= SignedDuration::from_mins(29), "{old_end} {new_end}");
    pass(&desk, new_end);
    assert_eq!(probe(&desk, "web-01").await, ProbeOutcome::Silent);
}

const HALF_AN_HOUR: Duration = Duration::from_secs(30 * 60);

/// Moves Azure's time past this end, and past the moment the rules take to go.
fn pass(desk: &Desk, end: jiff::Timestamp) {
    let running = desk.azure.running();
    let left = end.duration_since(running.now()) + SignedDuration::from_secs(5);
    running.advance(left.unsigned_abs());
}

/// What the machine's SSH port says through the gate.
async fn probe(desk: &Desk, machine: &str) -> ProbeOutcome {
    let std::net::SocketAddr::V4(target) = desk.azure.gate(machine, 22) else {
        panic!("it has an IPv4 address")
    };
    let patience = SignedDuration::from_secs(2);
    jit_host::probe(Probe { target, protocol: Protocol::Ssh, patience }).await
}
