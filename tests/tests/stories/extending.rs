//! Extend: access stays open past the end it had.

use std::time::Duration;

use azure_sim::Config;
use jit_core::OutcomeView;
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
