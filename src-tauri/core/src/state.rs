//! The loop's heart: every event goes in, every effect comes out.

use std::collections::HashSet;
use std::net::Ipv4Addr;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::attempt::{Attempt, End, Fact, Turn};
use crate::{
    AttemptId, Effect, Event, Favourites, Intent, Loaded, Notification, Problem, ResourceId, Settings, VmRef,
    Windows, Wish,
};

/// How long a public address is believed without asking again.
const ADDRESS_IS_FRESH: SignedDuration = SignedDuration::from_secs(60);
/// The loop wakes at least every 30 s; a longer gap means that the computer slept or the clock jumped.
const GAP: SignedDuration = SignedDuration::from_secs(90);
/// How many ended attempts are kept to look at.
const KEPT_ATTEMPTS: usize = 20;
/// How long before its end a window counts as closing.
pub(crate) const CLOSING: SignedDuration = SignedDuration::from_mins(10);

/// Everything the program knows.
pub struct State {
    pub(crate) cloud: String,
    pub(crate) zone: TimeZone,
    pub(crate) ready: bool,
    pub(crate) settings: Settings,
    pub(crate) favourites: Favourites,
    pub(crate) windows: Windows,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) address: Option<(Ipv4Addr, Timestamp)>,
    pub(crate) tray_host: Option<bool>,
    permitted: HashSet<ResourceId>,
    last_attempt: u32,
    last_ask: u64,
    last_seen: Option<Timestamp>,
}

impl State {
    /// The state before the files are read. The cloud's name and the time zone are for people's eyes.
    #[must_use]
    pub fn new(cloud: &str, zone: TimeZone) -> Self {
        Self {
            cloud: cloud.to_owned(),
            zone,
            ready: false,
            settings: Settings::default(),
            favourites: Favourites::default(),
            windows: Windows::default(),
            attempts: Vec::new(),
            problems: Vec::new(),
            address: None,
            tray_host: None,
            permitted: HashSet::new(),
            last_attempt: 0,
            last_ask: 0,
            last_seen: None,
        }
    }

    /// Takes one event and says what is to be done.
    #[must_use = "an effect that is not carried out is a question without an answer"]
    pub fn handle(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.notice_a_gap(now, &mut effects);
        match event {
            Event::Loaded(loaded) => self.loaded(*loaded, now),
            Event::Intent(intent) => self.wanted(intent, now, &mut effects),
            Event::Answered { attempt, ask, answer } => {
                self.with_attempt(attempt, now, &mut effects, |it, turn| it.answered(ask, answer, turn));
            }
            Event::NetworkChanged => self.address = None,
            Event::TrayHost(present) => self.tray_host = Some(present),
            Event::Woke => {}
        }
        let running: Vec<AttemptId> =
            self.attempts.iter().filter(|it| it.is_running()).map(|it| it.id).collect();
        for id in running {
            self.with_attempt(id, now, &mut effects, Attempt::advance);
        }
        if self.windows.forget_ended(now) {
            effects.push(Effect::SaveWindows(self.windows.all().to_vec()));
        }
        effects
    }

    /// When [`Event::Woke`] is due. Wall-clock, because laptops sleep.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        let seen = self.last_seen.unwrap_or(Timestamp::MIN);
        let windows = self.windows.all().iter().flat_map(|window| {
            let closing = window.until.saturating_sub(CLOSING).unwrap_or(Timestamp::MIN);
            [Some(window.until), (closing > seen).then_some(closing)]
        });
        let attempts = self.attempts.iter().map(Attempt::deadline);
        windows.chain(attempts).flatten().min()
    }

    fn loaded(&mut self, loaded: Loaded, now: Timestamp) {
        self.settings = loaded.settings;
        self.favourites = loaded.favourites;
        self.windows = Windows::load(loaded.windows, now);
        self.problems = loaded.problems;
        self.ready = true;
    }

    fn wanted(&mut self, intent: Intent, now: Timestamp, effects: &mut Vec<Effect>) {
        match intent {
            Intent::Connect { favourite } => {
                if let Some(found) = self.favourites.get(&favourite) {
                    let (vm, label, wish) = (found.vm(), found.alias.clone(), found.wish(&self.settings));
                    self.connect(vm, label, wish, now);
                }
            }
            Intent::ConnectTo { vm, label, wish } => self.connect(vm, label, wish, now),
            Intent::OpenAgain { window } => {
                if let Some(open) = self.windows.get(&window).cloned() {
                    let mut wish =
                        Wish { port: Some(open.port), protocol: Some(open.protocol), ..Wish::default() };
                    wish.duration = self.settings.duration;
                    (wish.user, wish.key, wish.address) = (open.user, open.key, self.settings.address.fixed);
                    self.connect(open.vm, open.label, wish, now);
                }
            }
            Intent::Cancel { attempt } => self.with_attempt(attempt, now, effects, Attempt::cancel),
            Intent::Retry { attempt } => self.retry(attempt, now),
            Intent::Dismiss { attempt } => self.attempts.retain(|it| it.id != attempt || it.is_running()),
            Intent::CopyAddress { window } => {
                let reached = self.windows.get(&window).and_then(|window| window.reached);
                effects.extend(reached.map(|at| Effect::Copy(format!("{}:{}", at.address, at.port))));
            }
            Intent::ShowWindow => effects.push(Effect::ShowWindow),
            Intent::Quit => {
                let running: Vec<AttemptId> =
                    self.attempts.iter().filter(|it| it.is_running()).map(|it| it.id).collect();
                for id in running {
                    self.with_attempt(id, now, effects, Attempt::cancel);
                }
                effects.push(Effect::Quit);
            }
        }
    }

    /// Begins an attempt, unless one for the same wish is running: however often a button is pressed, there is
    /// one `initiate` for one wish.
    fn connect(&mut self, vm: VmRef, label: String, wish: Wish, now: Timestamp) {
        let same = |it: &Attempt| {
            it.vm.id == vm.id && it.wish.port == wish.port && it.wish.protocol == wish.protocol
        };
        if self.attempts.iter().any(|it| it.is_running() && same(it)) {
            return;
        }
        let kept = self.attempts.iter().rev().find(|it| same(it) && it.wish == wish).cloned();
        self.attempts.retain(|it| it.is_running() || !same(it));
        let id = self.next_attempt();
        let attempt = match kept {
            Some(ended) => ended.again(id, now),
            None => Attempt::new(id, vm, label, wish, now),
        };
        self.add(attempt);
    }

    fn retry(&mut self, attempt: AttemptId, now: Timestamp) {
        let ended = self.attempts.iter().position(|it| it.id == attempt && !it.is_running());
        if let Some(index) = ended {
            let id = self.next_attempt();
            let again = self.attempts.remove(index).again(id, now);
            self.add(again);
        }
    }

    fn add(&mut self, attempt: Attempt) {
        self.attempts.push(attempt);
        let surplus = self.attempts.len().saturating_sub(KEPT_ATTEMPTS);
        let mut dropped = 0;
        self.attempts.retain(|it| {
            let drop = dropped < surplus && !it.is_running();
            dropped += usize::from(drop);
            !drop
        });
    }

    fn next_attempt(&mut self) -> AttemptId {
        self.last_attempt += 1;
        AttemptId(self.last_attempt)
    }

    fn notice_a_gap(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let before = self.last_seen.replace(now);
        let gap = before.is_some_and(|before| now.duration_since(before).abs() > GAP);
        if gap {
            self.address = None;
            let running: Vec<AttemptId> =
                self.attempts.iter().filter(|it| it.is_running()).map(|it| it.id).collect();
            for id in running {
                self.with_attempt(id, now, effects, Attempt::reread);
            }
        }
    }

    fn with_attempt(
        &mut self,
        id: AttemptId,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        act: impl FnOnce(&mut Attempt, &mut Turn<'_>),
    ) {
        let Some(index) = self.attempts.iter().position(|it| it.id == id) else { return };
        let mut facts = Vec::new();
        let attempt = &mut self.attempts[index];
        let was_running = attempt.is_running();
        let my_address = self.address.filter(|(_, at)| now.duration_since(*at).abs() < ADDRESS_IS_FRESH);
        let mut turn = Turn {
            now,
            my_address: my_address.map(|(address, _)| address),
            permitted_before: self.permitted.contains(&attempt.vm.id),
            settings: &self.settings,
            next_ask: &mut self.last_ask,
            effects,
            facts: &mut facts,
        };
        act(attempt, &mut turn);
        let ended = was_running && !attempt.is_running();
        let vm = attempt.vm.id.clone();
        self.learn(facts, &vm, now, effects);
        if ended && self.settings.notifications {
            effects.extend(self.announcement(index, now).map(Effect::Notify));
        }
    }

    fn learn(&mut self, facts: Vec<Fact>, vm: &ResourceId, now: Timestamp, effects: &mut Vec<Effect>) {
        for fact in facts {
            match fact {
                Fact::MyAddress(address) => self.address = Some((address, now)),
                Fact::Permitted => {
                    self.permitted.insert(vm.clone());
                }
                Fact::Opened(window) => {
                    self.windows.remember(*window);
                    effects.push(Effect::SaveWindows(self.windows.all().to_vec()));
                }
            }
        }
    }

    /// What to tell when an attempt has ended by itself. A person who cancelled knows it.
    fn announcement(&self, index: usize, now: Timestamp) -> Option<Notification> {
        let attempt = self.attempts.get(index)?;
        match attempt.end.as_ref()? {
            End::Connected { client } => {
                let (fitted, accepted) = attempt.request.held()?;
                let until = self.clock_time(attempt.our_time(accepted.until), now);
                let opening = if client.is_some() { "is opening" } else { "answers" };
                let body = format!("{} {opening}. Access closes {until}.", fitted.protocol.label());
                Some(Notification { title: title(&attempt.label, "is ready"), body, urgent: false })
            }
            End::Failed { problem, .. } => {
                let body = format!("{} {}", problem.message, problem.hint);
                Some(Notification { title: title(&attempt.label, "not connected"), body, urgent: true })
            }
            End::Cancelled { .. } => None,
        }
    }
}

/// A title of at most 45 characters that keeps its last words.
fn title(label: &str, words: &str) -> String {
    let label = crate::clean(label);
    let room = 44 - words.chars().count();
    if label.chars().count() <= room {
        format!("{label} {words}")
    } else {
        format!("{}… {words}", label.chars().take(room - 1).collect::<String>())
    }
}

#[cfg(test)]
mod story;
#[cfg(test)]
mod tests;
