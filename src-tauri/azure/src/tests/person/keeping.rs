//! The refresh token: stored before the old one is given up, shared with other programs, forgotten when it is spent.

use std::time::Duration;

use jit_core::{Code, Problem, SignInNeeded};
use tokio::time::{Instant, advance, sleep, timeout};

use super::super::script::Script;
use super::store::{Fault, locked};
use super::*;

fn answering() -> Script {
    Script::new().on("/tenants?", none()).on("/subscriptions?", none())
}

fn needs_sign_in(problem: &Problem) {
    let needed = SignInNeeded { account: account().id, tenant: None };
    assert_eq!((problem.code, problem.sign_in.as_deref()), (Code::NotSignedIn, Some(&needed)), "{problem:?}");
}

#[tokio::test(start_paused = true)]
async fn a_program_that_ends_while_it_writes_leaves_a_token_that_works() {
    for (fault, left) in [(Fault::EndsBefore, "rt"), (Fault::EndsAfter, "rt'")] {
        let (azure, _, script, store) = barbara(answering());
        store.fail(fault);
        assert!(
            timeout(Duration::from_secs(5), azure.tenants()).await.is_err(),
            "no call before it is written"
        );
        assert_eq!((redeemed(&script), script.count("/tenants?")), (vec!["rt".to_owned()], 0));
        assert_eq!(store.held().as_deref(), Some(left));
        store.fail(Fault::None);
        let (azure, _, script) = again(answering(), &store);
        azure.tenants().await.unwrap();
        assert_eq!(redeemed(&script), [left]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_takes_nothing_is_told_and_waited_for_once() {
    let (azure, person, script, store) = barbara(answering());
    azure.tenants().await.unwrap();
    let not_kept = person.not_kept();
    assert_eq!(*not_kept.borrow(), None);
    store.fail(Fault::Locked);
    azure.subscriptions(Some("t2")).await.unwrap();
    assert_eq!(*not_kept.borrow(), Some(locked().problem));

    let began = Instant::now();
    for tenant in ["t3", "t4", "t5"] {
        azure.subscriptions(Some(tenant)).await.unwrap();
    }
    assert_eq!(began.elapsed(), Duration::ZERO, "nobody waits for a store that failed");
    assert_eq!(
        redeemed(&script),
        ["rt", "rt'", "rt''", "rt'''", "rt''''"],
        "the newest is used all the same"
    );
    assert_eq!(store.held().as_deref(), Some("rt'"));

    sleep(Duration::from_secs(90)).await;
    store.fail(Fault::None);
    azure.subscriptions(Some("t6")).await.unwrap();
    sleep(Duration::from_secs(30)).await;
    assert_eq!((not_kept.borrow().clone(), store.held().as_deref()), (None, Some("rt''''''")));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_cannot_be_read_is_told_and_asked_once_by_all_who_wait() {
    let (azure, person, script, store) = barbara(answering());
    store.fail(Fault::Locked);
    let began = Instant::now();
    let all = ["t1", "t2", "t3", "t4"].map(|tenant| azure.subscriptions(Some(tenant)));
    for answer in futures::future::join_all(all).await {
        let problem = answer.unwrap_err();
        assert_eq!(problem.message, "Your sign-in cannot be read. The secret store is locked.");
        assert_eq!(problem.hint, "Unlock it. Or sign in again.");
        assert!(problem.sign_in.is_some());
    }
    assert_eq!((began.elapsed().as_secs(), script.count("/oauth2/")), (20, 0));
    assert_eq!(*person.not_kept().borrow(), Some(locked().problem));
    store.fail(Fault::None);
    azure.tenants().await.unwrap_err();
    assert_eq!(store.done(), ["get"], "it is left alone for a moment");
    advance(Duration::from_secs(15)).await;
    azure.tenants().await.unwrap();
    assert_eq!(*person.not_kept().borrow(), None, "it is there again");
}

#[tokio::test(start_paused = true)]
async fn what_another_program_got_in_exchange_is_used() {
    let spent = refused("invalid_grant", "", 70_000);
    let (azure, _, script, store) = barbara(answering());
    azure.tenants().await.unwrap();
    // Another program exchanged it a moment ago, and ours is refused.
    store.set("theirs");
    script.answer_once("/t2/oauth2/", spent.clone());
    azure.subscriptions(Some("t2")).await.unwrap();
    assert_eq!(redeemed(&script), ["rt", "rt'", "theirs"]);
    assert_eq!(store.held().as_deref(), Some("theirs'"));
    // After a minute the store is looked into before anything is sent.
    store.set("newer");
    advance(Duration::from_secs(61)).await;
    azure.subscriptions(Some("t3")).await.unwrap();
    assert_eq!(redeemed(&script)[3], "newer");
}

#[tokio::test(start_paused = true)]
async fn a_spent_sign_in_is_forgotten_and_a_new_one_mends_it() {
    for number in [50_173, 700_082, 70_043, 9_999_999] {
        let (azure, person, script, store) =
            barbara(answering().once("/oauth2/", refused("invalid_grant", "", number)));
        let problem = azure.tenants().await.unwrap_err();
        assert!(problem.sign_in.is_some() && problem.details.is_some(), "{number}: {problem:?}");
        assert_eq!(store.held(), None);
        azure.tenants().await.unwrap_err();
        azure.subscriptions(Some("t2")).await.unwrap_err();
        assert_eq!(script.count("/oauth2/"), 1, "nothing is sent that is known to be refused");

        person.signed_in(signed_in("T1", "fresh", "new")).await.unwrap();
        azure.tenants().await.unwrap();
        azure.subscriptions(Some("t2")).await.unwrap();
        assert_eq!(used(&script, "/tenants?"), ["fresh"], "its first token is not asked for twice");
        assert_eq!(
            (redeemed(&script).last().unwrap().as_str(), store.held().as_deref()),
            ("new", Some("new'"))
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_another_program_stores_after_the_end_is_taken() {
    let (azure, _, script, store) = barbara(answering());
    azure.tenants().await.unwrap();
    script.answer_once("/oauth2/", refused("invalid_grant", "bad_token", 70_000));
    store.set("theirs");
    advance(Duration::from_secs(3_600)).await;
    needs_sign_in(&azure.tenants().await.unwrap_err());
    assert_eq!(redeemed(&script), ["rt", "theirs"], "theirs was all there was, and refused");
    assert_eq!(store.held(), None);
    store.set("another");
    advance(Duration::from_secs(5)).await;
    azure.tenants().await.unwrap();
    assert_eq!(redeemed(&script).last().unwrap(), "another");
}

#[tokio::test(start_paused = true)]
async fn a_guests_tenant_does_not_end_the_whole_sign_in() {
    let (azure, _, _, store) =
        barbara(answering().always("/t2/oauth2/", refused("invalid_grant", "", 70_043)));
    azure.tenants().await.unwrap();
    let problem = azure.subscriptions(Some("t2")).await.unwrap_err();
    assert_eq!(problem.sign_in.unwrap().tenant.as_deref(), Some("t2"));
    assert_eq!(store.held().as_deref(), Some("rt'"));
    azure.subscriptions(Some("t3")).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn signing_out_leaves_nothing_even_while_a_token_is_fetched() {
    let (azure, person, script, store) = barbara(answering().latency(Duration::from_millis(50)));
    let (answer, removed) = futures::future::join(azure.tenants(), async {
        sleep(Duration::from_millis(20)).await;
        person.sign_out().await
    })
    .await;
    drop(answer);
    removed.unwrap();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(store.held(), None);
    needs_sign_in(&azure.tenants().await.unwrap_err());
    assert_eq!(script.count("/oauth2/"), 1);
}

#[tokio::test(start_paused = true)]
async fn who_signs_out_elsewhere_is_signed_out_here_within_the_hour() {
    let (azure, _, script, store) = barbara(answering());
    azure.tenants().await.unwrap();
    store.clear();
    advance(Duration::from_secs(3_600)).await;
    let problem = azure.tenants().await.unwrap_err();
    needs_sign_in(&problem);
    assert_eq!(
        problem.message,
        "You are not signed in any more: this computer's secret store holds no sign-in for this account."
    );
    assert_eq!((script.count("/oauth2/"), store.held()), (1, None));
}

#[tokio::test(start_paused = true)]
async fn what_another_program_does_during_an_exchange_is_not_undone() {
    for (left, next) in [(None, None), (Some("theirs"), Some("theirs'"))] {
        let (azure, _, script, store) = barbara(answering().latency(Duration::from_millis(50)));
        let (answer, ()) = futures::future::join(azure.tenants(), async {
            sleep(Duration::from_millis(20)).await;
            left.map_or_else(|| store.clear(), |token| store.set(token));
        })
        .await;
        answer.unwrap();
        assert_eq!(store.held().as_deref(), left, "signed out, or in with more proof, elsewhere");
        assert_eq!(azure.subscriptions(Some("t2")).await.is_ok(), left.is_some());
        assert_eq!((redeemed(&script).get(1).map(String::as_str), store.held().as_deref()), (left, next));
    }
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_of_another_program_counts_as_soon_as_it_is_heard_of() {
    let (azure, person, script, store) = barbara(answering());
    azure.tenants().await.unwrap();
    store.set("theirs");
    person.look_again();
    azure.subscriptions(Some("t2")).await.unwrap();
    assert_eq!(redeemed(&script), ["rt", "theirs"]);
    store.fail(Fault::Locked);
    person.look_again();
    azure.subscriptions(Some("t3")).await.unwrap();
    assert_eq!(redeemed(&script)[2], "theirs'", "what is in memory goes on");
}

#[tokio::test(start_paused = true)]
async fn a_new_sign_in_wins_over_an_exchange_under_way() {
    let (azure, person, script, store) = barbara(answering().latency(Duration::from_millis(50)));
    let (answer, kept) = futures::future::join(azure.subscriptions(Some("t2")), async {
        sleep(Duration::from_millis(20)).await;
        person.signed_in(signed_in("t1", "fresh", "new")).await
    })
    .await;
    answer.unwrap();
    kept.unwrap();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(redeemed(&script), ["rt", "new"], "with what the new sign-in proved");
    assert_eq!(store.held().as_deref(), Some("new'"), "and not what the old one got in exchange");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_is_not_kept_counts_until_the_program_ends() {
    let (azure, person, script, store) = barbara(answering());
    store.clear();
    store.fail(Fault::Locked);
    assert_eq!(person.signed_in(signed_in("t1", "fresh", "new")).await, Err(locked()));
    azure.tenants().await.unwrap();
    azure.subscriptions(Some("t2")).await.unwrap();
    assert_eq!((redeemed(&script), store.held()), (vec!["new".to_owned()], None));
    assert_eq!(*person.not_kept().borrow(), Some(locked().problem));
    store.fail(Fault::None);
    person.keep().await;
    assert_eq!(
        (store.held().as_deref(), person.not_kept().borrow().clone()),
        (Some("new'"), None),
        "unlocked since"
    );
    person.keep().await;
    assert_eq!(store.done().iter().filter(|done| *done == "put new'").count(), 1, "kept is kept");
}

#[tokio::test(start_paused = true)]
async fn nothing_of_it_prints() {
    let (azure, person, ..) = barbara(answering());
    azure.tenants().await.unwrap();
    let printed = format!("{azure:?} {person:?} {:?}", signed_in("t1", "at-hidden", "rt-hidden"));
    assert!(!printed.contains("hidden") && !printed.contains("rt"), "{printed}");
}
