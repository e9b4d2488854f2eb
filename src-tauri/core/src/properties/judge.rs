//! The rules, recomputed from what was told and what was asked; nothing here uses the plan's own reasoning.

mod fits;
mod signing;
mod stops;
mod turns;

use std::collections::{HashMap, HashSet};
use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};

use super::world::World;
use crate::*;

/// How long the answer to a posted request may still come.
const ANSWER_DUE: SignedDuration = SignedDuration::from_secs(89);

/// What the state was told so far, and what it asked.
#[derive(Default)]
pub(super) struct Judge {
    questions: HashMap<AskId, (AttemptId, Ask)>,
    answered: HashSet<AskId>,
    /// Questions from before the computer slept, and address questions from before the network changed.
    stale: HashSet<AskId>,
    /// Addresses found since then.
    homes: HashSet<Ipv4Addr>,
    /// What each attempt is for; opening again has a wish of its own making.
    wishes: HashMap<AttemptId, Option<Wish>>,
    /// What each attempt saw last.
    looks: HashMap<AttemptId, Look>,
    /// All requests that each attempt saw.
    listed: HashMap<AttemptId, Vec<AccessRequest>>,
    /// Requests that Azure took (machine, port, source, since when), and whether it said so in time.
    taken: HashMap<(ResourceId, u16, Option<Prefix>, Timestamp), bool>,
    /// The one that it was told of just now, as the id of its window.
    news: Option<String>,
    /// Machines whose last request was refused.
    refused: HashSet<ResourceId>,
    posted: HashSet<AttemptId>,
    /// Posted and not answered: the machine, the wish, and when.
    unanswered: HashMap<AskId, (ResourceId, Option<Wish>, Timestamp)>,
    launched: HashSet<AttemptId>,
    /// Attempts to which the service answered.
    reached: HashSet<AttemptId>,
    /// Attempts that open their client although nothing answered.
    anyway: HashSet<AttemptId>,
    pressed_anyway: bool,
    ended: HashSet<AttemptId>,
    last: Option<Timestamp>,
    sign_ins: signing::SignIns,
    stops: stops::Stops,
    pressed: Option<Wish>,
    /// Attempts that have asked anything.
    begun: HashSet<AttemptId>,
    /// Attempts that ask for what is open already.
    pub extensions: HashSet<AttemptId>,
}

impl Judge {
    pub fn before(&mut self, event: &Event, state: &State, world: &World) {
        let slept =
            self.last.replace(world.now).is_some_and(|last| world.now.duration_since(last).as_secs() > 90);
        let moved = *event == Event::NetworkChanged;
        if slept || moved {
            self.homes.clear();
            let stale = |ask: &Ask| slept || *ask == Ask::PublicAddress;
            self.stale.extend(self.questions.iter().filter(|(_, (_, ask))| stale(ask)).map(|(id, _)| *id));
        }
        let attempts = state.view(world.now).attempts;
        self.ended = attempts.iter().filter(|it| it.outcome.is_some()).map(|it| it.id).collect();
        self.sign_ins.before(event);
        self.stops.before(event);
        if let Event::Intent(intent) = event {
            self.pressed_anyway = matches!(intent, Intent::OpenAnyway { .. });
        }
        match event {
            Event::Intent(Intent::ConnectTo { wish, .. }) => self.pressed = Some(wish.clone()),
            Event::Intent(Intent::OpenAgain { .. } | Intent::Extend { .. }) => self.pressed = None,
            Event::Intent(Intent::Retry { attempt } | Intent::OpenAnyway { attempt }) => {
                self.pressed = self.wishes[attempt].clone()
            }
            Event::Answered { ask, answer, .. } => self.told(*ask, answer, world),
            _ => {}
        }
    }

    fn told(&mut self, ask: AskId, answer: &Answer, world: &World) {
        let (attempt, question) = self.questions[&ask].clone();
        assert!(self.answered.insert(ask), "the world answers once");
        match (answer, question) {
            (Answer::Initiate(answer), Ask::Initiate(what)) => {
                let (.., asked) = self.unanswered.remove(&ask).expect("it was asked");
                match answer {
                    Ok(accepted) => {
                        let in_time = world.now - ANSWER_DUE < asked;
                        if in_time && accepted.until > world.azure_now() {
                            self.news = Some(format!("{}#{}#{}", what.vm.id.key(), what.port, what.source));
                        }
                        self.refused.remove(&what.vm.id);
                        let key = (what.vm.id, what.port, Some(what.source), accepted.from);
                        self.taken.insert(key, in_time);
                    }
                    // Azure did not look at it before it knew who asks.
                    Err(problem) if problem.sign_in.is_some() => {
                        self.posted.remove(&attempt);
                    }
                    Err(problem) if problem.code != Code::Interrupted => {
                        self.refused.insert(what.vm.id);
                    }
                    Err(_) => {}
                }
            }
            _ if self.stale.contains(&ask) || self.ended.contains(&attempt) => {}
            (Answer::PublicAddress(Ok(address)), _) => {
                self.homes.insert(*address);
            }
            (Answer::Probe(ProbeOutcome::Answered), _) => {
                self.reached.insert(attempt);
            }
            (Answer::Look(Ok(look)), _) => {
                let requests = look.policies.iter().flat_map(|policy| policy.requests.clone());
                self.listed.entry(attempt).or_default().extend(requests);
                self.looks.insert(attempt, (**look).clone());
            }
            (Answer::Policy(Ok(policy)), _) => {
                self.listed.entry(attempt).or_default().extend(policy.requests.clone());
            }
            _ => {}
        }
    }

    pub fn after(&mut self, effects: &[Effect], state: &State, world: &World) {
        // Nobody pressed for an attempt that goes on by itself: it wants what the one before it wanted.
        for it in state.attempts.iter().filter(|it| it.resumed > 0) {
            self.wishes.entry(it.id).or_insert_with(|| Some(it.wish.clone()));
        }
        let attempts = state.view(world.now).attempts;
        // One that waits for its turn asks later, when something else may have been pressed.
        for attempt in &attempts {
            // What is extended is listed without the stages that it does not have.
            if attempt.stages.len() < 6 {
                self.extensions.insert(attempt.id);
            }
            if self.pressed_anyway && !self.wishes.contains_key(&attempt.id) {
                self.anyway.insert(attempt.id);
            }
            self.wishes.entry(attempt.id).or_insert_with(|| self.pressed.clone());
        }
        self.turns_are_kept(effects, &attempts);
        for (place, effect) in effects.iter().enumerate() {
            if let Effect::Ask { attempt, ask, what } = effect {
                let fresh = self.questions.insert(*ask, (*attempt, what.clone())).is_none();
                assert!(fresh, "question {ask:?} is asked twice");
                if self.stops.is_one(*attempt, what, &attempts) {
                    continue;
                }
                assert!(!self.ended.contains(attempt), "{attempt:?} has ended and asks {what:?}");
                let left = effects[place..].contains(&Effect::Abandon(*attempt));
                let runs = attempts.iter().any(|it| it.id == *attempt && it.outcome.is_none());
                assert!(runs || left, "{attempt:?} ended and asks {what:?}");
                self.question(*attempt, *ask, what, world);
            }
        }
        if let Some(window) = self.news.take() {
            let shown = state.view(world.now).windows.iter().any(|it| it.id == window);
            assert!(shown, "{window} is open and not shown");
        }
        self.sign_ins.check(effects, state, world);
        if let Some(due) = state.deadline() {
            assert!(due > world.now, "due at {due}, but it is {} and everything was done", world.now);
        }
    }

    fn question(&mut self, attempt: AttemptId, ask: AskId, what: &Ask, world: &World) {
        let wish = self.wishes.get(&attempt).cloned().flatten();
        match what {
            Ask::Initiate(initiate) => {
                assert!(self.posted.insert(attempt), "{attempt:?} posts twice");
                if !self.extensions.contains(&attempt) {
                    self.nothing_matching_is_open(attempt, initiate, world);
                }
                let look = self.looks.get(&attempt).expect("nothing is asked for before the look");
                let found: Vec<Ipv4Addr> = self.homes.iter().copied().collect();
                let agreed = self.wishes.values().flatten().any(|wish| wish.whole_range);
                let agreed = agreed && self.extensions.contains(&attempt);
                fits::check(initiate, look, (wish.as_ref(), agreed), &found, world.azure_now());
                let twice = self.unanswered.values().any(|(vm, other, at)| {
                    *vm == initiate.vm.id && wish.is_some() && *other == wish && world.now - ANSWER_DUE < *at
                });
                assert!(!twice, "one wish is posted again before its answer came");
                self.unanswered.insert(ask, (initiate.vm.id.clone(), wish, world.now));
            }
            Ask::Start(vm) => {
                let open = self.known(attempt, world).any(|(request, _)| request.vm == vm.id);
                assert!(
                    open || !self.refused.contains(&vm.id),
                    "a machine is started after access was refused"
                );
                assert!(
                    wish.is_none_or(|wish| wish.start == crate::StartChoice::Auto),
                    "a machine is started that should not be"
                );
            }
            Ask::Launch(_) => {
                assert!(self.launched.insert(attempt), "{attempt:?} opens two clients");
                let may = self.reached.contains(&attempt) || self.anyway.contains(&attempt);
                assert!(may, "{attempt:?} opens a client for what did not answer");
            }
            _ => {}
        }
    }

    /// The requests in effect that the state was told of: Azure took them, or this attempt saw them. And whether it
    /// has to know them.
    fn known<'a>(
        &'a self,
        attempt: AttemptId,
        world: &'a World,
    ) -> impl Iterator<Item = (&'a AccessRequest, bool)> {
        let key = |it: &AccessRequest| (it.vm.clone(), it.port, it.source, it.from);
        let live = world.requests.iter().map(|(_, it)| it).filter(|it| it.is_live(world.azure_now()));
        live.filter_map(move |it| {
            let seen =
                self.listed.get(&attempt).is_some_and(|seen| seen.iter().any(|one| key(one) == key(it)));
            let taken = self.taken.get(&key(it)).copied();
            (seen || taken.is_some()).then_some((it, seen || taken == Some(true)))
        })
    }

    /// Nothing known that is in effect for two minutes more does what this request asks for.
    fn nothing_matching_is_open(&self, attempt: AttemptId, wanted: &Initiate, world: &World) {
        let soon = world.azure_now() + SignedDuration::from_mins(2);
        let known = self.known(attempt, world).filter(|(request, must)| *must && request.until >= soon);
        for (request, _) in known {
            let same = request.vm == wanted.vm.id && request.port == wanted.port;
            let matches = same && request.source.unwrap().covers(wanted.source);
            assert!(!matches, "{wanted:?} is asked for, but {request:?} is open");
        }
    }
}
