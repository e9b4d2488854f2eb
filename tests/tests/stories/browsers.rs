//! What can go wrong between the browser and the program that waits for it.

use std::time::Duration;

use jit_azure::Pace;
use jit_core::{Code, Intent, Problem, SignInView, View, WayIn};
use jit_tests::{Desk, SimulatedAzure, Walker, is_signed_in, sign_in};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

async fn desk() -> Desk {
    Desk::signed_out(SimulatedAzure::start().await).await
}

/// Barbara's answer, on the way from the sign-in page to the program.
async fn answer(desk: &mut Desk) -> Walker {
    desk.want(sign_in(WayIn::Browser));
    let mut browser = desk.browser().staying();
    browser.open(&desk.page().await).await;
    browser.press("Barbara").await;
    browser
}

fn is_signed_out(view: &View) -> bool {
    matches!(view.sign_in, SignInView::SignedOut { .. })
}

/// Why nobody is signed in.
async fn why(desk: &mut Desk) -> Problem {
    let told = |view: &View| matches!(view.sign_in, SignInView::SignedOut { problem: Some(_), .. });
    let view = desk.see(told).await;
    let SignInView::SignedOut { problem: Some(problem), .. } = &view.sign_in else { unreachable!() };
    assert!(view.accounts.is_empty());
    problem.clone()
}

async fn closed(port: u16) {
    let mut tries = 0;
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        tries += 1;
        assert!(tries < 10_000, "the port stays open");
    }
}

fn redeemed(desk: &Desk) -> usize {
    desk.azure.calls("^POST .*/oauth2/v2.0/token").len()
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_closes_the_port_and_the_answer_comes_to_nothing() {
    let mut desk = desk().await;
    let browser = answer(&mut desk).await;
    desk.want(Intent::CancelSignIn);
    desk.see(is_signed_out).await;
    closed(browser.port()).await;
    assert_eq!((redeemed(&desk), desk.keyring.kept().len()), (0, 0));
    let mut browser = desk.browser();
    desk.sign_in(&mut browser, "Barbara").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn turning_back_in_the_browser_is_a_cancel() {
    let mut desk = desk().await;
    desk.want(sign_in(WayIn::Browser));
    let mut browser = desk.browser();
    browser.open(&desk.page().await).await;
    browser.press("Cancel").await;
    assert_eq!(browser.shown().heading(), "You are not signed in");
    desk.see(is_signed_out).await;
    assert_eq!(desk.keyring.kept().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_closed_is_waited_for_only_so_long() {
    let pace = Pace { person: Duration::from_millis(300), ..Pace::default() };
    let azure = SimulatedAzure::start().await;
    let mut desk = Desk::signed_out_with(azure, json!({}), |options| options.pace = pace).await;
    desk.want(sign_in(WayIn::Browser));
    desk.page().await;
    assert_eq!(why(&mut desk).await.code, Code::TimedOut);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_with_another_state_is_none_and_the_wait_goes_on() {
    let mut desk = desk().await;
    let mut browser = answer(&mut desk).await;
    let another = |name: &mut String, value: &mut String| {
        if name == "state" {
            value.push('x');
        }
    };
    let shown = browser.bring(another).await;
    assert_eq!(
        (shown.status, shown.heading()),
        (400, "This is not the sign-in that JIT Tray waits for".to_owned())
    );
    let without = |name: &mut String, _: &mut String| {
        if name == "state" {
            name.push('x');
        }
    };
    assert_eq!(browser.bring(without).await.status, 400);
    assert_eq!(redeemed(&desk), 0, "the code was not even tried");
    browser.bring(|_, _| ()).await;
    desk.see(is_signed_in).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_brought_again_is_redeemed_once() {
    let mut desk = desk().await;
    let mut browser = answer(&mut desk).await;
    let token = "^POST .*/oauth2/v2.0/token";
    desk.azure.delay_next(token, Duration::from_millis(500));
    let mut again = browser.clone();
    let (one, other) = tokio::join!(browser.bring(|_, _| ()), again.bring(|_, _| ()));
    let mut told = [one.heading(), other.heading()];
    told.sort();
    assert_eq!(told, ["This sign-in is finished already", "You are signed in, you can close this page"]);
    desk.see(is_signed_in).await;
    assert_eq!(redeemed(&desk), 1);
    closed(browser.port()).await;
    desk.engine().inventory().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_of_an_earlier_attempt_is_not_taken_for_the_newer_one() {
    let mut desk = desk().await;
    let mut earlier = answer(&mut desk).await;
    desk.want(Intent::CancelSignIn);
    desk.see(is_signed_out).await;
    let mut newer = answer(&mut desk).await;
    let shown = earlier.bring_to(newer.port()).await;
    assert_eq!(shown.status, 400);
    assert_eq!(redeemed(&desk), 0);
    newer.bring(|_, _| ()).await;
    desk.see(is_signed_in).await;
    assert_eq!(desk.keyring.written(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_sign_in_at_once_on_ports_of_their_own() {
    let (mut one, mut other) = (desk().await, desk().await);
    let taken = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let (mut first, mut second) = (answer(&mut one).await, answer(&mut other).await);
    let ports = [first.port(), second.port(), taken.local_addr().unwrap().port()];
    assert!(ports[0] != ports[1] && !ports[..2].contains(&ports[2]), "{ports:?}");
    assert_eq!(first.bring_to(second.port()).await.status, 400, "it belongs to the other program");
    first.bring_to(ports[0]).await;
    second.bring(|_, _| ()).await;
    one.see(is_signed_in).await;
    other.see(is_signed_in).await;
}
