//! `jit` in a company's network: proxies and certificate authorities, as the settings and the system name them.

use std::time::Duration;

use jit_tests::{Manner, SimulatedAzure, WebProxy, nobody};
use serde_json::{Value, json};

use crate::home::Home;

fn set(home: &Home, settings: &Value) {
    home.write(&Home::config("settings.json"), &settings.to_string());
}

/// The cloud file without its certificate authority.
fn without_ca(azure: &SimulatedAzure) -> String {
    let mut cloud: Value = serde_json::from_str(&azure.running().cloud_json()).unwrap();
    cloud.as_object_mut().unwrap().remove("ca");
    cloud.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_that_wants_a_sign_in_jit_says_so_and_ends_as_offline() {
    let azure = SimulatedAzure::start().await;
    let proxy = WebProxy::start(Manner::WantsSignIn).await;
    let home = Home::at(&azure);
    set(&home, &proxy.settings());
    let ran = home.jit_here(&["list"]).await;
    assert_eq!((ran.code, ran.out.as_str()), (8, ""), "{ran:?}");
    assert!(ran.err.contains(&format!("The web proxy {} wants a sign-in.", proxy.address())), "{}", ran.err);
    let ran = home.jit_here(&["list", "--json"]).await;
    assert_eq!((ran.code, &ran.error()["code"]), (8, &json!("proxy-failed")), "{ran:?}");
    assert!(!proxy.asked().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn through_a_proxy_the_list_is_the_same() {
    let azure = SimulatedAzure::start().await;
    let proxy = WebProxy::start(Manner::LetsThrough).await;
    let (straight, behind) = (Home::at(&azure), Home::at(&azure));
    set(&behind, &proxy.settings());
    let machines = |ran: crate::home::Ran| ran.json()["machines"].clone();
    let straight = machines(straight.jit_here(&["list", "--json"]).await);
    let behind = machines(behind.jit_here(&["list", "--json"]).await);
    assert!(straight.as_array().is_some_and(|machines| !machines.is_empty()));
    assert_eq!(straight, behind);
    assert!(!proxy.asked().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_systems_proxy_is_not_used_for_a_cloud_on_this_computer() {
    let azure = SimulatedAzure::start().await;
    let gone = format!("http://{}", nobody().await);
    let home = Home::at(&azure).var("HTTPS_PROXY", &gone).var("ALL_PROXY", &gone);
    let ran = home.jit_here(&["list"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_systems_proxy_is_used_for_azure_and_its_password_is_never_told() {
    let proxy = WebProxy::start(Manner::WantsSignIn).await;
    let home = Home::new()
        .var("HTTPS_PROXY", &format!("http://ada:hunter2@{}", proxy.address()))
        .var("AZURE_TENANT_ID", "contoso.com")
        .var("AZURE_CLIENT_ID", "00000000-0000-0000-0000-000000000001")
        .var("AZURE_CLIENT_SECRET", "hidden");
    let ran = home.jit(&["list", "--verbose"]).await;
    assert_eq!(ran.code, 8, "{ran:?}");
    assert!(ran.err.contains(&format!("The web proxy {} wants a sign-in.", proxy.address())), "{}", ran.err);
    assert!(!ran.err.contains("hunter2"), "{}", ran.err);
    assert!(proxy.asked().iter().all(|host| host == "login.microsoftonline.com:443"), "{:?}", proxy.asked());
    assert!(!proxy.asked().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_nobody_vouches_for_is_told_with_the_way_out_which_works() {
    let (azure, another) = (SimulatedAzure::start().await, SimulatedAzure::start().await);
    let home = Home::new();
    home.write("cloud.json", &without_ca(&azure));
    home.write(&Home::config("company.pem"), another.running().ca_pem());
    set(&home, &json!({ "ca_file": "company.pem" }));
    let ran = home.jit_here(&["list", "--json"]).await;
    let error = ran.error();
    assert_eq!((ran.code, &error["code"]), (8, &json!("not-trusted")), "{ran:?}");
    assert_eq!(
        error["message"],
        "127.0.0.1 cannot be trusted: its certificate comes from an authority this computer does not know."
    );
    assert!(error["hint"].as_str().unwrap().contains("\"ca_file\" in the settings"), "{error}");
    home.write(&Home::config("company.pem"), azure.running().ca_pem());
    let ran = home.jit_here(&["list"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = home.jit_here(&["doctor", "--json"]).await;
    let checks = ran.json()["checks"].clone();
    let address = checks.as_array().unwrap().iter().find(|check| check["what"] == "address").unwrap().clone();
    assert_eq!(address["good"], true, "the address services are trusted by it, too: {address}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_cannot_be_read_is_named() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    set(&home, &json!({ "ca_file": "company.pem" }));
    let ran = home.jit_here(&["list", "--json"]).await;
    let error = ran.error();
    assert_eq!((ran.code, &error["code"]), (2, &json!("bad-file")), "{ran:?}");
    let message = error["message"].as_str().unwrap();
    assert!(message.ends_with("company.pem cannot be read: there is no such file."), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_compares_the_clock() {
    let azure = SimulatedAzure::start().await;
    let home = Home::at(&azure);
    let clock = async || {
        let checks = home.jit_here(&["doctor", "--json"]).await.json()["checks"].clone();
        let found = checks.as_array().unwrap().iter().find(|check| check["what"] == "clock").unwrap().clone();
        (found["good"].clone(), found["found"].as_str().unwrap().to_owned())
    };
    let (good, found) = clock().await;
    assert_eq!(good, true);
    assert!(found.starts_with("as Azure's"), "{found}");
    azure.running().advance(Duration::from_secs(3 * 3_600));
    let (good, found) = clock().await;
    assert_eq!(good, false);
    assert_eq!(found, "This computer's clock is 3 h behind Azure's; closing times may be wrong.");
}
