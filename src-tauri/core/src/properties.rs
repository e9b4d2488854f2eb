//! What holds for every sequence of events: presses, answers of every kind in any order, cancels, retries, time,
//! sleep, moved addresses, with any policy, wish, power and right.

mod judge;
mod script;
mod world;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use crate::{Event, Intent, State};
use judge::Judge;
use script::{Act, Mood, acts};
use world::{Setting, World, setting};

/// One run: the state, the world it asks, and the judge who sees both.
struct Run {
    state: State,
    world: World,
    judge: Judge,
}

impl Run {
    fn new(setting: Setting) -> Self {
        let state = State::new("Azure", TimeZone::UTC);
        let mut run = Self { state, world: World::new(setting), judge: Judge::default() };
        run.tell(Event::Loaded(Box::default()));
        run
    }

    fn tell(&mut self, event: Event) {
        let now = self.world.now;
        self.judge.before(&event, &self.state, &self.world);
        let effects = self.state.handle(event, now);
        self.judge.after(&effects, &self.state, &self.world);
        self.world.take(effects);
    }

    fn act(&mut self, act: &Act) {
        let attempts = self.state.view(self.world.now).attempts;
        let attempt = |n: usize| attempts.get(n % attempts.len().max(1)).map(|attempt| attempt.id);
        match act {
            Act::Press { machine, wish } => {
                let (vm, wish) = (self.world.machine(*machine).at(), self.world.wish(*wish));
                self.tell(Event::Intent(Intent::ConnectTo { vm, label: "web".into(), wish }));
            }
            Act::OpenAgain => {
                let windows = self.state.view(self.world.now).windows;
                if let Some(window) = windows.first() {
                    self.tell(Event::Intent(Intent::OpenAgain { window: window.id.clone() }));
                }
            }
            Act::Cancel(n) => {
                attempt(*n)
                    .into_iter()
                    .for_each(|attempt| self.tell(Event::Intent(Intent::Cancel { attempt })));
            }
            Act::Retry(n) => {
                attempt(*n)
                    .into_iter()
                    .for_each(|attempt| self.tell(Event::Intent(Intent::Retry { attempt })));
            }
            Act::Dismiss(n) => {
                attempt(*n)
                    .into_iter()
                    .for_each(|attempt| self.tell(Event::Intent(Intent::Dismiss { attempt })));
            }
            Act::Answer { which, mood } => {
                if let Some(event) = self.world.answer(*which, *mood) {
                    self.tell(event.clone());
                    self.repeat(event);
                }
            }
            Act::Pass(ms) => self.pass(SignedDuration::from_millis(*ms)),
            Act::Sleep(minutes) => self.pass(SignedDuration::from_mins(*minutes)),
            Act::UntilDue => {
                let due = self.state.deadline().map(|due| due.duration_since(self.world.now));
                self.pass(due.unwrap_or_default().min(SignedDuration::from_secs(30)));
            }
            Act::Move { home, noticed } => {
                self.world.move_home(*home);
                if *noticed {
                    self.tell(Event::NetworkChanged);
                }
            }
            Act::Revoke => self.world.revoke(),
            Act::Stranger => self.world.stranger(),
            Act::MachineMoves(machine) => self.world.machine_moves(*machine),
        }
    }

    /// An answer counts once, however often it comes.
    fn repeat(&mut self, event: Event) {
        let now = self.world.now;
        let before = self.state.view(now);
        assert_eq!(self.state.handle(event, now), [], "an answer that was taken has effects again");
        assert_eq!(self.state.view(now), before, "an answer that was taken changes something again");
    }

    fn pass(&mut self, time: SignedDuration) {
        self.world.now += time;
        self.tell(Event::Woke);
    }

    /// Lets time go by as the loop does, at most thirty seconds at once, and answers in this mood or not at all.
    fn let_it_end(&mut self, mood: Option<Mood>) {
        let end = self.world.now + SignedDuration::from_mins(60);
        while self.state.view(self.world.now).attempts.iter().any(|attempt| attempt.outcome.is_none()) {
            assert!(self.world.now < end, "an attempt never ends: {:#?}", self.state.view(self.world.now));
            for _ in 0..self.world.asked.len() {
                if let (Some(mood), false) = (mood, self.world.asked.is_empty())
                    && let Some(event) = self.world.answer(0, mood)
                {
                    self.tell(event);
                }
            }
            self.act(&Act::UntilDue);
        }
    }
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 600,
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_sequence_of_events_breaks_a_rule_and_silence_ends(setting in setting(), acts in acts()) {
        let mut run = Run::new(setting);
        acts.iter().for_each(|act| run.act(act));
        run.let_it_end(None);
    }

    #[test]
    fn every_attempt_ends_whatever_is_answered(setting in setting(), acts in acts(), mood in script::mood()) {
        let mut run = Run::new(setting);
        acts.iter().take(20).for_each(|act| run.act(act));
        run.let_it_end(Some(mood));
    }
}
