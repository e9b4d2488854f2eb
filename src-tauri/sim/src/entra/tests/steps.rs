//! What a tenant demands is asked for on pages, one after the other.

use serde_json::{Value, json};

use super::browser::{Browser, Shown, exchange};
use super::{OWN, SCOPE, claims, redeem};
use crate::scene::{HOME, ROBOTICS_TENANT, Scene};
use crate::world::{Condition, Consent, Demand, Demands, PersonChange};

const BARBARA: (&str, &str) = ("user", "barbara@contoso.com");
const APPROVE: (&str, &str) = ("answer", "approve");
const CANCEL: (&str, &str) = ("answer", "cancel");

/// Barbara has chosen herself at home, where this is demanded.
fn chosen(demands: Demands, other: &[(&str, &str)]) -> (Scene, Browser, Shown) {
    let mut scene = Scene::new();
    scene.world.demand(HOME, demands).unwrap();
    let mut browser = Browser::default();
    let page = browser.open(&mut scene, HOME, other);
    let page = browser.press(&mut scene, &page, BARBARA);
    (scene, browser, page)
}

fn token(scene: &mut Scene, tenant: &str, code: &str, other: &[(&str, &str)]) -> (Value, Value) {
    let (status, body) = exchange(scene, tenant, code, other);
    assert_eq!(status, 200, "{body}");
    (claims(body["access_token"].as_str().unwrap()), body)
}

#[test]
fn a_second_factor_is_approved_and_goes_into_the_refresh_token() {
    let (mut scene, mut browser, page) = chosen(Demands::mfa(), &[]);
    assert!(page.page().contains("Approve sign in request") && page.page().contains("barbara@contoso.com"));
    let number = page.page().split_once("class=\"number\">").unwrap().1;
    assert!((10..100).contains(&number[..2].parse::<u32>().unwrap()));
    let fields = browser.press(&mut scene, &page, APPROVE).back();
    let (access, body) = token(&mut scene, HOME, &fields["code"], &[]);
    assert_eq!(access["amr"], json!(["pwd", "mfa"]));
    assert_eq!(redeem(&mut scene, HOME, OWN, &body, SCOPE).0, 200);
}

#[test]
fn who_denies_can_still_approve_or_cancel() {
    let (mut scene, mut browser, page) = chosen(Demands::mfa(), &[]);
    let page = browser.press(&mut scene, &page, ("answer", "deny"));
    assert!(page.page().contains("AADSTS500121") && page.page().contains("role=\"alert\""));
    for wrong in [("answer", "accept"), ("answer", "password"), ("answer", "")] {
        let again = browser.press(&mut scene, &page, wrong);
        assert!(again.page().contains("Approve sign in request"), "{wrong:?} is no approval");
    }
    let fields = browser.press(&mut scene, &page, CANCEL).back();
    assert_eq!((fields["error"].as_str(), fields["error_subcode"].as_str()), ("access_denied", "cancel"));
}

#[test]
fn a_challenge_of_resource_managers_is_met_with_the_same_claims() {
    let wanted =
        r#"{"access_token":{"acrs":{"essential":true,"values":["c1"]},"xms_cc":{"values":["CP1"]}}}"#;
    let (mut scene, mut browser, page) = chosen(Demands::default(), &[("claims", wanted)]);
    let fields = browser.press(&mut scene, &page, APPROVE).back();
    let (access, _) = token(&mut scene, HOME, &fields["code"], &[("claims", wanted)]);
    assert_eq!((&access["acrs"], &access["xms_cc"]), (&json!(["c1"]), &json!(["CP1"])));
    // The browser remembers, so the next application need not ask.
    let fields = browser.open(&mut scene, HOME, &[("claims", wanted)]).back();
    assert!(fields.contains_key("code"));
}

#[test]
fn a_second_factor_in_one_tenant_says_nothing_to_another() {
    let (mut scene, mut browser, page) = chosen(Demands::mfa(), &[]);
    scene.world.demand(ROBOTICS_TENANT, Demands::mfa()).unwrap();
    browser.press(&mut scene, &page, APPROVE).back();
    let page = browser.open(&mut scene, ROBOTICS_TENANT, &[]);
    assert!(page.page().contains("Approve sign in request"), "known, but not enough: {page:?}");
    let fields = browser.press(&mut scene, &page, APPROVE).back();
    let (there, body) = token(&mut scene, ROBOTICS_TENANT, &fields["code"], &[]);
    assert_eq!(there["tid"], ROBOTICS_TENANT);
    assert_eq!(redeem(&mut scene, HOME, OWN, &body, SCOPE).0, 200, "shown to both in this browser");
}

#[test]
fn who_has_no_second_factor_registers_one() {
    let mut scene = Scene::new();
    scene.world.demand(HOME, Demands::mfa()).unwrap();
    let change = PersonChange { unregistered: Some(true), ..PersonChange::default() };
    scene.world.change_person("barbara", change).unwrap();
    let mut browser = Browser::default();
    let page = browser.open(&mut scene, HOME, &[]);
    let page = browser.press(&mut scene, &page, BARBARA);
    assert!(page.page().contains("More information required"), "{page:?}");
    assert!(browser.press(&mut scene, &page, APPROVE).back().contains_key("code"));
}

#[test]
fn consent_is_asked_for_once_and_can_be_refused() {
    let people = Demands { consent: Some(Consent::People), ..Demands::default() };
    let (mut scene, mut browser, page) = chosen(people, &[]);
    for part in ["Permissions requested", OWN, "Access Azure Service Management as you", "Maintain access"] {
        assert!(page.page().contains(part), "{part}: {page:?}");
    }
    assert_eq!(browser.press(&mut scene, &page, CANCEL).back()["error"], "access_denied");
    let page = browser.open(&mut scene, HOME, &[]);
    let page = browser.press(&mut scene, &page, BARBARA);
    assert!(browser.press(&mut scene, &page, ("answer", "accept")).back().contains_key("code"));
    assert!(browser.open(&mut scene, HOME, &[]).back().contains_key("code"), "not again");
    let page = browser.open(&mut scene, HOME, &[("prompt", "consent")]);
    assert!(page.page().contains("Permissions requested"), "unless the application wants it: {page:?}");
    assert!(browser.press(&mut scene, &page, ("answer", "accept")).back().contains_key("code"));
}

#[test]
fn a_sign_in_that_is_too_old_is_made_again() {
    let often = Condition { hours: Some(1), ..Condition::everybody(Demand::SignInFrequency) };
    let demands = || Demands { conditions: Some(vec![often.clone()]), ..Demands::default() };
    let (mut scene, mut browser, shown) = chosen(demands(), &[]);
    assert!(shown.back().contains_key("code"));
    scene.pass(3600.0);
    let fields = browser.open(&mut scene, HOME, &[("prompt", "none")]).back();
    assert_eq!(fields["error"], "login_required");
    let page = browser.open(&mut scene, HOME, &[]);
    assert!(page.page().contains("Verify your account"), "{page:?}");
    let fields = browser.press(&mut scene, &page, ("answer", "password")).back();
    assert_eq!(exchange(&mut scene, HOME, &fields["code"], &[]).0, 200);
}

#[test]
fn what_nobody_can_mend_is_said_on_the_page_and_told_to_the_application() {
    let cases = [
        (Demands::only(Demand::Block), "You cannot access this right now", "access_denied", "AADSTS53003: "),
        (Demands::only(Demand::CompliantDevice), "You cannot access this", "access_denied", "AADSTS53000: "),
        (
            Demands { consent: Some(Consent::Admins), ..Demands::default() },
            "Need admin approval",
            "consent_required",
            "AADSTS90094: ",
        ),
    ];
    for (demands, title, error, number) in cases {
        let (mut scene, mut browser, page) = chosen(demands, &[]);
        assert!(page.page().contains(title) && page.page().contains(number), "{page:?}");
        assert!(page.page().contains("Correlation Id"));
        let pick = browser.press(&mut scene, &page, ("answer", "another"));
        assert!(pick.page().contains("Pick an account"), "{pick:?}");
        let page = browser.press(&mut scene, &pick, BARBARA);
        let fields = browser.press(&mut scene, &page, CANCEL).back();
        assert_eq!(fields["error"], error);
        assert!(fields["error_description"].starts_with(number), "{fields:?}");
    }
}

#[test]
fn a_computer_of_the_companys_satisfies_the_demand_for_one() {
    let mut scene = Scene::new();
    scene.world.demand(HOME, Demands::only(Demand::CompliantDevice)).unwrap();
    let change = PersonChange { managed_device: Some(true), ..PersonChange::default() };
    scene.world.change_person("barbara", change).unwrap();
    let fields = Browser::default().sign_in(&mut scene, HOME, BARBARA.1, &[]);
    assert_eq!(exchange(&mut scene, HOME, &fields["code"], &[]).0, 200);
}

#[test]
fn an_application_that_may_ask_nothing_is_told_what_would_be_asked() {
    let mut scene = Scene::new();
    let mut browser = Browser::default();
    browser.sign_in(&mut scene, HOME, BARBARA.1, &[]);
    let silent = [("prompt", "none")];
    assert!(browser.open(&mut scene, HOME, &silent).back().contains_key("code"));
    let people = Demands { consent: Some(Consent::People), ..Demands::default() };
    let cases = [
        (Demands::mfa(), "interaction_required", "basic_action"),
        (Demands { mfa: Some(false), ..people }, "consent_required", "consent_required"),
        (Demands::only(Demand::Block), "access_denied", "message_only"),
    ];
    for (demands, error, suberror) in cases {
        scene.world.demand(HOME, demands).unwrap();
        let fields = browser.open(&mut scene, HOME, &silent).back();
        assert_eq!((fields["error"].as_str(), fields["suberror"].as_str()), (error, suberror));
    }
}
