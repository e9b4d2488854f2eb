//! A sign-in is renewed, and carried to other tenants and resources.

use serde_json::Value;

use super::{OWN, SCOPE, az_login, claims, error, present, redeem, sign_in};
use crate::scene::{HOME, ROBOTICS_TENANT, Scene, code};
use crate::world::tokens::AZURE_CLI;

const ARM: &str = "https://management.core.windows.net//.default";

fn number(refused: &(u16, Value)) -> (String, u64) {
    (error(refused), refused.1["error_codes"][0].as_u64().unwrap())
}

#[test]
fn an_hour_later_the_sign_in_is_renewed_without_the_person() {
    let mut scene = Scene::new();
    let first = az_login(&mut scene);
    present(&mut scene, &first);
    scene.pass(5400.0);
    assert_eq!(scene.refusal("GET", "/tenants"), (401, "ExpiredAuthenticationToken".into()));
    let (status, second) = redeem(&mut scene, "organizations", AZURE_CLI, &first, ARM);
    assert_eq!(status, 200, "{second}");
    present(&mut scene, &second);
    assert_eq!(scene.get("/tenants").0, 200);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(second["client_info"], first["client_info"]);
}

#[test]
fn one_sign_in_reaches_every_tenant_and_another_resource() {
    let mut scene = Scene::new();
    let login = az_login(&mut scene);
    for (tenant, subscriptions) in [(HOME, 2), (ROBOTICS_TENANT, 1)] {
        let (_, answer) = redeem(&mut scene, tenant, AZURE_CLI, &login, ARM);
        assert_eq!(claims(answer["access_token"].as_str().unwrap())["tid"], tenant);
        present(&mut scene, &answer);
        assert_eq!(scene.read("/subscriptions")["value"].as_array().unwrap().len(), subscriptions);
    }
    let (_, answer) =
        redeem(&mut scene, HOME, AZURE_CLI, &login, "https://graph.microsoft.com/.default openid profile");
    assert_eq!(claims(answer["access_token"].as_str().unwrap())["aud"], "https://graph.microsoft.com");
    assert_eq!(answer["scope"], "https://graph.microsoft.com/.default openid profile");
    present(&mut scene, &answer);
    let refused = scene.call("GET", "/tenants", "");
    assert_eq!(
        (refused.status, code(&crate::scene::json(&refused))),
        (401, "InvalidAuthenticationTokenAudience")
    );
    assert!(refused.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
}

#[test]
fn a_used_token_is_good_for_some_minutes_and_then_refused() {
    let mut scene = Scene::new();
    let first = az_login(&mut scene);
    let (_, second) = redeem(&mut scene, HOME, AZURE_CLI, &first, ARM);
    scene.pass(300.0);
    assert_eq!(
        redeem(&mut scene, HOME, AZURE_CLI, &first, ARM).0,
        200,
        "a second process of the same client"
    );
    scene.pass(1.0);
    let refused = redeem(&mut scene, HOME, AZURE_CLI, &first, ARM);
    assert_eq!(number(&refused), ("invalid_grant".into(), 70_000));
    assert_eq!(redeem(&mut scene, HOME, AZURE_CLI, &second, ARM).0, 200);
}

#[test]
fn it_belongs_to_its_application_and_to_that_ones_family() {
    let mut scene = Scene::new();
    let login = az_login(&mut scene);
    let powershell = "1950a258-227b-4e31-a9cf-717495945fc2";
    assert_eq!(redeem(&mut scene, HOME, powershell, &login, ARM).0, 200);
    let refused = redeem(&mut scene, HOME, OWN, &login, ARM);
    assert_eq!(number(&refused), ("invalid_grant".into(), 70_000));
    assert_eq!(refused.1["suberror"], "client_mismatch");

    let own = sign_in(&mut scene, HOME, OWN, SCOPE);
    assert_eq!(own.get("foci"), None);
    assert_eq!(redeem(&mut scene, HOME, OWN, &own, ARM).0, 200);
    assert_eq!(error(&redeem(&mut scene, HOME, AZURE_CLI, &own, ARM)), "invalid_grant");
}

#[test]
fn it_ends_when_unused_for_long_when_revoked_and_where_the_person_is_unknown() {
    let mut scene = Scene::new();
    let login = az_login(&mut scene);
    let barbara = scene.world.principals.iter_mut().find(|held| held.name == "barbara").unwrap();
    barbara.tenants.truncate(1);
    let stranger = redeem(&mut scene, ROBOTICS_TENANT, AZURE_CLI, &login, ARM);
    assert_eq!(number(&stranger), ("invalid_grant".into(), 50_020));
    let (_, login) = redeem(&mut scene, HOME, AZURE_CLI, &login, ARM);
    scene.pass(89.9 * 86_400.0);
    let (_, login) = redeem(&mut scene, HOME, AZURE_CLI, &login, ARM);
    scene.pass(90.0 * 86_400.0);
    let idle = redeem(&mut scene, HOME, AZURE_CLI, &login, ARM);
    assert_eq!(number(&idle), ("invalid_grant".into(), 700_082));
    let text = idle.1["error_description"].as_str().unwrap();
    assert!(text.contains("The token was issued on 2026-05-02T"), "{text}");

    let login = az_login(&mut scene);
    let now = scene.now;
    scene.world.revoke(None, crate::world::Ending::SessionsRevoked, now).unwrap();
    let revoked = redeem(&mut scene, HOME, AZURE_CLI, &login, ARM);
    assert_eq!(number(&revoked), ("invalid_grant".into(), 50_173));
    present(&mut scene, &login);
    assert_eq!(scene.get("/tenants").0, 200, "access tokens live on");
}

#[test]
fn nonsense_and_gaps_are_refused() {
    let mut scene = Scene::new();
    let nonsense = serde_json::json!({ "refresh_token": "1.nonsense" });
    assert_eq!(
        number(&redeem(&mut scene, HOME, AZURE_CLI, &nonsense, ARM)),
        ("invalid_grant".into(), 9_002_313)
    );
    let without = super::ask(&mut scene, HOME, &[("grant_type", "refresh_token"), ("client_id", AZURE_CLI)]);
    assert_eq!(number(&without), ("invalid_request".into(), 900_144));
}

#[test]
fn without_offline_access_there_is_nothing_to_renew_with() {
    let mut scene = Scene::new();
    let answer = sign_in(&mut scene, HOME, OWN, "https://management.azure.com/.default");
    for absent in ["refresh_token", "id_token", "foci"] {
        assert_eq!(answer.get(absent), None, "{absent}");
    }
}
