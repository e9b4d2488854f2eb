//! Applications that sign in as themselves.

use super::{ask, claims};
use crate::scene::{BASE, HOME, ROBOTICS_TENANT, Scene, request};

const ADMIN: &str = "b1d2f3e4-0001-4e4e-9b9b-c0ffee000011";

fn form<'f>(secret: &'f str, scope: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("grant_type", "client_credentials"),
        ("client_id", ADMIN),
        ("client_secret", secret),
        ("scope", scope),
    ]
}

fn scope() -> String {
    format!("{BASE}/.default")
}

#[test]
fn client_credentials_give_a_token_that_works_for_an_hour() {
    let mut scene = Scene::new();
    for tenant in [HOME, "contoso.com", ROBOTICS_TENANT] {
        let (status, body) = ask(&mut scene, tenant, &form("simulated-admin-secret", &scope()));
        assert_eq!(
            (status, body["token_type"].as_str(), body["expires_in"].as_u64()),
            (200, Some("Bearer"), Some(3599))
        );
        let token = body["access_token"].as_str().unwrap();
        let claims = claims(token);
        assert_eq!((&claims["idtyp"], &claims["appid"]), (&"app".into(), &ADMIN.into()));
        assert_eq!(claims["aud"], BASE);
        scene.token = token.to_owned();
        assert_eq!(scene.get("/subscriptions").0, 200);
    }
    scene.pass(3600.0);
    assert_eq!(scene.get("/subscriptions").0, 401);
}

#[test]
fn credentials_in_a_header_count_as_well() {
    use base64::Engine as _;
    let mut scene = Scene::new();
    let body = format!("grant_type=client_credentials&scope={}", scope());
    let mut request = request("POST", &format!("/{HOME}/oauth2/v2.0/token"), &body);
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{ADMIN}:simulated-admin-secret"));
    request.headers.push(("authorization".into(), format!("Basic {pair}")));
    assert_eq!(scene.send(&request).status, 200);
}

#[test]
fn refusals_have_entras_error_and_number() {
    let mut scene = Scene::new();
    let default = scope();
    let without = |name: &str| {
        form("simulated-admin-secret", &default)
            .into_iter()
            .filter(|(key, _)| *key != name)
            .collect::<Vec<_>>()
    };
    let with = |name: &'static str, value: &'static str| {
        form("simulated-admin-secret", &default)
            .into_iter()
            .map(|(k, v)| if k == name { (k, value) } else { (k, v) })
            .collect::<Vec<_>>()
    };
    let cases = [
        ("no-such-tenant", form("simulated-admin-secret", &default), 400, "invalid_request", 90_002),
        (HOME, form("wrong", &default), 401, "invalid_client", 7_000_215),
        (
            HOME,
            with("client_id", "00000000-0000-0000-0000-000000000000"),
            400,
            "unauthorized_client",
            700_016,
        ),
        (HOME, with("grant_type", "password"), 400, "unsupported_grant_type", 70_003),
        (
            HOME,
            with("scope", "https://management.azure.com/user_impersonation"),
            400,
            "invalid_scope",
            1_002_012,
        ),
        ("organizations", form("simulated-admin-secret", &default), 400, "invalid_request", 50_059),
        (HOME, with("scope", "https://contoso.com/.default"), 400, "invalid_resource", 500_011),
        (HOME, without("grant_type"), 400, "invalid_request", 900_144),
        (HOME, without("client_id"), 400, "invalid_request", 900_144),
        (HOME, without("client_secret"), 401, "invalid_client", 7_000_218),
        (HOME, without("scope"), 400, "invalid_request", 900_144),
    ];
    for (tenant, form, status, error, number) in cases {
        let (got, body) = ask(&mut scene, tenant, &form);
        assert_eq!(
            (got, body["error"].as_str(), body["error_codes"][0].as_u64()),
            (status, Some(error), Some(number))
        );
        let description = body["error_description"].as_str().unwrap();
        assert!(description.starts_with(&format!("AADSTS{number}: ")), "{description}");
    }
}
