//! Whose address access is opened for.

use std::net::Ipv4Addr;

use azure_sim::Fault;
use jit_core::{Code, Stage, StageState, Wish};
use jit_tests::{ADDRESS, Desk, MY_ADDRESS, SimulatedAzure, no_launch, on, state};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn services_that_disagree_are_not_believed() {
    let mut desk = Desk::new().await;
    let other =
        Fault { status: Some(200), message: Some("198.51.100.4".into()), ..on("^GET /_address/three") };
    desk.azure.fault(other);
    desk.connect("web-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::AddressUnsure);
    assert_eq!(
        problem.message,
        "The address services disagree: one gave 203.0.113.9; two gave 203.0.113.9; three gave 198.51.100.4. \
         Often a VPN or a proxy is the reason."
    );
    assert_eq!(state, "Access: not open. Machine: unknown.");
    desk.quit().await;
    assert_eq!(desk.azure.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_chosen_is_used_without_asking() {
    let mut desk = Desk::new().await;
    let address = Some(MY_ADDRESS.parse().unwrap());
    desk.connect("web-01", Wish { address, ..no_launch() });
    let (attempt, _) = desk.connected().await;
    assert_eq!(state(&attempt, Stage::Address), StageState::Skipped);
    assert!(desk.azure.calls(ADDRESS).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_the_settings_is_used_without_asking() {
    let azure = SimulatedAzure::start().await;
    let web = azure.vm("web-01");
    let favourite = json!({ "alias": "Shop", "arm": web.id, "tenant": web.tenant });
    let mut desk = Desk::with(azure, &[favourite], json!({ "address": { "fixed": MY_ADDRESS } })).await;
    desk.want(jit_core::Intent::Connect { favourite: "Shop".into() });
    desk.connected().await;
    assert!(desk.azure.calls(ADDRESS).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_service_that_is_down_is_made_up_for_by_the_others() {
    let mut desk = Desk::new().await;
    desk.azure.fault(Fault { status: Some(503), ..on("^GET /_address/one") });
    desk.connect("web-01", no_launch());
    let (_, connected) = desk.connected().await;
    assert_eq!(connected.source, MY_ADDRESS);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_service_nothing_is_asked_for() {
    let mut desk = Desk::new().await;
    desk.azure.fault(Fault { drop: true, count: Some(100), ..on(ADDRESS) });
    desk.connect("web-01", no_launch());
    let (problem, _) = desk.failed().await;
    assert_eq!(problem.code, Code::Offline);
    assert!(problem.message.starts_with("No address service can be reached (one: "), "{}", problem.message);
    desk.quit().await;
    assert_eq!(desk.azure.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_another_address_does_not_open_the_gate_for_this_one() {
    let mut desk = Desk::new().await;
    let elsewhere = Ipv4Addr::new(198, 51, 100, 7);
    desk.connect("web-01", Wish { address: Some(elsewhere), wait_secs: 1, ..no_launch() });
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::NotAnswering);
    assert!(state.starts_with("Access: open until ") && state.ends_with(". Machine: running."), "{state}");
    let requests = desk.azure.requests("web-01");
    assert_eq!((requests.len(), requests[0].source.as_str()), (1, "198.51.100.7"));

    desk.azure.running().egress(elsewhere);
    desk.connect("web-01", Wish { address: Some(elsewhere), ..no_launch() });
    desk.connected().await;
    assert_eq!(desk.azure.initiates().len(), 1, "it was open for that address all the time");
}

#[tokio::test(flavor = "multi_thread")]
async fn from_another_place_access_is_asked_for_the_new_address() {
    let mut desk = Desk::new().await;
    desk.connect("web-01", no_launch());
    desk.connected().await;
    desk.azure.running().egress(Ipv4Addr::new(198, 51, 100, 7));
    desk.restart().await;
    desk.connect("web-01", no_launch());
    let (_, connected) = desk.connected().await;
    assert_eq!(connected.source, "198.51.100.7");
    let sources: Vec<String> = desk.azure.requests("web-01").into_iter().map(|it| it.source).collect();
    assert_eq!(sources, [MY_ADDRESS, "198.51.100.7"]);
}
