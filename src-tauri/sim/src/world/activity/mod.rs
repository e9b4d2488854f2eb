//! The Activity Log: what was done to resources, by whom, and how it ended.

mod history;
mod names;
mod record;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub(crate) use names::{canonical as operation_name, localized};
pub(crate) use record::Deed;
pub(super) use record::RuleDeed;

use super::World;
use super::model::{ActivityStatus, Principal};
use super::operation::Outcome;

/// A subscription keeps this many events; the oldest go first.
const MOST_EVENTS: usize = 50_000;

/// One of the events of one operation.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    pub(crate) data_id: String,
    pub(crate) status: ActivityStatus,
    /// The HTTP status that the event tells of; none when the work has only begun.
    pub(crate) http_status: Option<u16>,
    /// The error, as JSON in a string.
    pub(crate) message: Option<String>,
    pub(crate) work: Arc<Work>,
}

/// What the events of one operation have in common.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    pub(crate) operation_id: String,
    pub(crate) correlation_id: String,
    /// As in `Microsoft.Compute/virtualMachines/start/action`.
    pub(crate) operation: String,
    pub(crate) resource: String,
    pub(crate) actor: Arc<Actor>,
    pub(crate) method: String,
    pub(crate) client_request_id: String,
    pub(crate) client_address: String,
    pub(crate) properties: Vec<(String, String)>,
}

/// Who did it.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// A user's name, or a GUID for applications.
    pub(crate) name: String,
    pub(crate) object_id: String,
    pub(crate) client_id: String,
    pub(crate) tenant: String,
    pub(crate) person: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct ActivityLog {
    /// Since when this world is watched; what is before that is history.
    since: Option<Timestamp>,
    /// The moment that is being settled.
    now: Timestamp,
    events: HashMap<String, Vec<Event>>,
    /// Subscriptions whose history has been written down already.
    remembered: HashSet<String>,
    pending: Vec<Pending>,
}

/// An operation that was accepted and has not ended.
#[derive(Clone, Debug)]
struct Pending {
    until: Until,
    subscription: String,
    work: Arc<Work>,
}

#[derive(Clone, Debug)]
pub(crate) enum Until {
    /// This long-running operation ends.
    Operation(String),
    /// This moment, for work that ends by itself and is always successful.
    Moment(Timestamp),
}

impl Actor {
    pub(crate) fn of(principal: &Principal, tenant: &str) -> Self {
        Self {
            name: principal.called().to_owned(),
            object_id: principal.object_id.clone(),
            client_id: principal.client_id.clone(),
            tenant: tenant.to_owned(),
            person: principal.person.as_ref().map(|person| person.display_name.clone()),
        }
    }
}

impl World {
    /// Events of a subscription that are visible at a moment, the newest first.
    pub(crate) fn activity(&mut self, subscription: &str, seen_at: Timestamp) -> Vec<Event> {
        let key = subscription.to_lowercase();
        if let Some(since) = self.log.since
            && self.log.remembered.insert(key.clone())
        {
            let mut past = history::of(self, &key, since);
            let events = self.log.events.entry(key.clone()).or_default();
            past.append(events);
            *events = past;
        }
        let lag = self.tempo.log_lag;
        let events = self.log.events.get(&key).into_iter().flatten();
        let mut visible: Vec<Event> = events.filter(|event| event.at + lag <= seen_at).cloned().collect();
        visible.sort_by_key(|event| std::cmp::Reverse(event.at));
        visible
    }

    /// From now on, what happens by itself happens at this moment.
    pub(super) fn begin_activity(&mut self, now: Timestamp) {
        self.log.since.get_or_insert(now);
        self.log.now = now;
    }

    pub(super) fn settle_activity(&mut self, now: Timestamp) {
        for pending in std::mem::take(&mut self.log.pending) {
            let ended = match &pending.until {
                Until::Moment(at) => (*at <= now).then_some((*at, None)),
                Until::Operation(id) => match self.operations.get(id) {
                    Some(operation) => match (&operation.outcome, operation.ended) {
                        (Outcome::Failed(failure), Some(at)) => Some((at, Some(failure.clone()))),
                        (Outcome::Superseded { by }, Some(at)) => Some((at, Some(operation.superseded(by)))),
                        (_, ended) => ended.map(|at| (at, None)),
                    },
                    None => Some((now, None)),
                },
            };
            let Some((at, failure)) = ended else {
                self.log.pending.push(pending);
                continue;
            };
            let message = failure.map(|failure| {
                serde_json::json!({ "error": { "code": failure.code, "message": failure.message } })
                    .to_string()
            });
            let (status, http_status) = match message {
                None => (ActivityStatus::Succeeded, 200),
                Some(_) => (ActivityStatus::Failed, 409),
            };
            self.write_event(&pending.subscription, at, status, Some(http_status), message, &pending.work);
        }
    }

    fn write_event(
        &mut self,
        subscription: &str,
        at: Timestamp,
        status: ActivityStatus,
        http_status: Option<u16>,
        message: Option<String>,
        work: &Arc<Work>,
    ) {
        let data_id = self.dice.guid();
        let events = self.log.events.entry(subscription.to_owned()).or_default();
        // Two events of one operation never share an instant, so their order survives sorting.
        let at = crate::stamp::ticks(at);
        let last = events.iter().rev().find(|event| Arc::ptr_eq(&event.work, work));
        let at = last.map_or(at, |last| at.max(last.at + SignedDuration::from_nanos(100)));
        if events.len() >= MOST_EVENTS {
            events.drain(..MOST_EVENTS / 10);
        }
        events.push(Event { at, data_id, status, http_status, message, work: work.clone() });
    }
}
