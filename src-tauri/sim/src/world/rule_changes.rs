//! Changes to security groups: accepted at once, in effect when their operation succeeds.

use jiff::{SignedDuration, Timestamp};

use super::World;
use super::model::{Failure, SecurityGroup, SecurityRule};
use super::operation::{Outcome, Product, Provider};

/// What is to happen to a group.
#[derive(Clone, Debug)]
pub(crate) enum RuleChange {
    /// One rule, new or in place of the one of its name.
    Put(SecurityRule),
    /// The rule of this name goes.
    Remove(String),
    /// All rules at once, as writing the group itself does.
    Replace(Vec<SecurityRule>),
}

/// Network work that is under way: a change, or a reading that takes its time.
#[derive(Clone, Debug)]
pub(super) struct NetworkWork {
    operation: String,
    due: Timestamp,
    change: Option<(String, RuleChange)>,
}

/// How a rule stands that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provisioning {
    Succeeded,
    Updating,
    Deleting,
}

/// Why a change is refused at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RuleRefusal {
    /// Another rule has this priority in this direction.
    Conflict { other: String },
    /// An operation on another part of the group is under way for so many seconds more.
    Busy { operation: String, seconds: u64 },
    /// There is no such rule.
    Absent,
}

const CHANGE_TAKES: SignedDuration = SignedDuration::from_secs(1);
const READING_TAKES: SignedDuration = SignedDuration::from_secs(3);

impl World {
    /// The rules of a group as they are shown: with the changes under way.
    pub(crate) fn shown_rules(&self, group: &SecurityGroup) -> Vec<(SecurityRule, Provisioning)> {
        let settled = |rule: &SecurityRule| (rule.clone(), Provisioning::Succeeded);
        let mut rules: Vec<_> = group.rules.iter().map(settled).collect();
        let key = group.id.key();
        for (held, change) in self.network.iter().filter_map(|work| work.change.as_ref()) {
            if *held != key {
                continue;
            }
            match change {
                RuleChange::Put(rule) => {
                    match rules.iter_mut().find(|(old, _)| old.name.eq_ignore_ascii_case(&rule.name)) {
                        Some(old) => *old = (rule.clone(), Provisioning::Updating),
                        None => rules.push((rule.clone(), Provisioning::Updating)),
                    }
                }
                RuleChange::Remove(name) => rules
                    .iter_mut()
                    .filter(|(old, _)| old.name.eq_ignore_ascii_case(name))
                    .for_each(|(_, state)| *state = Provisioning::Deleting),
                RuleChange::Replace(new) => {
                    rules = new.iter().map(|rule| (rule.clone(), Provisioning::Updating)).collect();
                }
            }
        }
        rules
    }

    /// Begins a change to a group and gives the id of its operation.
    pub(crate) fn change_rules(
        &mut self,
        key: &str,
        change: RuleChange,
        now: Timestamp,
    ) -> Result<String, RuleRefusal> {
        let group = self.security_groups.get(key).ok_or(RuleRefusal::Absent)?;
        let shown = self.shown_rules(group);
        let here = |name: &str| shown.iter().any(|(rule, _)| rule.name.eq_ignore_ascii_case(name));
        match &change {
            RuleChange::Put(rule) => {
                let clash = shown.iter().map(|(other, _)| other).find(|other| clashes(other, rule));
                if let Some(other) = clash {
                    return Err(RuleRefusal::Conflict { other: other.name.clone() });
                }
            }
            RuleChange::Remove(name) if !here(name) => return Err(RuleRefusal::Absent),
            RuleChange::Remove(_) | RuleChange::Replace(_) => {}
        }
        self.check_idle(key, &change, now)?;
        let product = match &change {
            RuleChange::Put(rule) => Product::Rule(key.to_owned(), rule.name.clone()),
            RuleChange::Remove(_) => Product::Nothing,
            RuleChange::Replace(_) => Product::Group(key.to_owned()),
        };
        let (id, location) = (group.id.clone(), group.location.clone());
        let operation = self.new_operation(Provider::Network, (&id, &location), product, now);
        self.supersede(key, &operation, now);
        let work = NetworkWork {
            operation: operation.clone(),
            due: now + CHANGE_TAKES,
            change: Some((key.to_owned(), change)),
        };
        self.network.push(work);
        Ok(operation)
    }

    /// Begins to find out what applies to an interface and gives the id of the operation.
    pub(crate) fn read_effective_rules(&mut self, interface: &str, now: Timestamp) -> Option<String> {
        let nic = self.interfaces.get(interface)?;
        let (id, location) = (nic.id.clone(), nic.location.clone());
        let product = Product::EffectiveRules(interface.to_owned());
        let operation = self.new_operation(Provider::Network, (&id, &location), product, now);
        let work = NetworkWork { operation: operation.clone(), due: now + READING_TAKES, change: None };
        self.network.push(work);
        Some(operation)
    }

    /// Network locks a group while an operation on it runs. A change of the very same thing takes the older one's
    /// place instead, so that creating and deleting a rule need no pause between them.
    fn check_idle(&self, key: &str, change: &RuleChange, now: Timestamp) -> Result<(), RuleRefusal> {
        let busy = self.network.iter().find(|work| {
            work.change.as_ref().is_some_and(|(group, other)| group == key && !other.same_subject(change))
        });
        match busy {
            None => Ok(()),
            Some(work) => {
                let left = work.due.duration_since(now).as_secs_f64().ceil().max(1.0);
                Err(RuleRefusal::Busy { operation: work.operation.clone(), seconds: left as u64 })
            }
        }
    }

    fn supersede(&mut self, key: &str, by: &str, now: Timestamp) {
        let (older, rest) = std::mem::take(&mut self.network)
            .into_iter()
            .partition(|work| work.change.as_ref().is_some_and(|(group, _)| group == key));
        self.network = rest;
        let older: Vec<NetworkWork> = older;
        for work in older {
            if let Some(operation) = self.operations.get_mut(&work.operation) {
                operation.end(now, Outcome::Superseded { by: by.to_owned() });
            }
        }
    }

    pub(super) fn settle_network(&mut self, now: Timestamp) {
        let (due, rest) = std::mem::take(&mut self.network).into_iter().partition(|work| work.due <= now);
        self.network = rest;
        let due: Vec<NetworkWork> = due;
        for work in due {
            let failure = work.change.and_then(|(key, change)| self.apply(&key, change));
            if let Some(operation) = self.operations.get_mut(&work.operation) {
                operation.finish(work.due, failure);
            }
        }
    }

    pub(super) fn next_network_change(&self) -> Option<Timestamp> {
        self.network.iter().map(|work| work.due).min()
    }

    fn apply(&mut self, key: &str, change: RuleChange) -> Option<Failure> {
        let group = self.security_groups.get_mut(key)?;
        match change {
            RuleChange::Put(rule) => {
                // Just-in-time access may have taken the priority in the meantime.
                if let Some(other) = group.rules.iter().find(|other| clashes(other, &rule)) {
                    let message = conflict(&rule.name, &other.name);
                    return Some(Failure { code: "SecurityRuleConflict".into(), message });
                }
                match group.rules.iter_mut().find(|old| old.name.eq_ignore_ascii_case(&rule.name)) {
                    Some(old) => *old = rule,
                    None => group.rules.push(rule),
                }
            }
            RuleChange::Remove(name) => group.rules.retain(|rule| !rule.name.eq_ignore_ascii_case(&name)),
            RuleChange::Replace(rules) => group.rules = rules,
        }
        None
    }
}

impl RuleChange {
    fn same_subject(&self, other: &Self) -> bool {
        match (self.rule(), other.rule()) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }

    fn rule(&self) -> Option<&str> {
        match self {
            Self::Put(rule) => Some(&rule.name),
            Self::Remove(name) => Some(name),
            Self::Replace(_) => None,
        }
    }
}

/// Another rule in the same place of the same direction.
fn clashes(one: &SecurityRule, other: &SecurityRule) -> bool {
    !one.name.eq_ignore_ascii_case(&other.name)
        && one.direction == other.direction
        && one.priority == other.priority
}

/// What Azure says about two rules in the same place.
pub(crate) fn conflict(rule: &str, other: &str) -> String {
    format!(
        "Security rule {rule} conflicts with rule {other}. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules."
    )
}
