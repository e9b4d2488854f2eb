//! Long-running operations.

use jiff::Timestamp;

use super::World;
use super::model::Failure;
use crate::id::ResourceId;

#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) provider: Provider,
    pub(crate) subscription: String,
    pub(crate) location: String,
    pub(crate) started: Timestamp,
    pub(crate) ended: Option<Timestamp>,
    pub(crate) outcome: Outcome,
    /// What its `Location` gives in the end.
    pub(crate) product: Product,
    /// The opaque part of the operation's URL; real ones are kilobytes long.
    pub(crate) blob: String,
}

/// Whose operation it is; their URLs and bodies differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provider {
    Compute,
    Network,
}

#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    InProgress,
    Succeeded,
    Failed(Failure),
    /// A newer operation on the same thing took its place.
    Superseded {
        by: String,
    },
}

#[derive(Clone, Debug)]
pub(crate) enum Product {
    Nothing,
    /// The whole group, by key.
    Group(String),
    /// A rule of a group, by the group's key and its own name.
    Rule(String, String),
    /// What applies to an interface, by key.
    EffectiveRules(String),
}

impl Operation {
    pub(crate) fn finish(&mut self, now: Timestamp, failure: Option<Failure>) {
        self.end(now, failure.map_or(Outcome::Succeeded, Outcome::Failed));
    }

    /// What is said of an operation whose place a newer one took.
    pub(crate) fn superseded(&self, by: &str) -> Failure {
        Failure {
            code: "CanceledAndSupersededDueToAnotherOperation".into(),
            message: format!("Operation {} was canceled and superseded by operation {by}.", self.id),
        }
    }

    pub(crate) fn end(&mut self, now: Timestamp, outcome: Outcome) {
        self.ended = Some(now);
        self.outcome = outcome;
    }
}

impl World {
    /// Enters an operation on a resource in a location and gives its id.
    pub(crate) fn new_operation(
        &mut self,
        provider: Provider,
        (resource, location): (&ResourceId, &str),
        product: Product,
        now: Timestamp,
    ) -> String {
        let id = self.dice.guid();
        let blob = match provider {
            Provider::Compute => self.dice.opaque(3000),
            Provider::Network => self.dice.opaque(1200),
        };
        let operation = Operation {
            id: id.clone(),
            provider,
            subscription: resource.subscription().to_owned(),
            location: location.to_owned(),
            started: now,
            ended: None,
            outcome: Outcome::InProgress,
            product,
            blob,
        };
        self.operations.insert(id.clone(), operation);
        id
    }
}
