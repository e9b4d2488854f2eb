//! The table `securityresources`: Defender's plans and assessments. Just-in-time policies are not in it.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::super::super::{assessments, pricings};
use super::{Entry, Estate, lower};
use crate::kql::{Document, Value};
use crate::world::World;

pub(super) const NAME: &str = "securityresources";

const ASSESSMENTS: &str = "microsoft.security/assessments";
const PRICINGS: &str = "microsoft.security/pricings";

/// Has Defender look at the subscriptions where it is time to, if the query is about what it finds.
pub(in super::super) fn prepare(world: &mut World, query: &str, subscriptions: &[String], now: Timestamp) {
    if query.to_lowercase().contains(NAME) {
        for subscription in subscriptions {
            world.review(subscription, now);
        }
    }
}

impl<'w> Estate<'w> {
    pub(super) fn security(&self, wanted: &dyn Fn(&str) -> bool) -> Vec<Entry<'w>> {
        let mut entries = Vec::new();
        for subscription in self.subscriptions {
            if wanted(ASSESSMENTS) {
                self.add_assessments(subscription, &mut entries);
            }
            if wanted(PRICINGS) && self.caller.may("Microsoft.Security/pricings/read", &scope(subscription)) {
                let plans = pricings::of_subscription(self.world, subscription);
                entries.extend(plans.into_iter().map(|plan| pricing(subscription, plan)));
            }
        }
        entries
    }

    fn add_assessments(&self, subscription: &'w str, entries: &mut Vec<Entry<'w>>) {
        for (vm, finding) in self.world.findings(subscription) {
            let name = assessments::key(finding.recommendation);
            let id = format!("{}/providers/Microsoft.Security/assessments/{name}", vm.id);
            if self.caller.may("Microsoft.Security/assessments/read", &id) {
                entries.push(Entry {
                    key: Cow::Owned(id.to_lowercase()),
                    id: Value::shared(id),
                    name: Value::text(name),
                    kind: ASSESSMENTS,
                    location: "",
                    group: lower(vm.id.group()),
                    subscription: vm.id.subscription(),
                    document: Document::new(move || assessments::graph_view(vm, finding)),
                });
            }
        }
    }
}

fn scope(subscription: &str) -> String {
    format!("/subscriptions/{subscription}")
}

fn pricing<'w>(subscription: &'w str, plan: Json) -> Entry<'w> {
    let text = |name: &str| plan[name].as_str().unwrap_or_default().to_owned();
    let (id, name) = (text("id"), text("name"));
    Entry {
        key: Cow::Owned(id.to_lowercase()),
        id: Value::shared(id),
        name: Value::shared(name),
        kind: PRICINGS,
        location: "",
        group: Value::text(""),
        subscription,
        document: Document::new(move || plan.clone()),
    }
}
