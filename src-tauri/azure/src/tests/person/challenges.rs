//! Azure wants more in the middle of something: tried silently, else left for a sign-in that shows just that.

use std::time::Duration;

use jit_core::{Accepted, Code, Initiate, Problem, SignInNeeded};
use serde_json::json;
use tokio::time::advance;

use super::super::bodies::request;
use super::super::script::Script;
use super::super::{POLICY, id, vm};
use super::*;
use crate::Challenge;

const WANTED: &str = r#"{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}"#;
const ASKED: &str =
    r#"{"access_token":{"acrs":{"essential":true,"values":["p1"]},"xms_cc":{"values":["CP1"]}}}"#;
const PLAIN: &str = r#"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#;

fn wanted() -> Challenge {
    Challenge::of_json(WANTED).unwrap()
}

fn challenged() -> Reply {
    let claims = wanted().base64();
    let header = format!(
        "Bearer authorization_uri=\"https://login.microsoftonline.com/t1\", error=\"insufficient_claims\", claims=\"{}\"",
        claims.trim_end_matches('=')
    );
    with_header(&header)
}

fn with_header(header: &str) -> Reply {
    Reply::error(401, "InvalidAuthenticationToken", "MFA").with("www-authenticate", header)
}

fn taken() -> Reply {
    Reply::json(202, request(json!("Initiating"), json!("UserRequested")))
}

async fn initiate(azure: &Azure) -> Result<Accepted, Problem> {
    let wish = Initiate {
        policy: id(POLICY),
        vm: vm(),
        port: 22,
        source: "203.0.113.9".parse().unwrap(),
        until: "2026-02-01T11:44:50Z".parse().unwrap(),
        justification: None,
    };
    azure.initiate(&wish).await
}

fn claims(script: &Script) -> Vec<String> {
    script.asked("/oauth2/").iter().map(|asked| asked.form["claims"].clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn what_can_be_shown_silently_is_and_the_call_goes_on() {
    let (azure, person, script, _) = barbara(
        Script::new().once("/initiate?", challenged()).always("/initiate?", taken()).on("/tenants?", none()),
    );
    azure.tenants().await.unwrap();
    initiate(&azure).await.unwrap();
    assert_eq!(
        used(&script, "/initiate?"),
        ["token-1", "token-2"],
        "sent once more, with the token that shows it"
    );
    assert_eq!(claims(&script), [PLAIN, ASKED]);
    let bodies = script.asked("/initiate?");
    assert_eq!(bodies[0].body, bodies[1].body);
    assert_eq!(person.open_challenge(None), None);
    azure.tenants().await.unwrap();
    assert_eq!(used(&script, "/tenants?"), ["token-1", "token-2"], "it is the tenant's token now");
    advance(Duration::from_secs(3_600)).await;
    azure.tenants().await.unwrap();
    assert_eq!(claims(&script).last().unwrap(), ASKED, "and shown by the next one, too");
}

#[tokio::test(start_paused = true)]
async fn calls_challenged_side_by_side_share_one_request() {
    let mut script = Script::new().latency(Duration::from_millis(40));
    for _ in 0..8 {
        script = script.once("/tenants?", challenged());
    }
    let (azure, _, script, _) = barbara(script.on("/tenants?", none()));
    for answer in futures::future::join_all((0..8).map(|_| azure.tenants())).await {
        answer.unwrap();
    }
    assert_eq!(claims(&script), [PLAIN, ASKED]);
}

#[tokio::test(start_paused = true)]
async fn what_needs_the_person_is_left_open_until_they_have_shown_it() {
    let (azure, person, script, store) = barbara(
        Script::new()
            .once(
                "/oauth2/",
                Reply::json(
                    200,
                    json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": "weak" }),
                ),
            )
            .always("/oauth2/", refused("invalid_grant", "basic_action", 50_076))
            .once("/initiate?", challenged())
            .once("/initiate?", challenged())
            .always("/initiate?", taken())
            .on("/tenants?", none()),
    );
    let problem = initiate(&azure).await.unwrap_err();
    let needed = SignInNeeded { account: account().id, tenant: None };
    assert_eq!((problem.code, problem.sign_in.as_deref()), (Code::MoreProofNeeded, Some(&needed)));
    assert!(!problem.message.contains("AADSTS") && !problem.hint.contains("AADSTS"), "{problem:?}");
    assert!(problem.details.unwrap().azure_message.unwrap().contains("AADSTS50076"));
    assert_eq!(person.open_challenge(None), Some(wanted()));
    assert_eq!(person.open_challenge(Some("T1")), Some(wanted()), "the own tenant by its id");
    assert_eq!(script.count("/initiate?"), 1);
    assert_eq!(store.held().as_deref(), Some("rt"), "the sign-in is not at its end");

    azure.tenants().await.unwrap();
    assert_eq!(used(&script, "/tenants?"), ["weak"], "what needs no proof goes on");
    initiate(&azure).await.unwrap_err();
    assert_eq!(script.count("/oauth2/"), 2, "the same is not refused twice within seconds");

    person.signed_in(signed_in("t1", "strong", "proven")).await.unwrap();
    assert_eq!(person.open_challenge(None), None);
    initiate(&azure).await.unwrap();
    assert_eq!(used(&script, "/initiate?"), ["weak", "weak", "strong"]);
    assert_eq!(script.count("/oauth2/"), 2, "its first token is what was wanted");
}

#[tokio::test(start_paused = true)]
async fn a_challenge_after_the_challenge_is_told_and_not_followed_for_ever() {
    let (azure, person, script, _) = barbara(Script::new().always("/initiate?", challenged()));
    let problem = initiate(&azure).await.unwrap_err();
    assert_eq!((problem.code, problem.sign_in.is_some()), (Code::MoreProofNeeded, true));
    assert_eq!((script.count("/initiate?"), script.count("/oauth2/")), (2, 2));
    assert_eq!(person.open_challenge(None), Some(wanted()));
}

#[tokio::test(start_paused = true)]
async fn a_stale_token_and_then_a_challenge_are_both_met() {
    let stale = with_header("Bearer error=\"invalid_token\"");
    let (azure, _, script, _) = barbara(
        Script::new()
            .once("/initiate?", stale)
            .once("/initiate?", challenged())
            .always("/initiate?", taken()),
    );
    initiate(&azure).await.unwrap();
    assert_eq!(used(&script, "/initiate?"), ["token-1", "token-2", "token-3"]);
    assert_eq!(claims(&script), [PLAIN, PLAIN, ASKED]);
}

#[tokio::test(start_paused = true)]
async fn a_challenge_that_cannot_be_read_gets_a_fresh_token_and_then_a_sign_in() {
    for header in [
        "Bearer error=\"insufficient_claims\"",
        "Bearer error=\"insufficient_claims\", claims=\"$(reboot)\"",
        "Bearer error=\"insufficient_claims\", claims=\"WzFd\"",
    ] {
        let (azure, person, script, _) = barbara(Script::new().always("/initiate?", with_header(header)));
        let problem = initiate(&azure).await.unwrap_err();
        assert_eq!((problem.code, problem.sign_in.is_some()), (Code::MoreProofNeeded, true), "{header}");
        assert_eq!(used(&script, "/initiate?"), ["token-1", "token-2"]);
        assert_eq!(person.open_challenge(None), None);
    }
}

#[tokio::test(start_paused = true)]
async fn claims_of_entra_id_itself_are_shown_by_the_next_sign_in() {
    let told = json!({ "error": "invalid_grant", "suberror": "basic_action", "error_codes": [50076],
        "claims": "{\"access_token\":{\"capolids\":{\"essential\":true,\"values\":[\"c-1\"]}}}" });
    let (azure, person, ..) = barbara(
        Script::new()
            .always("/t2/oauth2/", Reply::json(400, told.clone()))
            .once(
                "/t1/oauth2/",
                Reply::json(
                    200,
                    json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": "weak" }),
                ),
            )
            .always("/t1/oauth2/", Reply::json(400, told))
            .always("/initiate?", challenged()),
    );
    azure.subscriptions(Some("t2")).await.unwrap_err();
    let capolids = r#"{"access_token":{"capolids":{"essential":true,"values":["c-1"]}}}"#;
    assert_eq!(person.open_challenge(Some("t2")), Challenge::of_json(capolids));
    initiate(&azure).await.unwrap_err();
    assert_eq!(person.open_challenge(None), Some(wanted().and(&Challenge::of_json(capolids).unwrap())));
}

#[tokio::test(start_paused = true)]
async fn proof_that_has_grown_old_is_not_asked_for_what_needs_none() {
    let (azure, _, script, _) = barbara(
        Script::new().once("/initiate?", challenged()).always("/initiate?", taken()).on("/tenants?", none()),
    );
    initiate(&azure).await.unwrap();
    advance(Duration::from_secs(3_600)).await;
    script.answer_once("/t1/oauth2/", refused("invalid_grant", "basic_action", 50_078));
    azure.tenants().await.unwrap();
    assert_eq!(claims(&script), [PLAIN, ASKED, ASKED, PLAIN]);
}

#[tokio::test(start_paused = true)]
async fn an_unreachable_entra_id_is_no_challenge() {
    let (azure, person, script, _) =
        barbara(Script::new().always("/initiate?", challenged()).on("/tenants?", none()));
    azure.tenants().await.unwrap();
    for _ in 0..4 {
        script.answer_once("/t1/oauth2/", Reply::Unreachable);
    }
    let problem = initiate(&azure).await.unwrap_err();
    assert_eq!((problem.code, problem.sign_in), (Code::Offline, None));
    assert_eq!(person.open_challenge(None), None);
}
