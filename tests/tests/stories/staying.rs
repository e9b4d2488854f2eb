//! Staying signed in: tokens that are renewed, stored, revoked and removed.

use std::time::Duration;

use azure_sim::{Ending, Habits};
use futures::future::join_all;
use jit_core::{Code, Intent, Inventory, Problem, SignInView, View};
use jit_tests::{Desk, Dies, SimulatedAzure, is_signed_in, no_launch, until};

async fn inventory(desk: &Desk) -> Inventory {
    let inventory = desk.engine().inventory().await.unwrap();
    assert_eq!(inventory.failures, []);
    (*inventory).clone()
}

/// How often a token was asked for.
fn redeemed(desk: &Desk) -> usize {
    desk.azure.calls("^POST .*/oauth2/v2.0/token").len()
}

/// A refresh token counts once, and who brings an old one is refused.
fn strict() -> Habits {
    Habits { refresh_grace: Some(0.0), ..Habits::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_calls_after_a_restart_wait_for_one_request() {
    let (mut desk, _) = Desk::signed_in(SimulatedAzure::start().await).await;
    desk.restart().await;
    let before = redeemed(&desk);
    desk.azure.delay_next("^POST .*/oauth2/v2.0/token", Duration::from_millis(300));
    let calls = join_all((0..20).map(|_| desk.engine().overview())).await;
    assert_eq!(calls.len(), 20);
    assert!(calls.iter().flatten().all(|overview| overview.tenants.is_ok()));
    assert_eq!(redeemed(&desk), before + 2, "one for each tenant");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_exchange_is_stored_before_the_old_token_is_dropped() {
    let (mut desk, _) = Desk::signed_in(SimulatedAzure::start().await).await;
    desk.azure.running().entra(strict()).unwrap();
    let mut kept = desk.keyring.kept();
    for _ in 0..3 {
        desk.restart().await;
        inventory(&desk).await;
        let now = desk.keyring.kept();
        assert!(now.len() == 1 && now != kept, "what was used up is not kept");
        kept = now;
    }
    assert_eq!(desk.pages().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_the_new_token_was_written_costs_nothing() {
    let (mut desk, _) = Desk::signed_in(SimulatedAzure::start().await).await;
    desk.azure.running().entra(strict()).unwrap();
    desk.restart().await;
    dies(&mut desk, Dies::After).await;
    inventory(&desk).await;
    assert!(is_signed_in(&*desk.see(|view| view.ready).await));
    assert_eq!(desk.pages().len(), 1, "nobody was asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_the_new_token_was_written_costs_nothing_while_azure_takes_the_old_one() {
    let (mut desk, _) = Desk::signed_in(SimulatedAzure::start().await).await;
    desk.restart().await;
    dies(&mut desk, Dies::Before).await;
    inventory(&desk).await;
    assert_eq!(desk.pages().len(), 1, "nobody was asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_before_the_new_token_was_written_asks_once_where_azure_is_strict() {
    let (mut desk, _) = Desk::signed_in(SimulatedAzure::start().await).await;
    desk.azure.running().entra(strict()).unwrap();
    desk.restart().await;
    dies(&mut desk, Dies::Before).await;
    let problem = desk.engine().inventory().await.unwrap_err();
    assert!(problem.sign_in.is_some() && !read(&problem).contains("AADSTS"), "{problem:?}");
    assert!(desk.keyring.kept().is_empty(), "what is worth nothing is not kept");
    let mut browser = desk.browser();
    desk.sign_in(&mut browser, "Barbara").await;
    inventory(&desk).await;
}

/// The program exchanges its token and dies over storing the new one; then it is started again.
async fn dies(desk: &mut Desk, when: Dies) {
    desk.keyring.dies(when);
    let _waits = desk.engine().watch_inventory();
    let keyring = desk.keyring.clone();
    until("the program to die", || keyring.has_died().then_some(())).await;
    desk.crash().await;
}

fn read(problem: &Problem) -> String {
    format!("{} {}", problem.message, problem.hint)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_sign_in_is_forgotten_and_the_connect_that_noticed_goes_on_after_the_next() {
    for why in [Ending::SessionsRevoked, Ending::PasswordChanged, Ending::SessionOver] {
        let (mut desk, mut browser) = Desk::signed_in(SimulatedAzure::start().await).await;
        inventory(&desk).await;
        desk.azure.running().revoke(Some("barbara"), why).unwrap();
        desk.connect("web-01", no_launch());
        let page = desk.page().await;
        assert!(desk.keyring.kept().is_empty(), "{why:?}");
        browser.open(&page).await;
        while browser.shown().heading() != "You are signed in, you can close this page" {
            answer(&mut browser).await;
        }
        desk.connected().await;
        assert_eq!((desk.azure.initiates().len(), desk.keyring.kept().len()), (1, 1), "{why:?}");
    }
}

/// Does what the sign-in page asks of Barbara.
async fn answer(browser: &mut jit_tests::Walker) {
    let heading = browser.shown().heading();
    match heading.as_str() {
        "Pick an account" => browser.press("Barbara").await,
        "Enter password" => browser.press("Sign in").await,
        "Approve sign in request" => browser.press("Approve").await,
        _ => panic!("{heading}: {}", browser.shown().html),
    };
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_leaves_nothing_behind() {
    let (mut desk, _) = Desk::signed_in(SimulatedAzure::start().await).await;
    inventory(&desk).await;
    let view = desk.see(|view| !view.accounts.is_empty()).await;
    let mut watch = desk.engine().watch_inventory();
    watch.changed().await;
    drop(watch);
    desk.want(Intent::SignOut { account: view.accounts[0].id.clone() });
    desk.see(|view| matches!(view.sign_in, SignInView::SignedOut { .. })).await;
    until("the secret store to be empty", || desk.keyring.kept().is_empty().then_some(())).await;
    assert_eq!(desk.engine().inventory().await.unwrap_err().code, Code::NotSignedIn, "memory");
    let left = |desk: &Desk| {
        let of_hers = |text: &str| text.contains("arbara") || text.contains("etl-01");
        desk.files().into_iter().filter(|(_, text)| of_hers(text)).collect::<Vec<_>>()
    };
    until("the files to be removed", || left(&desk).is_empty().then_some(())).await;
    desk.restart().await;
    let signed_out = |view: &View| matches!(view.sign_in, SignInView::SignedOut { .. });
    desk.see(signed_out).await;
    assert_eq!(desk.engine().inventory().await.unwrap_err().code, Code::NotSignedIn);
    assert_eq!(left(&desk), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_store_that_is_unlocked_later_keeps_the_sign_in_after_all() {
    let mut desk = Desk::signed_out(SimulatedAzure::start().await).await;
    desk.keyring.lock(true);
    let mut browser = desk.browser();
    desk.sign_in(&mut browser, "Barbara").await;
    desk.see(|view| !view.banners.is_empty()).await;
    inventory(&desk).await;
    desk.keyring.lock(false);
    desk.engine().watching(true);
    desk.see(|view| view.banners.is_empty()).await;
    assert_eq!(desk.keyring.kept().len(), 1);
    desk.restart().await;
    desk.see(is_signed_in).await;
    inventory(&desk).await;
    assert_eq!(desk.pages().len(), 1, "nobody was asked again");
}
