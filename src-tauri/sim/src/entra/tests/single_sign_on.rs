//! A browser knows who has signed in with it.

use super::browser::{Browser, Shown, exchange};
use super::claims;
use crate::scene::{HOME, ROBOTICS_TENANT, Scene};
use crate::world::Ending;

const BARBARA: &str = "barbara@contoso.com";
const PAT: &str = "patlong@contoso.com";

fn is_pick(shown: &Shown) -> bool {
    matches!(shown, Shown::Page(200, page) if page.contains("Pick an account"))
}

/// Who a code is for.
fn who(scene: &mut Scene, tenant: &str, shown: Shown) -> String {
    let (_, body) = exchange(scene, tenant, &shown.back()["code"], &[]);
    claims(body["id_token"].as_str().unwrap())["preferred_username"].as_str().unwrap().to_owned()
}

#[test]
fn whoever_has_signed_in_is_not_asked_again_in_any_tenant() {
    let mut scene = Scene::new();
    let mut browser = Browser::default();
    browser.sign_in(&mut scene, HOME, PAT, &[]);
    for tenant in [HOME, ROBOTICS_TENANT, "organizations"] {
        let shown = browser.open(&mut scene, tenant, &[]);
        assert_eq!(who(&mut scene, tenant, shown), PAT, "{tenant}");
        let shown = browser.open(&mut scene, tenant, &[("prompt", "none"), ("login_hint", PAT)]);
        assert_eq!(who(&mut scene, tenant, shown), PAT, "{tenant}");
    }
    assert!(is_pick(&Browser::default().open(&mut scene, HOME, &[])), "another browser knows nobody");
}

#[test]
fn an_application_can_have_the_person_asked() {
    let mut scene = Scene::new();
    let mut browser = Browser::default();
    browser.sign_in(&mut scene, HOME, PAT, &[]);
    for prompt in ["login", "select_account"] {
        let page = browser.open(&mut scene, HOME, &[("prompt", prompt)]);
        assert!(is_pick(&page) && page.page().contains("Signed in"), "{page:?}");
    }
    assert!(is_pick(&browser.open(&mut scene, HOME, &[("login_hint", BARBARA)])), "somebody else");
    for (hint, asks) in
        [("fabrikam.com", true), ("contoso.com", false), ("organizations", false), ("consumers", true)]
    {
        let shown = browser.open(&mut scene, HOME, &[("domain_hint", hint)]);
        assert_eq!(is_pick(&shown), asks, "{hint}");
    }
}

#[test]
fn of_two_people_the_hint_says_which() {
    let mut scene = Scene::new();
    let mut browser = Browser::default();
    browser.sign_in(&mut scene, HOME, PAT, &[]);
    browser.sign_in(&mut scene, HOME, BARBARA, &[("prompt", "select_account")]);
    assert!(is_pick(&browser.open(&mut scene, HOME, &[])));
    let fields = browser.open(&mut scene, HOME, &[("prompt", "none")]).back();
    assert_eq!(fields["error"], "interaction_required");
    assert!(fields["error_description"].starts_with("AADSTS16000: "), "{fields:?}");
    let shown = browser.open(&mut scene, HOME, &[("login_hint", "BARBARA@contoso.com")]);
    assert_eq!(who(&mut scene, HOME, shown), BARBARA);
}

#[test]
fn a_browser_forgets_at_a_sign_out_and_when_sessions_are_ended() {
    let mut scene = Scene::new();
    let mut browser = Browser::default();
    browser.sign_in(&mut scene, HOME, PAT, &[]);
    let page = browser.visit(&mut scene, &format!("/{HOME}/oauth2/v2.0/logout"));
    assert!(page.page().contains("You signed out of your account"));
    assert!(is_pick(&browser.open(&mut scene, HOME, &[])));

    browser.sign_in(&mut scene, HOME, PAT, &[]);
    let now = scene.now;
    scene.world.revoke(Some("barbara"), Ending::SessionsRevoked, now).unwrap();
    assert!(!is_pick(&browser.open(&mut scene, HOME, &[])), "another person's");
    scene.world.revoke(Some("patlong"), Ending::SessionsRevoked, now).unwrap();
    assert!(is_pick(&browser.open(&mut scene, HOME, &[])));
}

#[test]
fn a_cookie_is_safe_where_it_can_be() {
    let mut scene = Scene::new();
    let mut browser = Browser::default();
    browser.sign_in(&mut scene, HOME, PAT, &[]);
    let set = browser.set.clone().unwrap();
    assert!(set.ends_with("HttpOnly; SameSite=None; Secure"), "{set}");
}
