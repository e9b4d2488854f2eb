//! What is still known after an end, in order or not.

use azure_sim::Config;
use jit_core::Intent;
use jit_tests::{Desk, SimulatedAzure, no_launch};

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_knows_what_is_open_and_opens_it_again() {
    let mut desk = Desk::new().await;
    desk.connect("web-01", no_launch());
    let (_, connected) = desk.connected().await;
    desk.restart().await;
    let view = desk.see(|view| view.ready).await;
    assert_eq!(view.windows.len(), 1);
    let window = &view.windows[0];
    let at = format!("{}:{}", connected.address, connected.port);
    assert_eq!((window.label.as_str(), window.address.as_deref()), ("web-01", Some(at.as_str())));

    desk.want(Intent::OpenAgain { window: window.id.clone() });
    desk.connected().await;
    assert_eq!(desk.azure.initiates().len(), 1);
    assert_eq!(desk.clients.started().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_while_connecting_loses_no_window() {
    let config = Config { jit: std::time::Duration::from_secs(30), ..SimulatedAzure::quick() };
    let mut desk = Desk::at(SimulatedAzure::with(config).await).await;
    desk.azure.delay_next(jit_tests::INITIATE, std::time::Duration::from_millis(500));
    desk.connect("web-01", no_launch());
    desk.see_running(jit_core::Stage::Request).await;
    desk.restart().await;
    assert_eq!(desk.azure.requests("web-01").len(), 1);
    let view = desk.see(|view| view.ready).await;
    assert_eq!(view.windows.len(), 1, "its answer came while the engine was ending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_file_of_windows_is_set_aside_and_reported() {
    let mut desk = Desk::new().await;
    desk.connect("web-01", no_launch());
    desk.connected().await;
    desk.quit().await;
    std::fs::write(desk.path("data/windows.json"), "{\"schema\":1,").unwrap();
    desk.restart().await;
    let view = desk.see(|view| view.ready).await;
    assert_eq!(view.banners.len(), 1);
    let path = desk.path("data/windows.json").display().to_string();
    assert!(format!("{} {}", view.banners[0].message, view.banners[0].hint).contains(&path));
    assert_eq!(view.windows.len(), 1, "the last good copy is used");
}
