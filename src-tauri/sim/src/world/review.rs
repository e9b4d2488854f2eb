//! Defender's recommendations about management ports.
//!
//! Defender looks at a subscription in rounds, so what it says is up to half an hour old: a client that
//! waits for a recommendation to see whether its work is done waits too long, as with Azure, where it is hours.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::World;
use super::exposure::Exposure;
use super::model::{DefenderPlan, VirtualMachine};

/// From one look at a subscription to the next.
const ROUND: SignedDuration = SignedDuration::from_mins(30);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Recommendation {
    /// Management ports should be protected with just-in-time network access control.
    JustInTime,
    /// Management ports should be closed.
    ClosedPorts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Healthy,
    Unhealthy,
    /// Just-in-time access is part of a plan that the subscription does not have.
    NotInPlan,
    /// There is nothing that just-in-time access could write rules into.
    NotSupported,
}

/// What Defender says of one machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finding {
    pub(crate) recommendation: Recommendation,
    pub(crate) verdict: Verdict,
    /// Since when it says so, and since when it says anything.
    pub(crate) changed: Timestamp,
    pub(crate) first: Timestamp,
}

/// The last look at one subscription.
#[derive(Clone, Debug)]
pub(super) struct Review {
    at: Timestamp,
    findings: BTreeMap<String, [Finding; 2]>,
}

impl World {
    /// Looks at a subscription when it is time to. Whoever changes something there looks first, so that
    /// the change is not known before the next round.
    pub(crate) fn review(&mut self, subscription: &str, now: Timestamp) {
        if self.subscription(subscription).is_none() {
            return;
        }
        let subscription = subscription.to_lowercase();
        let last = self.reviews.remove(&subscription);
        let next = match last {
            Some(last) if now.duration_since(last.at) < ROUND => last,
            last => self.look(&subscription, last.as_ref(), now),
        };
        self.reviews.insert(subscription, next);
    }

    /// What Defender found in its last look at a subscription, by machine.
    pub(crate) fn findings(&self, subscription: &str) -> impl Iterator<Item = (&VirtualMachine, Finding)> {
        let review = self.reviews.get(&subscription.to_lowercase());
        let found = review.into_iter().flat_map(|review| &review.findings);
        let known = found.filter_map(|(key, findings)| Some((self.machines.get(key)?, findings)));
        known.flat_map(|(vm, findings)| findings.iter().map(move |finding| (vm, *finding)))
    }

    fn look(&self, subscription: &str, last: Option<&Review>, now: Timestamp) -> Review {
        let plan = self.subscription(subscription).map_or(DefenderPlan::Free, |found| found.defender);
        let scope = format!("/subscriptions/{subscription}");
        let offers = self.policies.below(&scope).flat_map(|(_, policy)| &policy.machines);
        let protected: Vec<String> = offers.map(|offer| offer.id.key()).collect();
        let protected: std::collections::HashSet<String> = protected.into_iter().collect();
        let mut exposure = Exposure::new(self);
        let mut findings = BTreeMap::new();
        for (key, vm) in self.machines.below(&scope) {
            let open = !exposure.open_ports(key, vm).is_empty();
            let exposed = if open { Verdict::Unhealthy } else { Verdict::Healthy };
            let supported = self.firewall_of(key).is_some() || self.is_guarded(key);
            let access = match () {
                () if plan != DefenderPlan::P2 => Verdict::NotInPlan,
                () if protected.contains(key) => Verdict::Healthy,
                () if !supported => Verdict::NotSupported,
                // It is recommended only where a management port is open.
                () => exposed,
            };
            let before = last.and_then(|last| last.findings.get(key));
            let verdicts = [(Recommendation::JustInTime, access), (Recommendation::ClosedPorts, exposed)];
            let found = verdicts.map(|(recommendation, verdict)| {
                let before =
                    before.and_then(|found| found.iter().find(|f| f.recommendation == recommendation));
                Finding {
                    recommendation,
                    verdict,
                    changed: before.filter(|f| f.verdict == verdict).map_or(now, |f| f.changed),
                    first: before.map_or(now, |f| f.first),
                }
            });
            findings.insert(key.clone(), found);
        }
        Review { at: now, findings }
    }
}
