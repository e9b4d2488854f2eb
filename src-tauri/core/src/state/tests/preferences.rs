//! Settings that are changed while the program runs.

use super::*;

fn change(field: SettingsField, value: SettingsValue) -> SettingsChange {
    SettingsChange { field, value: Some(value) }
}

fn news(story: &mut Story, news: SettingsNews) {
    story.tell(Event::Settings(Box::new(news)));
}

fn changed(story: &mut Story, field: SettingsField, settings: Settings) {
    news(story, SettingsNews::Changed { field, settings });
}

#[test]
fn a_change_is_written_and_then_counts() {
    let mut story = Story::new();
    let wanted = change(SettingsField::Duration, SettingsValue::Text("1h".into()));
    story.want(Intent::ChangeSettings { change: wanted.clone() });
    assert_eq!(story.effects, [Effect::ChangeSettings(wanted.clone())]);
    let (_, settings) = Settings::changed(None, &wanted).unwrap();
    changed(&mut story, SettingsField::Duration, settings);
    let view = story.view().settings;
    let shown = view.values.iter().find(|shown| shown.field == SettingsField::Duration).unwrap();
    assert_eq!((shown.value.clone(), shown.custom), (SettingsValue::Text("1h".into()), true));
    assert_eq!(
        view.answer,
        Some(SettingsAnswer { number: 1, field: SettingsField::Duration, problem: None })
    );
}

#[test]
fn a_refusal_is_shown_at_its_setting_and_changes_nothing() {
    let mut story = Story::new();
    let wanted = change(SettingsField::Duration, SettingsValue::Text("soon".into()));
    let problem = Settings::changed(None, &wanted).unwrap_err();
    news(&mut story, SettingsNews::Refused { field: SettingsField::Duration, problem: problem.clone() });
    news(&mut story, SettingsNews::Refused { field: SettingsField::Duration, problem: problem.clone() });
    let view = story.view().settings;
    let answer = SettingsAnswer { number: 2, field: SettingsField::Duration, problem: Some(problem) };
    assert_eq!(view.answer, Some(answer), "the same refusal again is told again");
    assert!(view.values.iter().all(|shown| !shown.custom));
}

#[test]
fn a_broken_file_is_a_banner_until_it_is_mended() {
    let problem = Settings::from_json("{").unwrap_err();
    let mut story = Story::with(Loaded { settings_problem: Some(problem.clone()), ..Loaded::default() });
    assert_eq!(story.view().banners, std::slice::from_ref(&problem));
    let settings = Settings { theme: Theme::Dark, ..Settings::default() };
    news(&mut story, SettingsNews::Read { settings, problem: None });
    assert_eq!((story.view().banners, story.view().settings.theme), (vec![], Theme::Dark));
    news(&mut story, SettingsNews::Read { settings: Settings::default(), problem: Some(problem.clone()) });
    assert_eq!(story.view().banners, [problem]);
}

#[test]
fn only_what_is_mended_there_is_told_in_the_settings() {
    let mut story = Story::new();
    story.tell(Event::TrayHost(false));
    let taken = Problem::new(Code::NoClient, "Another program has Ctrl+Alt+J.", "Choose another shortcut.");
    story.tell(Event::Desktop { wish: DesktopWish::Hotkey, problem: Some(taken.clone()) });
    assert_eq!(story.view().banners.len(), 2);
    assert_eq!(story.view().settings.banners, [taken]);
}

#[test]
fn what_cannot_be_used_at_once_waits_for_a_restart_and_no_longer_when_it_is_taken_back() {
    let mut story = Story::new();
    let usgov = Settings { cloud: Some("usgov".into()), ..Settings::default() };
    changed(&mut story, SettingsField::Cloud, usgov);
    assert_eq!(story.view().settings.restart, [SettingsField::Cloud]);
    changed(&mut story, SettingsField::Cloud, Settings::default());
    assert_eq!(story.view().settings.restart, []);
}

#[test]
fn other_tenants_and_subscriptions_are_read_at_once() {
    let mut story = Story::new();
    let look_at = LookAt { not_subscriptions: vec!["Contoso Test".into()], ..LookAt::default() };
    changed(&mut story, SettingsField::NotSubscriptions, Settings { look_at, ..Settings::default() });
    assert_eq!(story.effects, [Effect::ReadMachines]);
}
