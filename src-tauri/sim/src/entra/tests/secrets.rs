//! Everything secret is known by heart, so that a test can look for it.

use super::browser::{Browser, VERIFIER, exchange};
use super::{OWN, SCOPE, az_login, redeem, start};
use crate::scene::{HOME, Scene};

#[test]
fn what_was_issued_or_shown_is_a_secret_and_nothing_else_is() {
    let mut scene = Scene::new();
    let mut expected =
        vec![scene.token.clone(), "simulated-admin-secret".into(), "simulated-reader-secret".into()];
    let fields = Browser::default().sign_in(&mut scene, HOME, "barbara@contoso.com", &[]);
    let wrong = "a verifier that is wrong, and as secret as the right one";
    exchange(&mut scene, HOME, &fields["code"], &[("code_verifier", wrong)]);
    let (_, first) = exchange(&mut scene, HOME, &fields["code"], &[("client_secret", "some-secret")]);
    let (_, second) = redeem(&mut scene, HOME, OWN, &first, SCOPE);
    let code = start(&mut scene, HOME, OWN, SCOPE);
    let az = az_login(&mut scene);
    for answer in [&first, &second, &az] {
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        expected.extend([text("access_token"), text("refresh_token"), text("id_token")]);
    }
    expected.extend([fields["code"].clone(), VERIFIER.into(), wrong.into(), "some-secret".into()]);
    expected.push(code["device_code"].as_str().unwrap().to_owned());

    let secrets = scene.world.secrets();
    for secret in &expected {
        assert!(secrets.contains(secret), "{secret}");
    }
    assert_eq!(secrets.len(), expected.len() + 1, "and the device code of the second sign-in");
    let user_code = code["user_code"].as_str().unwrap().to_owned();
    assert!(!secrets.contains(&user_code), "which is there to be shown");

    let pristine = Scene::new().world;
    scene.world.start_over(pristine);
    assert!(scene.world.secrets().contains(&fields["code"]), "a reset makes nothing public");
}

#[test]
fn a_plain_challenge_is_the_secret_itself() {
    let mut scene = Scene::new();
    let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "")];
    Browser::default().sign_in(&mut scene, HOME, "barbara@contoso.com", &plain);
    assert!(scene.world.secrets().contains(&VERIFIER.to_owned()));
}
