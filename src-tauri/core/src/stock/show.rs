//! The inventory as it is now.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Known, Stock};
use crate::{Account, Inventory, Machine, Part, TenantNews, Unanswered};

impl Stock {
    /// Every machine that is known, ordered by name, and what did not answer.
    #[must_use]
    pub fn inventory(&self) -> Inventory {
        let mut machines: Vec<Machine> = Vec::new();
        for (id, known) in &self.subscriptions {
            let from = self.old_since(id, known);
            machines.extend(known.machines.values().map(|kept| {
                let mut machine = kept.machine.clone();
                machine.vm.subscription = if known.name.is_empty() { id.clone() } else { known.name.clone() };
                if known.tenant.is_some() {
                    machine.vm.at.tenant.clone_from(&known.tenant);
                }
                machine.past.from = from;
                machine
            }));
        }
        machines.sort_by_cached_key(|machine| (machine.vm.name.to_lowercase(), machine.vm.at.id.key()));
        let mut waiting: Vec<String> =
            self.waiting.iter().map(|(part, name)| self.place(part, name)).collect();
        waiting.sort();
        waiting.dedup();
        let (failures, as_of, tenants) = (self.unanswered(), self.as_of(), self.named_tenants());
        Inventory { machines, failures, as_of, waiting, tenants, unknown: Vec::new() }
    }

    /// The tenants of this account, and what keeps their machines from being seen.
    #[must_use]
    pub fn tenant_news(&self, account: &Account) -> Vec<TenantNews> {
        let home = account.tenant.as_ref().map(|tenant| tenant.to_ascii_lowercase());
        let failed = self.failures.keys().filter_map(|part| match part {
            Part::Subscriptions(tenant) | Part::Machines(tenant) => Some(tenant),
            Part::Tenants | Part::Policies(_) | Part::Power(_) => None,
        });
        let all: BTreeSet<&Option<String>> = self.tenants.keys().chain(failed).collect();
        let news = |tenant: &Option<String>| {
            let id = tenant.clone().or_else(|| home.clone())?;
            let name = self.tenants.get(tenant).unwrap_or(&id).clone();
            let parts = [Part::Subscriptions(tenant.clone()), Part::Machines(tenant.clone())];
            let problem = parts.iter().find_map(|part| self.failures.get(part));
            let problem = problem.map(|(_, problem)| problem.clone());
            Some(TenantNews { account: account.id.clone(), id, name, problem })
        };
        all.into_iter().filter_map(news).collect()
    }

    /// The account's own tenant is known by its subscriptions.
    fn named_tenants(&self) -> BTreeMap<String, String> {
        let own = self.subscriptions.values().filter(|known| known.by.is_none());
        let home = own.filter_map(|known| known.tenant.clone()).next();
        let named = |(id, name): (&Option<String>, &String)| {
            Some((id.clone().or_else(|| home.clone())?, name.clone()))
        };
        self.tenants.iter().filter_map(named).collect()
    }

    fn unanswered(&self) -> Vec<Unanswered> {
        let tell = |(part, (scope, problem)): (&Part, &(String, crate::Problem))| Unanswered {
            part: part.clone(),
            scope: self.place(part, scope),
            problem: problem.clone(),
            known_from: self.read_at(part),
        };
        let mut failures: Vec<Unanswered> = self.failures.iter().map(tell).collect();
        failures.sort_by(|a, b| (&a.scope, &a.part).cmp(&(&b.scope, &b.part)));
        failures
    }

    /// The name of a tenant is known only when the list of tenants has answered.
    fn place(&self, part: &Part, name: &str) -> String {
        let named = match part {
            Part::Subscriptions(tenant) | Part::Machines(tenant) => self.tenants.get(tenant),
            Part::Tenants | Part::Policies(_) | Part::Power(_) => None,
        };
        named.map_or(name, String::as_str).to_owned()
    }

    /// When the part was last read.
    fn read_at(&self, part: &Part) -> Option<Timestamp> {
        match part {
            Part::Tenants => None,
            Part::Subscriptions(tenant) | Part::Machines(tenant) => self.listed.get(tenant).copied(),
            Part::Policies(subscription) => self.subscriptions.get(subscription)?.policies,
            Part::Power(subscription) => self.subscriptions.get(subscription)?.power,
        }
    }

    /// The age of the oldest part that did answer when it was last asked.
    fn as_of(&self) -> Option<Timestamp> {
        let ids = self.subscriptions.iter();
        let own = ids.flat_map(|(id, _)| [Part::Policies(id.clone()), Part::Power(id.clone())]);
        let tenants = self.listed.keys().map(|tenant| Part::Machines(tenant.clone()));
        own.chain(tenants)
            .filter(|part| !self.failures.contains_key(part))
            .filter_map(|part| self.read_at(&part))
            .min()
    }

    /// Since when what is shown of a subscription is old, because a part of it failed. A power state is not among it:
    /// without a fresh one it is unknown.
    fn old_since(&self, id: &str, known: &Known) -> Option<Timestamp> {
        let parts = [
            Part::Policies(id.to_owned()),
            Part::Machines(known.by.clone()),
            Part::Subscriptions(known.by.clone()),
        ];
        parts
            .iter()
            .filter(|part| self.failures.contains_key(part))
            .filter_map(|part| self.read_at(part))
            .min()
    }
}
