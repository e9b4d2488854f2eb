//! Who calls, with which version, and what every answer carries.

use jiff::SignedDuration;

use crate::scene::{BASE, HOME, Scene, code, json, message, request};

#[test]
fn without_a_valid_token_the_answer_is_a_challenge() {
    let mut scene = Scene::new();
    let expired = scene.world.issue_token(
        "admin",
        HOME,
        BASE,
        scene.now - SignedDuration::from_hours(2),
        SignedDuration::from_hours(1),
    );
    let expired = format!("Bearer {}", expired.unwrap());
    let cases = [
        (None, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."),
        (Some("Bearer nonsense"), "InvalidAuthenticationToken", "The access token is invalid."),
        (Some("Basic abc"), "InvalidAuthenticationToken", "The access token is invalid."),
        (
            Some(expired.as_str()),
            "ExpiredAuthenticationToken",
            "The access token expiry UTC time '2/1/2026 7:06:45 AM' is earlier than current UTC time '2/1/2026 8:06:45 AM'.",
        ),
    ];
    for (header, expected, text) in cases {
        let mut request = request("GET", "/subscriptions?api-version=2022-12-01", "");
        request.headers.extend(header.map(|header| ("authorization".to_owned(), header.to_owned())));
        let response = scene.send(&request);
        let body = json(&response);
        assert_eq!((response.status, code(&body), message(&body)), (401, expected, text));
        let challenge = response.header("www-authenticate").unwrap();
        assert!(
            challenge
                .starts_with(&format!("Bearer authorization_uri=\"{BASE}/{HOME}\", error=\"invalid_token\"")),
            "{challenge}"
        );
    }
}

#[test]
fn tokens_expire_with_time_and_on_demand() {
    let mut scene = Scene::new();
    assert_eq!(scene.get("/tenants").0, 200);
    scene.pass(3601.0);
    assert_eq!(scene.refusal("GET", "/tenants"), (401, "ExpiredAuthenticationToken".into()));
    scene.sign_in("admin", HOME);
    assert_eq!(scene.get("/tenants").0, 200);
    let now = scene.now;
    scene.world.expire_tokens(now);
    assert_eq!(scene.refusal("GET", "/tenants"), (401, "ExpiredAuthenticationToken".into()));
    scene.sign_in("admin", HOME);
    assert_eq!(scene.get("/tenants").0, 200);
}

#[test]
fn any_well_formed_version_is_accepted_and_none_is_not() {
    let mut scene = Scene::new();
    let cases = [
        ("", 400, "MissingApiVersionParameter"),
        ("?api-version=", 400, "MissingApiVersionParameter"),
        ("?api-version=latest", 400, "InvalidApiVersionParameter"),
        ("?api-version=2024-3-1", 400, "InvalidApiVersionParameter"),
        ("?api-version=2024-13-01", 400, "InvalidApiVersionParameter"),
        ("?api-version=2024-03-01-alpha", 400, "InvalidApiVersionParameter"),
        ("?api-version=2031-01-01", 200, ""),
        ("?API-Version=2020-06-01-preview", 200, ""),
    ];
    for (query, status, expected) in cases {
        let mut request = request("GET", &format!("/tenants{query}"), "");
        request.headers.push(("authorization".into(), format!("Bearer {}", scene.token)));
        let response = scene.send(&request);
        assert_eq!((response.status, code(&json(&response))), (status, expected), "{query}");
    }
}

#[test]
fn answers_carry_date_ids_and_remaining_reads() {
    let mut scene = Scene::new();
    let response = scene.call("GET", "/subscriptions", "");
    assert_eq!(response.header("Date"), Some("Sun, 01 Feb 2026 08:06:45 GMT"));
    assert_eq!(response.header("x-ms-request-id").map(str::len), Some(36));
    assert_eq!(response.header("x-ms-correlation-request-id").map(str::len), Some(36));
    assert_eq!(response.header("x-ms-ratelimit-remaining-tenant-reads"), Some("249"));

    let mut request = request("GET", "/subscriptions?api-version=2022-12-01", "");
    request.headers.push(("authorization".into(), format!("Bearer {}", scene.token)));
    request.headers.push(("x-ms-correlation-request-id".into(), "mine".into()));
    assert_eq!(scene.send(&request).header("x-ms-correlation-request-id"), Some("mine"));
}

#[test]
fn unknown_paths_and_methods_are_refused_as_azure_does() {
    let mut scene = Scene::new();
    let group = format!("{}/resourceGroups/rg-web", crate::scene::PRODUCTION);
    let cases = [
        ("GET", "/nonsense".to_owned(), 404, "NotFound"),
        ("GET", format!("{group}/providers/Microsoft.Web/sites"), 404, "InvalidResourceType"),
        (
            "PUT",
            format!("{group}/providers/Microsoft.Compute/virtualMachines/web-01"),
            405,
            "HttpMethodNotAllowed",
        ),
        ("POST", "/tenants".to_owned(), 405, "HttpMethodNotAllowed"),
    ];
    for (method, path, status, expected) in cases {
        assert_eq!(scene.refusal(method, &path), (status, expected.to_owned()), "{method} {path}");
    }
}
