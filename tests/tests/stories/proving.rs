//! Azure wants more in the middle of a connect: what was begun goes on, and nothing is done twice.

use azure_sim::{Challenge, Shape};
use jit_core::{Code, Intent, OutcomeView, SignInView, Stage, StageState, View};
use jit_tests::{Desk, INITIATE, LOOK, START, SimulatedAzure, Walker, no_launch, state};

/// Barbara at her workstation, who has seen her machines.
async fn desk() -> (Desk, Walker) {
    let (desk, browser) = Desk::signed_in(SimulatedAzure::start().await).await;
    desk.engine().inventory().await.unwrap();
    (desk, browser)
}

fn challenge(desk: &Desk, matching: &str, acrs: Option<&str>) {
    let (matching, acrs) = (Some(matching.to_owned()), acrs.map(str::to_owned));
    desk.azure.running().challenge(Challenge { matching, acrs, ..Challenge::default() }).unwrap();
}

fn redeemed(desk: &Desk) -> usize {
    desk.azure.calls("^POST .*/oauth2/v2.0/token").len()
}

/// Waits for the sign-in page and approves the request on the phone.
async fn approve(desk: &mut Desk, browser: &mut Walker) {
    let page = desk.page().await;
    assert!(page.contains("claims=") && page.contains("login_hint=barbara%40contoso.com"), "{page}");
    browser.open(&page).await;
    assert_eq!(browser.shown().heading(), "Approve sign in request");
    browser.press("Approve").await;
    assert_eq!(browser.shown().heading(), "You are signed in, you can close this page");
}

fn changes(desk: &Desk) -> Vec<String> {
    let mut done: Vec<_> = desk.azure.changes();
    done.sort();
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_token_is_had_silently_before_on_and_after_the_request() {
    for (matching, asked) in [
        (LOOK, ["initiate", "start"].to_vec()),
        (INITIATE, ["initiate", "initiate", "start"].to_vec()),
        (START, ["initiate", "start", "start"].to_vec()),
    ] {
        let (mut desk, _) = desk().await;
        let before = redeemed(&desk);
        challenge(&desk, matching, None);
        desk.connect("etl-01", no_launch());
        desk.connected().await;
        assert_eq!(redeemed(&desk), before + 1, "{matching}");
        assert_eq!(changes(&desk), asked, "the call that was refused is repeated once: {matching}");
        assert_eq!(desk.azure.requests("etl-01").len(), 1, "{matching}");
        assert_eq!(desk.pages().len(), 1, "nobody was asked: {matching}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_asked_for_more_approves_and_the_connect_goes_on_where_it_was() {
    for (matching, stage) in [(LOOK, Stage::Look), (INITIATE, Stage::Request), (START, Stage::Start)] {
        let (mut desk, mut browser) = desk().await;
        challenge(&desk, matching, Some("p1"));
        desk.connect("etl-01", no_launch());
        approve(&mut desk, &mut browser).await;
        let (attempt, _) = desk.connected().await;
        assert_eq!(state(&attempt, stage), StageState::Done);
        assert_eq!(desk.azure.requests("etl-01").len(), 1, "{matching}");
        let granted = |entry: &&azure_sim::Entry| entry.status < 300;
        let (initiates, starts) = (desk.azure.initiates(), desk.azure.starts());
        assert_eq!(initiates.iter().filter(granted).count(), 1, "{matching}");
        assert_eq!(starts.iter().filter(granted).count(), 1, "{matching}");
        assert_eq!(desk.pages().len(), 2, "one more page: {matching}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_of_any_shape_leads_to_the_same_page() {
    for shape in [Shape::Padded, Shape::Standard, Shape::Schemes, Shape::Repeated, Shape::Odd] {
        let (mut desk, mut browser) = desk().await;
        let (acrs, matching) = (Some("c1".to_owned()), Some(INITIATE.to_owned()));
        desk.azure.running().challenge(Challenge { acrs, matching, shape, ..Challenge::default() }).unwrap();
        desk.connect("web-01", no_launch());
        approve(&mut desk, &mut browser).await;
        desk.connected().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_want_to_prove_more_ends_the_connect_and_changes_nothing() {
    let (mut desk, mut browser) = desk().await;
    challenge(&desk, INITIATE, Some("p1"));
    desk.connect("web-01", no_launch());
    desk.page().await;
    desk.want(Intent::CancelSignIn);
    let (problem, _) = desk.failed().await;
    assert_eq!(problem.code, Code::Cancelled);
    assert!(problem.message.contains("Nothing was changed."), "{problem:?}");
    assert_eq!(desk.azure.requests("web-01").len(), 0);

    // Trying again asks again, with the same claims, and goes on.
    desk.retry();
    approve(&mut desk, &mut browser).await;
    desk.connected().await;
    assert_eq!(desk.azure.requests("web-01").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_the_connect_ends_its_sign_in() {
    let (mut desk, _) = desk().await;
    challenge(&desk, INITIATE, Some("p1"));
    desk.connect("web-01", no_launch());
    desk.page().await;
    desk.cancel().await;
    desk.see(|view| !matches!(view.sign_in, SignInView::WaitingForBrowser { .. })).await;
    assert_eq!(desk.azure.requests("web-01").len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_calls_that_want_different_things_are_both_satisfied() {
    let (mut desk, mut browser) = desk().await;
    challenge(&desk, INITIATE, Some("c1"));
    challenge(&desk, START, Some("c2"));
    desk.connect("etl-01", no_launch());
    let mut pages = 0;
    while desk.asks_again().await {
        approve(&mut desk, &mut browser).await;
        pages += 1;
    }
    desk.connected().await;
    assert!((1..=2).contains(&pages), "{pages} pages");
    assert_eq!(desk.azure.requests("etl-01").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn azure_that_is_never_satisfied_is_not_asked_for_ever() {
    let (mut desk, mut browser) = desk().await;
    let every = Challenge {
        acrs: Some("p1".to_owned()),
        matching: Some(INITIATE.to_owned()),
        count: Some(1_000),
        ..Challenge::default()
    };
    desk.azure.running().challenge(every).unwrap();
    desk.connect("web-01", no_launch());
    approve(&mut desk, &mut browser).await;
    let ended = desk.end().await;
    let Some(OutcomeView::Failed { problem, .. }) = ended.outcome else { panic!("{:?}", ended.outcome) };
    assert_eq!(problem.code, Code::MoreProofNeeded);
    assert!(desk.azure.initiates().len() <= 4, "{}", desk.azure.initiates().len());
    let view = desk.see(|view: &View| !matches!(view.sign_in, SignInView::WaitingForBrowser { .. })).await;
    assert_eq!(view.accounts.len(), 1, "still signed in");
}
