//! The loop's heart: every event goes in, every effect comes out.

use std::collections::{BTreeMap, HashMap};
use std::net::Ipv4Addr;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::attempt::{Attempt, Fact, Turn};
use crate::machines::Machines;
use crate::preferences::Preferences;
use crate::session::Session;
use crate::state::notices::Notices;
use crate::state::starring::Starring;
use crate::warning::Warnings;
use crate::welcome::Welcome;
use crate::{
    AttemptId, DesktopWish, Effect, Endpoints, Event, Favourites, History, Intent, Loaded, Power, Problem,
    ResourceId, Settings, Windows,
};

/// How long a public address is believed without asking again.
const ADDRESS_IS_FRESH: SignedDuration = SignedDuration::from_secs(60);
/// The loop wakes at least every 30 s; a longer gap means that the computer slept or the clock jumped.
const GAP: SignedDuration = SignedDuration::from_secs(90);
/// How long before its end a window counts as closing.
pub(crate) const CLOSING: SignedDuration = SignedDuration::from_mins(10);

/// Everything the program knows.
#[cfg_attr(test, derive(Clone))]
pub struct State {
    pub(crate) cloud: String,
    pub(crate) zone: TimeZone,
    pub(crate) ready: bool,
    pub(crate) settings: Settings,
    pub(crate) favourites: Favourites,
    pub(crate) starring: Starring,
    pub(crate) windows: Windows,
    pub(crate) warnings: Warnings,
    pub(crate) notices: Notices,
    pub(crate) history: History,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) address: Option<(Ipv4Addr, Timestamp)>,
    pub(crate) tray_host: Option<bool>,
    /// What the desktop does not grant.
    pub(crate) refused: BTreeMap<DesktopWish, Problem>,
    pub(crate) can_leave: bool,
    /// Whether the program stays and tells people of what happens.
    pub(crate) stays: bool,
    pub(crate) endpoints: Endpoints,
    pub(crate) session: Session,
    pub(crate) preferences: Preferences,
    pub(crate) welcome: Option<Welcome>,
    pub(crate) machines: Machines,
    /// Whether a window is on the screen.
    pub(crate) watching: bool,
    /// What attempts proved: on this machine, access and start both succeeded, or access was refused.
    proven: HashMap<ResourceId, bool>,
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
            starring: Starring::default(),
            windows: Windows::default(),
            warnings: Warnings::default(),
            notices: Notices::default(),
            history: History::default(),
            attempts: Vec::new(),
            problems: Vec::new(),
            address: None,
            tray_host: None,
            refused: BTreeMap::new(),
            can_leave: false,
            stays: false,
            endpoints: Endpoints::default(),
            session: Session::default(),
            preferences: Preferences::default(),
            welcome: None,
            machines: Machines::default(),
            watching: false,
            proven: HashMap::new(),
            last_attempt: 0,
            last_ask: 0,
            last_seen: None,
        }
    }

    /// Takes one event and says what is to be done.
    #[must_use = "an effect that is not carried out is a question without an answer"]
    pub fn handle(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        let quits = event == Event::Intent(Intent::Quit);
        self.notice_a_gap(now, &mut effects);
        match event {
            Event::Loaded(loaded) => self.loaded(*loaded),
            Event::Intent(intent) => self.wanted(intent, now, &mut effects),
            Event::Answered { attempt, ask, answer } => {
                let attempt = self.who_waits_for(ask).unwrap_or(attempt);
                self.with_attempt(attempt, now, &mut effects, |it, turn| it.answered(ask, answer, turn));
            }
            Event::PutOff { attempt, ask, wait, again } => {
                let put_off = self.attempts.iter_mut().find(|it| it.id == attempt);
                put_off.into_iter().for_each(|it| it.put_off_by(ask, wait, again, now));
            }
            Event::SessionRefused { attempt, problem } => {
                self.session_refused(attempt, problem, now, &mut effects);
            }
            Event::NetworkChanged => {
                self.address = None;
                self.attempts.iter_mut().for_each(|it| it.network_changed(now));
                if self.watching && self.is_offline() {
                    effects.push(Effect::ReadMachines);
                }
                self.network_is_back(now);
            }
            Event::Accounts(accounts) => self.accounts_are(accounts, now, &mut effects),
            Event::SigningIn { id, news } => self.told_of_sign_in(id, news, now, &mut effects),
            Event::SigningInState(state) => self.session.state = *state,
            Event::Tenants(tenants) => self.session.tenants = tenants,
            Event::Checked { attempt, fact } => {
                let checked = self.attempts.iter_mut().find(|it| it.id == attempt);
                if let Some(check) = checked.and_then(|it| it.check.as_mut()) {
                    check.learn(fact);
                }
            }
            Event::Favourites(news) => self.favourites_told(news, now),
            Event::Machines(inventory) => {
                self.machines.are(inventory);
                self.see_places();
            }
            Event::Notice { tag, news } => self.told_of_notice(&tag, news, now, &mut effects),
            Event::Watching(watching) => self.watching = watching,
            Event::NoSampleData(problem) => self.session.failed = Some((problem, now)),
            Event::Settings(news) => self.told_of_settings(*news, &mut effects),
            Event::TrayHost(present) => self.tray_host = Some(present),
            Event::Desktop { wish, problem } => {
                self.refused.remove(&wish);
                self.refused.extend(problem.map(|problem| (wish, problem)));
            }
            Event::Woke => {}
        }
        self.resume_what_is_due(now);
        self.let_in();
        self.with_each_running(now, &mut effects, Attempt::advance);
        while self.let_in() {
            self.with_each_running(now, &mut effects, Attempt::advance);
        }
        self.watch_what_stops(now, &mut effects);
        self.mind_the_sign_in(now, &mut effects);
        self.attempts.retain(|it| !it.dismissed || it.request.awaited().is_some());
        self.warn(now, &mut effects);
        let saved = effects.iter().any(|effect| matches!(effect, Effect::SaveWindows(_)));
        // What was just saved tells the end of a window, which the file would otherwise not learn.
        if self.windows.forget_ended(now) && !saved {
            effects.push(Effect::SaveWindows(self.windows.all().to_vec()));
        }
        if quits {
            effects.push(Effect::Quit);
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
        let others = [self.session.deadline(), self.next_resume(), self.starring.deadline(seen)];
        let others = others.into_iter().chain([self.next_word_on_pace(seen), self.next_warning(seen)]);
        windows.chain(attempts).chain(others).flatten().min()
    }

    fn loaded(&mut self, mut loaded: Loaded) {
        self.welcome = Welcome::load(&loaded);
        self.session.load(&mut loaded);
        self.preferences = Preferences::load(&loaded.settings, loaded.settings_problem, loaded.about);
        self.settings = loaded.settings;
        self.favourites = loaded.favourites;
        self.starring.broken = loaded.favourites_problem;
        for window in loaded.windows {
            self.windows.remember(window);
        }
        self.warnings = Warnings::load(loaded.warned);
        self.history = loaded.history;
        self.problems = loaded.problems;
        self.can_leave = loaded.can_leave;
        self.stays = loaded.stays;
        self.endpoints = loaded.endpoints;
        self.ready = true;
    }

    fn wanted(&mut self, intent: Intent, now: Timestamp, effects: &mut Vec<Effect>) {
        match intent {
            Intent::Connect { favourite } => {
                self.connect_to(&favourite, now);
            }
            Intent::ConnectTo { vm, label, wish } => self.connect(vm, label, wish, now),
            Intent::OpenAgain { window } => {
                if let Some(open) = self.windows.get(&window).cloned() {
                    let wish = self.wish_again(&open);
                    self.connect(open.vm, open.label, wish, now);
                }
            }
            Intent::Cancel { attempt } => self.with_attempt(attempt, now, effects, Attempt::cancel),
            Intent::Retry { attempt } => self.retry(attempt, now),
            Intent::Dismiss { attempt } => self.dismiss(|it| it.id == attempt),
            Intent::CopyAddress { window } => {
                let reached = self.windows.get(&window).and_then(|window| window.reached);
                effects.extend(reached.map(|at| Effect::Copy(format!("{}:{}", at.address, at.port))));
            }
            Intent::SignIn { way, account, tenant } => {
                effects.push(self.session.begin(way, account, tenant, now));
            }
            Intent::CancelSignIn => self.cancel_sign_in(now, effects),
            Intent::CopySignIn => effects.extend(self.sign_in_to_copy(now).map(Effect::Copy)),
            Intent::OpenSignInPage => {
                effects.extend(self.session.page().map(|page| Effect::OpenPage(page.to_owned())));
            }
            Intent::SignOut { account } => effects.push(Effect::SignOut(account)),
            Intent::LookAround => effects.push(Effect::LookAround),
            Intent::LeaveSampleData => effects.push(Effect::LeaveSampleData),
            Intent::ConnectWith { vm, label, favourite, options } => {
                self.connect_with(vm, label, favourite.as_deref(), *options, now);
            }
            Intent::Favourites { change } => effects.push(self.change_favourites(change)),
            Intent::Undo => effects.extend(self.undo(now)),
            Intent::Extend { window } => self.extend(&window, now),
            Intent::ExtendAll => self.extend_all(now),
            Intent::OpenAnyway { attempt } => self.open_anyway(attempt, now),
            Intent::StopMachine { attempt } => self.stop_machine(attempt, now, effects),
            Intent::Check { attempt } => {
                let failed = self.attempts.iter_mut().find(|it| it.id == attempt);
                effects.extend(failed.and_then(Attempt::check).map(Effect::Check));
            }
            Intent::Refresh => effects.push(Effect::ReadMachines),
            Intent::ChangeSettings { change } => effects.push(Effect::ChangeSettings(change)),
            Intent::Welcome { step } => self.step(step, effects),
            Intent::OpenTaskbarSettings => effects.push(Effect::OpenTaskbarSettings),
            Intent::ShowSettings { section } => effects.push(Effect::ShowSettings(section)),
            Intent::RetryWith { attempt, adjustment } => self.retry_with(attempt, adjustment, now),
            Intent::KeepTrying { attempt } => self.keep_trying(attempt, now),
            Intent::CopyForAdmin { attempt } => effects.extend(self.for_admin(attempt).map(Effect::Copy)),
            Intent::CopyRequest { attempt, form } => {
                effects.extend(self.request_to_copy(attempt, form).map(Effect::Copy));
            }
            Intent::OpenPortal { vm, page } => {
                effects.extend(self.portal_page(&vm, page).map(Effect::OpenPage));
            }
            Intent::SignInTrouble { attempt } => self.sign_in_refused_by_machine(attempt),
            Intent::EditFavourite { .. } | Intent::FindMachine { .. } | Intent::ShowWindow => {
                effects.push(Effect::ShowWindow);
            }
            Intent::Quit => {
                self.with_each_running(now, effects, Attempt::cancel);
                effects.extend(self.stop_sign_in());
            }
        }
    }

    fn notice_a_gap(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let before = self.last_seen.replace(now);
        let gap = before.is_some_and(|before| now.duration_since(before).abs() > GAP);
        if gap {
            self.address = None;
            self.with_each_running(now, effects, Attempt::reread);
        }
    }

    fn with_each_running(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        act: fn(&mut Attempt, &mut Turn<'_>),
    ) {
        let running: Vec<AttemptId> =
            self.attempts.iter().filter(|it| it.is_running()).map(|it| it.id).collect();
        for id in running {
            self.with_attempt(id, now, effects, act);
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
            proven: self.proven.get(&attempt.vm.id).copied(),
            windows: &self.windows,
            settings: &self.settings,
            session: &self.session,
            next_ask: &mut self.last_ask,
            effects,
            facts: &mut facts,
        };
        act(attempt, &mut turn);
        let ended = was_running && !attempt.is_running();
        let vm = attempt.vm.id.clone();
        let power = attempt.power();
        if power != Power::Unknown && (ended || self.machines.power(&vm, now) != power) {
            self.machines.saw(&vm, power, now);
        }
        self.learn(facts, &vm, now, effects);
        if ended {
            self.attempt_ended(index, now, effects);
        }
    }

    fn learn(&mut self, facts: Vec<Fact>, vm: &ResourceId, now: Timestamp, effects: &mut Vec<Effect>) {
        let mut news = false;
        for fact in facts {
            match fact {
                Fact::MyAddress(address) => self.address = Some((address, now)),
                Fact::Permitted => {
                    self.proven.insert(vm.clone(), true);
                }
                Fact::Refused => {
                    self.proven.insert(vm.clone(), false);
                }
                Fact::Opened(window) => news |= self.windows.remember(*window),
                Fact::Over(ids) => ids.iter().for_each(|id| news |= self.windows.close(id, now)),
            }
        }
        if news {
            effects.push(Effect::SaveWindows(self.windows.all().to_vec()));
        }
    }
}

mod attempts;
mod connecting;
mod ending;
mod extending;
mod mending;
pub(crate) mod notices;
mod queue;
mod refusing;
mod resuming;
#[cfg(test)]
mod scripted;
mod signing_in;
mod starring;
mod stopping;
#[cfg(test)]
pub(crate) mod story;
#[cfg(test)]
mod tests;
mod warning;
