//! Signing in with a code. Time is the runtime's, which jumps from one poll to the next.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use jit_core::{Code, Problem, SigningInNews, WayIn};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::script::{Reply, START, Script};
use crate::{Challenge, Entra, SignedIn, Wanted};

fn code() -> Value {
    json!({ "user_code": "A1B2C3D4E", "device_code": "hidden", "verification_uri": "https://microsoft.com/devicelogin",
        "expires_in": 900, "interval": 5, "message": "To sign in, use a web browser …" })
}

fn granted() -> Reply {
    let payload =
        json!({ "aud": "app", "oid": "b1", "tid": "c1", "preferred_username": "barbara@contoso.com" });
    Reply::json(
        200,
        json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": "at", "refresh_token": "rt",
            "id_token": format!("e30.{}.x", URL_SAFE_NO_PAD.encode(payload.to_string())) }),
    )
}

fn refusal(error: &str, number: i64) -> Reply {
    Reply::json(
        400,
        json!({ "error": error, "error_codes": [number], "error_description": format!("AADSTS{number}: …") }),
    )
}

fn pending() -> Reply {
    refusal("authorization_pending", 70_016)
}

/// Signs in, and tells what was told meanwhile.
async fn sign_in(entra: &Entra, wanted: &Wanted) -> (Result<SignedIn, Problem>, Vec<SigningInNews>) {
    let told = Mutex::new(Vec::new());
    let ended = entra.by_device_code(wanted, &|news| told.lock().unwrap().push(news)).await;
    (ended, told.into_inner().unwrap())
}

fn polls(script: &Arc<Script>) -> usize {
    script.count("/oauth2/v2.0/token")
}

#[tokio::test(start_paused = true)]
async fn a_code_is_shown_and_asked_after_until_it_is_entered() {
    let mut script = Script::new().on("/devicecode", code());
    for reply in [pending(), pending(), refusal("slow_down", 0), pending(), granted()] {
        script = script.once("/token", reply);
    }
    let (entra, script) = script.entra();
    let began = Instant::now();
    let challenge = Challenge::of_json(r#"{"access_token":{"acrs":{"value":"p1"}}}"#);
    let wanted = Wanted { tenant: Some("contoso.com".to_owned()), challenge, ..Wanted::default() };
    let (ended, told) = sign_in(&entra, &wanted).await;
    assert_eq!(began.elapsed().as_secs(), 5 + 5 + 5 + 10 + 10, "and slower when asked to be");
    let account = ended.unwrap().account;
    assert_eq!((account.id.0.as_str(), account.way), ("b1.c1", WayIn::DeviceCode));
    let until = START.parse::<Timestamp>().unwrap() + SignedDuration::from_mins(15);
    let address = "https://microsoft.com/devicelogin".to_owned();
    assert_eq!(told, [SigningInNews::CodeShown { code: "A1B2C3D4E".to_owned(), address, until }]);
    let first = &script.asked("/contoso.com/oauth2/v2.0/devicecode")[0].form;
    let claims = r#"{"access_token":{"acrs":{"value":"p1"},"xms_cc":{"values":["CP1"]}}}"#;
    assert_eq!((first["client_id"].as_str(), first["claims"].as_str()), ("app", claims));
    assert_eq!(first["scope"], "https://management.azure.com/.default offline_access openid profile");
    let poll = &script.asked("/contoso.com/oauth2/v2.0/token")[4].form;
    assert_eq!(
        (poll["grant_type"].as_str(), poll["device_code"].as_str(), poll["claims"].as_str()),
        ("urn:ietf:params:oauth:grant-type:device_code", "hidden", claims)
    );
}

#[tokio::test(start_paused = true)]
async fn a_refusal_ends_the_wait() {
    for (reply, code) in [
        (refusal("authorization_declined", 70_018), Code::Cancelled),
        (refusal("access_denied", 0), Code::Cancelled),
        (refusal("expired_token", 70_019), Code::TimedOut),
        (refusal("bad_verification_code", 70_001), Code::NotSignedIn),
        (refusal("invalid_grant", 53_003), Code::BlockedByOrganisation),
        (refusal("invalid_grant", 53_000), Code::MoreProofNeeded),
        (refusal("invalid_client", 7_000_218), Code::NotSignedIn),
    ] {
        let (entra, script) = Script::new()
            .on("/devicecode", self::code())
            .once("/token", pending())
            .once("/token", reply)
            .entra();
        let problem = sign_in(&entra, &Wanted::default()).await.0.unwrap_err();
        assert_eq!((problem.code, polls(&script)), (code, 2), "{problem:?}");
        assert!(!format!("{} {}", problem.message, problem.hint).contains("AADSTS"), "{problem:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_network_that_comes_back_does_not_end_it() {
    let (entra, script) = Script::new()
        .on("/devicecode", code())
        .once("/token", Reply::Broken)
        .once("/token", refusal("temporarily_unavailable", 90_033))
        .once("/token", Reply::text(502, "<html>Bad Gateway</html>"))
        .once("/token", pending())
        .once("/token", granted())
        .entra();
    sign_in(&entra, &Wanted::default()).await.0.unwrap();
    assert_eq!(polls(&script), 5);
}

#[tokio::test(start_paused = true)]
async fn it_ends_with_the_code_and_says_what_was_in_the_way() {
    for (reply, code) in [(pending(), Code::TimedOut), (Reply::Unreachable, Code::Offline)] {
        let (entra, _) = Script::new().on("/devicecode", self::code()).always("/token", reply).entra();
        let began = Instant::now();
        let problem = sign_in(&entra, &Wanted::default()).await.0.unwrap_err();
        assert_eq!(problem.code, code);
        assert!((900..920).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_that_leads_elsewhere_is_not_shown() {
    for (field, value) in [
        ("verification_uri", json!("http://microsoft.com/devicelogin")),
        ("verification_uri", json!("javascript:alert(1)")),
        ("expires_in", json!(null)),
        ("user_code", json!("")),
    ] {
        let mut code = code();
        code[field] = value;
        let (entra, script) = Script::new().on("/devicecode", code).entra();
        let (ended, told) = sign_in(&entra, &Wanted::default()).await;
        assert_eq!((ended.unwrap_err().code, told.len(), polls(&script)), (Code::NotUnderstood, 0, 0));
    }
    let (entra, _) = Script::new().always("/devicecode", refusal("invalid_request", 90_002)).entra();
    let problem = sign_in(&entra, &Wanted::default()).await.0.unwrap_err();
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (Code::NotSignedIn, "Entra ID does not know the tenant.")
    );
}
