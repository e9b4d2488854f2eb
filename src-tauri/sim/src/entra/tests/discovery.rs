//! Where clients learn what they need to know.

use serde_json::Value;

use crate::scene::{BASE, HOME, Scene, json, request};

fn get(scene: &mut Scene, path: &str) -> (u16, Value) {
    let response = scene.send(&request("GET", path, ""));
    (response.status, json(&response))
}

#[test]
fn the_endpoints_of_a_tenant_are_named_by_its_id() {
    let mut scene = Scene::new();
    for path in [
        format!("/{HOME}/v2.0/.well-known/openid-configuration"),
        "/contoso.com/.well-known/openid-configuration".into(),
    ] {
        let (_, body) = get(&mut scene, &path);
        assert_eq!(body["issuer"], format!("{BASE}/{HOME}/v2.0"));
        assert_eq!(body["token_endpoint"], format!("{BASE}/{HOME}/oauth2/v2.0/token"));
        assert_eq!(body["device_authorization_endpoint"], format!("{BASE}/{HOME}/oauth2/v2.0/devicecode"));
        assert_eq!(body["jwks_uri"], format!("{BASE}/{HOME}/discovery/v2.0/keys"));
    }
    let (status, body) = get(&mut scene, "/nowhere/v2.0/.well-known/openid-configuration");
    assert_eq!((status, body["error_codes"][0].as_u64()), (400, Some(90_002)));
}

#[test]
fn shared_endpoints_leave_the_issuer_to_be_filled_in() {
    let mut scene = Scene::new();
    for shared in ["organizations", "common"] {
        let (_, body) = get(&mut scene, &format!("/{shared}/v2.0/.well-known/openid-configuration"));
        assert_eq!(body["issuer"], format!("{BASE}/{{tenantid}}/v2.0"));
        assert_eq!(body["token_endpoint"], format!("{BASE}/{shared}/oauth2/v2.0/token"));
    }
}

#[test]
fn the_keys_are_where_the_configuration_says() {
    let mut scene = Scene::new();
    for place in ["common/discovery/v2.0/keys", "common/discovery/keys", "contoso.com/discovery/v2.0/keys"] {
        let (_, keys) = get(&mut scene, &format!("/{place}"));
        assert_eq!(
            (&keys["keys"][0]["kty"], &keys["keys"][0]["e"]),
            (&"RSA".into(), &"AQAB".into()),
            "{place}"
        );
    }
}

#[test]
fn instance_discovery_knows_this_authority_and_keeps_the_tenant() {
    let mut scene = Scene::new();
    let asked = format!("{BASE}/{HOME}/oauth2/v2.0/authorize").replace(':', "%3A").replace('/', "%2F");
    let path = "/common/discovery/instance?api-version=1.1&authorization_endpoint=";
    let (_, body) = get(&mut scene, &format!("{path}{asked}"));
    assert_eq!(
        body["tenant_discovery_endpoint"],
        format!("{BASE}/{HOME}/v2.0/.well-known/openid-configuration")
    );
    let (_, body) = get(&mut scene, "/common/discovery/instance?api-version=1.1");
    assert_eq!(body["metadata"][0]["aliases"][0], "127.0.0.1:8443");
}

#[test]
fn a_realm_is_managed_when_its_domain_is_a_tenants() {
    let mut scene = Scene::new();
    let (_, body) = get(&mut scene, "/common/userrealm/barbara@contoso.com?api-version=1.0");
    assert_eq!((&body["account_type"], &body["domain_name"]), (&"Managed".into(), &"contoso.com".into()));
    let (_, body) = get(&mut scene, "/common/userrealm/somebody@fabrikam.com?api-version=1.0");
    assert_eq!(body["account_type"], "Unknown");
}

#[test]
fn errors_and_answers_say_which_request_they_are_for() {
    let mut scene = Scene::new();
    let mut asked = request("POST", "/nowhere/oauth2/v2.0/token", "");
    asked.headers.push(("client-request-id".into(), "b1946ac9-2491-4a3c-8e9d-5f1c2d3e4a5b".into()));
    let response = scene.send(&asked);
    let body = json(&response);
    assert_eq!(response.header("client-request-id"), Some("b1946ac9-2491-4a3c-8e9d-5f1c2d3e4a5b"));
    assert_eq!(body["correlation_id"], "b1946ac9-2491-4a3c-8e9d-5f1c2d3e4a5b");
    let text = body["error_description"].as_str().unwrap();
    let trace = body["trace_id"].as_str().unwrap();
    assert!(
        text.ends_with(&format!("Trace ID: {trace} Correlation ID: b1946ac9-2491-4a3c-8e9d-5f1c2d3e4a5b Timestamp: 2026-02-01 08:06:45Z")),
        "{text}"
    );
    assert_eq!(response.header("cache-control"), Some("no-store, no-cache"));
}
