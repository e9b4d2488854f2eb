//! Access tokens: one request for all who wait, renewed ahead, and not asked for over and over.

use std::time::Duration;

use futures::future::join_all;
use jiff::SignedDuration;
use jit_core::{Code, SignInNeeded};
use serde_json::json;
use tokio::time::{advance, sleep};

use super::super::script::{Reply, Script, no_programs};
use super::super::vm;
use super::*;

fn token(access: &str, expires_in: u32, refresh_in: u32) -> Reply {
    Reply::json(
        200,
        json!({ "token_type": "Bearer", "expires_in": expires_in, "refresh_in": refresh_in, "access_token": access }),
    )
}

#[tokio::test(start_paused = true)]
async fn twenty_calls_wait_for_one_request() {
    let slow = Script::new().latency(Duration::from_millis(80)).on("/tenants?", none());
    let (azure, _, script, store) = barbara(slow);
    for answer in join_all((0..20).map(|_| azure.tenants())).await {
        answer.unwrap();
    }
    assert_eq!((redeemed(&script), script.count("/tenants?")), (vec!["rt".to_owned()], 20));
    assert_eq!(store.done(), ["get", "get", "put rt'"], "loaded once, written once, over what was loaded");
    let asked = &script.asked("/oauth2/")[0];
    assert!(asked.line.contains("login.microsoftonline.com/t1/oauth2/v2.0/token"), "{}", asked.line);
}

#[tokio::test(start_paused = true)]
async fn every_tenant_is_asked_with_the_same_sign_in_and_only_when_needed() {
    let (azure, _, script, _) = barbara(Script::new().on("/subscriptions?", none()));
    for tenant in [None, Some("t2"), Some("T2"), Some("t1"), Some("t3")] {
        azure.subscriptions(tenant).await.unwrap();
    }
    assert_eq!(redeemed(&script), ["rt", "rt'", "rt''"], "one request for each tenant, each with the newest");
    assert_eq!(used(&script, "/subscriptions?"), ["token-1", "token-2", "token-2", "token-1", "token-3"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_does_not_lose_the_new_refresh_token() {
    let slow = Script::new().latency(Duration::from_millis(80)).on("/tenants?", none());
    let (azure, _, script, store) = barbara(slow);
    let given_up = tokio::time::timeout(Duration::from_millis(20), azure.tenants()).await;
    assert!(given_up.is_err());
    sleep(Duration::from_millis(200)).await;
    assert_eq!(store.held().as_deref(), Some("rt'"));
    azure.tenants().await.unwrap();
    assert_eq!(redeemed(&script), ["rt"]);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_ahead_while_it_is_still_used() {
    let (azure, _, script, _) = barbara(
        Script::new()
            .on("/tenants?", none())
            .once("/oauth2/", token("first", 3_599, 1_800))
            .once("/oauth2/", Reply::Unreachable)
            .always("/oauth2/", token("second", 3_599, 1_800)),
    );
    azure.tenants().await.unwrap();
    advance(Duration::from_secs(1_799)).await;
    azure.tenants().await.unwrap();
    assert_eq!(script.count("/oauth2/"), 1);
    advance(Duration::from_secs(2)).await;
    azure.tenants().await.unwrap();
    sleep(Duration::from_secs(10)).await;
    assert_eq!(script.count("/oauth2/"), 3, "asked in the background, again after a second");
    azure.tenants().await.unwrap();
    assert_eq!(used(&script, "/tenants?"), ["first", "first", "first", "second"]);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_fails_costs_nothing_until_the_end() {
    let (azure, _, script, _) = barbara(
        Script::new()
            .on("/tenants?", none())
            .once("/oauth2/", token("first", 3_599, 1_800))
            .always("/oauth2/", refused("invalid_grant", "basic_action", 50_076)),
    );
    azure.tenants().await.unwrap();
    for _ in 0..10 {
        advance(Duration::from_secs(330)).await;
        azure.tenants().await.unwrap();
        sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(used(&script, "/tenants?"), ["first"; 11]);
    advance(Duration::from_secs(330)).await;
    let problem = azure.tenants().await.unwrap_err();
    assert_eq!(problem.code, Code::MoreProofNeeded);
}

#[tokio::test(start_paused = true)]
async fn the_end_is_counted_by_our_own_clock() {
    let (mut surroundings, script) = Script::new()
        .on("/tenants?", none())
        .always("/oauth2/", token("short", 600, 600))
        .surroundings(no_programs());
    let right = std::sync::Arc::clone(&surroundings.clock);
    surroundings.clock = std::sync::Arc::new(move || right() - SignedDuration::from_hours(7));
    let cloud = Cloud::built_in("public").unwrap();
    let entra = Entra::new(&cloud, "app", &surroundings).unwrap();
    let person = Person::new(entra, account(), Store::with("rt"));
    let azure = Azure::new(&cloud, SignIn::Person(person), surroundings).unwrap();
    azure.tenants().await.unwrap();
    advance(Duration::from_secs(200)).await;
    azure.tenants().await.unwrap();
    assert_eq!(script.count("/oauth2/"), 1, "a clock seven hours behind does not matter");
    advance(Duration::from_secs(401)).await;
    azure.tenants().await.unwrap();
    assert_eq!(script.count("/oauth2/"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_not_asked_for_again_at_once() {
    let (azure, ..) = barbara(Script::new());
    drop(azure);
    for (refusal, rest) in
        [(refused("invalid_grant", "message_only", 53_003), 5), (refused("invalid_grant", "", 50_196), 60)]
    {
        let (azure, _, script, _) = barbara(Script::new().always("/oauth2/", refusal));
        for _ in 0..10 {
            azure.tenants().await.unwrap_err();
        }
        assert_eq!(script.count("/oauth2/"), 1);
        advance(Duration::from_secs(rest - 1)).await;
        azure.tenants().await.unwrap_err();
        assert_eq!(script.count("/oauth2/"), 1);
        advance(Duration::from_secs(1)).await;
        azure.tenants().await.unwrap_err();
        assert_eq!(script.count("/oauth2/"), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_wants_its_own_proof_holds_nobody_up() {
    let listed = json!({ "value": [
        { "tenantId": "t1", "displayName": "Contoso" }, { "tenantId": "T2", "displayName": "Fabrikam" },
        { "tenantId": "t3", "displayName": "Tailwind" } ] });
    let (azure, person, script, store) = barbara(
        Script::new()
            .on("/tenants?", listed)
            .on("/subscriptions?", none())
            .on("ResourceGraph", json!({ "data": [], "count": 0, "totalRecords": 0 }))
            .always("/t2/oauth2/", refused("invalid_grant", "basic_action", 50_076)),
    );
    let inventory = azure.inventory().await.unwrap();
    let failures: Vec<_> = inventory.failures.iter().map(|gap| (gap.scope.as_str(), &gap.problem)).collect();
    let [("Fabrikam", problem)] = failures.as_slice() else { panic!("{failures:?}") };
    assert_eq!(problem.code, Code::MoreProofNeeded);
    let needed = SignInNeeded { account: account().id, tenant: Some("t2".to_owned()) };
    assert_eq!(problem.sign_in.as_deref(), Some(&needed));
    assert_eq!(script.count("/subscriptions?"), 2, "the other two were read");
    assert_eq!(store.held().map(|token| token.starts_with("rt'")), Some(true), "the sign-in stays good");
    assert_eq!(person.open_challenge(Some("t2")), None, "Entra ID named no claims");
}

#[tokio::test(start_paused = true)]
async fn a_machine_of_another_tenant_is_found_without_being_told_which() {
    let wrong = || {
        Reply::error(401, "InvalidAuthenticationTokenTenant", "The access token is from the wrong issuer.")
            .with(
                "www-authenticate",
                "Bearer authorization_uri=\"https://login.windows.net/T2\", error=\"invalid_token\"",
            )
    };
    let (azure, _, script, _) = barbara(
        Script::new()
            .once("/start?", wrong())
            .once("/start?", wrong())
            .always("/start?", Reply::text(202, "")),
    );
    azure.start(&vm()).await.unwrap();
    azure.start(&vm()).await.unwrap();
    assert_eq!(used(&script, "/start?"), ["token-1", "token-2", "token-3", "token-3"], "and remembered");
    assert_eq!(script.count("/t2/oauth2/"), 1);

    let (azure, _, script, _) = barbara(Script::new().always("/start?", wrong()));
    let problem = azure.start(&vm()).await.unwrap_err();
    assert_eq!(problem.message, "You are signed in to another tenant than the one this belongs to.");
    assert_eq!(script.count("/start?"), 4, "two tokens of each tenant");
}
