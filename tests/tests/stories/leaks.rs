//! The guard that looks for secrets behind every story finds one wherever it is planted.

use azure_sim::Config;
use jit_core::{Intent, Wish};
use jit_tests::{Desk, SimulatedAzure};

/// A desk after a sign-in, and a secret of it. Everybody shares the log, so nobody else may have the same secret.
async fn desk(seed: u64) -> (Desk, String) {
    let config = Config { seed, ..SimulatedAzure::quick() };
    let (desk, _) = Desk::signed_in(SimulatedAzure::with(config).await).await;
    desk.engine().inventory().await.unwrap();
    assert_eq!(desk.leaks(), Vec::<String>::new());
    let token = desk.keyring.kept().remove(0);
    assert!(desk.azure.running().secrets().contains(&token));
    (desk, token)
}

fn found(desk: Desk, place: &str) {
    let leaks = desk.leaks();
    assert!(leaks.len() == 1 && leaks[0].contains(place), "{place}: {leaks:?}");
    desk.leave();
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_log_at_its_finest() {
    let (desk, token) = desk(4711).await;
    let logged = desk.logged();
    for library in ["TRACE hyper", "rustls", "reqwest"] {
        assert!(logged.contains(library), "{library} was not listened to");
    }
    tracing::trace!(target: "jit_azure", bytes = ?&token.as_bytes()[..40], "planted");
    found(desk, "the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_file() {
    let (desk, token) = desk(4712).await;
    std::fs::write(desk.path("data/notes.txt"), format!("refresh={token}")).unwrap();
    found(desk, "notes.txt");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_arguments_of_a_child() {
    let (mut desk, token) = desk(4713).await;
    let vm = desk.azure.vm("web-01");
    desk.want(Intent::ConnectTo { vm, label: "web-01".to_owned(), wish: Wish::default() });
    desk.connected().await;
    let file = desk.path("clients.jsonl");
    let planted = std::fs::read_to_string(&file).unwrap().replacen("web-01", &token[..40], 1);
    std::fs::write(&file, planted).unwrap();
    found(desk, "clients.jsonl");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_what_a_page_is_sent() {
    let (mut desk, token) = desk(4714).await;
    let vm = desk.azure.vm("web-01");
    let wish = Wish { launch: false, ..Wish::default() };
    desk.want(Intent::ConnectTo { vm, label: token[..40].to_owned(), wish });
    desk.connected().await;
    let leaks = desk.leaks();
    assert!(leaks.iter().any(|leak| leak.starts_with("a view")), "{leaks:?}");
    desk.leave();
}
