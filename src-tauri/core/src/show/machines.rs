//! What is said of the list of machines, and of one of them.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{Code, Inventory, MachinesState, Part, Power, ResourceId, State, Unanswered};

/// Up to so many that did not answer are named.
const NAMED: usize = 2;

impl State {
    pub(super) fn machines_state(&self, now: Timestamp) -> MachinesState {
        let list = self.machines.inventory();
        let as_of = list.as_of.map(|at| self.clock_time(at, now));
        let unanswered = names(failed(list));
        MachinesState {
            version: self.machines.version,
            count: u32::try_from(list.machines.len()).unwrap_or(u32::MAX),
            subscriptions: u32::try_from(subscriptions(list)).unwrap_or(u32::MAX),
            reading: list.as_of.is_none() && list.failures.is_empty() && self.watching,
            offline: self.is_offline().then(|| match &as_of {
                Some(at) => {
                    format!("Offline. This list is from {at}. Access that is open keeps its closing time.")
                }
                None => "Offline. Access that is open keeps its closing time.".to_owned(),
            }),
            partial: partial(list).filter(|_| !self.is_offline()),
            unanswered,
            as_of,
        }
    }

    /// Whether Azure cannot be reached, as the last reading or the newest attempt found it.
    pub(crate) fn is_offline(&self) -> bool {
        let list = self.machines.inventory();
        let unreached = |it: &Unanswered| it.problem.code == Code::Offline;
        !list.failures.is_empty() && list.failures.iter().all(unreached) || self.found_offline()
    }

    /// `Running`, and what it was last where that is all there is.
    pub(super) fn power_word(&self, id: &ResourceId, now: Timestamp) -> String {
        let power = self.machines.power(id, now);
        let past = self.machines.get(id).and_then(|machine| machine.past.power);
        match (power, past) {
            (Power::Unknown, Some((before, at))) => {
                format!("Was {}, {}", before.word(), self.clock_time(at, now))
            }
            _ => upper_first(power.word()),
        }
    }

    /// `web-01 · Contoso Production`; the resource group while the subscription's name is not known.
    pub(super) fn machine_line(&self, id: &ResourceId) -> String {
        let place = match self.machines.get(id) {
            Some(machine) => machine.vm.subscription.as_str(),
            None => id.resource_group().unwrap_or_default(),
        };
        crate::clean(&format!("{} · {place}", id.name()))
    }
}

/// In how many subscriptions machines are known.
pub(super) fn subscriptions(list: &Inventory) -> usize {
    list.machines.iter().map(|machine| machine.vm.at.id.subscription()).collect::<BTreeSet<_>>().len()
}

/// What did not answer. A tenant that wants a sign-in of its own stands beside its account.
fn failed(list: &Inventory) -> impl Iterator<Item = &Unanswered> {
    list.failures.iter().filter(|failure| failure.problem.sign_in.is_none())
}

fn names<'a>(failures: impl Iterator<Item = &'a Unanswered>) -> Vec<String> {
    failures.map(|failure| crate::clean(&failure.scope)).collect::<BTreeSet<_>>().into_iter().collect()
}

/// `2 of 14 subscriptions did not answer. Showing what we have.`
fn partial(list: &Inventory) -> Option<String> {
    let names = names(failed(list));
    let within = |failure: &Unanswered| matches!(failure.part, Part::Policies(_) | Part::Power(_));
    let who = match names.as_slice() {
        [] => return None,
        some if some.len() <= NAMED => some.join(" and "),
        many if failed(list).all(within) => {
            format!("{} of {} subscriptions", many.len(), subscriptions(list).max(many.len()))
        }
        many => format!("{} and {} more", many[0], many.len() - 1),
    };
    Some(format!("{who} did not answer. Showing what we have."))
}

pub(super) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
