//! After a cancel: what is offered does what it says.

use std::time::Duration;

use azure_sim::Config;
use jit_core::{ActionView, AttemptView, Intent, OutcomeView, Stage, View, Wish};
use jit_tests::{Desk, SimulatedAzure, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_was_started_is_stopped_again_when_that_is_wanted() {
    let config = Config { boot: Duration::from_secs(30), ..SimulatedAzure::quick() };
    let mut desk = Desk::at(SimulatedAzure::with(config).await).await;
    desk.connect("etl-01", Wish::default());
    desk.see_running(Stage::Start).await;
    until("the start to be taken", || (!desk.azure.starts().is_empty()).then_some(())).await;
    until("the request to be taken", || (!desk.azure.initiates().is_empty()).then_some(())).await;
    desk.see(|view| !view.windows.is_empty()).await;
    desk.cancel().await;

    let attempt = desk.see_attempt(|it| !offers(it).is_empty()).await;
    let labels: Vec<&str> = offers(&attempt).iter().map(|offer| offer.label.as_str()).collect();
    assert_eq!(labels, ["Leave running", "Stop it again"]);
    let stop = &offers(&attempt)[1];
    assert_eq!(stop.confirm.as_deref(), Some("Stops etl-01 for everyone. Unsaved work is lost."));
    desk.want(stop.intent.clone());
    // Once more, as a second click would have it: it is asked of Azure once.
    desk.want(stop.intent.clone());
    desk.see_attempt(|it| told(it).ends_with("etl-01 is being stopped.")).await;
    let end = desk.see_attempt(|it| told(it).ends_with("etl-01 is stopped and costs nothing.")).await;
    assert_eq!(offers(&end), []);
    assert_eq!(desk.azure.power("etl-01"), "deallocated");
    desk.quit().await;
    let mut changes = desk.azure.changes();
    changes.sort_unstable();
    assert_eq!(changes, ["deallocate", "initiate", "start"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_opened_anyway_although_nothing_has_answered() {
    let mut desk = Desk::new().await;
    // Access is opened for an address that is not ours, so that the machine is silent for us.
    let elsewhere = "198.51.100.7".parse().unwrap();
    desk.connect("web-01", Wish { address: Some(elsewhere), ..Wish::default() });
    desk.see_running(Stage::Reach).await;
    desk.cancel().await;
    let attempt = desk.see_attempt(|it| !offers(it).is_empty()).await;
    let [open] = offers(&attempt) else { panic!("{:?}", offers(&attempt)) };
    assert_eq!((open.label.as_str(), &open.confirm), ("Open anyway", &None));
    assert_eq!(open.intent, Intent::OpenAnyway { attempt: attempt.id });
    assert!(desk.clients.started().is_empty());

    desk.want(open.intent.clone());
    let again = |it: &&AttemptView| it.id != attempt.id;
    let end = |view: &View| view.attempts.first().filter(again).and_then(|it| it.outcome.clone());
    let view = desk.see(|view| end(view).is_some()).await;
    let Some(OutcomeView::Connected(connected)) = end(&view) else { panic!("{:?}", end(&view)) };
    let gate = desk.azure.gate("web-01", 22);
    assert_eq!(format!("{}:{}", connected.address, connected.port), gate.to_string());
    let started = desk.clients.started();
    assert_eq!(started.len(), 1);
    assert!(started[0].words[2].ends_with(&format!("@{}", gate.ip())), "{:?}", started[0].words);
    assert_eq!(desk.azure.initiates().len(), 1, "what is open is not asked for again");
}

fn outcome(attempt: &AttemptView) -> (&str, &[ActionView]) {
    match &attempt.outcome {
        Some(OutcomeView::Cancelled { state, offers }) => (state, offers),
        _ => ("", &[]),
    }
}

fn told(attempt: &AttemptView) -> &str {
    outcome(attempt).0
}

fn offers(attempt: &AttemptView) -> &[ActionView] {
    outcome(attempt).1
}
