//! Every machine of every subscription the account can see.

use std::collections::HashMap;

use futures::future::{join, join_all};
use futures::stream::{self, StreamExt};
use jit_core::{Inventory, Machine, Policy, PortRule, Power, Problem, ResourceId, Unanswered, Vm, VmRef};

use crate::arm::Purpose;
use crate::resource::graph::{self, Row};
use crate::resource::machine::{os, power_states};
use crate::resource::policy::policies_below;
use crate::{Azure, Subscription};

/// What one tenant's token sees.
struct Seen {
    tenant: Option<String>,
    subscriptions: Vec<Subscription>,
    rows: Vec<Row>,
    failures: Vec<Unanswered>,
}

/// What one subscription adds to the rows of Resource Graph.
struct Overlay {
    policies: Vec<Policy>,
    power: Vec<(ResourceId, Power)>,
    failures: Vec<Unanswered>,
}

impl Azure {
    /// All machines with their JIT rules and power states. What does not answer is reported beside the rest.
    ///
    /// # Errors
    /// When nothing at all could be read.
    pub async fn inventory(&self) -> Result<Inventory, Problem> {
        let home = self.seen(None).await?;
        let (others, mut failures) = self.other_tenants().await;
        let seen: Vec<Seen> = std::iter::once(home).chain(others).collect();
        let sights = first_sights(&seen);
        let overlays: Vec<Overlay> = stream::iter(sights.values().copied())
            .map(|(tenant, subscription)| self.overlay(tenant, subscription))
            .buffer_unordered(self.surroundings().pace.side_by_side)
            .collect()
            .await;
        let mut machines: HashMap<ResourceId, Machine> = HashMap::new();
        for sight in &seen {
            for (id, rows) in by_machine(&sight.rows) {
                let key = id.subscription().to_ascii_lowercase();
                let tenant = sights.get(&key).map_or(sight.tenant.as_deref(), |(tenant, _)| *tenant);
                machines.entry(id.clone()).or_insert_with(|| self.machine(&id, &rows, tenant));
            }
        }
        failures.extend(seen.into_iter().flat_map(|sight| sight.failures));
        for overlay in overlays {
            lay_over(&mut machines, &overlay.policies, overlay.power);
            failures.extend(overlay.failures);
        }
        let mut machines: Vec<Machine> = machines.into_values().collect();
        machines.sort_by_cached_key(|machine| (machine.vm.name.to_lowercase(), machine.vm.at.id.key()));
        failures.sort_by(|a, b| a.scope.cmp(&b.scope));
        Ok(Inventory { machines, failures })
    }

    /// Subscriptions and rows of a tenant, side by side. Without the subscriptions there is nothing to show; without
    /// the rows there is something to report.
    async fn seen(&self, tenant: Option<&str>) -> Result<Seen, Problem> {
        let arm = self.arm(tenant);
        let (subscriptions, rows) = join(self.subscriptions(tenant), graph::rows(&arm)).await;
        let subscriptions = subscriptions?;
        let tenant = tenant.or(self.home()).map(str::to_owned);
        let (rows, failures) = match rows {
            Ok(rows) => (rows, Vec::new()),
            Err(problem) if subscriptions.is_empty() => return Err(problem),
            Err(problem) => (Vec::new(), vec![Unanswered { scope: "Resource Graph".to_owned(), problem }]),
        };
        Ok(Seen { tenant, subscriptions, rows, failures })
    }

    /// The account's further tenants. One that wants a sign-in of its own is reported, not asked for.
    async fn other_tenants(&self) -> (Vec<Seen>, Vec<Unanswered>) {
        let tenants = match self.tenants().await {
            Ok(tenants) => tenants,
            Err(problem) => {
                return (Vec::new(), vec![Unanswered { scope: "your tenants".to_owned(), problem }]);
            }
        };
        let others = tenants
            .into_iter()
            .filter(|tenant| !self.home().is_some_and(|h| tenant.id.eq_ignore_ascii_case(h)));
        let reads = others.map(|tenant| async move { (self.seen(Some(&tenant.id)).await, tenant.name) });
        let mut seen = Vec::new();
        let mut failures = Vec::new();
        for (result, scope) in join_all(reads).await {
            match result {
                Ok(sight) => seen.push(sight),
                Err(problem) => failures.push(Unanswered { scope, problem }),
            }
        }
        (seen, failures)
    }

    async fn overlay(&self, tenant: Option<&str>, subscription: &Subscription) -> Overlay {
        let arm = self.arm(tenant);
        let scope = format!("/subscriptions/{}", subscription.id);
        let (policies, power) = join(
            policies_below(&arm, &scope, Purpose::Policies(subscription.name.clone())),
            power_states(&arm, &subscription.id, &subscription.name),
        )
        .await;
        let mut failures = Vec::new();
        let mut failed = |problem| failures.push(Unanswered { scope: subscription.name.clone(), problem });
        let policies = policies.unwrap_or_else(|problem| {
            failed(problem);
            Vec::new()
        });
        let power = power.unwrap_or_else(|problem| {
            failed(problem);
            Vec::new()
        });
        Overlay { policies, power, failures }
    }

    fn machine(&self, id: &ResourceId, rows: &[&Row], tenant: Option<&str>) -> Machine {
        let first = rows.first().copied().cloned().unwrap_or_default();
        self.known().note_interfaces(id, interfaces(rows));
        let subscription = first.subscription_id.as_deref().unwrap_or(id.subscription());
        let power = first.power_state.as_deref().and_then(|state| state.strip_prefix("PowerState/"));
        let vm = Vm {
            at: VmRef { id: id.clone(), tenant: tenant.map(str::to_owned) },
            name: first.name.unwrap_or_else(|| id.name().to_owned()),
            subscription: self.known().subscription(subscription),
            resource_group: id.resource_group().unwrap_or_default().to_owned(),
            region: first.location.unwrap_or_default(),
            os: os(first.os_type.as_deref()),
            power: power.map_or(Power::Unknown, Power::from_code),
            admin_user: first.admin_user.filter(|user| !user.is_empty()),
            vm_guid: None,
            private_address: rows.iter().find_map(|row| row.private_address()),
            public_address: rows.iter().find_map(|row| row.public_address()),
        };
        Machine { vm, jit: None }
    }
}

/// Each subscription once, with the tenant whose token reaches it: its own before one that manages it.
fn first_sights(seen: &[Seen]) -> HashMap<String, (Option<&str>, &Subscription)> {
    let mut found = HashMap::new();
    for sight in seen {
        for subscription in &sight.subscriptions {
            let own = subscription.tenant.as_deref().zip(sight.tenant.as_deref());
            let own = own.is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
            let key = subscription.id.to_ascii_lowercase();
            if own || !found.contains_key(&key) {
                found.insert(key, (sight.tenant.as_deref(), subscription));
            }
        }
    }
    found
}

/// The rows of each machine, those of its primary interface and configuration first.
fn by_machine(rows: &[Row]) -> HashMap<ResourceId, Vec<&Row>> {
    let mut machines: HashMap<ResourceId, Vec<&Row>> = HashMap::new();
    for row in rows {
        if let Some(id) = row.id.as_deref().and_then(|id| ResourceId::parse(id).ok()) {
            machines.entry(id).or_default().push(row);
        }
    }
    for rows in machines.values_mut() {
        rows.sort_by_key(|row| row.rank());
    }
    machines
}

fn interfaces(rows: &[&Row]) -> Vec<ResourceId> {
    let mut interfaces: Vec<ResourceId> = Vec::new();
    for row in rows {
        if let Some(id) = row.nic_key.as_deref().and_then(|id| ResourceId::parse(id).ok())
            && !interfaces.contains(&id)
        {
            interfaces.push(id);
        }
    }
    interfaces
}

/// Policies and fresh power states, joined without case. Resource Graph's own power state lags by minutes; where
/// the fresh one is missing, the old one stays.
fn lay_over(
    machines: &mut HashMap<ResourceId, Machine>,
    policies: &[Policy],
    power: Vec<(ResourceId, Power)>,
) {
    for (id, state) in power {
        let Some(machine) = machines.get_mut(&id) else { continue };
        if state != Power::Unknown {
            machine.vm.power = state;
        }
        // Resource Graph lower-cases a part of the id; this answer has it as it was stored.
        machine.vm.resource_group = id.resource_group().unwrap_or_default().to_owned();
        machine.vm.at.id = id;
    }
    for entry in policies.iter().flat_map(|policy| &policy.machines) {
        if let Some(machine) = machines.get_mut(&entry.vm) {
            add_rules(machine.jit.get_or_insert_default(), &entry.ports);
        }
    }
}

fn add_rules(known: &mut Vec<PortRule>, more: &[PortRule]) {
    for rule in more {
        if !known.contains(rule) {
            known.push(rule.clone());
        }
    }
    known.sort_by_key(|rule| rule.number);
}
