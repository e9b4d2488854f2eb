//! Every way in, from somebody who is signed out to a list of machines, and a start after that which asks nothing.

use azure_sim::CodeEntry;
use jit_app::Desktop;
use jit_core::{Intent, SignInView, View, WayIn};
use jit_tests::{Desk, SimulatedAzure, is_signed_in, no_launch, sign_in};
use serde_json::json;

const BARBARA: &str = "barbara@contoso.com";

/// The tenants whose machines are in the list.
async fn tenants(desk: &Desk) -> Vec<String> {
    let inventory = desk.engine().inventory().await.unwrap();
    assert_eq!(inventory.failures, []);
    let tenants = inventory.machines.iter().filter_map(|machine| machine.vm.at.tenant.clone());
    tenants.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}

fn accounts(view: &View) -> Vec<(&str, &str)> {
    view.accounts.iter().map(|account| (account.name.as_str(), account.way.as_str())).collect()
}

/// After a restart the same person is signed in, sees the same and connects, and nobody is asked anything.
async fn goes_on_after_a_restart(desk: &mut Desk) {
    let (before, pages) = (tenants(desk).await, desk.pages().len());
    desk.restart().await;
    let view = desk.see(is_signed_in).await;
    assert_eq!(view.accounts.len(), 1);
    assert_eq!(tenants(desk).await, before);
    desk.connect("web-01", no_launch());
    desk.connected().await;
    assert_eq!(desk.pages().len(), pages, "no browser was opened");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_browser_once_for_both_tenants_and_for_the_next_time() {
    let mut desk = Desk::signed_out(SimulatedAzure::start().await).await;
    let view = desk.see(|view| matches!(view.sign_in, SignInView::SignedOut { .. })).await;
    let SignInView::SignedOut { offers, problem: None } = &view.sign_in else { panic!("{:?}", view.sign_in) };
    let offered: Vec<WayIn> = offers.iter().map(|offer| offer.way).collect();
    assert_eq!(offered, [WayIn::Browser, WayIn::DeviceCode], "there is no Azure CLI here");
    assert!(desk.engine().inventory().await.is_err());

    let mut browser = desk.browser();
    desk.sign_in(&mut browser, "Barbara").await;
    assert_eq!(desk.pages().len(), 1);
    assert!(desk.pages()[0].starts_with(desk.azure.running().https()), "{:?}", desk.pages());
    let view = desk.see(|view| !view.accounts.is_empty()).await;
    assert_eq!(accounts(&view), [(BARBARA, "browser")]);
    assert_eq!(tenants(&desk).await.len(), 2);
    assert_eq!(desk.keyring.kept().len(), 1);
    goes_on_after_a_restart(&mut desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_browser_that_brings_the_answer_in_the_address() {
    let mut desk = Desk::signed_out(SimulatedAzure::start().await).await;
    desk.want(sign_in(WayIn::Browser));
    let page = desk.page().await;
    assert!(page.contains("response_mode=form_post"));
    let mut browser = desk.browser();
    browser.open(&page.replace("response_mode=form_post", "response_mode=query")).await;
    let shown = browser.press("Barbara").await;
    assert!(shown.address.query().is_some_and(|query| query.contains("code=")), "{}", shown.address);
    desk.see(is_signed_in).await;
    assert_eq!(tenants(&desk).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_code_that_is_entered_elsewhere() {
    let azure = SimulatedAzure::start().await;
    let by_hand = CodeEntry { mode: Some(azure_sim::CodeMode::Manual), ..quickly() };
    azure.running().device(&by_hand).unwrap();
    let mut desk = Desk::signed_out(azure).await;
    let mut desktop = desk.desktop();
    desk.want(sign_in(WayIn::DeviceCode));
    let view = desk.see(|view| matches!(view.sign_in, SignInView::WaitingForCode { .. })).await;
    let SignInView::WaitingForCode { code, address, .. } = &view.sign_in else { unreachable!() };
    assert_eq!(desk.azure.running().waiting_codes(), [code.as_str()]);
    desk.want(Intent::CopySignIn);
    assert_eq!(desktop.recv().await, Some(Desktop::Copy(code.clone())));
    desk.want(Intent::OpenSignInPage);
    let opened = jit_tests::until("the page for codes", || desk.pages().first().cloned()).await;
    assert_eq!(&opened, address);
    desk.azure.running().device(&entered(code, true)).unwrap();
    let view = desk.see(is_signed_in).await;
    assert_eq!(accounts(&view), [(BARBARA, "code")]);
    assert_eq!(tenants(&desk).await.len(), 2);
    goes_on_after_a_restart(&mut desk).await;
}

fn quickly() -> CodeEntry {
    CodeEntry { interval: Some(1), ..CodeEntry::default() }
}

fn entered(code: &str, approve: bool) -> CodeEntry {
    let user = Some("barbara".to_owned());
    CodeEntry { user, approve: Some(approve), code: Some(code.to_owned()), ..CodeEntry::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_declined_signs_nobody_in() {
    let azure = SimulatedAzure::start().await;
    let by_hand = CodeEntry { mode: Some(azure_sim::CodeMode::Manual), ..quickly() };
    azure.running().device(&by_hand).unwrap();
    let mut desk = Desk::signed_out(azure).await;
    desk.want(sign_in(WayIn::DeviceCode));
    let view = desk.see(|view| matches!(view.sign_in, SignInView::WaitingForCode { .. })).await;
    let SignInView::WaitingForCode { code, .. } = &view.sign_in else { unreachable!() };
    desk.azure.running().device(&entered(code, false)).unwrap();
    let view = desk.see(|view| matches!(view.sign_in, SignInView::SignedOut { .. })).await;
    assert!(view.accounts.is_empty() && desk.keyring.kept().is_empty());
}

/// An Azure CLI that is signed in, beside the folder of the workstation.
#[cfg(unix)]
fn azure_cli(azure: &SimulatedAzure) -> (tempfile::TempDir, jit_host::Surroundings) {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let (home, token) = (azure.running().tenant(), azure.running().tokens().person.clone().unwrap());
    let answer = json!({ "accessToken": token, "expires_on": 4_102_444_800_u64, "tenant": home, "tokenType": "Bearer" });
    let refused =
        "ERROR: AADSTS50076: Due to a configuration change, you must use multi-factor authentication.";
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in\n*--tenant\\ {home}*) ;;\n*--tenant*) echo '{refused}' >&2; exit 1 ;;\nesac\n\
         echo '{answer}'\n"
    );
    let az = folder.path().join("az");
    std::fs::write(&az, script).unwrap();
    std::fs::set_permissions(&az, std::fs::Permissions::from_mode(0o755)).unwrap();
    let user = json!({ "name": BARBARA, "type": "user" });
    let chosen = json!({ "id": "s", "tenantId": home, "isDefault": true, "user": user });
    let profile = json!({ "subscriptions": [chosen] });
    std::fs::write(folder.path().join("azureProfile.json"), profile.to_string()).unwrap();
    let path = folder.path().display().to_string();
    let vars =
        [("PATH", format!("{path}:/usr/bin:/bin")), ("AZURE_CONFIG_DIR", path.clone()), ("HOME", path)];
    let vars = vars.map(|(name, value)| (name.to_owned(), value));
    (folder, jit_host::Surroundings::from_vars(vars))
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn with_azure_cli_silently_and_with_its_own_command_where_it_must_prove_more() {
    let azure = SimulatedAzure::start().await;
    let (_az, surroundings) = azure_cli(&azure);
    let mut desk =
        Desk::signed_out_with(azure, json!({}), |options| options.surroundings = Some(surroundings)).await;
    let view = desk.see(is_signed_in).await;
    assert_eq!(accounts(&view), [(BARBARA, "Azure CLI")]);
    let inventory = desk.engine().inventory().await.unwrap();
    assert_eq!(inventory.unanswered(), ["Contoso Robotics"]);
    let problem = &inventory.failures[0].problem;
    assert!(problem.hint.contains("az login --tenant"), "{problem:?}");
    assert!(!format!("{} {}", problem.message, problem.hint).contains("AADSTS"), "{problem:?}");
    desk.connect("web-01", no_launch());
    desk.connected().await;
    assert!(desk.keyring.kept().is_empty() && desk.pages().is_empty());

    // Who signs out of it stays signed out, though az is still there.
    let account = view.accounts[0].id.clone();
    desk.want(Intent::SignOut { account });
    desk.see(|view| view.accounts.is_empty()).await;
    desk.restart().await;
    let view = desk.see(|view| matches!(view.sign_in, SignInView::SignedOut { .. })).await;
    let SignInView::SignedOut { offers, .. } = &view.sign_in else { unreachable!() };
    assert_eq!(offers[0].way, WayIn::AzureCli, "it is offered first");
    desk.want(sign_in(WayIn::AzureCli));
    desk.see(is_signed_in).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn as_the_application_of_the_variables_and_as_nobody_else() {
    let azure = SimulatedAzure::start().await;
    let application = azure.running().service_principal().clone();
    let vars = [
        ("AZURE_TENANT_ID", azure.running().tenant()),
        ("AZURE_CLIENT_ID", &application.client_id),
        ("AZURE_CLIENT_SECRET", &application.client_secret),
    ];
    let vars = vars.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut desk = Desk::signed_out_with(azure, json!({}), |options| {
        options.without_variables = false;
        options.surroundings = Some(jit_host::Surroundings::from_vars(vars));
    })
    .await;
    let view = desk.see(is_signed_in).await;
    assert_eq!(accounts(&view), [(application.client_id.as_str(), "service principal")]);
    assert_eq!(tenants(&desk).await.len(), 2);
    desk.want(sign_in(WayIn::Browser));
    let refused = |view: &View| matches!(view.sign_in, SignInView::SignedIn { problem: Some(_), .. });
    desk.see(refused).await;
    assert_eq!((desk.pages().len(), desk.keyring.kept().len()), (0, 0));
}
