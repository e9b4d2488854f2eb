//! Networks of real companies: the web proxy, and what does not go through it.

use jiff::{SignedDuration, Timestamp};
use jit_core::{Code, Intent, Problem, Wish};
use jit_tests::{Desk, LOOK, Manner, SimulatedAzure, WebProxy, no_launch, nobody};
use serde_json::json;

fn arm(desk: &Desk) -> String {
    let cloud: serde_json::Value = serde_json::from_str(&desk.azure.running().cloud_json()).unwrap();
    cloud["arm"].as_str().unwrap().trim_start_matches("https://").trim_end_matches('/').to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn azure_is_reached_through_the_proxy_of_the_settings() {
    let proxy = WebProxy::start(Manner::LetsThrough).await;
    let mut desk = Desk::with(SimulatedAzure::start().await, &[], proxy.settings()).await;
    desk.connect("web-01", no_launch());
    desk.connected().await;
    let asked = proxy.asked();
    assert!(!asked.is_empty());
    assert!(asked.iter().all(|host| *host == arm(&desk)), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_wants_a_sign_in_is_named_and_the_public_address_is_found_without_it() {
    let proxy = WebProxy::start(Manner::WantsSignIn).await;
    let mut desk = Desk::with(SimulatedAzure::start().await, &[], proxy.settings()).await;
    desk.connect("web-01", no_launch());
    let (problem, state) = desk.failed().await;
    assert_eq!(problem.code, Code::ProxyFailed);
    assert_eq!(problem.message, format!("The web proxy {} wants a sign-in.", proxy.address()));
    assert!(
        problem.hint.starts_with("Ask who runs it to let 127.0.0.1 through without one"),
        "{}",
        problem.hint
    );
    assert!(state.starts_with("Access: "), "{state}");
    let found = desk.engine().doctor().await;
    let address = found.checks.iter().find(|check| check.what == "address").unwrap();
    assert_eq!((address.good, address.found.as_str()), (Some(true), jit_tests::MY_ADDRESS));
    let named = found.checks.iter().find(|check| check.what == "web proxy").unwrap();
    assert_eq!(
        (named.good, &named.found),
        (None, &format!("{} (the settings'); not for the address services", proxy.address()))
    );
    let sign_in = found.checks.iter().find(|check| check.what == "sign-in").unwrap();
    assert_eq!((sign_in.good, &sign_in.found), (Some(false), &problem.message));
    assert_eq!(desk.azure.calls(LOOK).len(), 0, "nothing reached Azure");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_not_there_is_named_and_going_on_is_possible_once_it_is() {
    let gone = nobody().await;
    let settings = json!({ "proxy": { "url": format!("http://{gone}") } });
    let mut desk = Desk::with(SimulatedAzure::start().await, &[], settings).await;
    desk.connect("web-01", no_launch());
    let (problem, _) = desk.failed().await;
    assert_eq!(
        (problem.code, problem.message),
        (Code::ProxyFailed, format!("The web proxy {gone} cannot be reached."))
    );
    assert!(desk.see(|view| view.attempts.len() == 1).await.windows.is_empty());
    desk.want(Intent::Quit);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_excepted_does_not_go_through_the_proxy() {
    let proxy = WebProxy::start(Manner::WantsSignIn).await;
    let mut settings = proxy.settings();
    settings["proxy"]["no_proxy"] = json!(["contoso.com", "127.0.0.0/8"]);
    let mut desk = Desk::with(SimulatedAzure::start().await, &[], settings).await;
    desk.connect("web-01", no_launch());
    desk.connected().await;
    assert_eq!(proxy.asked(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_behind_is_told_and_the_times_of_access_are_azures() {
    let mut desk = Desk::new().await;
    let off = SignedDuration::from_mins(7);
    desk.azure.running().advance(off.unsigned_abs());
    let wish = Wish { duration: "PT1H".parse().unwrap(), ..no_launch() };
    desk.connect("web-01", wish);
    let (_, connected) = desk.connected().await;
    let request = desk.azure.requests("web-01").remove(0);
    assert!((3_590..=3_600).contains(&request.seconds()), "an hour by Azure's clock: {request:?}");
    let until: Timestamp = connected.until.parse().unwrap();
    let by_our_clock = request.until - off;
    assert!(until.duration_since(by_our_clock).abs().as_millis() <= 2_000, "{until} {by_our_clock}");
    let is_clock = |problem: &&Problem| problem.code == Code::ClockWrong;
    let view = desk.see(|view| view.banners.iter().any(|banner| is_clock(&banner))).await;
    let banner = view.banners.iter().find(is_clock).unwrap();
    assert_eq!(banner.message, "This computer's clock is 7 min behind Azure's; closing times may be wrong.");
    assert_eq!(
        banner.hint,
        "Let the system set the clock by itself, in its time settings: sign-in and access depend on it."
    );
    let found = desk.engine().doctor().await;
    let clocks: Vec<_> = found.checks.iter().filter(|check| check.found.contains("clock")).collect();
    assert_eq!(clocks.len(), 1, "told once: {clocks:?}");
    assert_eq!((clocks[0].what, clocks[0].good, &clocks[0].found), ("clock", Some(false), &banner.message));
    desk.azure.running().reset();
    desk.engine().inventory().await.unwrap();
    desk.see(|view| !view.banners.iter().any(|banner| is_clock(&banner))).await;
}
