//! Signing in, as menu and view show it while it goes on.

use jiff::SignedDuration;

use super::menus::{drawn, favourites};
use crate::state::story::{Story, account, failed};
use crate::*;

fn signed_out() -> Story {
    Story::just_with(Loaded { can_ask: true, ..favourites(&["web-01"]) })
}

fn tell(story: &mut Story, news: SigningInNews) {
    let wanted = |effect: &Effect| if let Effect::SignIn(wanted) = effect { Some(wanted.id) } else { None };
    let id = story.effects.iter().rev().find_map(wanted).unwrap();
    story.tell(Event::SigningIn { id, news });
}

fn sign_in(way: WayIn) -> Intent {
    Intent::SignIn { way: Some(way), account: None, tenant: None }
}

#[test]
fn signed_out_offers_every_way_in_and_keeps_the_favourites() {
    let mut story = signed_out();
    let signing_in = SigningInState { azure_cli: Some("barbara@contoso.com".into()), ..Default::default() };
    story.tell(Event::SigningInState(Box::new(signing_in)));
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - not signed in
    ---
    [Use my Azure CLI sign-in (barbara@contoso.com)]
    [Sign in with Microsoft]
    [Use a code instead]
    [Look around with sample data]
    ---
    [Connect to web-01]
    ---
    …
    ");
    assert_eq!(story.view().icon, TrayIcon::Offline);
    story.tell(Event::SigningInState(Box::default()));
    let SignInView::SignedOut { offers, problem: None } = story.view().sign_in else { panic!() };
    let ways: Vec<WayIn> = offers.iter().map(|offer| offer.way).collect();
    assert_eq!(ways, [WayIn::Browser, WayIn::DeviceCode]);
    story.want(Intent::LookAround);
    assert_eq!(story.effects.last(), Some(&Effect::LookAround));
    story.want(Intent::ShowSettings { section: SettingsSection::Accounts });
    assert_eq!(story.effects.last(), Some(&Effect::ShowSettings(SettingsSection::Accounts)));
}

#[test]
fn a_demo_that_does_not_start_says_so() {
    let mut story = signed_out();
    story.want(Intent::LookAround);
    let problem = Problem::new(Code::NotUnderstood, "The demo cannot start.", "Try again.");
    story.tell(Event::NoSampleData(problem.clone()));
    let SignInView::SignedOut { problem: told, .. } = story.view().sign_in else { panic!() };
    assert_eq!(told, Some(problem));
}

#[test]
fn sample_data_in_place_of_the_own_machines_can_be_left() {
    let mut story = Story::with(Loaded { can_leave: true, ..favourites(&["web-01"]) });
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - no access open
    ---
    [Leave the sample data]
    ---
    [Connect to web-01]
    ---
    …
    ");
    assert!(story.view().can_leave);
    story.want(Intent::LeaveSampleData);
    assert_eq!(story.effects.last(), Some(&Effect::LeaveSampleData));
}

#[test]
fn waiting_for_the_browser() {
    let mut story = signed_out();
    story.want(sign_in(WayIn::Browser));
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - opening your browser
    ---
    Opening your browser
    [Cancel sign-in]
    ---
    [Connect to web-01]
    ---
    …
    ");
    let until = story.now + SignedDuration::from_mins(5);
    tell(&mut story, SigningInNews::BrowserOpened { address: "https://login.example/1".into(), until });
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - waiting for your browser
    ---
    Waiting for your browser
    [Open the page again]
    [Cancel sign-in]
    ---
    [Connect to web-01]
    ---
    …
    ");
    assert_eq!(story.view().icon, TrayIcon::Working);
    let SignInView::WaitingForBrowser { address, until, .. } = story.view().sign_in else { panic!() };
    assert_eq!((address.as_str(), until.as_str()), ("https://login.example/1", "09:05"));
    story.want(Intent::OpenSignInPage).want(Intent::CopySignIn);
    let address = || "https://login.example/1".to_owned();
    assert_eq!(story.effects[1..], [Effect::OpenPage(address()), Effect::Copy(address())]);
}

#[test]
fn waiting_for_the_code() {
    let mut story = signed_out();
    story.want(sign_in(WayIn::DeviceCode));
    assert_eq!(story.view().header, "JIT Tray - asking for a code");
    let until = story.now + SignedDuration::from_mins(15);
    let address = "https://microsoft.com/devicelogin".to_owned();
    tell(&mut story, SigningInNews::CodeShown { code: "ABCD1234".into(), address: address.clone(), until });
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - waiting for your code
    ---
    Enter the code ABCD1234 at https://microsoft.com/devicelogin
    [Copy code]
    [Open the page]
    [Cancel sign-in]
    ---
    [Connect to web-01]
    ---
    …
    ");
    story.want(Intent::CopySignIn).want(Intent::OpenSignInPage);
    assert_eq!(story.effects[1..], [Effect::Copy("ABCD1234".into()), Effect::OpenPage(address)]);
}

#[test]
fn azure_cli_is_asked_without_a_page() {
    let mut story = signed_out();
    story.want(sign_in(WayIn::AzureCli));
    assert_eq!(story.view().header, "JIT Tray - signing in with Azure CLI");
    let before = story.effects.len();
    story.want(Intent::CopySignIn).want(Intent::OpenSignInPage);
    assert_eq!(story.effects.len(), before, "there is nothing to copy and no page");
    tell(&mut story, SigningInNews::Ended(Ok(account("barbara@contoso.com", WayIn::AzureCli))));
    assert_eq!(story.view().header, "JIT Tray - no access open");
}

#[test]
fn a_failed_sign_in_says_why_until_it_is_put_away() {
    let mut story = signed_out();
    story.want(sign_in(WayIn::Browser));
    tell(&mut story, SigningInNews::Ended(Err(failed(Code::BlockedByOrganisation))));
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - not signed in
    ---
    It did not work.
    Do something else.
    [Sign in with Microsoft]
    [Use a code instead]
    [Look around with sample data]
    ---
    [Connect to web-01]
    ---
    …
    ");
    story.want(Intent::CancelSignIn);
    assert!(matches!(story.view().sign_in, SignInView::SignedOut { problem: None, .. }));

    story.want(sign_in(WayIn::Browser)).want(Intent::CancelSignIn);
    assert!(matches!(story.view().sign_in, SignInView::SignedOut { problem: None, .. }));
    assert!(matches!(story.effects.last(), Some(Effect::StopSignIn(_))));
}

#[test]
fn a_new_sign_in_takes_the_place_of_the_one_that_goes_on() {
    let mut story = signed_out();
    story.want(sign_in(WayIn::Browser)).want(sign_in(WayIn::DeviceCode));
    let first = SigningInId(1);
    let until = story.now;
    let late = SigningInNews::BrowserOpened { address: "https://login.example/1".into(), until };
    story.tell(Event::SigningIn { id: first, news: late });
    assert_eq!(story.view().header, "JIT Tray - asking for a code");
    let late = SigningInNews::Ended(Ok(account("grady@contoso.com", WayIn::Browser)));
    story.tell(Event::SigningIn { id: first, news: late });
    assert_eq!(story.view().accounts, []);
}

#[test]
fn an_attempt_of_nobody_fails_and_goes_on_after_signing_in() {
    let mut story = signed_out();
    story.want(Intent::Connect { favourite: "web-01".into() });
    story.answer(story.outstanding("Look"), Answer::Look(Err(failed(Code::NotSignedIn))));
    assert_eq!(story.view().header, "JIT Tray - not signed in");
    story.pass_ms(1_000).want(sign_in(WayIn::Browser));
    tell(&mut story, SigningInNews::Ended(Ok(account("barbara@contoso.com", WayIn::Browser))));
    assert_eq!(story.view().header, "JIT Tray - no access open");
    story.retry();
    assert!(story.attempt().outcome.is_none());
}
