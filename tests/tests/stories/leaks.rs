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

/// A desk with one child, and what was recorded of it with this text replaced by the secret.
async fn planted(seed: u64, text: &str) -> Desk {
    let (mut desk, token) = desk(seed).await;
    let vm = desk.azure.vm("web-01");
    desk.want(Intent::ConnectTo { vm, label: "web-01".to_owned(), wish: Wish::default() });
    desk.connected().await;
    let file = desk.path("clients.jsonl");
    let recorded = std::fs::read_to_string(&file).unwrap();
    assert!(recorded.contains(text), "{text} was not recorded");
    std::fs::write(&file, recorded.replacen(text, &token[..40], 1)).unwrap();
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_arguments_of_a_child() {
    found(planted(4713, "web-01").await, "clients.jsonl");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_environment_of_a_child() {
    found(planted(4715, "PATH=").await, "clients.jsonl");
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
