//! What is demanded of people, turned on the wire and from Rust.

use std::time::Duration;

use reqwest::header::{HeaderValue, WWW_AUTHENTICATE};
use serde_json::{Value, json};

use super::sign_in_tests::{poll, post, refresh, set, start};
use super::tests::{client, control, running};
use crate::world::tokens::AZURE_CLI;
use crate::{
    Challenge, CodeEntry, CodeMode, Consent, Demand, Demands, Ending, Habits, PersonChange, Running, Shape,
};

/// Signs somebody in with a device code, as they are set to, and gives the last answer.
async fn sign_in(running: &Running) -> (u16, Value) {
    running.device(&CodeEntry { interval: Some(0), ..CodeEntry::default() }).unwrap();
    let (code, _) = start(running).await;
    poll(running, &code).await;
    poll(running, &code).await
}

async fn numbers(running: &Running, token: &Value) -> Value {
    refresh(running, token).await.1["error_codes"].clone()
}

/// Status and challenges of a call to Resource Manager.
async fn call(running: &Running, answer: &Value) -> (u16, Vec<HeaderValue>) {
    let url = format!("{}/tenants?api-version=2022-12-01", running.https());
    let token = answer["access_token"].as_str().unwrap();
    let answer = client(running).get(url).bearer_auth(token).send().await.unwrap();
    let challenges = answer.headers().get_all(WWW_AUTHENTICATE).iter().cloned().collect();
    (answer.status().as_u16(), challenges)
}

#[tokio::test]
async fn a_demand_is_turned_on_and_off_over_http() {
    let running = running().await;
    let (_, login) = sign_in(&running).await;
    set(&running, "demand", json!({ "tenant": "Contoso.com", "mfa": true })).await;
    assert_eq!(numbers(&running, &login).await, json!([50_076]));
    let state = running.state();
    assert_eq!(state["tenants"][0]["conditions"], json!([{ "demand": "mfa" }]), "the world tells it");
    set(&running, "entra", json!({ "interaction_required": true })).await;
    assert_eq!(refresh(&running, &login).await.1["error"], "interaction_required");
    set(&running, "demand", json!({ "tenant": running.tenant(), "mfa": false })).await;
    assert_eq!(refresh(&running, &login).await.0, 200);
    set(&running, "person", json!({ "person": "barbara", "disabled": true })).await;
    assert_eq!(numbers(&running, &login).await, json!([50_057]));
    set(&running, "reset", json!({})).await;
    assert_eq!(refresh(&running, &login).await.0, 200, "a reset forgets it all");
    set(&running, "revoke", json!({ "person": "patlong@contoso.com" })).await;
    assert_eq!(refresh(&running, &login).await.0, 200, "somebody else's");
    set(&running, "revoke", json!({ "why": "session-over" })).await;
    assert_eq!(numbers(&running, &login).await, json!([50_132]));
}

#[tokio::test]
async fn the_same_is_done_from_rust() {
    let running = running().await;
    let (_, login) = sign_in(&running).await;
    let only = |consent| Demands { consent: Some(consent), ..Demands::default() };
    running.demand("contoso.com", only(Consent::Admins)).unwrap();
    assert_eq!(refresh(&running, &login).await.0, 200, "Microsoft's own applications need no consent");
    running.demand("contoso.com", Demands::only(Demand::CompliantDevice)).unwrap();
    assert_eq!(numbers(&running, &login).await, json!([53_000]));
    assert_eq!(sign_in(&running).await.1["suberror"], "additional_action");
    running.demand("contoso.com", Demands { conditions: Some(Vec::new()), ..Demands::default() }).unwrap();
    running
        .change_person("barbara", PersonChange { disabled: Some(true), ..PersonChange::default() })
        .unwrap();
    assert_eq!(numbers(&running, &login).await, json!([50_057]));
    running
        .change_person("barbara", PersonChange { disabled: Some(false), ..PersonChange::default() })
        .unwrap();
    running.revoke(Some("barbara"), Ending::PasswordChanged).unwrap();
    assert_eq!(numbers(&running, &login).await, json!([50_133]));

    let strict = Habits { refresh_grace: Some(0.0), reuse_ends_sign_in: Some(true), ..Habits::default() };
    running.entra(strict).unwrap();
    running.token_lifetime(Some(Duration::from_secs(60)));
    let (_, first) = sign_in(&running).await;
    assert_eq!(first["expires_in"], 60);
    running.token_lifetime(None);
    let (_, second) = refresh(&running, &first).await;
    assert_eq!(numbers(&running, &first).await, json!([70_000]));
    assert_eq!(numbers(&running, &second).await, json!([50_173]));
}

#[tokio::test]
async fn a_repeated_header_is_repeated_on_the_wire() {
    let running = running().await;
    let (_, login) = sign_in(&running).await;
    let (_, capable) = refresh(&running, &login).await;
    let challenge = Challenge { acrs: Some("c1".into()), shape: Shape::Repeated, ..Challenge::default() };
    running.challenge(challenge).unwrap();
    let (status, challenges) = call(&running, &capable).await;
    assert_eq!((status, challenges.len()), (401, 2));
    assert!(challenges[0].to_str().unwrap().starts_with("PoP realm"), "{challenges:?}");
    assert!(challenges[1].to_str().unwrap().starts_with("Bearer authorization_uri"), "{challenges:?}");
    running.no_challenges();
    assert_eq!(call(&running, &capable).await.0, 200);
    set(&running, "challenge", json!({ "acrs": "c1", "shape": "odd", "count": 1 })).await;
    let (status, challenges) = call(&running, &capable).await;
    assert_eq!((status, challenges.len()), (401, 1));
    assert!(challenges[0].to_str().unwrap().starts_with("BEARER Claims = "), "{challenges:?}");
    assert_eq!(call(&running, &capable).await.0, 200, "one was to be challenged");
}

#[tokio::test]
async fn codes_wait_for_a_test_that_answers_them() {
    let running = running().await;
    let manual = CodeEntry { mode: Some(CodeMode::Manual), interval: Some(0), ..CodeEntry::default() };
    running.device(&manual).unwrap();
    let ((first, shown), (second, other)) = (start(&running).await, start(&running).await);
    assert_eq!(running.waiting_codes(), [shown.clone(), other]);
    running.device(&CodeEntry { code: Some(shown), approve: Some(false), ..CodeEntry::default() }).unwrap();
    assert_eq!(poll(&running, &first).await.1["error"], "authorization_declined");
    let pat = CodeEntry { user: Some("patlong".into()), approve: Some(true), ..CodeEntry::default() };
    running.device(&pat).unwrap();
    assert_eq!(poll(&running, &second).await.0, 200);
    assert!(running.waiting_codes().is_empty());
    let error = running.device(&CodeEntry { code: Some("ABC".into()), ..CodeEntry::default() });
    assert_eq!(error.unwrap_err(), "no code `ABC` waits for somebody");
}

#[tokio::test]
async fn failures_on_demand_carry_what_a_client_acts_on() {
    let running = running().await;
    let claims = json!({ "access_token": { "acrs": { "essential": true, "values": ["c1"] } } });
    let fault = json!({
        "status": 400,
        "code": "invalid_grant",
        "suberror": "basic_action",
        "message": "AADSTS50076: Use multi-factor authentication.",
        "claims": claims,
        "match": "/token",
    });
    set(&running, "fault", fault).await;
    let (status, body) = post(&running, "token", &[("client_id", AZURE_CLI)]).await;
    assert_eq!(
        (status, &body["error"], &body["suberror"]),
        (400, &"invalid_grant".into(), &"basic_action".into())
    );
    assert_eq!((&body["error_codes"], &body["claims"]), (&json!([50_076]), &claims.to_string().into()));
    let (status, _) = control(&running, "challenge", json!({ "shape": "round" })).await;
    assert_eq!(status, 400);
}
