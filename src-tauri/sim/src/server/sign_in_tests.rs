//! Turning who signs in, and failures of Entra ID, on the wire.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::tests::{client, control, running};
use crate::Running;

const AZURE_CLI: &str = crate::world::tokens::AZURE_CLI;
const SCOPE: &str = "https://management.azure.com/.default offline_access openid profile";

pub(super) async fn post(running: &Running, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let url = format!("{}/{}/oauth2/v2.0/{path}", running.https(), running.tenant());
    let kind = "application/x-www-form-urlencoded";
    let answer = client(running).post(url).header("content-type", kind).body(body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

pub(super) async fn start(running: &Running) -> (String, String) {
    let (status, code) = post(running, "devicecode", &[("client_id", AZURE_CLI), ("scope", SCOPE)]).await;
    assert_eq!(status, 200, "{code}");
    let text = |name: &str| code[name].as_str().unwrap().to_owned();
    (text("device_code"), text("user_code"))
}

pub(super) async fn poll(running: &Running, code: &str) -> (u16, Value) {
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("client_id", AZURE_CLI),
        ("device_code", code),
    ];
    post(running, "token", &form).await
}

pub(super) async fn refresh(running: &Running, token: &Value) -> (u16, Value) {
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", AZURE_CLI),
        ("refresh_token", token["refresh_token"].as_str().unwrap()),
        ("scope", SCOPE),
        ("claims", r#"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#),
    ];
    post(running, "token", &form).await
}

pub(super) async fn set(running: &Running, name: &str, body: Value) -> Value {
    let (status, answer) = control(running, name, body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

#[tokio::test]
async fn a_test_declines_for_the_person_and_then_approves_as_another() {
    let running = running().await;
    let state = set(&running, "device", json!({ "approve": false, "interval": 0 })).await;
    assert_eq!((&state["mode"], &state["user"]), (&"automatic".into(), &"barbara@contoso.com".into()));
    let (code, _) = start(&running).await;
    assert_eq!(poll(&running, &code).await.1["error"], "authorization_pending");
    assert_eq!(poll(&running, &code).await.1["error"], "authorization_declined");

    set(&running, "device", json!({ "approve": true, "user": "patlong@contoso.com" })).await;
    let (code, _) = start(&running).await;
    poll(&running, &code).await;
    let (status, answer) = poll(&running, &code).await;
    assert_eq!(status, 200, "{answer}");
    let url = format!("{}/tenants?api-version=2022-12-01", running.https());
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(client(&running).get(url).bearer_auth(token).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(running.journal().last().unwrap().principal.as_deref(), Some("patlong"));
}

#[tokio::test]
async fn in_manual_mode_codes_wait_until_somebody_answers_them() {
    let running = running().await;
    set(&running, "device", json!({ "mode": "manual", "interval": 0 })).await;
    let ((first, shown), (second, _), (third, _)) =
        (start(&running).await, start(&running).await, start(&running).await);
    for _ in 0..3 {
        assert_eq!(poll(&running, &first).await.1["error"], "authorization_pending");
    }
    let state = set(&running, "device", json!({ "code": shown, "approve": false })).await;
    assert_eq!(state["waiting"].as_array().unwrap().len(), 2);
    assert_eq!(poll(&running, &first).await.1["error"], "authorization_declined");
    assert_eq!(poll(&running, &second).await.1["error"], "authorization_pending");
    let state = set(&running, "device", json!({ "approve": true })).await;
    assert_eq!(state["waiting"], json!([]));
    for code in [second, third] {
        assert_eq!(poll(&running, &code).await.0, 200);
    }
}

#[tokio::test]
async fn the_page_is_a_page() {
    let running = running().await;
    let page = client(&running).get(format!("{}/device", running.https())).send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert!(page.text().await.unwrap().contains("<form method=\"post\" action=\"/device\">"));
}

#[tokio::test]
async fn what_a_control_cannot_do_it_says() {
    let running = running().await;
    let cases = [
        (
            "device",
            json!({ "user": "admin" }),
            "there is nobody called `admin`; there are: barbara@contoso.com, patlong@contoso.com",
        ),
        ("device", json!({ "code": "ABC" }), "no code `ABC` waits for somebody"),
        ("device", json!({ "interval": -1 }), "`interval` must be a number from 0 to 60"),
        ("demand", json!({ "mfa": true }), "`tenant` is needed"),
        (
            "demand",
            json!({ "tenant": "fabrikam.com", "mfa": true }),
            "there is no tenant called `fabrikam.com`; there are: contoso.com, contosorobotics.com",
        ),
        (
            "demand",
            json!({ "tenant": "contoso.com", "conditions": [{ "demand": "block", "hours": 1 }] }),
            "conditions[0].hours: only `mfa` and `sign-in-frequency` have `hours`",
        ),
        (
            "demand",
            json!({ "tenant": "contoso.com", "mffa": true }),
            "unknown field `mffa`, expected one of `mfa`, `conditions`, `consent`, `consented`, `mfa_for_changes`",
        ),
        (
            "person",
            json!({ "person": "admin", "disabled": true }),
            "there is nobody called `admin`; there are: barbara@contoso.com, patlong@contoso.com",
        ),
        ("entra", json!({ "refresh_grace": -1 }), "`refresh_grace` must be a number of seconds from 0 up"),
        ("tokens", json!({ "lifetime": 0 }), "`lifetime` must be a number of seconds above 0, or null"),
    ];
    for (name, body, expected) in cases {
        let (status, answer) = control(&running, name, body).await;
        assert_eq!((status, &answer["error"]), (StatusCode::BAD_REQUEST, &expected.into()));
    }
}

#[tokio::test]
async fn lifetimes_are_set_tokens_challenged_and_sign_ins_revoked() {
    let running = running().await;
    set(&running, "device", json!({ "interval": 0 })).await;
    set(&running, "tokens", json!({ "lifetime": 60 })).await;
    let (code, _) = start(&running).await;
    poll(&running, &code).await;
    let (_, signed_in) = poll(&running, &code).await;
    assert_eq!(signed_in["expires_in"], 60);
    set(&running, "tokens", json!({ "lifetime": null })).await;
    let (_, renewed) = refresh(&running, &signed_in).await;
    assert!(renewed["expires_in"].as_i64() > Some(3000), "{renewed}");
    set(&running, "challenge", json!({})).await;
    let url = format!("{}/tenants?api-version=2022-12-01", running.https());
    let token = renewed["access_token"].as_str().unwrap();
    let challenged = client(&running).get(url).bearer_auth(token).send().await.unwrap();
    let header = challenged.headers()["www-authenticate"].to_str().unwrap();
    assert!(header.contains("error=\"insufficient_claims\", claims=\""), "{header}");
    set(&running, "revoke", json!({})).await;
    let (status, refused) = refresh(&running, &renewed).await;
    assert_eq!((status, &refused["error_codes"][0]), (400, &50_173.into()));
}

#[tokio::test]
async fn failures_on_demand_have_entras_form() {
    let running = running().await;
    let fault = json!({ "status": 429, "retry_after": 7, "match": "/oauth2/v2.0/token" });
    set(&running, "fault", fault).await;
    set(&running, "fault", json!({ "status": 503, "match": "/devicecode" })).await;
    let blocked = "AADSTS53003: Access has been blocked by Conditional Access policies.";
    let fault =
        json!({ "status": 400, "code": "interaction_required", "message": blocked, "match": "/token" });
    set(&running, "fault", fault).await;

    let url = format!("{}/{}/oauth2/v2.0/token", running.https(), running.tenant());
    let busy = client(&running).post(url).body("").send().await.unwrap();
    assert_eq!((busy.status().as_u16(), busy.headers()["retry-after"].to_str().unwrap()), (429, "7"));
    let body: Value = busy.json().await.unwrap();
    assert_eq!(body["error"], "temporarily_unavailable");
    let (status, body) = post(&running, "devicecode", &[]).await;
    assert_eq!((status, &body["error_codes"][0]), (503, &90_033.into()));
    let (status, body) = post(&running, "token", &[]).await;
    assert_eq!(
        (status, &body["error"], &body["error_codes"][0]),
        (400, &"interaction_required".into(), &53_003.into())
    );
    assert_eq!(body["error_description"], blocked);
}
