//! Whatever happens to windows, the clock, the program and the desktop: every warning comes in time and once.

use std::collections::{HashMap, HashSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::window;
use crate::warning::Nearness;
use crate::*;

const MACHINES: [&str; 3] = ["web-01", "db-02", "build"];

/// One happening.
#[derive(Debug, Clone)]
enum Act {
    /// Access is opened, or extended when it is open.
    Open {
        machine: usize,
        minutes: i64,
    },
    /// Azure ends it.
    Close(usize),
    /// The loop runs for so many seconds.
    Pass(i64),
    /// The computer sleeps, or its clock is set; back where this is negative.
    Jump(i64),
    Restart,
    /// Whether the desktop takes notifications.
    Desktop(bool),
    Watch(bool),
}

fn act() -> impl Strategy<Value = Act> {
    let minutes = prop::sample::select(vec![5i64, 8, 10, 20, 30, 60, 180]);
    prop_oneof![
        4 => (0..MACHINES.len(), minutes).prop_map(|(machine, minutes)| Act::Open { machine, minutes }),
        1 => (0..MACHINES.len()).prop_map(Act::Close),
        8 => (1i64..1_200).prop_map(Act::Pass),
        4 => (1i64..90).prop_map(Act::Pass),
        2 => (2i64..120).prop_map(Act::Jump),
        1 => (-30i64..-2).prop_map(Act::Jump),
        2 => Just(Act::Restart),
        2 => any::<bool>().prop_map(Act::Desktop),
        2 => any::<bool>().prop_map(Act::Watch),
    ]
}

struct Run {
    state: State,
    now: Timestamp,
    /// What the files hold.
    windows: Vec<AccessWindow>,
    warned: Vec<Warned>,
    takes: bool,
    watching: bool,
    /// What stands on the screen, with the number of windows it is about.
    screen: HashMap<String, usize>,
    /// Which window was told of, since when it was open, and how near its end was.
    told: HashSet<(String, Timestamp, Nearness)>,
    /// How long the loop has been awake with a desktop that takes what it is handed.
    awake: SignedDuration,
    /// The clock went back: what was told then may be told for a second time, later.
    back: bool,
}

/// How near the end is, by the rules: 10 and 2 minutes for half an hour and more, 2 for ten minutes, 1 for less.
fn stage(window: &AccessWindow, now: Timestamp) -> Option<Nearness> {
    let left = window.until.duration_since(now);
    let minutes = |minutes| SignedDuration::from_mins(minutes);
    let length = window.length.as_duration();
    let late = if length < minutes(10) { minutes(1) } else { minutes(2) };
    if left <= SignedDuration::ZERO {
        Some(Nearness::Closed)
    } else if left <= late {
        Some(Nearness::Late)
    } else if length >= minutes(30) && left <= minutes(10) {
        Some(Nearness::Early)
    } else {
        None
    }
}

impl Run {
    fn new() -> Self {
        let mut run = Self {
            state: State::new("Azure", TimeZone::UTC),
            now: "2026-02-01T09:00:00Z".parse().unwrap(),
            windows: vec![],
            warned: vec![],
            takes: true,
            watching: false,
            screen: HashMap::new(),
            told: HashSet::new(),
            awake: SignedDuration::ZERO,
            back: false,
        };
        run.restart();
        run
    }

    fn restart(&mut self) {
        self.state = State::new("Azure", TimeZone::UTC);
        // The desktop takes away what a program showed that is no more, and with it go its windows.
        self.screen.clear();
        self.watching = false;
        let loaded = Loaded {
            windows: self.windows.clone(),
            warned: self.warned.clone(),
            stays: true,
            ..Loaded::default()
        };
        self.tell(Event::Loaded(Box::new(loaded)));
    }

    fn tell(&mut self, event: Event) {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            let open = match &event {
                Event::Loaded(loaded) => loaded.windows.clone(),
                _ => self.state.windows.all().to_vec(),
            };
            for effect in self.state.handle(event, self.now) {
                match effect {
                    Effect::SaveWindows(windows) => self.windows = windows,
                    Effect::SaveWarned(warned) => self.warned = warned,
                    Effect::Withdraw(tag) => {
                        assert!(self.screen.remove(&tag).is_some(), "what is not there is withdrawn");
                    }
                    Effect::Notify(notification) => {
                        assert!(!self.watching, "somebody looks");
                        let news = if self.takes { NoticeNews::Shown } else { NoticeNews::NotShown };
                        if self.takes {
                            self.shown(&notification, &open);
                        }
                        events.push(Event::Notice { tag: notification.tag, news });
                    }
                    _ => {}
                }
            }
        }
    }

    /// The windows a notification names, and whether it tells anything new of them.
    fn shown(&mut self, notification: &Notification, open: &[AccessWindow]) {
        let named = |window: &&AccessWindow| {
            notification.title.starts_with(&window.label)
                || notification.body.split(", ").any(|name| name == window.label)
        };
        let about: Vec<&AccessWindow> = open.iter().filter(named).collect();
        assert!(!about.is_empty(), "{notification:?} is about nothing");
        let before = self.screen.insert(notification.tag.clone(), about.len());
        let rest =
            notification.tag.starts_with("several") && before.is_some_and(|before| before > about.len());
        if rest {
            return;
        }
        let stages: Vec<_> = about.iter().map(|window| stage(window, self.now)).collect();
        let nearness = stages.iter().flatten().max().copied();
        let nearness = nearness.unwrap_or_else(|| panic!("{notification:?} comes too early"));
        for window in about {
            let news = self.told.insert((window.id(), window.from, nearness));
            assert!(news || self.back, "{notification:?} comes twice");
        }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Open { machine, minutes } => {
                // No two requests are of the same moment.
                self.now += SignedDuration::from_secs(1);
                let opened = AccessWindow {
                    from: self.now,
                    until: self.now + SignedDuration::from_mins(*minutes),
                    ..window(MACHINES[*machine], *minutes)
                };
                self.state.windows.remember(opened);
                self.windows = self.state.windows.all().to_vec();
                self.tell(Event::Woke);
            }
            Act::Close(machine) => {
                let closed = window(MACHINES[*machine], 5).id();
                self.state.windows.close(&closed, self.now);
                self.windows = self.state.windows.all().to_vec();
                self.tell(Event::Woke);
            }
            Act::Pass(secs) => self.pass(SignedDuration::from_secs(*secs)),
            Act::Jump(minutes) => {
                self.now += SignedDuration::from_mins(*minutes);
                self.back |= *minutes < 0;
                self.tell(Event::Woke);
            }
            Act::Restart => self.restart(),
            Act::Desktop(takes) => {
                self.takes = *takes;
                self.awake = SignedDuration::ZERO;
                if !takes {
                    self.gone();
                }
            }
            Act::Watch(watching) => {
                self.watching = *watching;
                self.tell(Event::Watching(*watching));
            }
        }
    }

    /// The notification service goes, and everything it showed.
    fn gone(&mut self) {
        let tags: Vec<String> = self.screen.drain().map(|(tag, _)| tag).collect();
        tags.into_iter().for_each(|tag| self.tell(Event::Notice { tag, news: NoticeNews::Gone }));
    }

    /// Time goes by as the loop lets it: it wakes at every deadline, at the latest after half a minute.
    fn pass(&mut self, time: SignedDuration) {
        let end = self.now + time;
        while self.now < end {
            let nap = self.now + SignedDuration::from_secs(30);
            let due = self.state.deadline().map_or(nap, |due| due.min(nap)).min(end);
            assert!(due > self.now, "due at {due}, but it is {} and everything was done", self.now);
            self.awake += due.duration_since(self.now);
            self.now = due;
            self.tell(Event::Woke);
            self.nothing_is_late();
        }
    }

    /// Who is awake for half a minute beside a desktop that takes everything has been told of all that is near.
    fn nothing_is_late(&self) {
        if !self.takes || self.watching || self.awake < SignedDuration::from_secs(31) {
            return;
        }
        for window in self.state.windows.all() {
            let before = self.now - SignedDuration::from_secs(30);
            let Some(near) = stage(window, before).filter(|_| window.from < before) else { continue };
            let told = self.state.warnings.to_save();
            let told = told.iter().filter(|it| it.window == window.id() && it.from == window.from);
            assert!(
                told.map(|it| it.nearness).max() >= Some(near),
                "nobody was told of {window:?} at {}",
                self.now
            );
        }
    }
}

proptest! {
    #![proptest_config(crate::properties::config())]

    #[test]
    fn every_warning_comes_in_time_and_once(acts in prop::collection::vec(act(), 0..60)) {
        let mut run = Run::new();
        acts.iter().for_each(|act| run.act(act));
        run.act(&Act::Watch(false));
        run.act(&Act::Desktop(true));
        run.pass(SignedDuration::from_hours(4));
        prop_assert_eq!(run.state.windows.all(), &[], "everything is closed by then");
    }
}
