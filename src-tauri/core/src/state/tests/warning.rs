//! Warnings that access closes.

mod properties;

use jiff::SignedDuration;

use crate::state::story::{Story, listing, look, open_window as window};
use crate::*;

fn story(windows: &[AccessWindow]) -> Story {
    with(windows, Settings::default())
}

fn with(windows: &[AccessWindow], settings: Settings) -> Story {
    Story::with(Loaded { windows: windows.to_vec(), settings, ..staying() })
}

fn staying() -> Loaded {
    Loaded { stays: true, ..Loaded::default() }
}

/// What was handed to the desktop so far.
fn shown(story: &Story) -> Vec<&Notification> {
    story.effects.iter().filter_map(|it| if let Effect::Notify(it) = it { Some(it) } else { None }).collect()
}

fn titles(story: &Story) -> Vec<&str> {
    shown(story).iter().map(|it| it.title.as_str()).collect()
}

fn withdrawn(story: &Story) -> Vec<&str> {
    let tags =
        story.effects.iter().filter_map(|it| if let Effect::Withdraw(tag) = it { Some(tag) } else { None });
    tags.map(String::as_str).collect()
}

/// Lets the loop wake at every deadline, at the latest every half a minute, for so many minutes. The desktop takes
/// what it is handed.
fn pass(story: &mut Story, minutes: i64) {
    let end = story.now + SignedDuration::from_mins(minutes);
    while story.now < end {
        let nap = story.now + SignedDuration::from_secs(30);
        let due = story.state.deadline().unwrap_or(nap).max(story.now + SignedDuration::from_millis(1));
        let before = story.effects.len();
        story.now = due.min(nap).min(end);
        story.tell(Event::Woke);
        take(story, before);
    }
}

/// The desktop takes what it was handed.
fn take(story: &mut Story, since: usize) {
    let tags: Vec<String> = story.effects[since..]
        .iter()
        .filter_map(|effect| if let Effect::Notify(it) = effect { Some(it.tag.clone()) } else { None })
        .collect();
    tags.into_iter().for_each(|tag| {
        story.tell(Event::Notice { tag, news: NoticeNews::Shown });
    });
}

fn press(story: &mut Story, label: &str) {
    let told = shown(story).into_iter().rev();
    let found = told.flat_map(|it| it.buttons.iter().map(|button| (it.tag.clone(), button.clone())));
    let (tag, button) =
        found.into_iter().find(|(_, button)| button.label == label).expect("the button is there");
    story.tell(Event::Notice { tag, news: NoticeNews::Pressed(button.id) });
}

/// Goes through an extension that somebody asked for.
fn extend(story: &mut Story) {
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
    story.pass_ms(2_000);
    let (wanted, from) = (story.initiates().pop().unwrap(), story.state.attempts.last().unwrap().began);
    let request = AccessRequest {
        from,
        until: wanted.until,
        status: RequestStatus::Initiated,
        ..story.open_request("203.0.113.7", 0)
    };
    story.policy(listing(request));
}

#[test]
fn a21_a_window_is_warned_about_by_its_length_and_a_late_waker_is_told_the_end_only() {
    for (minutes, told) in [
        (180, vec!["web-01: access closes 12:00", "web-01: access closes in 2 min", "web-01: access closed"]),
        (20, vec!["web-01: access closes in 2 min", "web-01: access closed"]),
        (8, vec!["web-01: access closes in 1 min", "web-01: access closed"]),
    ] {
        let mut story = story(&[window("web-01", minutes)]);
        pass(&mut story, minutes + 5);
        assert_eq!(titles(&story), told, "{minutes} min");
        assert!(story.view().windows.is_empty());
    }
    let mut slept = story(&[window("web-01", 180)]);
    slept.pass_ms(181 * 60_000);
    assert_eq!(titles(&slept), ["web-01: access closed"]);
    assert_eq!(shown(&slept)[0].weight, Weight::Quiet, "it can be read later");
}

#[test]
fn warnings_come_at_their_minute_and_carry_what_can_be_done() {
    let mut story = story(&[window("web-01", 180)]);
    story.pass_ms(169 * 60_000 + 59_000);
    assert_eq!(titles(&story), Vec::<&str>::new());
    story.pass_ms(1_000);
    let [early] = shown(&story)[..] else { panic!("one warning") };
    let labels: Vec<&str> = early.buttons.iter().map(|it| it.label.as_str()).collect();
    assert_eq!(labels, ["Extend 3 h", "Not now"]);
    assert_eq!(early.body, "You stay connected, but can't reconnect after that.");
    assert_eq!(early.weight, Weight::Stays);
}

#[test]
fn a22_nothing_is_shown_to_somebody_who_looks() {
    let mut story = story(&[window("web-01", 60)]);
    story.tell(Event::Watching(true));
    pass(&mut story, 51);
    story.tell(Event::Watching(false));
    pass(&mut story, 5);
    assert_eq!(titles(&story), Vec::<&str>::new(), "the page told it, in sight and aloud");
    pass(&mut story, 5);
    assert_eq!(titles(&story), ["web-01: access closes in 2 min", "web-01: access closed"]);
}

#[test]
fn a_warning_goes_away_when_somebody_looks() {
    let mut story = story(&[window("web-01", 60)]);
    pass(&mut story, 51);
    let tag = shown(&story)[0].tag.clone();
    story.tell(Event::Watching(true));
    assert_eq!(withdrawn(&story), [tag]);
}

#[test]
fn a23_windows_that_close_together_are_one_notification_and_an_extension_takes_it_away() {
    let mut story =
        story(&[window("web-01", 60), window("db-02", 62), window("build", 63), window("far", 90)]);
    pass(&mut story, 51);
    let [told] = shown(&story)[..] else { panic!("one notification: {:?}", titles(&story)) };
    assert_eq!(
        (told.title.as_str(), told.body.as_str()),
        ("3 windows close by 10:03", "web-01, db-02, build")
    );
    assert_eq!(told.buttons.iter().map(|it| it.label.as_str()).collect::<Vec<_>>(), ["Extend all", "Show"]);
    pass(&mut story, 6);
    assert_eq!(titles(&story).len(), 1, "and nothing more until two minutes are left");

    let mut one = self::story(&[window("web-01", 60)]);
    pass(&mut one, 51);
    let tag = shown(&one)[0].tag.clone();
    press(&mut one, "Extend 1 h");
    assert_eq!(one.initiates().len(), 0, "it is looked at first");
    extend(&mut one);
    assert_eq!(one.initiates().len(), 1);
    assert_eq!(titles(&one).last(), Some(&"web-01: open until 10:50"));
    assert_eq!(shown(&one).last().unwrap().tag, tag, "it takes the warning's place");
}

#[test]
fn a01_what_a_warning_offers_the_menu_offers_as_well() {
    let mut story = story(&[window("web-01", 60), window("db-02", 62)]);
    pass(&mut story, 51);
    let items = menu(&story.view());
    let all = Item::Action("Extend all".into(), Intent::ExtendAll);
    assert!(items.contains(&all), "{items:#?}");
    for window in story.view().windows {
        let extend = window.extend.expect("it can be extended");
        let one = Item::Action(extend.label, extend.intent);
        let offers = |item: &Item| matches!(item, Item::Submenu(_, entries) if entries.contains(&one));
        assert!(items.iter().any(offers), "{items:#?}");
    }
    story.want(Intent::ExtendAll);
    assert_eq!(story.view().extend_all, None, "both are under way");
    assert_eq!(story.view().attempts.len(), 2);
}

#[test]
fn a_button_does_what_can_be_done_when_it_is_pressed() {
    let mut story = story(&[window("web-01", 60)]);
    pass(&mut story, 51);
    let [told] = shown(&story)[..] else { panic!("one") };
    let (tag, extend) = (told.tag.clone(), told.buttons[0].id.clone());
    pass(&mut story, 15);
    story.tell(Event::Notice { tag: tag.clone(), news: NoticeNews::Pressed(extend) });
    assert_eq!(
        story.asked_since_start(),
        Vec::<&str>::new(),
        "the window is closed, there is nothing to extend"
    );
    assert_eq!(story.effects.last(), Some(&Effect::ShowWindow));
    story.tell(Event::Notice { tag, news: NoticeNews::Pressed("b999".into()) });
    assert_eq!(story.effects.last(), Some(&Effect::ShowWindow), "a button of an earlier run");
}

#[test]
fn not_now_leaves_the_last_warning() {
    let mut story = story(&[window("web-01", 60)]);
    pass(&mut story, 51);
    press(&mut story, "Not now");
    pass(&mut story, 8);
    assert_eq!(titles(&story), ["web-01: access closes 10:00", "web-01: access closes in 2 min"]);
    press(&mut story, "Not now");
    pass(&mut story, 2);
    assert_eq!(titles(&story).len(), 3, "its end is told, without a pop-up");
}

#[test]
fn a_desktop_that_takes_nothing_is_asked_again_every_half_a_minute() {
    let mut story = story(&[window("web-01", 20)]);
    for _ in 0..40 {
        story.pass_ms(30_000);
        let refused = shown(&story).last().map(|it| it.tag.clone());
        refused.into_iter().for_each(|tag| {
            story.tell(Event::Notice { tag, news: NoticeNews::NotShown });
        });
    }
    let late = titles(&story).iter().filter(|title| title.contains("in ")).count();
    assert_eq!(late, 4, "{:?}", titles(&story));
}

#[test]
fn a_restart_neither_repeats_nor_forgets_a_warning() {
    let windows = [window("web-01", 60)];
    let mut first = story(&windows);
    pass(&mut first, 51);
    let saved = first.effects.iter().rev();
    let saved =
        saved.filter_map(|effect| if let Effect::SaveWarned(it) = effect { Some(it.clone()) } else { None });
    let warned = saved.into_iter().next().expect("it was written down");
    let mut second = Story::with(Loaded { windows: windows.to_vec(), warned: warned.clone(), ..staying() });
    pass(&mut second, 57);
    assert_eq!(titles(&second), Vec::<&str>::new());
    pass(&mut second, 2);
    assert_eq!(titles(&second), ["web-01: access closes in 2 min"]);

    let mut late = Story::with(Loaded { windows: windows.to_vec(), warned, ..staying() });
    late.pass_ms(61 * 60_000);
    assert_eq!(titles(&late), ["web-01: access closed"], "it closed while nobody watched");
}

#[test]
fn a26_hidden_names_are_in_no_notification() {
    let settings = Settings {
        warn: WarnSettings { hide_names: true, ..WarnSettings::default() },
        ..Settings::default()
    };
    let mut story = with(&[window("web-01", 60), window("db-02", 90), window("db-03", 91)], settings);
    pass(&mut story, 95);
    story.press(Wish { address: Some("203.0.113.7".parse().unwrap()), ..Wish::default() });
    story.answer(
        story.outstanding("Look"),
        Answer::Look(Err(Problem::new(Code::MayNotRequest, "web-01", "Ask ada."))),
    );
    assert_eq!(titles(&story).len(), 9, "{:?}", titles(&story));
    for told in shown(&story) {
        let labels = told.buttons.iter().map(|it| it.label.as_str());
        let all =
            [&*told.tag, &*told.title, &*told.body].into_iter().chain(labels).collect::<Vec<_>>().join(" ");
        for name in ["web-01", "db-0", "203.0.113.7", "ada"] {
            assert!(!all.contains(name), "{name} in {all}");
        }
    }
}
