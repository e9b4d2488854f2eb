//! What becomes of requests as time passes.

use jiff::{SignedDuration, Timestamp};

use super::{entries, entries_mut};
use crate::world::World;
use crate::world::model::{AccessRequest, Policy, RequestStatus, StatusReason};

/// Defender keeps data about just-in-time access for thirty days.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// When a request is forgotten: thirty days after the last of its ports would have closed.
pub(super) fn forgotten_at(request: &AccessRequest) -> Option<Timestamp> {
    let ends = request.machines.iter().flat_map(|machine| &machine.ports).map(|port| port.end);
    ends.max()?.checked_add(KEPT).ok()
}

impl World {
    pub(in crate::world) fn settle_access(&mut self, now: Timestamp) {
        self.settle_edits(now);
        for key in self.open.clone() {
            let Some(mut policy) = self.policies.get(&key).cloned() else { continue };
            self.settle_requests(&mut policy, now);
            let still = entries(&policy)
                .any(|port| port.status != RequestStatus::Revoked || !port.rules.is_empty() || port.mapped);
            if !still {
                self.open.remove(&key);
            }
            if let Some(stored) = self.policies.get_mut(&key) {
                *stored = policy;
            }
        }
        self.forget(now);
    }

    fn settle_requests(&mut self, policy: &mut Policy, now: Timestamp) {
        let jit = self.tempo.jit;
        let mut waiting = Vec::new();
        for (start, machine, port) in entries_mut(policy) {
            if port.status != RequestStatus::Revoked && port.end <= now {
                port.status = RequestStatus::Revoked;
                port.reason = StatusReason::Expired;
            }
            if port.status == RequestStatus::Initiating {
                if start + jit <= now {
                    port.status = RequestStatus::Initiated;
                } else {
                    waiting.push((machine.clone(), port.number));
                }
            }
        }
        let offers = policy.machines.clone();
        let name = policy.id.name().to_owned();
        for (_, machine, port) in entries_mut(policy) {
            match port.status {
                // The old rule goes when the newer request's rule comes, so an extension leaves no gap.
                RequestStatus::Revoked if !waiting.contains(&(machine.clone(), port.number)) => {
                    self.close(port);
                }
                RequestStatus::Initiated if port.rules.is_empty() && !port.mapped => {
                    let offer = offers.iter().find(|offer| offer.id == *machine);
                    let rule = offer.and_then(|o| o.ports.iter().find(|rule| rule.number == port.number));
                    let protocol = rule.map_or("*", |rule| rule.protocol.as_str());
                    self.open(&name, machine, port, protocol);
                }
                _ => {}
            }
        }
    }

    /// Requests that ended long ago leave the policy.
    fn forget(&mut self, now: Timestamp) {
        while let Some((due, key)) = self.forgetting.first().filter(|(due, _)| *due <= now).cloned() {
            if let Some(policy) = self.policies.get_mut(&key) {
                policy.requests.retain(|request| forgotten_at(request).is_none_or(|due| due > now));
            }
            self.forgetting.remove(&(due, key));
        }
    }

    pub(in crate::world) fn next_access_change(&self) -> Option<Timestamp> {
        let policies = self.open.iter().filter_map(|key| self.policies.get(key));
        let requests = policies.flat_map(|policy| &policy.requests);
        let windows = requests.flat_map(|request| {
            let ready = request.start + self.tempo.jit;
            let ports = request.machines.iter().flat_map(|machine| &machine.ports);
            ports.filter(|port| port.status != RequestStatus::Revoked).map(move |port| {
                if port.status == RequestStatus::Initiating { ready.min(port.end) } else { port.end }
            })
        });
        windows.chain(self.edits.iter().map(|edit| edit.due)).min()
    }
}
