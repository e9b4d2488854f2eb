//! Windows known to be open: shown, kept, warned of, forgotten.

use jiff::{SignedDuration, Timestamp};

use crate::state::story::{Story, listing, look, policy, vm_ref};
use crate::*;

fn window(minutes: i64) -> AccessWindow {
    let now: Timestamp = "2026-02-01T09:00:00Z".parse().unwrap();
    AccessWindow {
        vm: vm_ref(),
        label: "web-01 (prod)".into(),
        policy: policy(Sources::Any).id,
        port: 22,
        source: "203.0.113.7".parse().unwrap(),
        from: now - SignedDuration::from_mins(10),
        until: now + SignedDuration::from_mins(minutes),
        protocol: Protocol::Ssh,
        length: "2h".parse().unwrap(),
        whole_range: false,
        reached: Some(Reached { address: "198.51.100.9".parse().unwrap(), port: 22 }),
        user: Some("ada".into()),
        key: None,
    }
}

fn with(windows: Vec<AccessWindow>) -> Story {
    Story::with(Loaded { windows, stays: true, ..Loaded::default() })
}

#[test]
fn a_restart_knows_what_is_open_and_forgets_what_has_ended() {
    let other = AccessWindow { port: 3389, protocol: Protocol::Rdp, ..window(-1) };
    let story = with(vec![other, window(40)]);
    let view = story.view();
    assert_eq!(view.windows.len(), 1);
    assert_eq!(view.windows[0].label, "web-01 (prod)");
    assert_eq!(view.header, "JIT Tray - 1 open, closes 09:40");
}

#[test]
fn loading_again_takes_nothing_back() {
    let mut story = with(vec![]);
    story
        .press(Wish::default())
        .address("203.0.113.7")
        .look(look(Power::Running, Some("198.51.100.9")))
        .accept();
    let stale = window(20);
    story.tell(Event::Loaded(Box::new(Loaded { windows: vec![stale], ..Loaded::default() })));
    assert_eq!(
        story.view().windows.iter().map(|it| it.state.as_str()).collect::<Vec<_>>(),
        ["Open until 11:59"]
    );
}

#[test]
fn the_loop_wakes_for_every_warning_and_at_the_end() {
    let mut story = with(vec![window(40)]);
    let at = |minutes| Some(story_start() + SignedDuration::from_mins(minutes));
    let shown = |story: &mut Story| {
        let told = story.effects.iter().rev();
        let tag = told
            .filter_map(|it| if let Effect::Notify(it) = it { Some(it.tag.clone()) } else { None })
            .next();
        story.tell(Event::Notice { tag: tag.unwrap(), news: NoticeNews::Shown });
    };
    assert_eq!((story.state.deadline(), story.view().icon), (at(30), TrayIcon::Open));
    story.pass_ms(30 * 60_000);
    shown(&mut story);
    assert_eq!((story.state.deadline(), story.view().icon), (at(38), TrayIcon::Expiring));
    assert_eq!(story.view().header, "JIT Tray - web-01 (prod) closes 09:40");
    story.pass_ms(8 * 60_000);
    shown(&mut story);
    assert_eq!(story.state.deadline(), at(40));
    story.effects.clear();
    story.pass_ms(2 * 60_000);
    assert_eq!((story.state.deadline(), story.view().icon), (None, TrayIcon::Idle));
    assert_eq!(story.effects.last(), Some(&Effect::SaveWindows(vec![])));
}

fn story_start() -> Timestamp {
    "2026-02-01T09:00:00Z".parse().unwrap()
}

#[test]
fn an_end_on_another_day_says_which() {
    let story = with(vec![window(16 * 60)]);
    assert_eq!(story.view().windows[0].state, "Open until Mon 01:00");
}

#[test]
fn opening_again_asks_for_nothing_and_signs_in_as_before() {
    let mut story = with(vec![window(40)]);
    let id = story.view().windows[0].id.clone();
    let request = AccessRequest { from: window(40).from, ..story.open_request("203.0.113.7", 40) };
    let seen = Look { policies: vec![listing(request)], ..look(Power::Running, Some("198.51.100.9")) };
    story.want(Intent::OpenAgain { window: id.clone() }).address("203.0.113.7").look(seen);
    story.probe(ProbeOutcome::Answered);
    assert_eq!(story.launch_asked().user.as_deref(), Some("ada"));
    assert!(story.initiates().is_empty());
    assert_eq!(story.view().windows.len(), 1);

    story.effects.clear();
    story.want(Intent::OpenAgain { window: "gone".into() });
    assert_eq!(story.effects, []);
}

#[test]
fn an_address_can_be_copied_once_the_service_was_reached() {
    let mut story = with(vec![window(40), AccessWindow { port: 3389, reached: None, ..window(50) }]);
    story.effects.clear();
    for window in story.view().windows {
        story.want(Intent::CopyAddress { window: window.id });
    }
    assert_eq!(story.effects, [Effect::Copy("198.51.100.9:22".into())]);
}

#[test]
fn a_window_that_azure_ended_is_forgotten_and_the_file_learns_of_it() {
    for (requests, kept) in [
        (vec![(RequestStatus::Revoked("NewerRequestInitiated".into()), 0)], 0),
        (vec![], 0),
        (vec![(RequestStatus::Initiated, 0)], 1),
        (vec![(RequestStatus::Other("Extending".into()), 0)], 1),
        (vec![(RequestStatus::Revoked("Expired".into()), -60)], 0),
        (vec![(RequestStatus::Revoked("Expired".into()), -60), (RequestStatus::Initiated, 0)], 1),
    ] {
        let mut story = with(vec![window(40)]);
        let request = |(status, minutes): &(RequestStatus, i64)| AccessRequest {
            status: status.clone(),
            from: window(40).from + SignedDuration::from_mins(*minutes),
            ..story.open_request("203.0.113.7", 40)
        };
        let listed = Policy { requests: requests.iter().map(request).collect(), ..policy(Sources::Any) };
        let seen = Look { policies: vec![listed], ..look(Power::Running, Some("198.51.100.9")) };
        story.press(Wish { port: Some(2222), ..Wish::default() }).address("203.0.113.7").look(seen);
        assert_eq!(story.view().windows.len(), kept, "{requests:?}");
        let ended = |effect: &Effect| matches!(effect, Effect::SaveWindows(w) if w[..].iter().all(|w| w.until <= story.now) && !w.is_empty());
        assert_eq!(story.effects.iter().any(ended), kept == 0, "{requests:?}");
    }
}

#[test]
fn a_policy_that_was_not_read_says_nothing_about_its_windows() {
    let elsewhere = ResourceId::parse("/subscriptions/s/resourceGroups/other").unwrap();
    let mut story = with(vec![AccessWindow { policy: elsewhere, ..window(40) }]);
    story.press(Wish { port: Some(2222), ..Wish::default() }).address("203.0.113.7");
    story.look(look(Power::Running, Some("198.51.100.9")));
    assert_eq!(story.view().windows.len(), 1);
}

#[test]
fn of_two_notes_of_one_window_the_newer_request_counts() {
    let newer =
        AccessWindow { from: window(0).from + SignedDuration::from_mins(5), reached: None, ..window(90) };
    for notes in [vec![window(40), newer.clone()], vec![newer.clone(), window(40)]] {
        let windows = Windows::load(notes, story_start());
        assert_eq!(windows.all().len(), 1);
        assert_eq!(windows.all()[0].until, newer.until);
    }
    let mut windows = Windows::load(vec![window(40)], story_start());
    assert!(
        !windows.remember(AccessWindow { reached: None, ..window(40) }),
        "where it was reached is still known"
    );
    assert!(windows.close(&window(40).id(), story_start()));
    assert!(!windows.close(&window(40).id(), story_start()));
}

#[test]
fn a_window_of_a_moment_ago_is_used_although_the_policy_does_not_list_it_yet() {
    let recent = AccessWindow { from: story_start() - SignedDuration::from_secs(30), ..window(40) };
    for (window, wish, posts) in [
        (recent.clone(), Wish::default(), 0),
        (recent.clone(), Wish { user: Some("bob".into()), duration: JitDuration::MAX, ..Wish::default() }, 0),
        (recent.clone(), Wish { address: Some("203.0.113.9".parse().unwrap()), ..Wish::default() }, 1),
        (
            AccessWindow { until: story_start() + SignedDuration::from_secs(100), ..recent },
            Wish::default(),
            1,
        ),
        (window(40), Wish::default(), 1),
    ] {
        let mut story = with(vec![window]);
        story.press(wish.clone());
        if wish.address.is_none() {
            story.address("203.0.113.7");
        }
        story.look(look(Power::Running, Some("198.51.100.9")));
        assert_eq!(story.initiates().len(), posts, "{wish:?}");
    }
}
