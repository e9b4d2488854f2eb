//! Policies that are written and deleted.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};

use super::entries_mut;
use crate::id::ResourceId;
use crate::world::World;
use crate::world::model::{Policy, PolicyMachine, RequestStatus, StatusReason};

/// For as long a policy is `Updating`; when it no longer is, its rules are written.
const UPDATING: SignedDuration = SignedDuration::from_secs(1);

/// A change of a policy whose rules are still to be written.
#[derive(Clone, Debug)]
pub(in crate::world) struct Edit {
    policy: String,
    /// The machines in it before and after.
    machines: BTreeSet<String>,
    pub(super) due: Timestamp,
}

impl World {
    /// Writes a policy. The list of machines is replaced, windows survive where their port is still offered.
    pub(crate) fn put_policy(&mut self, id: &ResourceId, machines: Vec<PolicyMachine>, now: Timestamp) {
        let key = id.key();
        let mut policy = self.policies.get(&key).cloned().unwrap_or_else(|| Policy {
            id: id.clone(),
            machines: Vec::new(),
            requests: Vec::new(),
        });
        let mut touched = keys(&policy);
        policy.machines = machines;
        let mut given = BTreeSet::new();
        for machine in &mut policy.machines {
            self.map_ports(machine, &mut given);
        }
        touched.extend(keys(&policy));
        revoke_what_is_not_offered(&mut policy);
        self.policies.insert(key.clone(), policy);
        touched.extend(self.take_edit(&key));
        self.edits.push(Edit { policy: key, machines: touched, due: now + UPDATING });
    }

    /// Deletes a policy with all it has written; false when there is none.
    pub(crate) fn delete_policy(&mut self, key: &str) -> bool {
        let Some(mut policy) = self.policies.remove(key) else { return false };
        for (_, _, port) in entries_mut(&mut policy) {
            self.close(port);
        }
        self.open.remove(key);
        let mut touched = keys(&policy);
        touched.extend(self.take_edit(key));
        self.write_standing_rules(&touched);
        true
    }

    /// The rules of the last edit are not written yet.
    pub(crate) fn is_updating(&self, key: &str) -> bool {
        self.edits.iter().any(|edit| edit.policy == key)
    }

    /// The address of the Azure Firewall in front of a machine.
    pub(crate) fn firewall_of(&self, machine: &str) -> Option<Ipv4Addr> {
        self.firewalls.get(machine).copied()
    }

    /// There is a security group that rules for this machine can be written into.
    pub(crate) fn is_guarded(&self, machine: &str) -> bool {
        !self.places_of(machine).is_empty()
    }

    pub(super) fn settle_edits(&mut self, now: Timestamp) {
        let (due, later) = std::mem::take(&mut self.edits).into_iter().partition(|edit| edit.due <= now);
        self.edits = later;
        let due: Vec<Edit> = due;
        for edit in due {
            self.write_standing_rules(&edit.machines);
        }
    }

    fn take_edit(&mut self, policy: &str) -> BTreeSet<String> {
        let (taken, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.edits).into_iter().partition(|edit| edit.policy == policy);
        self.edits = others;
        taken.into_iter().flat_map(|edit| edit.machines).collect()
    }

    /// Makes the ports of a policy's machine ports that can be connected to. Behind an Azure Firewall every
    /// port has one of the firewall's that leads to it.
    fn map_ports(&mut self, machine: &mut PolicyMachine, given: &mut BTreeSet<u16>) {
        let key = machine.id.key();
        machine.firewall_address = self.firewalls.get(&key).copied();
        for rule in &mut machine.ports {
            rule.mapped_port =
                machine.firewall_address.and_then(|_| self.mapped_port(&key, rule.number, given));
            given.extend(rule.mapped_port);
            if rule.protocol != "UDP" {
                self.serve(&key, rule.number, rule.mapped_port);
            }
        }
    }

    /// The firewall's port for a machine's: the one it has in some policy, else one that is free there.
    fn mapped_port(&self, machine: &str, number: u16, given: &BTreeSet<u16>) -> Option<u16> {
        let address = self.firewalls.get(machine)?;
        let offers = self.policies.values().flat_map(|policy| &policy.machines);
        let behind: Vec<(bool, u16, u16)> = offers
            .filter(|offer| offer.firewall_address == Some(*address))
            .flat_map(|offer| {
                let here = offer.id.key() == machine;
                offer.ports.iter().filter_map(move |rule| Some((here, rule.number, rule.mapped_port?)))
            })
            .collect();
        let served = self.live.get(machine).and_then(|map| map.get(&number)).copied();
        let known = behind.iter().find(|(here, of, _)| *here && *of == number).map(|(_, _, mapped)| *mapped);
        let free = |port: &u16| {
            let served = self.live.iter().any(|(other, map)| {
                self.firewalls.get(other) == Some(address) && map.values().any(|live| live == port)
            });
            !served && !given.contains(port) && behind.iter().all(|(_, _, taken)| taken != port)
        };
        let natural = number.checked_add(10_000);
        known.or(served).or_else(|| natural.into_iter().chain(20_000..=u16::MAX).find(free))
    }
}

fn keys(policy: &Policy) -> BTreeSet<String> {
    policy.machines.iter().map(|machine| machine.id.key()).collect()
}

/// A machine or a port that left the policy takes its windows with it.
fn revoke_what_is_not_offered(policy: &mut Policy) {
    let offers = policy.machines.clone();
    for (_, machine, port) in entries_mut(policy) {
        let offered = offers
            .iter()
            .any(|offer| offer.id == *machine && offer.ports.iter().any(|rule| rule.number == port.number));
        if !offered && port.status != RequestStatus::Revoked {
            port.status = RequestStatus::Revoked;
            port.reason = StatusReason::UserRequested;
        }
    }
}
