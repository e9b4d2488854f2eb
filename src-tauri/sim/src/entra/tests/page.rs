//! The page on which a person enters a code.

use super::{OWN, SCOPE, error, poll, start};
use crate::message::Body;
use crate::scene::{HOME, ROBOTICS_TENANT, Scene, request};

fn read(scene: &mut Scene, method: &str, path: &str, form: &[(&str, &str)]) -> String {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    match scene.send(&request(method, path, &body)) {
        response if response.status == 200 => match response.body {
            Body::Html(page) => page,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn submit(scene: &mut Scene, code: &str, user: &str, answer: &str) -> String {
    read(scene, "POST", "/device", &[("code", code), ("user", user), ("answer", answer)])
}

/// A scene in which nobody enters codes by themselves, and a code that waits.
fn waiting(tenant: &str) -> (Scene, serde_json::Value, String) {
    let mut scene = Scene::new();
    scene.world.sessions.device_person.automatic = false;
    let code = start(&mut scene, tenant, OWN, SCOPE);
    assert_eq!(error(&poll(&mut scene, tenant, OWN, &code)), "authorization_pending");
    scene.pass(5.0);
    let entered = code["user_code"].as_str().unwrap().to_owned();
    (scene, code, entered)
}

#[test]
fn the_page_offers_everybody_and_takes_a_code_from_its_address() {
    let mut scene = Scene::new();
    let page = read(&mut scene, "GET", "/device?code=ABC%22%3E", &[]);
    for part in [
        "barbara@contoso.com",
        "Pat Long (patlong@contoso.com)",
        "Approve",
        "Decline",
        "value=\"ABC&quot;&gt;\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("admin"), "applications do not enter codes");
}

#[test]
fn whoever_is_chosen_and_approves_is_signed_in() {
    let (mut scene, code, entered) = waiting(HOME);
    let page = submit(&mut scene, &format!(" {} ", entered.to_lowercase()), "patlong@contoso.com", "approve");
    assert!(page.contains("as patlong@contoso.com. You may now close this window."), "{page}");
    let (status, body) = poll(&mut scene, HOME, OWN, &code);
    assert_eq!(status, 200);
    let id = super::claims(body["id_token"].as_str().unwrap());
    assert_eq!(id["preferred_username"], "patlong@contoso.com");
    let again = submit(&mut scene, &entered, "patlong@contoso.com", "approve");
    assert!(again.contains("That code didn't work."), "{again}");
}

#[test]
fn who_declines_is_not() {
    let (mut scene, code, entered) = waiting("organizations");
    assert!(submit(&mut scene, &entered, "barbara@contoso.com", "decline").contains("You declined"));
    assert_eq!(error(&poll(&mut scene, "organizations", OWN, &code)), "authorization_declined");
}

#[test]
fn mistakes_on_the_page_leave_the_code_waiting() {
    let (mut scene, code, entered) = waiting(ROBOTICS_TENANT);
    let barbara = scene.world.principals.iter_mut().find(|held| held.name == "barbara").unwrap();
    barbara.tenants.truncate(1);
    let cases = [
        ("XXXXXXXXX", "barbara@contoso.com", "approve", "That code didn't work."),
        (entered.as_str(), "nobody@contoso.com", "approve", "Choose who signs in."),
        (entered.as_str(), "barbara@contoso.com", "approve", "not a member of the tenant"),
        (entered.as_str(), "barbara@contoso.com", "", "Approve or decline."),
    ];
    for (code, user, answer, expected) in cases {
        let page = submit(&mut scene, code, user, answer);
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert_eq!(error(&poll(&mut scene, ROBOTICS_TENANT, OWN, &code)), "authorization_pending");
}

#[test]
fn a_code_that_has_expired_is_not_taken() {
    let (mut scene, _, entered) = waiting(HOME);
    scene.pass(900.0);
    assert!(
        submit(&mut scene, &entered, "barbara@contoso.com", "approve").contains("That code didn't work.")
    );
}
