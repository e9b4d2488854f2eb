//! The main job: a click, and a client is opened on a machine that was closed and perhaps stopped a moment ago.

use jit_core::{Adaptation, Intent, Protocol, Stage, StageState, Wish};
use jit_tests::{Desk, MY_ADDRESS, OBSERVE, SimulatedAzure, no_launch, state};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_machine_is_opened_started_and_reached() {
    let mut desk = Desk::new().await;
    desk.connect("etl-01", Wish::default());
    let (attempt, connected) = desk.connected().await;

    let gate = desk.azure.gate("etl-01", 22);
    assert_eq!(format!("{}:{}", connected.address, connected.port), gate.to_string());
    assert_eq!(
        (connected.protocol, connected.source.as_str(), connected.client.as_deref()),
        (Protocol::Ssh, MY_ADDRESS, Some("SSH in jit-recorder"))
    );
    for stage in [Stage::Address, Stage::Look, Stage::Request, Stage::Start, Stage::Reach, Stage::Launch] {
        assert_eq!(state(&attempt, stage), StageState::Done, "{stage:?}");
    }
    assert_eq!(desk.azure.power("etl-01"), "running");

    let requests = desk.azure.requests("etl-01");
    assert_eq!(requests.len(), 1);
    assert_eq!((requests[0].port, requests[0].source.as_str()), (gate.port(), MY_ADDRESS));
    let whole = 3 * 60 * 60;
    assert!((whole - 15..=whole).contains(&requests[0].seconds()), "{requests:?}");
    assert!(requests[0].ends_at(&connected.until), "{requests:?} {connected:?}");
    assert_eq!((desk.azure.initiates().len(), desk.azure.starts().len()), (1, 1));

    let started = desk.clients.started();
    assert_eq!(started.len(), 1);
    assert_eq!(started[0].words[0], "terminal");
    let (user, port) = (format!("contosoadmin@{}", gate.ip()), gate.port().to_string());
    assert_eq!(started[0].words[2..4], [user, port]);
    assert!(started[0].words[4].starts_with("vm-"), "{started:?}");
    assert_eq!(started[0].words[5], "etl-01");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_machine_is_not_started() {
    let mut desk = Desk::new().await;
    desk.connect("web-01", Wish::default());
    let (attempt, _) = desk.connected().await;
    assert_eq!(state(&attempt, Stage::Start), StageState::Skipped);
    assert_eq!(desk.azure.changes(), ["initiate"]);
    assert_eq!(desk.clients.started().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn access_that_is_open_is_used_and_not_asked_for_again() {
    let mut desk = Desk::new().await;
    desk.connect("web-01", no_launch());
    let (_, first) = desk.connected().await;
    let address_calls = desk.azure.calls("/_address/").len();
    desk.connect("web-01", Wish::default());
    let (attempt, second) = desk.connected().await;

    assert_eq!(state(&attempt, Stage::Request), StageState::Skipped);
    assert!(matches!(&attempt.adapted[..], [Adaptation::AlreadyOpen { .. }]), "{:?}", attempt.adapted);
    let request = &desk.azure.requests("web-01")[0];
    assert!(request.ends_at(&first.until) && request.ends_at(&second.until), "{first:?} {second:?}");
    assert_eq!(desk.azure.initiates().len(), 1);
    assert_eq!(desk.azure.calls("/_address/").len(), address_calls, "the address is still fresh");
    assert_eq!(desk.clients.started().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn access_somebody_opened_for_this_address_elsewhere_is_used() {
    let mut first = Desk::new().await;
    first.connect("web-01", no_launch());
    first.connected().await;
    first.quit().await;
    let Desk { azure, .. } = first;
    let mut second = Desk::at(azure).await;
    second.connect("web-01", no_launch());
    let (attempt, _) = second.connected().await;
    assert!(matches!(&attempt.adapted[..], [Adaptation::AlreadyOpen { .. }]), "{:?}", attempt.adapted);
    assert_eq!(second.azure.initiates().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pressing_often_asks_once() {
    let azure = SimulatedAzure::start().await;
    let web = azure.vm("web-01");
    let favourite = json!({ "alias": "Shop", "arm": web.id, "tenant": web.tenant });
    let mut desk = Desk::with(azure, &[favourite], json!({})).await;
    for _ in 0..5 {
        desk.want(Intent::Connect { favourite: "Shop".into() });
    }
    let (attempt, _) = desk.connected().await;
    assert_eq!(attempt.label, "Shop");
    assert_eq!(desk.azure.initiates().len(), 1);
    assert_eq!(desk.clients.started().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_favourites_own_options_are_followed() {
    let azure = SimulatedAzure::start().await;
    let web = azure.vm("web-01");
    let favourite = json!({
        "alias": "Shop", "arm": web.id, "tenant": web.tenant, "duration": "PT45M",
        "user": "ada", "justification": "ticket 4711"
    });
    let mut desk = Desk::with(azure, &[favourite], json!({ "duration": "PT2H" })).await;
    desk.want(Intent::Connect { favourite: "Shop".into() });
    desk.connected().await;
    let requests = desk.azure.requests("web-01");
    assert!((45 * 60 - 15..=45 * 60).contains(&requests[0].seconds()), "{requests:?}");
    assert!(desk.clients.started()[0].words[2].starts_with("ada@"));
    let state = desk.azure.running().state().to_string();
    assert!(state.contains("\"justification\":\"ticket 4711\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_windows_machine_gets_remote_desktop() {
    let mut desk = Desk::new().await;
    desk.connect("db-02", Wish::default());
    let (_, connected) = desk.connected().await;
    assert_eq!((connected.protocol, connected.client.as_deref()), (Protocol::Rdp, Some("jit-recorder")));
    let gate = desk.azure.gate("db-02", 3389).to_string();
    assert_eq!(desk.clients.started()[0].words, ["rdp", &gate, "db-02"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_is_reached_long_before_azure_says_that_the_start_is_done() {
    let config = azure_sim::Config { retry_after: Some(30), ..SimulatedAzure::quick() };
    let mut desk = Desk::at(SimulatedAzure::with(config).await).await;
    desk.connect("etl-01", no_launch());
    let (_, connected) = desk.connected().await;
    assert!(connected.total_ms < 15_000, "{} ms with a Retry-After of 30 s", connected.total_ms);
    assert_eq!(desk.azure.calls(jit_tests::OPERATION).len(), 0, "Retry-After is kept all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_somebody_else_is_starting_is_waited_for() {
    let config = azure_sim::Config { boot: std::time::Duration::from_secs(2), ..SimulatedAzure::quick() };
    let mut desk = Desk::at(SimulatedAzure::with(config).await).await;
    let azure = jit_tests::client_of(&desk.azure);
    azure.start(&desk.azure.vm("etl-01")).await.unwrap();
    desk.connect("etl-01", no_launch());
    let (attempt, _) = desk.connected().await;
    assert_eq!(desk.azure.starts().len(), 1, "only theirs");
    assert_eq!(state(&attempt, Stage::Start), StageState::Done);
    assert!(!desk.azure.calls(OBSERVE).is_empty());
}
