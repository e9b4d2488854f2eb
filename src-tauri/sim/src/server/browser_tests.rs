//! A sign-in with a browser, on the wire.

use std::collections::HashMap;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, StatusCode};
use serde_json::Value;

use super::tests::{control, running};
use crate::Running;

const AZURE_CLI: &str = crate::world::tokens::AZURE_CLI;
const REDIRECT: &str = "http://localhost:50123";

fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// A client that shows where it is sent instead of going there.
fn staying(running: &Running) -> Client {
    let ca = Certificate::from_pem(running.ca_pem().as_bytes()).unwrap();
    let client = Client::builder().tls_certs_only([ca]).no_proxy().redirect(Policy::none());
    client.timeout(Duration::from_secs(20)).build().unwrap()
}

#[tokio::test]
async fn a_browser_goes_back_with_a_code_that_brings_tokens() {
    let running = running().await;
    let base = format!("{}/{}", running.https(), running.tenant());
    let query = form(&[
        ("client_id", AZURE_CLI),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT),
        ("scope", "https://management.azure.com/.default offline_access openid profile"),
        ("state", "mine"),
    ]);
    let http = staying(&running);
    let page = http.get(format!("{base}/oauth2/v2.0/authorize?{query}")).send().await.unwrap();
    assert_eq!(
        (page.status(), page.headers()["content-type"].to_str().unwrap()),
        (StatusCode::OK, "text/html; charset=utf-8")
    );
    assert_eq!(page.headers()["cache-control"], "no-store, no-cache");
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none';") && policy.contains("script-src 'none'"), "{policy}");
    let page = page.text().await.unwrap();
    let flow = page.split_once("name=\"flow\" value=\"").unwrap().1.split_once('"').unwrap().0;

    let kind = "application/x-www-form-urlencoded";
    let chosen = form(&[("flow", flow), ("user", "patlong@contoso.com")]);
    let back =
        http.post(format!("{base}/login")).header("content-type", kind).body(chosen).send().await.unwrap();
    assert_eq!(back.status(), StatusCode::FOUND);
    let cookie = back.headers()["set-cookie"].to_str().unwrap().to_owned();
    let location = url::Url::parse(back.headers()["location"].to_str().unwrap()).unwrap();
    assert_eq!(location.origin().ascii_serialization(), REDIRECT);
    let fields: HashMap<_, _> = location.query_pairs().into_owned().collect();
    assert_eq!(fields["state"], "mine");

    let redeemed = form(&[
        ("grant_type", "authorization_code"),
        ("client_id", AZURE_CLI),
        ("code", &fields["code"]),
        ("redirect_uri", REDIRECT),
    ]);
    let answer = http.post(format!("{base}/oauth2/v2.0/token")).header("content-type", kind).body(redeemed);
    let answer: Value = answer.send().await.unwrap().json().await.unwrap();
    let tenants = http.get(format!("{}/tenants?api-version=2022-12-01", running.https()));
    let tenants = tenants.bearer_auth(answer["access_token"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(tenants.status(), StatusCode::OK);

    let silent = http.get(format!("{base}/oauth2/v2.0/authorize?{query}&prompt=none"));
    let silent = silent.header("cookie", cookie.split_once(';').unwrap().0).send().await.unwrap();
    assert!(silent.headers()["location"].to_str().unwrap().contains("code="), "the browser is known");

    let told = http.get(format!("{}/_sim/secrets", running.https())).send().await.unwrap();
    let told: Vec<String> = told.json().await.unwrap();
    assert!(told.contains(&fields["code"]) && told.contains(&running.tokens().admin));
    assert_eq!(told, running.secrets());
    let (status, _) = control(&running, "secrets", serde_json::json!({})).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
}
