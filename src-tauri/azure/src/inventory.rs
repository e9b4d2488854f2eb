//! Every machine of every subscription the account can see.

use std::collections::{HashMap, HashSet};

use futures::future::{join, join_all};
use futures::stream::{self, StreamExt};
use jit_core::{Inventory, Jit, Machine, Policy, Power, Problem, ResourceId, Unanswered, Vm, VmRef};

use crate::arm::Purpose;
use crate::resource::graph::{self, Row};
use crate::resource::machine::{os, power_states};
use crate::resource::policy::policies_below;
use crate::{Azure, Subscription};

/// The subscriptions one tenant's token reaches.
struct Sight {
    tenant: Option<String>,
    name: String,
    subscriptions: Vec<Subscription>,
}

/// What one subscription adds to the rows of Resource Graph.
struct Overlay {
    subscription: String,
    /// `None` when they could not be read.
    policies: Option<Vec<Policy>>,
    power: Vec<(ResourceId, Power)>,
    failures: Vec<Unanswered>,
}

impl Azure {
    /// All machines with their JIT rules and power states. What does not answer is reported beside the rest.
    ///
    /// # Errors
    /// When the account's own subscriptions cannot be read.
    pub async fn inventory(&self) -> Result<Inventory, Problem> {
        let (sights, mut failures) = self.sights().await?;
        let reach = reach(&sights);
        let graphs = join_all(sights.iter().map(|sight| self.rows(sight)));
        let overlays = stream::iter(reach.values().copied())
            .map(|(tenant, subscription)| self.overlay(tenant, subscription))
            .buffer_unordered(self.surroundings().pace.side_by_side)
            .collect::<Vec<Overlay>>();
        let (graphs, overlays) = join(graphs, overlays).await;
        let mut machines: HashMap<ResourceId, Machine> = HashMap::new();
        for (graph, sight) in graphs.into_iter().zip(&sights) {
            let rows = graph.unwrap_or_else(|failure| {
                failures.push(failure);
                Vec::new()
            });
            for (id, rows) in by_machine(&rows) {
                let known = reach.get(&id.subscription().to_ascii_lowercase());
                let tenant = known.map_or(sight.tenant.as_deref(), |(tenant, _)| *tenant);
                machines.entry(id.clone()).or_insert_with(|| self.machine(&id, &rows, tenant));
            }
        }
        let read = overlays.iter().filter(|overlay| overlay.policies.is_some());
        unprotected(&mut machines, &read.map(|overlay| overlay.subscription.as_str()).collect());
        for overlay in overlays {
            lay_over(&mut machines, &overlay.policies.unwrap_or_default(), overlay.power);
            failures.extend(overlay.failures);
        }
        let mut machines: Vec<Machine> = machines.into_values().collect();
        machines.sort_by_cached_key(|machine| (machine.vm.name.to_lowercase(), machine.vm.at.id.key()));
        failures.sort_by(|a, b| a.scope.cmp(&b.scope));
        Ok(Inventory { machines, failures })
    }

    /// The subscriptions of the account's own tenant and of its others. A tenant that wants a sign-in of its own is
    /// reported, not asked for.
    async fn sights(&self) -> Result<(Vec<Sight>, Vec<Unanswered>), Problem> {
        let (subscriptions, tenants) = join(self.subscriptions(None), self.tenants()).await;
        let home = self.home().map(str::to_owned);
        let subscriptions = subscriptions?;
        let mut failures = Vec::new();
        let tenants = tenants.unwrap_or_else(|problem| {
            failures.push(Unanswered { scope: "your tenants".to_owned(), problem });
            Vec::new()
        });
        let is_home = |id: &str| home.as_deref().is_some_and(|home| home.eq_ignore_ascii_case(id));
        let name = tenants.iter().find(|tenant| is_home(&tenant.id)).map(|tenant| tenant.name.clone());
        let others = tenants.iter().filter(|tenant| !is_home(&tenant.id));
        let reads = others.map(|tenant| async move { (tenant, self.subscriptions(Some(&tenant.id)).await) });
        let others = join_all(reads).await;
        let name = name.or_else(|| home.clone()).unwrap_or_else(|| "your tenant".to_owned());
        let mut sights = vec![Sight { tenant: home, name, subscriptions }];
        for (tenant, subscriptions) in others {
            let name = tenant.name.clone();
            match subscriptions {
                Ok(subscriptions) => {
                    sights.push(Sight { tenant: Some(tenant.id.clone()), name, subscriptions });
                }
                Err(problem) => failures.push(Unanswered { scope: name, problem }),
            }
        }
        Ok((sights, failures))
    }

    async fn rows(&self, sight: &Sight) -> Result<Vec<Row>, Unanswered> {
        let arm = self.arm(sight.tenant.as_deref());
        graph::rows(&arm).await.map_err(|problem| Unanswered { scope: sight.name.clone(), problem })
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
        let policies = policies.map_err(&mut failed).ok();
        let power = power.unwrap_or_else(|problem| {
            failed(problem);
            Vec::new()
        });
        Overlay { subscription: subscription.id.to_ascii_lowercase(), policies, power, failures }
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
            size: first.vm_size.filter(|size| !size.is_empty()),
            computer_name: first.computer_name.filter(|name| !name.is_empty()),
            zones: first.zones.unwrap_or_default(),
            tags: first.tags,
        };
        Machine { vm, jit: Jit::Unknown }
    }
}

/// The token that reaches each subscription, by its id in lower case: its own tenant's before one that manages it.
fn reach(sights: &[Sight]) -> HashMap<String, (Option<&str>, &Subscription)> {
    let mut found = HashMap::new();
    for sight in sights {
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
    for (policy, entry) in policies.iter().flat_map(|policy| policy.machines.iter().map(move |e| (policy, e)))
    {
        if let Some(machine) = machines.get_mut(&entry.vm) {
            machine.jit.add(policy, &entry.vm);
        }
    }
}

/// Where a subscription's policies were read, a machine that none of them holds has none.
fn unprotected(machines: &mut HashMap<ResourceId, Machine>, read: &HashSet<&str>) {
    for machine in machines.values_mut() {
        if read.contains(machine.vm.at.id.subscription().to_ascii_lowercase().as_str()) {
            machine.jit = Jit::Off;
        }
    }
}
