//! The token endpoint: what is sent there, when it is sent again, and what is made of the answers.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::script::{Reply, Script};
use crate::entra::{Challenge, Claims, Grant, Ungranted};

const CP1: &str = r#"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#;

fn granted() -> Value {
    json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": "at", "refresh_token": "rt-2" })
}

#[tokio::test(start_paused = true)]
async fn a_refresh_token_is_redeemed_at_the_tenant_with_what_azure_demands() {
    let (entra, script) = Script::new().always("/oauth2/", Reply::json(200, granted())).entra();
    let old = SecretString::from("rt-1");
    let tokens = entra.redeem("t2", Grant::Refresh(&old), &Claims::default()).await.unwrap();
    assert_eq!((tokens.access.secret(), tokens.refresh.unwrap().expose_secret()), ("at", "rt-2"));
    let challenge = Challenge::of_json(r#"{"access_token":{"acrs":{"value":"p1"}}}"#).unwrap();
    entra.redeem("t2", Grant::Refresh(&old), &Claims::default().with(&challenge)).await.unwrap();

    let asked = script.asked("POST https://login.microsoftonline.com/t2/oauth2/v2.0/token");
    let sent = |name: &str| asked[0].form.get(name).map(String::as_str);
    assert_eq!(sent("grant_type"), Some("refresh_token"));
    assert_eq!(sent("refresh_token"), Some("rt-1"));
    assert_eq!(sent("client_id"), Some("app"));
    assert_eq!(sent("client_info"), Some("1"));
    assert_eq!(sent("scope"), Some("https://management.azure.com/.default offline_access openid profile"));
    assert_eq!(sent("claims"), Some(CP1));
    assert_eq!(
        asked[1].form["claims"],
        r#"{"access_token":{"acrs":{"value":"p1"},"xms_cc":{"values":["CP1"]}}}"#
    );
    assert!(asked.iter().all(|asked| asked.token.is_empty() && !asked.line.contains("rt-1")));
}

#[tokio::test(start_paused = true)]
async fn a_code_is_redeemed_with_its_verifier() {
    let (entra, script) = Script::new().always("/oauth2/", Reply::json(200, granted())).entra();
    let (code, verifier) = (SecretString::from("c+/ d"), SecretString::from("v"));
    let redirect = "http://localhost:4711";
    let grant = Grant::Code { code: &code, verifier: &verifier, redirect };
    entra.redeem("organizations", grant, &Claims::default()).await.unwrap();
    let form = &script.asked("/organizations/oauth2/v2.0/token")[0].form;
    let sent =
        ["grant_type", "code", "code_verifier", "redirect_uri", "claims"].map(|name| form[name].as_str());
    assert_eq!(sent, ["authorization_code", "c+/ d", "v", redirect, CP1]);
}

#[tokio::test(start_paused = true)]
async fn it_is_sent_again_only_where_it_surely_did_not_count() {
    let put_off =
        |status| Reply::json(status, json!({ "error": "temporarily_unavailable" })).with("retry-after", "2");
    let token = SecretString::from("rt-1");
    for (first, requests) in
        [(put_off(429), 2), (put_off(503), 2), (Reply::Unreachable, 2), (Reply::Broken, 1), (put_off(500), 1)]
    {
        let (entra, script) =
            Script::new().once("/oauth2/", first).always("/oauth2/", Reply::json(200, granted())).entra();
        let answer = entra.redeem("t1", Grant::Refresh(&token), &Claims::default()).await;
        assert_eq!((answer.is_ok(), script.count("/oauth2/")), (requests == 2, requests));
    }
}

#[tokio::test(start_paused = true)]
async fn what_answers_in_place_of_entra_id_is_not_believed() {
    let token = SecretString::from("rt-1");
    for reply in [
        Reply::text(200, "<html>Sign in to the hotel</html>"),
        Reply::text(407, "<html>Proxy</html>"),
        Reply::json(302, json!({})),
        Reply::json(201, granted()),
    ] {
        let (entra, _) = Script::new().always("/oauth2/", reply).entra();
        let answer = entra.redeem("t1", Grant::Refresh(&token), &Claims::default()).await;
        assert!(matches!(answer, Err(Ungranted::Strange(_))), "{answer:?}");
    }
    let refusal = json!({ "error": "invalid_grant", "error_codes": [700_082] });
    let (entra, _) = Script::new().always("/oauth2/", Reply::json(400, refusal)).entra();
    match entra.redeem("t1", Grant::Refresh(&token), &Claims::default()).await {
        Err(Ungranted::Refused(refused)) => assert!(refused.is_about_the_grant()),
        other => panic!("{other:?}"),
    }
}
