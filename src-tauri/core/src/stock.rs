//! All that is known of the machines, subscription by subscription, and when each part of it was read.
//!
//! Answers arrive in any order, some fail, some come from an earlier day. Whatever fails keeps what was known before,
//! marked as old; a power state is never carried over as if it were true now.

mod file;
mod show;
#[cfg(test)]
mod tests;

pub use file::Whose;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use crate::{
    AccessRequest, Increment, Jit, Machine, Part, Past, Policy, Power, Problem, ResourceId, Scope, Vm,
};

/// The inventory while it is read, and from one reading to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stock {
    subscriptions: BTreeMap<String, Known>,
    /// The names of the tenants.
    tenants: BTreeMap<Option<String>, String>,
    /// When the machines of each tenant were last told; the account's own tenant has no id here.
    listed: BTreeMap<Option<String>, Timestamp>,
    failures: BTreeMap<Part, (String, Problem)>,
    waiting: BTreeMap<Part, String>,
    /// What was asked since the reading began.
    asked: BTreeSet<Part>,
    /// Numbers the listings, to know which machines the latest one of a tenant told.
    listings: BTreeMap<Option<String>, u64>,
}

/// One subscription.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Known {
    name: String,
    /// The tenant whose token reaches it.
    tenant: Option<String>,
    /// The tenant among whose machines its own are told.
    by: Option<String>,
    machines: HashMap<ResourceId, Kept>,
    policies: Option<Timestamp>,
    power: Option<Timestamp>,
    /// Answers of this reading, for machines that are told only later.
    early: Early,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Early {
    policies_read: bool,
    jit: HashMap<ResourceId, Jit>,
    power: HashMap<ResourceId, Power>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept {
    machine: Machine,
    /// The listing that last told of it, and its number.
    by: Option<String>,
    listing: u64,
}

impl Stock {
    /// A reading of everything begins.
    pub fn begin(&mut self) {
        self.asked.clear();
        self.waiting.clear();
        self.forget_early();
    }

    /// Adds what an answer tells.
    pub fn add(&mut self, increment: Increment, now: Timestamp) {
        match increment {
            Increment::Asked(part, name) => self.ask(part, name),
            Increment::Tenants(names) => {
                self.answered(&Part::Tenants);
                self.tenants = names.into_iter().collect();
            }
            Increment::Scopes(tenant, scopes) => {
                self.answered(&Part::Subscriptions(tenant.clone()));
                for scope in scopes {
                    self.reach(&tenant, scope);
                }
            }
            Increment::Page(tenant, machines) => {
                for vm in machines {
                    self.tell(tenant.as_ref(), vm);
                }
            }
            Increment::Listed(tenant) => self.listed(tenant, now),
            Increment::Policies(subscription, policies) => {
                self.answered(&Part::Policies(subscription.clone()));
                let known = self.known(&subscription);
                known.policies = Some(now);
                (known.early.jit, known.early.policies_read) = (protections(&policies), true);
                for (id, kept) in &mut known.machines {
                    kept.machine.jit = known.early.jit.get(id).cloned().unwrap_or(Jit::Off);
                }
            }
            Increment::Power(subscription, states) => {
                self.answered(&Part::Power(subscription.clone()));
                let known = self.known(&subscription);
                let before = known.power.replace(now);
                known.early.power = states.into_iter().collect();
                for kept in known.machines.values_mut() {
                    kept.lay_over(&known.early.power, before);
                }
            }
            Increment::Failed(part, problem) => self.fail(part, problem),
        }
    }

    /// The reading of everything has ended: what it did not tell of any more is gone.
    pub fn finish(&mut self) {
        self.failures.retain(|part, _| self.asked.contains(part));
        self.forget_gone();
        for known in self.subscriptions.values_mut() {
            known.add_unlisted();
        }
        self.waiting.clear();
        self.forget_early();
    }

    /// What tenants have told of no more, or are not asked for any more, is gone; of a tenant that did not answer,
    /// everything stays.
    fn forget_gone(&mut self) {
        let is_open = |part: &Part| self.failures.contains_key(part) || self.waiting.contains_key(part);
        if is_open(&Part::Subscriptions(None)) {
            return;
        }
        let is_told = |by: &Option<String>| {
            by.is_none() || !is_open(&Part::Tenants) && !is_open(&Part::Subscriptions(by.clone()))
        };
        let told: BTreeSet<Option<String>> = self
            .subscriptions
            .values()
            .map(|known| &known.by)
            .chain(self.listed.keys())
            .filter(|by| is_told(by))
            .cloned()
            .collect();
        let (asked, listings) = (&self.asked, &self.listings);
        let is_listed = |kept: &Kept| {
            asked.contains(&Part::Machines(kept.by.clone())) && listings.get(&kept.by) == Some(&kept.listing)
        };
        self.subscriptions.retain(|id, known| {
            !told.contains(&known.by)
                || asked.contains(&Part::Power(id.clone()))
                || known.machines.values().any(is_listed)
        });
        self.listed.retain(|by, _| !told.contains(by) || asked.contains(&Part::Machines(by.clone())));
    }

    /// Whether everything that was asked last has answered.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.failures.is_empty() && !self.subscriptions.is_empty()
    }

    /// Every subscription, to read its parts again.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> {
        self.subscriptions.iter().map(|(id, known)| Scope {
            subscription: id.clone(),
            name: known.name.clone(),
            tenant: known.tenant.clone(),
        })
    }

    /// What did not answer, with the name of its place and why: to be asked again alone.
    pub fn failed(&self) -> impl Iterator<Item = (&Part, &str, &Problem)> {
        self.failures.iter().map(|(part, (name, problem))| (part, name.as_str(), problem))
    }

    fn ask(&mut self, part: Part, name: String) {
        if let Part::Machines(tenant) = &part {
            *self.listings.entry(tenant.clone()).or_default() += 1;
        }
        self.asked.insert(part.clone());
        self.waiting.insert(part, name);
    }

    fn answered(&mut self, part: &Part) {
        self.waiting.remove(part);
        self.failures.remove(part);
    }

    fn reach(&mut self, by: &Option<String>, scope: Scope) {
        let known = self.known(&scope.subscription);
        (known.name, known.tenant, known.by) = (scope.name, scope.tenant, by.clone());
    }

    fn tell(&mut self, by: Option<&String>, mut vm: Vm) {
        let listing = self.listings.get(&by.cloned()).copied().unwrap_or_default();
        let known = self.known(&vm.at.id.subscription().to_ascii_lowercase());
        let id = vm.at.id.clone();
        match known.machines.get_mut(&id) {
            Some(kept) => {
                // Resource Graph lower-cases a part of the id; the casing it was stored in is known from elsewhere.
                (vm.power, vm.at.id) = (kept.machine.vm.power, kept.machine.vm.at.id.clone());
                vm.resource_group = group(&vm.at.id);
                (kept.machine.vm, kept.by, kept.listing) = (vm, by.cloned(), listing);
            }
            None => {
                vm.power = Power::Unknown;
                known.keep(vm, by.cloned(), listing);
            }
        }
    }

    fn listed(&mut self, tenant: Option<String>, now: Timestamp) {
        self.answered(&Part::Machines(tenant.clone()));
        let listing = self.listings.get(&tenant).copied().unwrap_or_default();
        for known in self.subscriptions.values_mut() {
            known.machines.retain(|_, kept| kept.by != tenant || kept.listing == listing);
        }
        self.listed.insert(tenant, now);
    }

    fn fail(&mut self, part: Part, problem: Problem) {
        let name =
            self.waiting.remove(&part).or_else(|| self.failures.get(&part).map(|(name, _)| name.clone()));
        for (id, known) in &mut self.subscriptions {
            let hit = match &part {
                Part::Power(subscription) => subscription == id,
                Part::Subscriptions(tenant) => *tenant == known.by,
                Part::Tenants | Part::Machines(_) | Part::Policies(_) => false,
            };
            if hit {
                known.forget_power();
            }
        }
        self.failures.insert(part, (name.unwrap_or_default(), problem));
    }

    fn known(&mut self, subscription: &str) -> &mut Known {
        self.subscriptions.entry(subscription.to_owned()).or_default()
    }

    fn forget_early(&mut self) {
        for known in self.subscriptions.values_mut() {
            known.early = Early::default();
        }
    }
}

impl Known {
    /// A state that could not be read is not known. What it was is kept beside it.
    fn forget_power(&mut self) {
        for kept in self.machines.values_mut() {
            kept.lay_over(&HashMap::new(), self.power);
        }
    }

    /// Machines that have a state and were not listed: made a moment ago, or the listing failed.
    fn add_unlisted(&mut self) {
        let unlisted: Vec<ResourceId> =
            self.early.power.keys().filter(|id| !self.machines.contains_key(*id)).cloned().collect();
        for id in unlisted {
            self.keep(Vm::unread(id), self.by.clone(), 0);
        }
    }

    /// Keeps a machine that is new, with what is known of its subscription already.
    fn keep(&mut self, vm: Vm, by: Option<String>, listing: u64) {
        let id = vm.at.id.clone();
        // Without fresh policies nothing is said of a machine that was not there when they were read.
        let jit = self.early.jit.get(&id).cloned();
        let none = if self.early.policies_read { Jit::Off } else { Jit::Unknown };
        let machine = Machine { vm, jit: jit.unwrap_or(none), past: Past::default() };
        let mut kept = Kept { machine, by, listing };
        kept.lay_over(&self.early.power, None);
        self.machines.insert(id, kept);
    }
}

impl Kept {
    fn lay_over(&mut self, states: &HashMap<ResourceId, Power>, before: Option<Timestamp>) {
        let vm = &mut self.machine.vm;
        let was = vm.power;
        vm.power = Power::Unknown;
        if let Some((id, power)) = states.get_key_value(&vm.at.id) {
            vm.power = *power;
            vm.resource_group = group(id);
            vm.at.id = id.clone();
        }
        self.machine.past.power = match vm.power {
            Power::Unknown if was != Power::Unknown => before.map(|at| (was, at)),
            Power::Unknown => self.machine.past.power,
            _ => None,
        };
    }
}

/// What the policies say of each machine they hold.
fn protections(policies: &[Policy]) -> HashMap<ResourceId, Jit> {
    let mut protections: HashMap<ResourceId, Jit> = HashMap::new();
    for policy in policies {
        let mut requests: HashMap<&ResourceId, Vec<&AccessRequest>> = HashMap::new();
        for request in &policy.requests {
            requests.entry(&request.vm).or_default().push(request);
        }
        for entry in &policy.machines {
            let of_it = requests.get(&entry.vm).into_iter().flatten().copied();
            protections.entry(entry.vm.clone()).or_default().add_entry(entry, of_it);
        }
    }
    protections
}

fn group(id: &ResourceId) -> String {
    id.resource_group().unwrap_or_default().to_owned()
}
