//! What a client hears while a code waits.

use super::{OWN, SCOPE, ask, error, poll, start};
use crate::entra::device::GRANT;
use crate::scene::{HOME, Scene};

fn manual(scene: &mut Scene) {
    scene.world.sessions.device_person.automatic = false;
}

#[test]
fn without_anybody_to_enter_it_a_code_waits_and_then_expires() {
    let mut scene = Scene::new();
    manual(&mut scene);
    let code = start(&mut scene, HOME, OWN, SCOPE);
    for _ in 0..180 {
        assert_eq!(error(&poll(&mut scene, HOME, OWN, &code)), "authorization_pending");
        scene.pass(5.0);
    }
    let expired = poll(&mut scene, HOME, OWN, &code);
    assert_eq!(error(&expired), "expired_token");
    let text = expired.1["error_description"].as_str().unwrap();
    assert!(text.starts_with("AADSTS70020: The provided value for the input parameter 'device_code' is not valid. This device code has expired."), "{text}");
}

#[test]
fn whoever_polls_too_fast_is_told_to_slow_down() {
    let mut scene = Scene::new();
    let code = start(&mut scene, HOME, OWN, SCOPE);
    assert_eq!(error(&poll(&mut scene, HOME, OWN, &code)), "authorization_pending");
    scene.pass(1.0);
    assert_eq!(error(&poll(&mut scene, HOME, OWN, &code)), "slow_down");
    scene.pass(5.0);
    assert_eq!(
        error(&poll(&mut scene, HOME, OWN, &code)),
        "slow_down",
        "five seconds are not enough any more"
    );
    scene.pass(15.0);
    assert_eq!(poll(&mut scene, HOME, OWN, &code).0, 200);
}

#[test]
fn a_client_a_moment_early_is_forgiven() {
    let mut scene = Scene::new();
    let code = start(&mut scene, HOME, OWN, SCOPE);
    poll(&mut scene, HOME, OWN, &code);
    scene.pass(4.6);
    assert_eq!(poll(&mut scene, HOME, OWN, &code).0, 200);
}

#[test]
fn a_person_who_declines_ends_it() {
    let mut scene = Scene::new();
    scene.world.sessions.device_person.approve = false;
    let code = start(&mut scene, HOME, OWN, SCOPE);
    assert_eq!(error(&poll(&mut scene, HOME, OWN, &code)), "authorization_pending");
    for _ in 0..2 {
        scene.pass(5.0);
        assert_eq!(error(&poll(&mut scene, HOME, OWN, &code)), "authorization_declined");
    }
}

#[test]
fn a_code_is_good_once_for_the_client_it_was_given_to() {
    let mut scene = Scene::new();
    let code = start(&mut scene, HOME, OWN, SCOPE);
    poll(&mut scene, HOME, OWN, &code);
    scene.pass(5.0);
    let stranger = poll(&mut scene, HOME, crate::world::tokens::AZURE_CLI, &code);
    assert_eq!((error(&stranger).as_str(), &stranger.1["error_codes"][0]), ("invalid_grant", &70_000.into()));
    assert_eq!(poll(&mut scene, HOME, OWN, &code).0, 200);
    let again = poll(&mut scene, HOME, OWN, &code);
    assert_eq!((error(&again).as_str(), &again.1["error_codes"][0]), ("invalid_grant", &54_005.into()));
}

#[test]
fn a_code_that_was_never_handed_out_is_none() {
    let mut scene = Scene::new();
    let form = |code| [("grant_type", GRANT), ("client_id", OWN), ("device_code", code)];
    assert_eq!(error(&ask(&mut scene, HOME, &form("nonsense"))), "bad_verification_code");
    let without = &form("")[..2];
    assert_eq!(error(&ask(&mut scene, HOME, without)), "invalid_request");
}

#[test]
fn codes_survive_a_reset_and_the_person_who_enters_them_is_the_usual_again() {
    let mut scene = Scene::new();
    let pristine = scene.world.clone();
    manual(&mut scene);
    let code = start(&mut scene, HOME, OWN, SCOPE);
    poll(&mut scene, HOME, OWN, &code);
    scene.world.start_over(pristine);
    scene.pass(5.0);
    assert_eq!(poll(&mut scene, HOME, OWN, &code).0, 200);
    assert_ne!(start(&mut scene, HOME, OWN, SCOPE)["device_code"], code["device_code"]);
}
