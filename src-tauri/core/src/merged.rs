//! What several accounts see, as one inventory.

use std::collections::{BTreeMap, HashMap};

use crate::{Account, Inventory, Jit, Machine, Part, Power, ResourceId, Unanswered};

impl Inventory {
    /// What several accounts see. A machine that more than one sees is there once, as the account sees it that knows
    /// most of it; the first one, where they know the same. Each machine is reached with the account it is shown of.
    #[must_use]
    pub fn merged(mut seen: Vec<(Account, Self)>) -> Self {
        for (account, inventory) in &mut seen {
            for machine in &mut inventory.machines {
                machine.vm.at.account = Some(account.id.clone());
            }
        }
        if seen.len() < 2 {
            return seen.pop().map(|(_, inventory)| inventory).unwrap_or_default();
        }
        let mut merged = Self::default();
        let mut best: HashMap<ResourceId, (usize, Machine)> = HashMap::new();
        let mut failures: Vec<(usize, Unanswered)> = Vec::new();
        for (place, (account, inventory)) in seen.into_iter().enumerate() {
            let name = account.name;
            if inventory.as_of.is_none() && inventory.failures.is_empty() && inventory.waiting.is_empty() {
                // Nothing was asked of it yet: what it sees may be any machine.
                merged.waiting.push(name.clone());
            }
            for machine in inventory.machines {
                let kept = best.get(&machine.vm.at.id);
                if kept.is_none_or(|(_, kept)| known(&machine) > known(kept)) {
                    best.insert(machine.vm.at.id.clone(), (place, machine));
                }
            }
            let named = |failure: Unanswered| {
                (place, Unanswered { scope: format!("{} ({name})", failure.scope), ..failure })
            };
            failures.extend(inventory.failures.into_iter().map(named));
            merged.waiting.extend(inventory.waiting);
            merged.tenants.extend(inventory.tenants);
            merged.as_of = merged.as_of.into_iter().chain(inventory.as_of).min();
        }
        let shown = shown(&best);
        failures.retain(|(place, failure)| !made_good(*place, failure, &shown));
        merged.failures = failures.into_iter().map(|(_, failure)| failure).collect();
        merged.machines = best.into_values().map(|(_, machine)| machine).collect();
        merged.sort();
        merged
    }

    fn sort(&mut self) {
        self.machines.sort_by_cached_key(|machine| (machine.vm.name.to_lowercase(), machine.vm.at.id.key()));
        self.failures.sort_by(|a, b| (&a.scope, &a.part).cmp(&(&b.scope, &b.part)));
        self.waiting.sort();
        self.waiting.dedup();
    }
}

/// How much is known of a machine.
fn known(machine: &Machine) -> usize {
    let facts = [
        machine.jit != Jit::Unknown,
        machine.vm.power != Power::Unknown,
        machine.past.from.is_none(),
        !machine.vm.region.is_empty(),
    ];
    facts.into_iter().filter(|fact| *fact).count()
}

/// The accounts that the machines of each subscription are shown from.
fn shown(best: &HashMap<ResourceId, (usize, Machine)>) -> BTreeMap<String, Vec<usize>> {
    let mut shown: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (id, (place, _)) in best {
        let places = shown.entry(id.subscription().to_ascii_lowercase()).or_default();
        if !places.contains(place) {
            places.push(*place);
        }
    }
    shown
}

/// Whether another account tells of all machines what this one could not.
fn made_good(place: usize, failure: &Unanswered, shown: &BTreeMap<String, Vec<usize>>) -> bool {
    match &failure.part {
        Part::Policies(subscription) | Part::Power(subscription) => {
            shown.get(subscription).is_some_and(|places| !places.contains(&place))
        }
        Part::Tenants | Part::Subscriptions(_) | Part::Machines(_) => false,
    }
}

#[cfg(test)]
mod tests;
