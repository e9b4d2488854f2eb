//! The rules, recomputed from what was told and what was asked; nothing here uses the plan's own reasoning.

use std::collections::{HashMap, HashSet};
use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};

use super::world::World;
use crate::*;

/// What the state was told so far, and what it asked.
#[derive(Default)]
pub(super) struct Judge {
    questions: HashMap<AskId, (AttemptId, Ask)>,
    answered: HashSet<AskId>,
    posted: HashSet<AttemptId>,
    /// Posted and not answered: the machine, the wish, and when.
    unanswered: HashMap<AskId, (ResourceId, Option<Wish>, Timestamp)>,
    launched: HashSet<AttemptId>,
    /// What each attempt is for; opening again has a wish of its own making.
    wishes: HashMap<AttemptId, Option<Wish>>,
    looks: HashMap<AttemptId, Look>,
    /// Addresses found since the network last changed or the computer slept.
    homes: HashSet<Ipv4Addr>,
    /// Address questions that are older than that.
    stale: HashSet<AskId>,
    /// Requests the state was told of.
    known: HashSet<(ResourceId, u16, Prefix, Timestamp)>,
    refused: HashSet<ResourceId>,
    ended: HashSet<AttemptId>,
    last: Option<Timestamp>,
    pressed: Option<Wish>,
}

impl Judge {
    pub fn before(&mut self, event: &Event, state: &State, world: &World) {
        let slept =
            self.last.replace(world.now).is_some_and(|last| world.now - SignedDuration::from_secs(90) > last);
        if slept || *event == Event::NetworkChanged {
            self.homes.clear();
            let address = |(_, ask): &(AttemptId, Ask)| *ask == Ask::PublicAddress;
            self.stale.extend(self.questions.iter().filter(|(_, asked)| address(asked)).map(|(id, _)| *id));
        }
        let attempts = state.view(world.now).attempts;
        self.ended =
            attempts.iter().filter(|attempt| attempt.outcome.is_some()).map(|attempt| attempt.id).collect();
        match event {
            Event::Intent(Intent::ConnectTo { wish, .. }) => self.pressed = Some(wish.clone()),
            Event::Intent(Intent::OpenAgain { .. }) => self.pressed = None,
            Event::Intent(Intent::Retry { attempt }) => self.pressed = self.wishes[attempt].clone(),
            Event::Answered { ask, answer, .. } => self.told(*ask, answer, world),
            _ => {}
        }
    }

    fn told(&mut self, ask: AskId, answer: &Answer, world: &World) {
        let Some((attempt, question)) = self.questions.get(&ask).cloned() else { return };
        assert!(self.answered.insert(ask), "the world answers once");
        match (answer, question) {
            (Answer::PublicAddress(Ok(address)), _) if !self.stale.contains(&ask) => {
                self.homes.insert(*address);
            }
            (Answer::Look(Ok(look)), _) => {
                look.policies.iter().for_each(|policy| self.listed(policy, world));
                self.looks.insert(attempt, (**look).clone());
            }
            (Answer::Policy(Ok(policy)), _) => self.listed(policy, world),
            (Answer::Initiate(answer), Ask::Initiate(what)) => {
                self.unanswered.remove(&ask);
                match answer {
                    Ok(accepted) => {
                        self.refused.remove(&what.vm.id);
                        self.known.insert((what.vm.id, what.port, what.source, accepted.from));
                    }
                    Err(problem) if problem.code == Code::Interrupted => {}
                    Err(_) => {
                        self.refused.insert(what.vm.id);
                    }
                }
            }
            _ => {}
        }
    }

    fn listed(&mut self, policy: &Policy, world: &World) {
        for request in policy.requests.iter().filter(|request| request.is_live(world.azure_now())) {
            self.refused.remove(&request.vm);
            self.known.insert((request.vm.clone(), request.port, request.source.unwrap(), request.from));
        }
    }

    pub fn after(&mut self, effects: &[Effect], state: &State, world: &World) {
        for (place, effect) in effects.iter().enumerate() {
            if let Effect::Ask { attempt, ask, what } = effect {
                let fresh = self.questions.insert(*ask, (*attempt, what.clone())).is_none();
                assert!(fresh, "question {ask:?} is asked twice");
                assert!(!self.ended.contains(attempt), "{attempt:?} has ended and asks {what:?}");
                let left = effects[place..].contains(&Effect::Abandon(*attempt));
                let runs =
                    state.view(world.now).attempts.iter().any(|it| it.id == *attempt && it.outcome.is_none());
                assert!(runs || left, "{attempt:?} ended and asks {what:?}");
                self.question(*attempt, *ask, what, world);
            }
        }
        if let Some(due) = state.deadline() {
            assert!(due > world.now, "due at {due}, but it is {} and everything was done", world.now);
        }
    }

    fn question(&mut self, attempt: AttemptId, ask: AskId, what: &Ask, world: &World) {
        let wish = self.wishes.entry(attempt).or_insert_with(|| self.pressed.clone()).clone();
        match what {
            Ask::Initiate(initiate) => {
                assert!(self.posted.insert(attempt), "{attempt:?} posts twice");
                self.nothing_matching_is_open(initiate, world);
                self.fits(attempt, initiate, world);
                let recent = world.now - SignedDuration::from_secs(89);
                let twice = self.unanswered.values().any(|(vm, other, at)| {
                    *vm == initiate.vm.id && wish.is_some() && *other == wish && *at > recent
                });
                assert!(!twice, "one wish is posted again before its answer came");
                self.unanswered.insert(ask, (initiate.vm.id.clone(), wish, world.now));
            }
            Ask::Start(vm) => {
                assert!(!self.refused.contains(&vm.id), "a machine is started after access was refused");
                assert!(wish.is_none_or(|wish| wish.start), "a machine is started that should not be");
            }
            Ask::Launch(_) => assert!(self.launched.insert(attempt), "{attempt:?} opens two clients"),
            _ => {}
        }
    }

    /// No request the state knows of, and which is truly in effect for two minutes more, does what this one asks.
    fn nothing_matching_is_open(&self, wanted: &Initiate, world: &World) {
        let soon = world.azure_now() + SignedDuration::from_mins(2);
        for (_, request) in &world.requests {
            let source = request.source.unwrap();
            let matches =
                request.vm == wanted.vm.id && request.port == wanted.port && source.covers(wanted.source);
            let told = self.known.contains(&(request.vm.clone(), request.port, source, request.from));
            let open = request.is_live(world.azure_now()) && request.until >= soon;
            assert!(
                !(matches && told && open),
                "{wanted:?} is asked for, but {request:?} is known to be open"
            );
        }
    }

    /// Not wider, not longer, not elsewhere, and not shorter than can be had.
    fn fits(&self, attempt: AttemptId, initiate: &Initiate, world: &World) {
        let look = self.looks.get(&attempt).expect("nothing is asked for before the machine was looked at");
        let policy =
            look.policies.iter().find(|policy| policy.id == initiate.policy).expect("the policy exists");
        let entry = policy
            .machines
            .iter()
            .find(|machine| machine.vm == initiate.vm.id)
            .expect("it holds the machine");
        let allows = |rule: &PortRule, home: Ipv4Addr| match &rule.sources {
            Sources::Any => true,
            Sources::Only(ranges) => ranges.iter().any(|range| range.contains(home)),
        };
        let wish = self.wishes[&attempt].as_ref();
        let homes: Vec<Ipv4Addr> = match wish.and_then(|wish| wish.address) {
            Some(address) => vec![address],
            None => self.homes.iter().copied().collect(),
        };
        let mut longest = None;
        for rule in entry.ports.iter().filter(|rule| rule.number == initiate.port) {
            for home in homes.iter().filter(|home| allows(rule, **home)) {
                let exact = initiate.source.to_string() == home.to_string();
                let agreed = wish.is_some_and(|wish| wish.whole_range);
                let range =
                    matches!(&rule.sources, Sources::Only(ranges) if ranges.contains(&initiate.source));
                let narrow = initiate.source.to_string() != "0.0.0.0/0" && initiate.source.contains(*home);
                if exact || (agreed && range && narrow) {
                    longest = longest.max(Some(rule.longest));
                }
            }
        }
        let longest =
            longest.unwrap_or_else(|| panic!("{initiate:?} is wider than {policy:?} or {homes:?} allow"));
        let Some(wish) = wish else { return };
        assert!(wish.port.is_none_or(|port| port == initiate.port), "another port than wished");
        let length = initiate.until.duration_since(world.azure_now());
        let allowed = wish.duration.as_duration().min(longest.as_duration());
        assert!(length <= allowed, "{length} is longer than {allowed}");
        assert!(
            length >= allowed - SignedDuration::from_secs(5),
            "{length} is needlessly shorter than {allowed}"
        );
    }
}
