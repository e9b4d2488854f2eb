//! What stands in tokens, and how long they live.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{OWN, SCOPE, ask, az_login, claims, error, poll, sign_in, start};
use crate::scene::{BASE, HOME, ROBOTICS_TENANT, Scene};
use crate::world::tokens::AZURE_CLI;

const BARBARA: &str = "a0c1e2d3-0003-4f4f-8a8a-c0ffee000003";
const CP1: &str = r#"{"access_token": {"xms_cc": {"values": ["CP1"]}}}"#;

fn token<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name].as_str().unwrap()
}

#[test]
fn resource_managers_token_is_of_version_one_and_says_who_it_is() {
    let mut scene = Scene::new();
    let answer = az_login(&mut scene);
    let claims = claims(token(&answer, "access_token"));
    let expected = json!({
        "aud": "https://management.core.windows.net/",
        "iss": format!("https://sts.windows.net/{HOME}/"),
        "appid": AZURE_CLI,
        "appidacr": "0",
        "idtyp": "user",
        "name": "Barbara",
        "oid": BARBARA,
        "scp": "user_impersonation",
        "tid": HOME,
        "unique_name": "barbara@contoso.com",
        "upn": "barbara@contoso.com",
        "ipaddr": "203.0.113.9",
        "ver": "1.0",
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&claims[name], value, "{name}");
    }
    assert_eq!(claims.get("xms_cc"), None);
    let lives = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert_eq!(answer["expires_in"].as_i64(), Some(lives));
    assert_eq!(answer["ext_expires_in"], answer["expires_in"]);
    assert!((3599..5400).contains(&lives), "{lives}");
    assert_eq!(answer.get("refresh_in"), None);
}

#[test]
fn the_id_token_is_of_version_two_and_for_the_application() {
    let mut scene = Scene::new();
    let code = start(&mut scene, HOME, OWN, SCOPE);
    poll(&mut scene, HOME, OWN, &code);
    scene.pass(5.0);
    let form = [
        ("grant_type", super::super::device::GRANT),
        ("client_id", OWN),
        ("device_code", token(&code, "device_code")),
        ("nonce", "n-0S6_WzA2Mj"),
    ];
    let (_, answer) = ask(&mut scene, HOME, &form);
    let claims = claims(token(&answer, "id_token"));
    let expected = json!({
        "aud": OWN,
        "iss": format!("{BASE}/{HOME}/v2.0"),
        "oid": BARBARA,
        "tid": HOME,
        "name": "Barbara",
        "nonce": "n-0S6_WzA2Mj",
        "preferred_username": "barbara@contoso.com",
        "ver": "2.0",
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&claims[name], value, "{name}");
    }
    assert_eq!(answer.get("client_info"), None, "only for clients that ask");
    let az = az_login(&mut scene);
    let other = super::claims(token(&az, "id_token"));
    assert_ne!(other["sub"], claims["sub"], "a subject is another one for each application");
}

#[test]
fn client_info_names_the_home_even_when_signed_in_elsewhere() {
    let mut scene = Scene::new();
    let answer = sign_in(&mut scene, ROBOTICS_TENANT, AZURE_CLI, SCOPE);
    let info = URL_SAFE_NO_PAD.decode(token(&answer, "client_info")).unwrap();
    let info: Value = serde_json::from_slice(&info).unwrap();
    assert_eq!(info, json!({ "uid": BARBARA, "utid": HOME }));
    let guest = claims(token(&answer, "access_token"));
    assert_eq!(guest.get("upn"), None);
    assert_eq!(guest["idp"], format!("https://sts.windows.net/{HOME}/"));
    assert_eq!(guest["unique_name"], "barbara@contoso.com");
}

#[test]
fn a_client_that_can_handle_revocation_gets_a_day_and_a_time_to_renew() {
    let mut scene = Scene::new();
    let login = az_login(&mut scene);
    let form = |claims| {
        [
            ("grant_type", "refresh_token"),
            ("client_id", AZURE_CLI),
            ("refresh_token", token(&login, "refresh_token")),
            ("scope", SCOPE),
            ("claims", claims),
        ]
    };
    let (_, answer) = ask(&mut scene, HOME, &form(CP1));
    let lives = answer["expires_in"].as_i64().unwrap();
    assert!((86_399..100_800).contains(&lives), "{lives}");
    assert_eq!(answer["refresh_in"].as_i64(), Some(lives / 2));
    assert_eq!(claims(token(&answer, "access_token"))["xms_cc"], json!(["CP1"]));
    assert_eq!(error(&ask(&mut scene, HOME, &form("{"))), "invalid_request");
}

#[test]
fn after_a_change_only_who_declared_to_handle_it_is_challenged() {
    let mut scene = Scene::new();
    let login = az_login(&mut scene);
    let renew = |scene: &mut Scene, claims: &str| {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", AZURE_CLI),
            ("refresh_token", token(&login, "refresh_token")),
            ("scope", SCOPE),
            ("claims", claims),
        ];
        ask(scene, HOME, &form).1
    };
    let capable = renew(&mut scene, CP1);
    let now = scene.now;
    scene.world.challenge_tokens(None, now);
    super::present(&mut scene, &login);
    assert_eq!(scene.get("/tenants").0, 200);
    super::present(&mut scene, &capable);
    let challenged = scene.call("GET", "/tenants", "");
    assert_eq!(challenged.status, 401);
    let header = challenged.header("www-authenticate").unwrap();
    assert!(header.contains("error=\"insufficient_claims\""), "{header}");
    let wanted = header.split_once("claims=\"").unwrap().1.trim_end_matches('"');
    let wanted: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(wanted).unwrap()).unwrap();
    assert_eq!(wanted["access_token"]["nbf"], json!({ "essential": true, "value": "1769933210" }));

    let mut merged: Value = serde_json::from_str(CP1).unwrap();
    merged["access_token"]["nbf"] = wanted["access_token"]["nbf"].clone();
    let newer = renew(&mut scene, &merged.to_string());
    super::present(&mut scene, &newer);
    assert_eq!(scene.get("/tenants").0, 200);
}

#[test]
fn a_lifetime_that_was_set_goes_for_people_and_applications() {
    let mut scene = Scene::new();
    scene.world.sessions.lifetime = Some(jiff::SignedDuration::from_secs(60));
    assert_eq!(az_login(&mut scene)["expires_in"], 60);
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "b1d2f3e4-0001-4e4e-9b9b-c0ffee000011"),
        ("client_secret", "simulated-admin-secret"),
        ("scope", "https://management.azure.com/.default"),
    ];
    let (_, answer) = ask(&mut scene, HOME, &form);
    assert_eq!(answer["expires_in"], 60);
    super::present(&mut scene, &answer);
    scene.pass(59.0);
    assert_eq!(scene.get("/tenants").0, 200);
    scene.pass(1.0);
    assert_eq!(scene.get("/tenants").0, 401);
}

#[test]
fn no_two_tokens_are_the_same() {
    let mut scene = Scene::new();
    let (first, second) = (az_login(&mut scene), az_login(&mut scene));
    for name in ["access_token", "refresh_token", "id_token"] {
        assert_ne!(first[name], second[name], "{name}");
    }
}
