//! The first steps of somebody who has just installed the program.

use std::sync::Arc;

use super::*;
use crate::state::scripted::welcome::inventory;
use crate::state::story::account;

fn new_here() -> Story {
    Story::just_with(Loaded { can_ask: true, ..Loaded::default() })
}

fn step(story: &mut Story, step: WelcomeStep) -> Option<WelcomeView> {
    story.want(Intent::Welcome { step });
    story.view().welcome
}

fn screen(story: &Story) -> Option<(WelcomeScreen, u32)> {
    story.view().welcome.map(|welcome| (welcome.screen, welcome.number))
}

fn sign_in(story: &mut Story) {
    story.want(Intent::SignIn { way: Some(WayIn::Browser), account: None, tenant: None });
    let id = story.effects.iter().rev().find_map(|effect| match effect {
        Effect::SignIn(wanted) => Some(wanted.id),
        _ => None,
    });
    let barbara = account("barbara@contoso.com", WayIn::Browser);
    story.tell(Event::SigningIn { id: id.unwrap(), news: SigningInNews::Ended(Ok(barbara)) });
}

fn saved(story: &Story) -> Option<WelcomeProgress> {
    story.effects.iter().rev().find_map(|effect| match effect {
        Effect::SaveWelcome(progress) => Some(progress.clone()),
        _ => None,
    })
}

fn shows_the_popover(story: &Story) -> bool {
    story.effects.iter().any(|effect| matches!(effect, Effect::ShowWindow))
}

#[test]
fn a38_the_first_steps_are_four_and_each_can_be_skipped() {
    let mut story = new_here();
    assert_eq!(screen(&story), Some((WelcomeScreen::SignIn, 1)));
    let mut seen = vec![];
    while let Some(welcome) = story.view().welcome {
        assert!(welcome.number <= welcome.of && welcome.of <= 4, "{welcome:?}");
        seen.push(welcome.screen);
        assert!(!shows_the_popover(&story), "not before the end");
        step(&mut story, WelcomeStep::Next);
    }
    let all = [WelcomeScreen::SignIn, WelcomeScreen::Where, WelcomeScreen::Favourites, WelcomeScreen::Handy];
    assert_eq!(seen, all);
    assert!(saved(&story).unwrap().done);
    assert!(shows_the_popover(&story), "work goes on there");
    assert!(asks(&story).is_empty(), "nothing was asked of Azure");
}

#[test]
fn a38_cancel_sign_in_works_from_the_window_and_from_the_tray_menu() {
    let mut story = new_here();
    story.want(Intent::SignIn { way: Some(WayIn::Browser), account: None, tenant: None });
    let items = menu(&story.view());
    let cancel = items.iter().find_map(|item| match item {
        Item::Action(label, intent) if label == "Cancel sign-in" => Some(intent.clone()),
        _ => None,
    });
    assert_eq!(cancel, Some(Intent::CancelSignIn), "the menu offers what the window offers: {items:?}");
    story.want(Intent::CancelSignIn);
    assert!(matches!(story.view().sign_in, SignInView::SignedOut { .. }));
    assert_eq!(screen(&story), Some((WelcomeScreen::SignIn, 1)));
    assert!(matches!(story.effects.last(), Some(Effect::StopSignIn(_))));
}

#[test]
fn a_sign_in_leads_on_and_the_way_back_is_open() {
    let mut story = new_here();
    sign_in(&mut story);
    assert_eq!(screen(&story), Some((WelcomeScreen::Where, 2)));
    step(&mut story, WelcomeStep::Back);
    assert_eq!(screen(&story), Some((WelcomeScreen::SignIn, 1)));
    step(&mut story, WelcomeStep::Back);
    assert_eq!(screen(&story), Some((WelcomeScreen::SignIn, 1)));
}

#[test]
fn they_go_on_where_they_were_left_and_never_come_back_by_themselves() {
    let signed_in = |welcome| Loaded {
        can_ask: true,
        was_signed_in: true,
        accounts: vec![account("barbara@contoso.com", WayIn::Browser)],
        welcome,
        ..Loaded::default()
    };
    let at = |screen, done| Some(WelcomeProgress { schema: 1, screen, done });
    let resumed = Story::just_with(signed_in(at(WelcomeScreen::Favourites, false)));
    assert_eq!(screen(&resumed), Some((WelcomeScreen::Favourites, 3)));
    let signed_out = Loaded { accounts: vec![], ..signed_in(at(WelcomeScreen::Favourites, false)) };
    assert_eq!(screen(&Story::just_with(signed_out)), Some((WelcomeScreen::SignIn, 1)));
    for not_new in [
        signed_in(at(WelcomeScreen::Handy, true)),
        signed_in(None),
        Loaded { accounts: vec![], ..signed_in(None) },
        Loaded { can_ask: false, ..Loaded::default() },
    ] {
        assert_eq!(screen(&Story::just_with(not_new)), None);
    }
    let mut again = Story::just_with(signed_in(at(WelcomeScreen::Handy, true)));
    step(&mut again, WelcomeStep::Next);
    assert_eq!(screen(&again), None, "there is nothing to go on with");
    step(&mut again, WelcomeStep::Begin);
    assert_eq!(screen(&again), Some((WelcomeScreen::SignIn, 1)), "who wants to goes through them again");
}

#[test]
fn places_are_counted_and_stay_in_sight_when_they_are_left_out() {
    let mut story = new_here();
    sign_in(&mut story);
    assert!(story.view().welcome.unwrap().reading, "nothing was read yet");
    let inventory = inventory(&story);
    let all = inventory.machines.len();
    story.tell(Event::Machines(Arc::new(inventory.clone())));
    let before = story.view().welcome.unwrap().places;
    let tenants: u32 = before.iter().filter(|it| it.tenant.is_none()).map(|it| it.machines).sum();
    let parts: u32 = before.iter().filter(|it| it.tenant.is_some()).map(|it| it.machines).sum();
    assert_eq!((tenants as usize, parts as usize), (all, all), "{before:?}");
    assert!(before.iter().all(|place| place.looked_at));
    let left_out = before.iter().find(|place| place.tenant.is_some()).unwrap().clone();
    let look_at = LookAt { not_subscriptions: vec![left_out.setting.clone()], ..LookAt::default() };
    let settings = Settings { look_at, ..Settings::default() };
    let field = SettingsField::NotSubscriptions;
    story.tell(Event::Settings(Box::new(SettingsNews::Changed { field, settings })));
    let mut rest = inventory;
    rest.machines.retain(|machine| !machine.vm.at.id.subscription().eq_ignore_ascii_case(&left_out.id));
    story.tell(Event::Machines(Arc::new(rest)));
    let after = story.view().welcome.unwrap().places;
    let still = after.iter().find(|place| place.id == left_out.id).unwrap();
    assert_eq!((still.looked_at, still.machines), (false, left_out.machines));
}

#[test]
fn what_somebody_asked_for_is_suggested_before_what_is_only_protected() {
    let mut story = new_here();
    sign_in(&mut story);
    let inventory = inventory(&story);
    story.tell(Event::Machines(Arc::new(inventory)));
    step(&mut story, WelcomeStep::Next);
    let suggestions = story.view().welcome.unwrap().suggestions;
    let first: Vec<_> = suggestions[..2].iter().map(|it| (it.name.as_str(), it.why.as_str())).collect();
    assert_eq!(
        first,
        [("db-02", "You asked for access on 30 Jan"), ("sql-test", "You asked for access on 30 Jan")]
    );
    assert!(suggestions[2..].iter().all(|it| it.why == "Protected by JIT"), "{suggestions:?}");
    assert!(suggestions.len() <= 12);
}

#[test]
fn the_file_is_read_strictly() {
    let progress = WelcomeProgress { schema: 1, screen: WelcomeScreen::Where, done: false };
    assert_eq!(WelcomeProgress::from_json(r#"{"schema":1,"screen":"where","done":false}"#), Ok(progress));
    assert!(WelcomeProgress::from_json(r#"{"schema":0,"screen":"where","done":false}"#).is_err());
    assert!(WelcomeProgress::from_json(r#"{"schema":1,"screen":"elsewhere","done":false}"#).is_err());
}
