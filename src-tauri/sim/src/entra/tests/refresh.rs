//! A sign-in is renewed, and carried to other tenants and resources.

use serde_json::Value;

use super::{OWN, SCOPE, az_login, claims, error, present, redeem, sign_in};
use crate::scene::{HOME, ROBOTICS_TENANT, Scene, code};
use crate::world::tokens::AZURE_CLI;
use crate::world::{Demands, Ending, Habits};

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
    scene.world.revoke(None, Ending::SessionsRevoked, now).unwrap();
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

#[test]
fn a_token_that_comes_again_ends_the_sign_in_where_that_is_watched() {
    let mut scene = Scene::new();
    let strict = Habits { refresh_grace: Some(0.0), reuse_ends_sign_in: Some(true), ..Habits::default() };
    scene.world.take_up(strict).unwrap();
    let first = az_login(&mut scene);
    let other = az_login(&mut scene);
    let (_, second) = redeem(&mut scene, HOME, AZURE_CLI, &first, ARM);
    let (_, third) = redeem(&mut scene, HOME, AZURE_CLI, &second, ARM);
    let replayed = redeem(&mut scene, HOME, AZURE_CLI, &first, ARM);
    assert_eq!(number(&replayed), ("invalid_grant".into(), 70_000));
    for token in [&second, &third] {
        let ended = redeem(&mut scene, HOME, AZURE_CLI, token, ARM);
        assert_eq!(number(&ended), ("invalid_grant".into(), 50_173));
        assert_eq!(ended.1["suberror"], "bad_token");
    }
    assert_eq!(redeem(&mut scene, HOME, AZURE_CLI, &other, ARM).0, 200, "another sign-in of the same person");
}

#[test]
fn a_refused_redemption_uses_nothing_up() {
    let mut scene = Scene::new();
    scene.world.take_up(Habits { refresh_grace: Some(0.0), ..Habits::default() }).unwrap();
    scene.world.demand(ROBOTICS_TENANT, Demands::mfa()).unwrap();
    let login = az_login(&mut scene);
    assert_eq!(error(&redeem(&mut scene, ROBOTICS_TENANT, AZURE_CLI, &login, ARM)), "invalid_grant");
    assert_eq!(redeem(&mut scene, HOME, AZURE_CLI, &login, ARM).0, 200);
}

#[test]
fn one_persons_sessions_are_ended_and_the_reason_is_told() {
    let cases =
        [(Ending::SessionsRevoked, 50_173), (Ending::PasswordChanged, 50_133), (Ending::SessionOver, 50_132)];
    for (why, expected) in cases {
        let mut scene = Scene::new();
        let barbara = az_login(&mut scene);
        scene.world.sessions.device_person.user = Some("patlong".into());
        let pat = az_login(&mut scene);
        let now = scene.now;
        scene.world.revoke(Some("barbara@contoso.com"), why, now).unwrap();
        let ended = redeem(&mut scene, HOME, AZURE_CLI, &barbara, ARM);
        assert_eq!(number(&ended), ("invalid_grant".into(), expected), "{why:?}");
        assert_eq!(redeem(&mut scene, HOME, AZURE_CLI, &pat, ARM).0, 200, "{why:?}");
        assert!(scene.world.revoke(Some("adele"), why, now).unwrap_err().contains("nobody called `adele`"));
    }
}
