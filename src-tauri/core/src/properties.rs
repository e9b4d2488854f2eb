//! What holds for every sequence of events: presses, answers of every kind in any order, cancels, retries, time,
//! sleep, moved addresses, with any policy, wish, power and right.

mod judge;
mod script;
mod setting;
mod world;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::{Ask, Event, Intent, Problem, SigningInNews, State, WayIn};
use judge::Judge;
use script::{Act, Mood, Signing, acts};
use setting::{Setting, setting};
use world::{World, barbara};

/// One run: the state, the world it asks, and the judge who sees both.
struct Run {
    state: State,
    world: World,
    judge: Judge,
    answers: Vec<Event>,
}

impl Run {
    fn new(setting: Setting) -> Self {
        let state = State::new("Azure", TimeZone::UTC);
        let mut run = Self { state, world: World::new(setting), judge: Judge::default(), answers: vec![] };
        run.tell(Event::Loaded(Box::new(run.world.loaded())));
        run
    }

    fn tell(&mut self, event: Event) {
        let now = self.world.now;
        self.judge.before(&event, &self.state, &self.world);
        let effects = self.state.handle(event, now);
        self.judge.after(&effects, &self.state, &self.world);
        self.world.take(effects);
    }

    fn want(&mut self, intent: Option<Intent>) {
        intent.into_iter().for_each(|intent| self.tell(Event::Intent(intent)));
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
            Act::Extend => {
                let extend = self.state.view(self.world.now).windows.into_iter().find_map(|it| it.extend);
                extend.into_iter().for_each(|action| self.tell(Event::Intent(action.intent)));
            }
            Act::Cancel(n) => self.want(attempt(*n).map(|attempt| Intent::Cancel { attempt })),
            Act::Retry(n) => self.want(attempt(*n).map(|attempt| Intent::Retry { attempt })),
            Act::Dismiss(n) => self.want(attempt(*n).map(|attempt| Intent::Dismiss { attempt })),
            Act::StopMachine(n) => self.want(attempt(*n).map(|attempt| Intent::StopMachine { attempt })),
            Act::OpenAnyway(n) => self.want(attempt(*n).map(|attempt| Intent::OpenAnyway { attempt })),
            Act::Answer { which, mood } => {
                self.answer(*which, *mood);
            }
            Act::Progress(questions) => (0..*questions).for_each(|_| self.answer(0, Mood::Well)),
            Act::Decide(mood) => {
                let out = self.world.find(|ask| matches!(ask, Ask::Initiate(_)));
                out.into_iter().for_each(|which| self.answer(which, *mood));
            }
            Act::Read => {
                let read = |ask: &Ask| matches!(ask, Ask::PublicAddress | Ask::Look(_));
                while let Some(which) = self.world.find(read) {
                    self.answer(which, Mood::Well);
                }
            }
            Act::Repeat(n) => self.repeat(*n),
            Act::Pass(ms) => self.pass(SignedDuration::from_millis(*ms)),
            Act::Sleep(minutes) => self.pass(SignedDuration::from_mins(*minutes)),
            Act::UntilDue => {
                let longest = SignedDuration::from_secs(30);
                let due = self.state.deadline().map(|due| due.duration_since(self.world.now));
                self.pass(due.unwrap_or(longest).min(longest));
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
            Act::Sign(signing) => self.sign(*signing),
        }
    }

    fn sign(&mut self, signing: Signing) {
        let until = self.world.now + SignedDuration::from_mins(5);
        let opened = SigningInNews::BrowserOpened { address: "https://login/".into(), until };
        let (id, account) = (self.world.sign_in.as_ref().map(|wanted| wanted.id), Some(barbara().id));
        let news = match signing {
            Signing::Opened => opened,
            Signing::Well => SigningInNews::Ended(Ok(barbara())),
            Signing::Badly(code) => {
                SigningInNews::Ended(Err(Problem::new(code, "It did not work.", "Try again.")))
            }
            Signing::Cancel => return self.tell(Event::Intent(Intent::CancelSignIn)),
            Signing::Press => {
                let way = Some(WayIn::DeviceCode);
                return self.tell(Event::Intent(Intent::SignIn { way, account, tenant: None }));
            }
            Signing::Out => return self.tell(Event::Accounts(vec![])),
            Signing::In => return self.tell(Event::Accounts(vec![barbara()])),
        };
        if let Some(id) = id {
            if let SigningInNews::Ended(_) = news {
                self.world.sign_in = None;
            }
            self.tell(Event::SigningIn { id, news });
        }
    }

    fn answer(&mut self, which: usize, mood: Mood) {
        if let Some(event) = self.world.answer(which, mood) {
            self.answers.push(event.clone());
            self.tell(event);
        }
    }

    /// An answer counts once: a second time it does no more than waking up does.
    fn repeat(&mut self, n: usize) {
        let now = self.world.now;
        if let Some(event) = self.answers.iter().rev().nth(n) {
            let mut twin = self.state.clone();
            let effects = self.state.handle(event.clone(), now);
            assert_eq!(effects, twin.handle(Event::Woke, now), "an answer counts twice");
            assert_eq!(self.state.view(now), twin.view(now), "an answer counts twice");
            assert_eq!(self.state.deadline(), twin.deadline(), "an answer counts twice");
            self.judge.after(&effects, &self.state, &self.world);
            self.world.take(effects);
        }
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
            if let Some(mood) = mood {
                (0..self.world.asked.len()).for_each(|_| self.answer(0, mood));
                self.sign(Signing::Well);
            }
            self.act(&Act::UntilDue);
        }
    }
}

/// The same cases every time, so that a change either breaks a rule or does not. `PROPTEST_CASES=20000` looks further, and
/// there `PROPTEST_RNG_SEED` repeats a run.
#[expect(clippy::disallowed_methods, reason = "asks how long to look, and for nothing else")]
pub(crate) fn config() -> ProptestConfig {
    let chosen = ProptestConfig::default();
    let longer = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if longer { chosen.cases } else { 300 },
        rng_seed: if longer { chosen.rng_seed } else { RngSeed::Fixed(5) },
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..chosen
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
        acts.iter().for_each(|act| run.act(act));
        run.let_it_end(Some(mood));
        (0..run.world.asked.len()).for_each(|_| run.answer(0, mood));
    }
}
