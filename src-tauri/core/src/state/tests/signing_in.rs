//! Accounts that are signed in, and what more their tenants want, as menu and view show it.

use super::menus::{at, drawn, favourites};
use crate::state::story::{HOME, Story, account, failed, named};
use crate::*;

const ROBOTICS: &str = "1c0ffee0-0000-4000-8000-000000000002";

fn barbara() -> Account {
    account("barbara@contoso.com", WayIn::Browser)
}

fn with(accounts: Vec<Account>) -> Story {
    Story::just_with(Loaded { accounts, can_ask: true, ..favourites(&["web-01"]) })
}

fn more(tenant: Option<&str>) -> Problem {
    let needed = SignInNeeded { account: barbara().id, tenant: tenant.map(str::to_owned) };
    let message = "Your organisation wants an extra check.";
    Problem::new(Code::MoreProofNeeded, message, "Sign in.").mended_by(needed)
}

fn tenant(id: &str, name: &str, problem: Option<Problem>) -> TenantNews {
    TenantNews { account: barbara().id, id: id.into(), name: name.into(), problem }
}

fn ended(story: &mut Story, result: Result<Account, Problem>) {
    let wanted = |effect: &Effect| if let Effect::SignIn(wanted) = effect { Some(wanted.id) } else { None };
    let id = story.effects.iter().rev().find_map(wanted).unwrap();
    story.tell(Event::SigningIn { id, news: SigningInNews::Ended(result) });
}

#[test]
fn each_account_has_its_line_and_its_tenants_that_want_more() {
    let az = account("grady@fabrikam.com", WayIn::AzureCli);
    let mut story = with(vec![barbara(), az]);
    let away = Problem::new(Code::BlockedByOrganisation, "You are kept out.", "Ask your administrator.");
    story.tell(Event::Tenants(vec![
        tenant(HOME, "Contoso", None),
        tenant(ROBOTICS, "Contoso\u{202E} Robotics", Some(more(Some(ROBOTICS)))),
        tenant("3", "Fabrikam", Some(away)),
    ]));
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - no access open
    ---
    [Connect to web-01]
    ---
    [Find a machine…]
    [Open JIT Tray]
    ---
    [Settings…]
    Signed in as barbara@contoso.com >
        [Sign in to Contoso Robotics to see its machines]
        Fabrikam: You are kept out. Ask your administrator.
        [Sign out]
    Signed in as grady@fabrikam.com >
        [Stop using Azure CLI's sign-in]
    Add an account >
        [Sign in with Microsoft]
        [Use a code instead]
    ---
    [Quit JIT Tray]
    ");
    let ways: Vec<String> = story.view().accounts.into_iter().map(|account| account.way).collect();
    assert_eq!(ways, ["browser", "Azure CLI"]);
    assert!(
        !story.effects.iter().any(|effect| matches!(effect, Effect::SignIn(_))),
        "no tenant opens a browser"
    );
}

#[test]
fn a_favourite_may_name_the_account_that_reaches_it() {
    let arm = named("web-02").id;
    let file = format!(
        r#"{{"schema":1,"favourites":[{{"alias":"web","arm":"{arm}","account":"Barbara@Contoso.com"}}]}}"#
    );
    let favourites = Favourites::from_json(&file).unwrap();
    for (accounts, account) in
        [(vec![barbara()], barbara().id), (vec![], AccountId("Barbara@Contoso.com".into()))]
    {
        let mut story = Story::with(Loaded { favourites: favourites.clone(), accounts, ..Loaded::default() });
        story.want(Intent::Connect { favourite: "web".into() });
        let asked = story.effects.iter().find_map(|effect| match effect {
            Effect::Ask { what: Ask::Look(vm), .. } => vm.account.clone(),
            _ => None,
        });
        assert_eq!(asked, Some(account.clone()));
        story.address("203.0.113.7").look(at("web-02", Power::Running)).accept();
        let saved = story.effects.iter().rev().find_map(|effect| match effect {
            Effect::SaveWindows(windows) => windows[0].vm.account.clone(),
            _ => None,
        });
        assert_eq!(saved, Some(account), "the window is reached with the same account");
    }
}

#[test]
fn what_the_surroundings_sign_in_is_not_signed_out_here() {
    let story = with(vec![account("app", WayIn::ServicePrincipal)]);
    insta::assert_snapshot!(drawn(&story), @r"
    JIT Tray - no access open
    ---
    [Connect to web-01]
    ---
    …
    ");
    let [account] = &story.view().accounts[..] else { panic!() };
    assert_eq!((account.way.as_str(), &account.sign_out), ("service principal", &None));
}

#[test]
fn signing_in_to_a_tenant_says_what_for_and_shows_its_machines() {
    let mut story = with(vec![barbara()]);
    story.tell(Event::Tenants(vec![tenant(ROBOTICS, "Contoso Robotics", Some(more(Some(ROBOTICS))))]));
    story.want(Intent::SignIn {
        way: None,
        account: Some(barbara().id),
        tenant: Some(ROBOTICS.to_uppercase()),
    });
    insta::assert_snapshot!(drawn(&story).lines().take(6).collect::<Vec<_>>().join("\n"), @r"
    JIT Tray - opening your browser
    ---
    Opening your browser
    To see the machines of Contoso Robotics, as
    barbara@contoso.com.
    [Cancel sign-in]
    ");
    ended(&mut story, Ok(barbara()));
    assert_eq!(story.view().accounts[0].tenants[0].problem, None);
    assert_eq!(story.view().accounts.len(), 1);
}

#[test]
fn an_account_whose_sign_in_ended_is_asked_for_again() {
    let mut story = with(vec![barbara()]);
    let again = Problem { message: "Your organisation asks you to sign in again.".into(), ..more(None) };
    story.tell(Event::Tenants(vec![tenant(HOME, "Contoso", Some(again))]));
    insta::assert_snapshot!(drawn(&story).lines().take(6).collect::<Vec<_>>().join("\n"), @r"
    JIT Tray - no access open
    ---
    Your organisation asks you to sign in again.
    [Sign in as barbara@contoso.com]
    [Not now]
    ---
    ");
    story.want(Intent::SignIn { way: None, account: Some(barbara().id), tenant: None });
    ended(&mut story, Ok(barbara()));
    assert!(matches!(story.view().sign_in, SignInView::SignedIn { problem: None, .. }));
}

#[test]
fn a_connect_that_needs_more_is_offered_the_sign_in_until_somebody_did_or_will_not() {
    for (intent, result) in [(Intent::CancelSignIn, None), (sign_in(), Some(Ok(barbara())))] {
        let mut story = with(vec![barbara()]);
        story.press(Wish::default());
        let problem = more(Some(ROBOTICS));
        // The sign-in was tried, and Azure still wants more.
        story.answer(story.outstanding("Look"), Answer::Look(Err(problem.clone())));
        ended(&mut story, Ok(barbara()));
        story.pass_ms(1_000);
        story.answer(story.outstanding("Look"), Answer::Look(Err(problem.clone())));
        let SignInView::NeedsMore { tenant, label, .. } = story.view().sign_in else {
            panic!("{:?}", story.view().sign_in)
        };
        assert_eq!((tenant.as_deref(), label.as_str()), (Some(ROBOTICS), &*format!("Sign in to {ROBOTICS}")));
        story.pass_ms(1_000).want(intent);
        result.into_iter().for_each(|result| ended(&mut story, result));
        assert!(matches!(story.view().sign_in, SignInView::SignedIn { problem: None, .. }));
    }
}

fn sign_in() -> Intent {
    Intent::SignIn { way: None, account: Some(barbara().id), tenant: Some(ROBOTICS.into()) }
}

#[test]
fn a_missing_consent_comes_with_a_text_for_the_administrator() {
    let mut story = with(vec![barbara()]);
    story.want(sign_in());
    let details = Details {
        correlation_id: Some("d2a6".into()),
        azure_message: Some("AADSTS65001: not consented".into()),
        time: Some(story.now),
        ..Details::default()
    };
    let message = "JIT Tray lacks the consent of your organisation.";
    let consent = Problem::new(Code::ConsentNeeded, message, "Send the request to an administrator.");
    ended(&mut story, Err(consent.with_details(details)));
    insta::assert_snapshot!(drawn(&story).lines().take(7).collect::<Vec<_>>().join("\n"), @r"
    JIT Tray - no access open
    ---
    JIT Tray lacks the consent of your organisation.
    Send the request to an administrator.
    [Copy request for your admin]
    [Not now]
    ---
    ");
    story.want(Intent::CopySignIn);
    let Some(Effect::Copy(request)) = story.effects.last() else { panic!() };
    insta::assert_snapshot!(request, @r"
    Hello,

    I would like to use JIT Tray to request just-in-time access to our virtual machines. It needs your consent once:

    Application: 04b07795-8ddb-461a-bbee-02f9e1bf7b46
    Permission: Azure Service Management / user_impersonation (delegated)
    Account: barbara@contoso.com
    Correlation id: d2a6
    Time: 2026-02-01T09:00:00Z

    It acts with my own rights and never with more.
    ");
    story.want(Intent::CancelSignIn);
    assert!(matches!(story.view().sign_in, SignInView::SignedIn { problem: None, .. }));
}

#[test]
fn another_account_that_could_not_be_added_is_told_beside_the_first() {
    let mut story = with(vec![barbara()]);
    story.want(Intent::SignIn { way: Some(WayIn::DeviceCode), account: None, tenant: None });
    ended(&mut story, Err(failed(Code::TimedOut)));
    insta::assert_snapshot!(drawn(&story).lines().take(6).collect::<Vec<_>>().join("\n"), @r"
    JIT Tray - no access open
    ---
    It did not work.
    Do something else.
    [Dismiss]
    ---
    ");
    assert_eq!(story.view().accounts.len(), 1);
}

#[test]
fn what_is_wrong_with_this_computer_is_a_banner() {
    let mut story = with(vec![barbara()]);
    let not_kept = Problem::new(Code::NoSecretStore, "The keyring is locked.", "Unlock it.");
    for (seconds, text) in [
        (190, "3 min ahead of Azure's"),
        (-360, "6 min behind Azure's"),
        (7_300, "2 h ahead of Azure's"),
        (-864_000, "10 days behind Azure's"),
    ] {
        let clock_ahead = Some(jiff::SignedDuration::from_secs(seconds));
        let state = SigningInState { not_kept: Some(not_kept.clone()), clock_ahead, azure_cli: None };
        story.tell(Event::SigningInState(Box::new(state)));
        let [first, second] = &story.view().banners[..] else { panic!() };
        assert_eq!(*first, not_kept);
        let clock = format!("This computer's clock is {text}; closing times may be wrong.");
        assert_eq!((second.code, &second.message), (Code::ClockWrong, &clock));
    }
    story.tell(Event::SigningInState(Box::default()));
    assert_eq!(story.view().banners, []);
}
