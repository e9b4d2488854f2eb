//! What had happened before anybody looked: some days of ordinary work, always the same for the same subscription.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::names::canonical;
use super::{Actor, Event, RuleDeed, Work};
use crate::dice::{Dice, hash};
use crate::id::ResourceId;
use crate::stamp;
use crate::world::model::{ActivityRecord, ActivityStatus, VirtualMachine};
use crate::world::{Caller, World};

const INITIATE: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action";
const START: &str = "Microsoft.Compute/virtualMachines/start/action";
const DEALLOCATE: &str = "Microsoft.Compute/virtualMachines/deallocate/action";

/// The events of a subscription before `since`.
pub(super) fn of(world: &World, subscription: &str, since: Timestamp) -> Vec<Event> {
    let scope = format!("/subscriptions/{subscription}");
    let tenant = world.subscription(subscription).map(|held| held.tenant.clone()).unwrap_or_default();
    let mut past = Past { world, tenant, since, dice: Dice::new(hash(&scope)), events: Vec::new() };
    past.records(&scope);
    past.days(&scope);
    past.events
}

struct Past<'w> {
    world: &'w World,
    tenant: String,
    since: Timestamp,
    dice: Dice,
    events: Vec<Event>,
}

/// Status, HTTP status, and seconds since the beginning.
type Step = (ActivityStatus, Option<u16>, i64);

impl Past<'_> {
    /// What the world's file tells.
    fn records(&mut self, scope: &str) {
        let prefix = format!("{scope}/");
        for record in &self.world.activity {
            if format!("{}/", record.resource.to_lowercase()).starts_with(&prefix) {
                self.record(record);
            }
        }
    }

    fn record(&mut self, record: &ActivityRecord) {
        let held = self.world.principals.iter().find(|held| held.name == record.caller);
        let actor = held.map_or_else(
            || Actor {
                name: record.caller.clone(),
                object_id: crate::dice::guid_of(&record.caller),
                client_id: record.caller.clone(),
                tenant: self.tenant.clone(),
                person: None,
            },
            |held| Actor::of(held, &self.tenant),
        );
        let http_status = match record.status {
            ActivityStatus::Started => None,
            ActivityStatus::Accepted => Some(202),
            ActivityStatus::Succeeded => Some(200),
            ActivityStatus::Failed => Some(409),
        };
        let mut work = self.work(&canonical(&record.operation), &record.resource, Arc::new(actor));
        work.properties = record.properties.clone().into_iter().collect();
        self.write(record.at, work, &[(record.status, http_status, 0)]);
    }

    /// Ordinary days: people ask for access, Defender opens and closes, machines start and stop.
    fn days(&mut self, scope: &str) {
        let world = self.world;
        let callers: Vec<Caller> =
            world.principals.iter().map(|principal| world.caller(principal, &self.tenant)).collect();
        let mut policies: HashMap<String, &ResourceId> = HashMap::new();
        for (_, policy) in world.policies.below(scope) {
            policies.extend(policy.machines.iter().map(|machine| (machine.id.key(), &policy.id)));
        }
        for day in 1..=i64::from(world.history_days) {
            let begin = self.since - SignedDuration::from_hours(24 * day);
            for (key, machine) in world.machines.below(scope) {
                let at = begin + self.seconds(60, 23 * 3600);
                match (self.dice.below(8), policies.get(key)) {
                    (0 | 1, Some(policy)) => self.request(&callers, at, policy, machine),
                    (2, _) => self.power(&callers, at, machine),
                    _ => {}
                }
            }
        }
    }

    fn request(&mut self, callers: &[Caller], at: Timestamp, policy: &ResourceId, machine: &VirtualMachine) {
        let (allowed, refused): (Vec<_>, Vec<_>) =
            callers.iter().partition(|caller| caller.may(INITIATE, policy.as_str()));
        if self.dice.below(9) == 0
            && let Some(caller) = self.pick(&refused)
        {
            let work = self.work(INITIATE, policy.as_str(), caller);
            self.write(at, work, &[(ActivityStatus::Failed, Some(403), 0)]);
            return;
        }
        let Some(caller) = self.pick(&allowed) else { return };
        let work = self.work(INITIATE, policy.as_str(), caller);
        self.write(at, work, &done(202, 4));
        let groups = machine.network_interfaces.iter().filter_map(|nic| self.world.interfaces.find(nic));
        let guards = groups.flat_map(|nic| nic.ip_configurations.iter().map(move |ip| (nic, ip)));
        let group = guards.flat_map(|(nic, ip)| self.world.governing(nic, ip)).next();
        let Some(group) = group.map(|group| group.id.clone()) else { return };
        let number = self.dice.next() as i32;
        let rule = format!(
            "{group}/securityRules/MicrosoftDefenderForCloud-JITRule-{number}-{}",
            self.dice.hex(32).to_uppercase()
        );
        // No window of the past is still open.
        let closed = (at + self.seconds(3600, 3 * 3600)).min(self.since - SignedDuration::from_mins(1));
        for (at, deed, status) in
            [(at + SignedDuration::from_secs(3), RuleDeed::Written, 201), (closed, RuleDeed::Removed, 202)]
        {
            let ids = self.work("", &rule, Arc::clone(&Work::of_defender(self.tenant.clone(), deed).actor));
            let theirs = Work::of_defender(self.tenant.clone(), deed);
            let work = Work {
                operation: theirs.operation,
                method: theirs.method,
                client_address: String::new(),
                ..ids
            };
            self.write(at, work, &done(status, 1));
        }
    }

    fn power(&mut self, callers: &[Caller], at: Timestamp, machine: &VirtualMachine) {
        let id = machine.id.as_str();
        let allowed: Vec<_> = callers.iter().filter(|caller| caller.may(START, id)).collect();
        let Some(caller) = self.pick(&allowed) else { return };
        let work = self.work(START, id, caller.clone());
        if machine.start_failure.is_some() {
            let steps = [done(202, 0)[0], done(202, 0)[1], (ActivityStatus::Failed, Some(409), 12)];
            return self.write(at, work, &steps);
        }
        self.write(at, work, &done(202, 35));
        let work = self.work(DEALLOCATE, id, caller);
        let later = at + self.seconds(8 * 3600, 2 * 3600);
        self.write(later, work, &done(202, 50));
    }

    fn pick(&mut self, callers: &[&Caller]) -> Option<Arc<Actor>> {
        let index = self.dice.below(callers.len() as u64) as usize;
        let caller = callers.get(index)?;
        Some(Arc::new(Actor::of(&caller.principal, &caller.tenant)))
    }

    fn work(&mut self, operation: &str, resource: &str, actor: Arc<Actor>) -> Work {
        Work {
            operation_id: self.dice.guid(),
            correlation_id: self.dice.guid(),
            operation: operation.to_owned(),
            resource: resource.to_owned(),
            actor,
            method: if operation.ends_with("/write") {
                "PUT"
            } else if operation.ends_with("/delete") {
                "DELETE"
            } else {
                "POST"
            }
            .into(),
            client_request_id: self.dice.guid(),
            client_address: self.world.egress.to_string(),
            properties: Vec::new(),
        }
    }

    fn write(&mut self, at: Timestamp, work: Work, steps: &[Step]) {
        let work = Arc::new(work);
        let at = stamp::ticks(at);
        for (index, (status, http_status, after)) in steps.iter().enumerate() {
            let apart = SignedDuration::from_nanos(100) * i32::try_from(index).unwrap_or(0);
            let at = at + SignedDuration::from_secs(*after) + apart;
            if at < self.since {
                let data_id = self.dice.guid();
                let (status, http_status, work) = (*status, *http_status, work.clone());
                self.events.push(Event { at, data_id, status, http_status, message: None, work });
            }
        }
    }

    /// From `least` seconds to `spread` more, not whole ones.
    fn seconds(&mut self, least: i64, spread: u64) -> SignedDuration {
        let millis = i64::try_from(self.dice.below(spread * 1000)).unwrap_or(0);
        SignedDuration::from_secs(least) + SignedDuration::from_millis(millis)
    }
}

/// Started, accepted, and successful so many seconds later.
fn done(accepted: u16, seconds: i64) -> [Step; 3] {
    [
        (ActivityStatus::Started, None, 0),
        (ActivityStatus::Accepted, Some(accepted), 0),
        (ActivityStatus::Succeeded, Some(200), seconds),
    ]
}
