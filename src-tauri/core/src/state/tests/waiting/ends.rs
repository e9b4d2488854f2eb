//! How the wait of an attempt for a person ends: signed in, cancelled, failed, or nobody came.

use super::*;
use crate::state::story::{HOME, account, failed, look, operation};

#[test]
fn several_connects_wait_for_one_sign_in() {
    let mut story = connecting();
    story.press_on("db-02", Wish::default());
    refuse(&mut story, "Look", more(None));
    // The account's own tenant by name is the same sign-in as the account's own tenant.
    refuse(&mut story, "Look", more(Some(&HOME.to_uppercase())));
    assert_eq!(sign_ins(&story).len(), 1);
    assert_eq!(told(&story).len(), 1);
    let SignInView::SigningIn { purpose, .. } = story.view().sign_in else { panic!() };
    assert_eq!(purpose.unwrap(), "To go on with web-01 and 1 more, as barbara@contoso.com.");
    let before = story.asked_since_start().len();
    ends(&mut story, Ok(barbara()));
    assert_eq!(story.asked_since_start()[before..], ["Look", "Look"]);
}

#[test]
fn two_tenants_are_signed_in_to_one_after_the_other() {
    let mut story = connecting();
    story.press_on("db-02", Wish::default());
    refuse(&mut story, "Look", more(Some("robotics")));
    refuse(&mut story, "Look", more(None));
    assert_eq!(sign_ins(&story).len(), 1);
    ends(&mut story, Ok(barbara()));
    let tenants: Vec<_> = sign_ins(&story).into_iter().map(|wanted| wanted.tenant).collect();
    assert_eq!(tenants, [Some("robotics".to_owned()), None]);
    assert_eq!(story.open_questions().iter().filter(|it| **it == "Look").count(), 1);
    ends(&mut story, Ok(barbara()));
    assert_eq!(story.open_questions().iter().filter(|it| **it == "Look").count(), 2);
}

#[test]
fn a_cancelled_sign_in_ends_what_waits_for_it_without_alarm() {
    for (question, message, state) in [
        ("Look", "You cancelled the sign-in. Nothing was changed.", "Access: not open. Machine: unknown."),
        (
            "Initiate",
            "You cancelled the sign-in. Nothing was changed.",
            "Access: not open. Machine: running.",
        ),
        ("Start", "You cancelled the sign-in.", "Access: open until 11:59. Machine: stopped."),
    ] {
        let mut story = until(question);
        refuse(&mut story, question, more(None));
        let wanted = sign_ins(&story)[0].id;
        story.want(Intent::CancelSignIn);
        assert_eq!(stopped(&story), [wanted], "{question}");
        assert_eq!((story.problem().code, story.problem().message.as_str()), (Code::Cancelled, message));
        assert_eq!(story.state_line(), state, "{question}");
        assert_eq!(told(&story).len(), 1, "{question}: who cancelled knows it");
        assert!(!story.view().header.contains("attention"), "{question}");
        assert!(matches!(story.view().sign_in, SignInView::SignedIn { problem: None, .. }), "{question}");
        ends(&mut story, Ok(barbara()));
        assert_eq!(story.problem().code, Code::Cancelled, "{question}: the late end is not taken");

        story.retry();
        refuse(&mut story, "Look", more(None));
        assert_eq!(sign_ins(&story).len(), 2, "{question}: another try asks once more");
    }
}

#[test]
fn a_sign_in_that_fails_ends_what_waits_for_it_with_its_reason() {
    let mut story = until("Initiate");
    refuse(&mut story, "Initiate", more(None));
    ends(&mut story, Err(failed(Code::BlockedByOrganisation)));
    assert_eq!(story.problem(), failed(Code::BlockedByOrganisation));
    let request = story.attempt().stages.into_iter().find(|it| it.stage == Stage::Request).unwrap();
    assert_eq!(request.state, StageState::Failed);
    assert_eq!(story.view().icon, TrayIcon::Error);

    let mut story = until("Look");
    refuse(&mut story, "Look", more(None));
    ends(&mut story, Ok(account("grady@contoso.com", WayIn::Browser)));
    assert_eq!(
        story.problem().message,
        "You signed in as grady@contoso.com, but barbara@contoso.com has to."
    );
}

#[test]
fn nobody_waits_for_ever() {
    let mut story = until("Look");
    refuse(&mut story, "Look", more(None));
    let wanted = sign_ins(&story)[0].id;
    let until = opened(&mut story);
    while story.now < until + SignedDuration::from_secs(50) {
        story.pass_ms(10_000);
        assert!(story.attempt().outcome.is_none());
    }
    assert_eq!(story.state.deadline(), Some(until + SignedDuration::from_mins(1)));
    story.pass_ms(10_000);
    assert_eq!(story.problem().message, "Nobody signed in in time.");
    assert_eq!(stopped(&story), [wanted]);
}

#[test]
fn cancelling_the_last_connect_that_waits_stops_the_sign_in() {
    let mut story = connecting();
    story.press_on("db-02", Wish::default());
    refuse(&mut story, "Look", more(None));
    refuse(&mut story, "Look", more(None));
    story.cancel();
    assert_eq!(stopped(&story), []);
    let attempt = story.view().attempts[1].id;
    story.want(Intent::Cancel { attempt });
    assert_eq!(stopped(&story), [sign_ins(&story)[0].id]);
    assert_eq!(story.state_line(), "Nothing was changed.");

    let mut story = until("Look");
    refuse(&mut story, "Look", more(None));
    story.want(Intent::SignIn { way: Some(WayIn::DeviceCode), account: Some(barbara().id), tenant: None });
    story.cancel();
    assert_eq!(stopped(&story), [], "a sign-in that somebody pressed for goes on");
}

#[test]
fn another_way_in_serves_what_waits_and_another_account_only_delays_it() {
    let mut story = until("Look");
    refuse(&mut story, "Look", more(None));
    story.want(Intent::SignIn { way: Some(WayIn::DeviceCode), account: Some(barbara().id), tenant: None });
    ends(&mut story, Ok(barbara()));
    assert_eq!(story.open_questions(), ["PublicAddress", "Look"]);

    let mut story = until("Look");
    refuse(&mut story, "Look", more(None));
    story.want(Intent::SignIn { way: Some(WayIn::Browser), account: None, tenant: None });
    ends(&mut story, Ok(account("grady@contoso.com", WayIn::Browser)));
    assert_eq!(story.attempt().state, "waiting for you to sign in, since 09:00");
    assert_eq!(sign_ins(&story).last().unwrap().account, Some(barbara().id));
    ends(&mut story, Ok(barbara()));
    assert_eq!(story.open_questions(), ["PublicAddress", "Look"]);
}

#[test]
fn an_account_that_signs_out_is_not_waited_for() {
    let mut story = until("Look");
    refuse(&mut story, "Look", more(None));
    story.want(Intent::SignOut { account: barbara().id }).tell(Event::Accounts(vec![]));
    assert_eq!(stopped(&story), [sign_ins(&story)[0].id]);
    assert_eq!(story.problem(), more(None));
    assert!(matches!(story.view().sign_in, SignInView::SignedOut { .. }));
}

#[test]
fn where_nobody_can_be_asked_the_connect_fails_at_once_with_the_hint_as_it_is() {
    let alone = Loaded { can_ask: false, ..signed_in() };
    let az = Loaded { accounts: vec![Account { way: WayIn::AzureCli, ..barbara() }], ..signed_in() };
    let strangers = Loaded { accounts: vec![account("grady", WayIn::Browser)], ..signed_in() };
    for loaded in [alone, az, strangers] {
        let mut story = Story::with(loaded);
        story.press(Wish::default());
        refuse(&mut story, "Look", more(None));
        assert_eq!(story.problem(), more(None));
        assert_eq!(sign_ins(&story), []);
    }
}

#[test]
fn what_is_only_watched_fails_at_once_where_nothing_else_can_tell() {
    let mut story = Story::with(Loaded { can_ask: false, ..signed_in() });
    story.press(Wish::default()).address("203.0.113.7").look(look(Power::Deallocated, None));
    story.accept().start(Some(operation())).pass_ms(1_000);
    refuse(&mut story, "Observe", more(None));
    assert_eq!(story.problem(), more(None));
    let start = story.attempt().stages.into_iter().find(|it| it.stage == Stage::Start).unwrap();
    assert_eq!(start.state, StageState::Failed);
}

#[test]
fn the_wait_is_told_once_and_only_where_notifications_are_wanted() {
    let mut story = until("Look");
    refuse(&mut story, "Look", more(None));
    story.pass_ms(30_000).pass_ms(30_000);
    let [told] = &told(&story)[..] else { panic!("told once") };
    assert_eq!(
        (told.title.as_str(), told.body.as_str(), told.weight),
        ("Please sign in again", "Needed to go on with web-01, as barbara@contoso.com.", Weight::Stays)
    );
    let settings = Settings { notifications: false, ..Settings::default() };
    let mut silent = Story::with(Loaded { settings, ..signed_in() });
    silent.press(Wish::default());
    refuse(&mut silent, "Look", more(None));
    assert_eq!(self::told(&silent), Vec::<&Notification>::new());
}

#[test]
fn quitting_leaves_no_sign_in_behind() {
    let mut story = until("Look");
    refuse(&mut story, "Look", more(None));
    story.want(Intent::Quit);
    assert_eq!(stopped(&story), [sign_ins(&story)[0].id]);
    assert_eq!(story.effects.last(), Some(&Effect::Quit));
}

#[test]
fn a_later_sign_in_lets_a_refused_connect_go_on_by_itself_once_only() {
    // Also when the person takes so long that everything is read again.
    for takes_ms in [0, 120_000] {
        let mut story = connecting();
        let refused_twice = |story: &mut Story| {
            refuse(story, "Look", more(None));
            story.pass_ms(takes_ms);
            ends(story, Ok(barbara()));
            refuse(story, "Look", more(None));
            assert_eq!(story.problem(), more(None));
        };
        let sign_in = |story: &mut Story| {
            story.want(Intent::SignIn { way: None, account: Some(barbara().id), tenant: None });
            ends(story, Ok(barbara()));
        };
        refused_twice(&mut story);
        sign_in(&mut story);
        assert!(story.attempt().outcome.is_none(), "what it lacked is there now");
        refused_twice(&mut story);
        sign_in(&mut story);
        assert!(story.attempt().outcome.is_some(), "it would ask for sign-ins without end");
    }
}
