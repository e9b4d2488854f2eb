//! A code that a browser brought is redeemed.

use serde_json::json;

use super::browser::{Browser, REDIRECT, VERIFIER, exchange};
use super::{OWN, SCOPE, claims, error, present, redeem};
use crate::scene::{HOME, ROBOTICS_TENANT, Scene};
use crate::world::tokens::AZURE_CLI;

const PAT: &str = "patlong@contoso.com";

/// A code of Pat's for HOME.
fn code(scene: &mut Scene) -> String {
    Browser::default().sign_in(scene, HOME, PAT, &[])["code"].clone()
}

#[test]
fn a_code_brings_tokens_of_whoever_signed_in() {
    let mut scene = Scene::new();
    let code = code(&mut scene);
    let (status, body) = exchange(&mut scene, HOME, &code, &[]);
    assert_eq!(status, 200, "{body}");
    let id = claims(body["id_token"].as_str().unwrap());
    assert_eq!(
        (&id["preferred_username"], &id["nonce"], &id["aud"]),
        (&json!(PAT), &json!("the nonce"), &json!(OWN))
    );
    assert!(body["client_info"].is_string());
    present(&mut scene, &body);
    assert_eq!(scene.get("/tenants").0, 200);
    let (status, renewed) = redeem(&mut scene, ROBOTICS_TENANT, OWN, &body, SCOPE);
    assert_eq!(status, 200, "{renewed}");
}

#[test]
fn an_application_asks_only_once_for_what_is_about_the_person() {
    let mut scene = Scene::new();
    let code = code(&mut scene);
    let only = "https://management.core.windows.net//.default";
    let (_, body) = exchange(&mut scene, HOME, &code, &[("scope", only)]);
    assert!(body["refresh_token"].is_string() && body["id_token"].is_string(), "{body}");
    let fields = Browser::default().sign_in(&mut scene, HOME, PAT, &[("scope", only)]);
    let (_, body) = exchange(&mut scene, HOME, &fields["code"], &[("scope", "")]);
    assert!(body.get("refresh_token").is_none() && body.get("id_token").is_none(), "{body}");
}

#[test]
fn a_code_is_good_only_for_whom_it_was_made() {
    let cases = [
        (HOME, ("client_id", AZURE_CLI), "invalid_grant", 70_000),
        (HOME, ("code", "1.nonsense"), "invalid_grant", 9_002_313),
        (HOME, ("code", ""), "invalid_request", 900_144),
        (HOME, ("redirect_uri", "http://localhost:50124"), "invalid_client", 500_112),
        (HOME, ("redirect_uri", ""), "invalid_request", 900_144),
        (HOME, ("code_verifier", ""), "invalid_grant", 50_148),
        (HOME, ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX"), "invalid_grant", 501_481),
        (ROBOTICS_TENANT, ("client_id", OWN), "invalid_grant", 700_005),
        ("organizations", ("client_id", OWN), "invalid_grant", 700_005),
    ];
    let mut scene = Scene::new();
    let code = code(&mut scene);
    for (tenant, parameter, expected, number) in cases {
        let refused = exchange(&mut scene, tenant, &code, &[parameter]);
        assert_eq!(error(&refused), expected, "{parameter:?}");
        assert_eq!(refused.1["error_codes"], json!([number]), "{parameter:?}");
    }
    assert_eq!(exchange(&mut scene, HOME, &code, &[]).0, 200, "mistakes of others do no harm");
}

#[test]
fn a_code_lasts_ten_minutes() {
    let mut scene = Scene::new();
    let (early, late) = (code(&mut scene), code(&mut scene));
    scene.pass(599.0);
    assert_eq!(exchange(&mut scene, HOME, &early, &[]).0, 200);
    scene.pass(1.0);
    let refused = exchange(&mut scene, HOME, &late, &[]);
    assert_eq!((error(&refused).as_str(), &refused.1["error_codes"]), ("invalid_grant", &json!([70_008])));
}

#[test]
fn a_plain_challenge_is_the_verifier_and_without_one_there_is_none() {
    let mut scene = Scene::new();
    let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
    let fields = Browser::default().sign_in(&mut scene, HOME, PAT, &plain);
    assert_eq!(exchange(&mut scene, HOME, &fields["code"], &[]).0, 200);
    let none = [("code_challenge", ""), ("code_challenge_method", "")];
    let fields = Browser::default().sign_in(&mut scene, HOME, PAT, &none);
    let refused = exchange(&mut scene, HOME, &fields["code"], &[]);
    assert_eq!(refused.1["error_codes"], json!([50_147]));
    assert_eq!(exchange(&mut scene, HOME, &fields["code"], &[("code_verifier", "")]).0, 200);
}

#[test]
fn at_a_shared_endpoint_everybody_signs_in_at_home() {
    let mut scene = Scene::new();
    let slash = format!("{REDIRECT}/");
    let other = [("redirect_uri", slash.as_str()), ("client_info", "1")];
    let fields = Browser::default().sign_in(&mut scene, "organizations", PAT, &other);
    assert!(fields.contains_key("client_info"));
    let (status, body) = exchange(&mut scene, "organizations", &fields["code"], &[("redirect_uri", &slash)]);
    assert_eq!(status, 200, "{body}");
    assert_eq!(claims(body["access_token"].as_str().unwrap())["tid"], HOME);
    assert_eq!(body["client_info"], json!(fields["client_info"]));
}

#[test]
fn a_code_that_comes_twice_ends_what_it_gave() {
    let mut scene = Scene::new();
    let code = code(&mut scene);
    let (_, first) = exchange(&mut scene, HOME, &code, &[]);
    let (_, second) = redeem(&mut scene, HOME, OWN, &first, SCOPE);
    assert_eq!(exchange(&mut scene, HOME, &code, &[]).1["error_codes"], json!([54_005]));
    for token in [&first, &second] {
        assert_eq!(redeem(&mut scene, HOME, OWN, token, SCOPE).1["error_codes"], json!([50_173]));
    }
}
