//! Several people, and what their organisations demand of them: what one lacks holds up nobody else.

use azure_sim::{Consent, Demand, Demands};
use jit_core::{Code, Intent, SignInView, View, WayIn};
use jit_tests::{Desk, SimulatedAzure, Walker, is_signed_in, no_launch, sign_in};
use serde_json::json;

const ROBOTICS: &str = "contosorobotics.com";
/// An application that Contoso has not let in for everybody.
const OWN: &str = "3f0a6b1e-58c1-4c0e-9d53-7a1b7a0e5a01";

async fn press(browser: &mut Walker, label: &str) -> String {
    browser.press(label).await.heading()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_with_its_own_second_factor_is_named_and_holds_up_nobody() {
    let azure = SimulatedAzure::start().await;
    azure.running().demand(ROBOTICS, Demands::mfa()).unwrap();
    let (mut desk, mut browser) = Desk::signed_in(azure).await;
    let inventory = desk.engine().inventory().await.unwrap();
    assert_eq!(inventory.unanswered(), ["Contoso Robotics"]);
    assert!(inventory.machines.len() > 5, "the other tenant's are there");
    let problem = &inventory.failures[0].problem;
    assert_eq!(problem.code, Code::MoreProofNeeded);
    let needed = problem.sign_in.as_deref().unwrap().clone();
    assert!(needed.tenant.is_some());
    desk.connect("web-01", no_launch());
    desk.connected().await;

    desk.want(Intent::SignIn { way: None, account: Some(needed.account), tenant: needed.tenant });
    browser.open(&desk.page().await).await;
    assert_eq!(browser.shown().heading(), "Approve sign in request");
    assert_eq!(press(&mut browser, "Approve").await, "You are signed in, you can close this page");
    desk.see(is_signed_in).await;
    let after = desk.engine().inventory().await.unwrap();
    assert_eq!(after.failures, []);
    assert!(after.machines.len() > inventory.machines.len());
    desk.restart().await;
    assert_eq!(desk.engine().inventory().await.unwrap().failures, [], "what was proved is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_that_an_administrator_must_let_in_gets_a_text_for_them() {
    let azure = SimulatedAzure::start().await;
    let admins = Demands { consent: Some(Consent::Admins), ..Demands::default() };
    azure.running().demand("contoso.com", admins).unwrap();
    let mut desk = Desk::signed_out_with(azure, json!({ "client_id": OWN }), |_| ()).await;
    let mut desktop = desk.desktop();
    desk.want(sign_in(WayIn::Browser));
    let mut browser = desk.browser();
    browser.open(&desk.page().await).await;
    assert_eq!(press(&mut browser, "Barbara").await, "Need admin approval");
    press(&mut browser, "Return to the application").await;
    let view = desk.see(|view| matches!(view.sign_in, SignInView::NeedsConsent { .. })).await;
    let SignInView::NeedsConsent { problem, request } = &view.sign_in else { unreachable!() };
    assert_eq!(problem.code, Code::ConsentNeeded);
    assert!(request.contains(OWN), "{request}");
    desk.want(Intent::CopySignIn);
    assert_eq!(desktop.recv().await, Some(jit_app::Desktop::Copy(request.clone())));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_blocked_is_told_in_plain_words() {
    let azure = SimulatedAzure::start().await;
    azure.running().demand("contoso.com", Demands::only(Demand::Block)).unwrap();
    let mut desk = Desk::signed_out(azure).await;
    desk.want(sign_in(WayIn::Browser));
    let mut browser = desk.browser();
    browser.open(&desk.page().await).await;
    browser.press("Barbara").await;
    press(&mut browser, "Return to the application").await;
    let told = |view: &View| matches!(view.sign_in, SignInView::SignedOut { problem: Some(_), .. });
    let view = desk.see(told).await;
    let SignInView::SignedOut { problem: Some(problem), .. } = &view.sign_in else { unreachable!() };
    assert_eq!(problem.code, Code::BlockedByOrganisation);
    assert!(!format!("{} {}", problem.message, problem.hint).contains("AADSTS"), "{problem:?}");
    assert!(desk.keyring.kept().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_are_signed_in_at_once_and_sign_out_one_by_one() {
    let (mut desk, _) = Desk::signed_in(SimulatedAzure::start().await).await;
    let mut other = desk.browser();
    desk.sign_in(&mut other, "Pat Long").await;
    let view = desk.see(|view| view.accounts.len() == 2).await;
    let names: Vec<&str> = view.accounts.iter().map(|account| account.name.as_str()).collect();
    assert_eq!(names, ["barbara@contoso.com", "patlong@contoso.com"]);
    assert_eq!(desk.keyring.kept().len(), 2);
    desk.restart().await;
    let view = desk.see(|view| view.accounts.len() == 2).await;
    let overview = desk.engine().overview().await;
    assert!(overview.iter().all(|seen| seen.tenants.as_ref().is_ok_and(|tenants| tenants.len() == 2)));

    desk.want(Intent::SignOut { account: view.accounts[0].id.clone() });
    let view = desk.see(|view| view.accounts.len() == 1).await;
    assert_eq!(view.accounts[0].name, "patlong@contoso.com");
    let keyring = desk.keyring.clone();
    jit_tests::until("hers to be removed", || (keyring.kept().len() == 1).then_some(())).await;
    assert_eq!(desk.engine().inventory().await.unwrap().failures, []);
    // Pat may only read.
    desk.connect("web-01", no_launch());
    assert_eq!(desk.failed().await.0.code, Code::MayNotRequest);
}
