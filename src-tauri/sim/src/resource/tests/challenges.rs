//! Resource Manager asks for more than a valid token.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::message::Response;
use crate::scene::{BASE, HOME, PRODUCTION, Scene, code, json};
use crate::world::claims::Issue;
use crate::world::conditions::Wanted;
use crate::world::{Challenge, Demands, Shape};

/// From now on Barbara calls, with a token that carries these contexts and can be challenged, or not.
fn sign_in(scene: &mut Scene, contexts: &[&str], revocable: bool, mfa: bool) {
    let contexts = contexts.iter().map(|context| (*context).to_owned()).collect();
    let issue = Issue {
        tenant: HOME,
        audience: BASE,
        application: crate::world::tokens::AZURE_CLI,
        wanted: &Wanted { revocable, contexts },
        mfa,
        from: scene.now,
        until: scene.now + SignedDuration::from_hours(1),
    };
    scene.token = scene.world.issue("barbara", &issue).unwrap();
}

fn challenge(scene: &mut Scene, challenge: Challenge) {
    let now = scene.now;
    scene.world.challenge(challenge, now).unwrap();
}

fn group() -> String {
    format!(
        "{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/nsg-web/securityRules/x"
    )
}

/// The claims in the headers of a challenge, in the order of the headers that have some.
fn claims(response: &Response) -> Vec<Value> {
    assert_eq!(response.status, 401);
    let headers = response.headers.iter().filter(|(name, _)| *name == "www-authenticate");
    let read = |text: &str| {
        let engines = [URL_SAFE_NO_PAD, URL_SAFE, STANDARD];
        let bytes = engines.iter().find_map(|engine| engine.decode(text).ok()).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    let claims = regex::Regex::new("(?i)[ ,]claims *= *\"([^\"]*)\"").unwrap();
    headers.filter_map(|(_, header)| Some(read(claims.captures(header)?.get(1)?.as_str()))).collect()
}

#[test]
fn changes_need_a_second_factor_where_the_tenant_says_so() {
    let mut scene = Scene::new();
    scene.world.demand(HOME, Demands { mfa_for_changes: Some(true), ..Demands::default() }).unwrap();
    let rule = group();
    sign_in(&mut scene, &[], true, false);
    assert_eq!(scene.get("/tenants").0, 200, "reading is free");
    for method in ["PUT", "DELETE"] {
        let refused = scene.call(method, &rule, "{}");
        let wanted = json!({ "access_token": { "acrs": { "essential": true, "values": ["p1"] } } });
        assert_eq!(claims(&refused), [wanted], "{method}");
        let header = refused.header("www-authenticate").unwrap();
        let start =
            format!("Bearer authorization_uri=\"{BASE}/{HOME}\", error=\"insufficient_claims\", claims=\"");
        assert!(
            header.starts_with(&start) && !header.contains('='.to_string().repeat(2).as_str()),
            "{header}"
        );
    }
    sign_in(&mut scene, &[], false, false);
    assert_eq!(scene.refusal("DELETE", &rule), (403, "RequestDisallowedByPolicy".into()));
    for (contexts, mfa) in [(&["p1"][..], false), (&[], true)] {
        sign_in(&mut scene, contexts, true, mfa);
        assert_eq!(scene.call("DELETE", &rule, "").status, 204, "{contexts:?} {mfa}");
    }
    scene.sign_in("admin", HOME);
    assert_eq!(scene.call("DELETE", &rule, "").status, 204, "applications are exempt");
}

#[test]
fn a_context_is_demanded_of_who_and_for_what_was_said_until_the_token_carries_it() {
    let mut scene = Scene::new();
    let demanded = Challenge {
        acrs: Some("c1".into()),
        matching: Some("^GET /tenants\\?".into()),
        person: Some("barbara@contoso.com".into()),
        ..Challenge::default()
    };
    challenge(&mut scene, demanded);
    assert_eq!(scene.get("/tenants").0, 200, "the admin's token is not concerned");
    sign_in(&mut scene, &[], false, true);
    assert_eq!(scene.get("/tenants").0, 200, "a client that cannot handle it is left alone");
    sign_in(&mut scene, &["p1"], true, true);
    assert_eq!(scene.get("/subscriptions").0, 200, "another path");
    let wanted = json!({ "access_token": { "acrs": { "essential": true, "values": ["c1"] } } });
    for _ in 0..2 {
        assert_eq!(claims(&scene.call("GET", "/tenants", "")), std::slice::from_ref(&wanted));
    }
    sign_in(&mut scene, &["c1"], true, true);
    assert_eq!(scene.get("/tenants").0, 200);
}

#[test]
fn so_many_requests_can_be_challenged_whatever_their_tokens_carry() {
    let mut scene = Scene::new();
    challenge(&mut scene, Challenge { acrs: Some("p1".into()), count: Some(2), ..Challenge::default() });
    sign_in(&mut scene, &["p1"], true, true);
    let statuses = [0; 3].map(|_| scene.get("/tenants").0);
    assert_eq!(statuses, [401, 401, 200]);
}

#[test]
fn every_shape_of_the_header_carries_the_same_claims() {
    let shapes = [Shape::Plain, Shape::Padded, Shape::Standard, Shape::Schemes, Shape::Repeated, Shape::Odd];
    for shape in shapes {
        let mut scene = Scene::new();
        challenge(&mut scene, Challenge { acrs: Some("c1".into()), shape, ..Challenge::default() });
        sign_in(&mut scene, &[], true, true);
        let refused = scene.call("GET", "/tenants", "");
        let wanted = json!({ "access_token": { "acrs": { "essential": true, "values": ["c1"] } } });
        assert_eq!(claims(&refused), [wanted], "{shape:?}");
        let headers: Vec<&String> =
            refused.headers.iter().filter(|(name, _)| *name == "www-authenticate").map(|(_, h)| h).collect();
        let schemes = headers.iter().filter(|header| header.contains("PoP realm")).count();
        let expected = match shape {
            Shape::Repeated => (2, 1),
            Shape::Schemes => (1, 1),
            _ => (1, 0),
        };
        assert_eq!((headers.len(), schemes), expected, "{shape:?}");
        let padded = headers[0].contains("=\"") && headers[0].trim_end_matches('"').ends_with('=');
        assert_eq!(padded, matches!(shape, Shape::Padded | Shape::Standard), "{shape:?}: {headers:?}");
        assert_eq!(code(&json(&refused)), "InvalidAuthenticationToken");
    }
}

#[test]
fn a_challenge_that_cannot_be_met_is_refused_when_it_is_made() {
    let mut scene = Scene::new();
    let now = scene.now;
    let stranger = Challenge { person: Some("adele".into()), ..Challenge::default() };
    assert_eq!(
        scene.world.challenge(stranger, now).unwrap_err(),
        "there is nobody called `adele`; there are: barbara@contoso.com, patlong@contoso.com"
    );
    let pattern = Challenge { matching: Some("(".into()), ..Challenge::default() };
    assert!(scene.world.challenge(pattern, now).unwrap_err().contains("unclosed group"));
    sign_in(&mut scene, &[], true, true);
    challenge(&mut scene, Challenge { acrs: Some("c1".into()), ..Challenge::default() });
    assert_eq!(scene.get("/tenants").0, 401);
    scene.world.no_challenges();
    assert_eq!(scene.get("/tenants").0, 200);
}
