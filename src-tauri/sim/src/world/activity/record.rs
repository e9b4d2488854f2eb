//! Writing down what a request did.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Actor, Pending, Until, Work};
use crate::world::World;
use crate::world::model::ActivityStatus;

/// The application that carries out just-in-time access, Windows Azure Security Resource Provider.
const DEFENDER: &str = "8edd93e1-2103-40b4-bd70-6e34e586362d";

/// What Defender does to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::world) enum RuleDeed {
    Written,
    Removed,
}

/// A request that changed something, or tried to.
pub(crate) struct Deed {
    pub(crate) subscription: String,
    pub(crate) operation: String,
    pub(crate) resource: String,
    pub(crate) actor: Actor,
    pub(crate) method: String,
    pub(crate) correlation_id: String,
    pub(crate) client_request_id: Option<String>,
    /// How the request was answered.
    pub(crate) status: u16,
    pub(crate) error: Option<String>,
    /// A call that is refused for lack of rights never begins.
    pub(crate) began: bool,
    /// Work goes on after the answer.
    pub(crate) until: Option<Until>,
}

impl World {
    pub(crate) fn log_deed(&mut self, deed: Deed, now: Timestamp) {
        let work = Arc::new(Work {
            operation_id: self.dice.guid(),
            correlation_id: deed.correlation_id,
            operation: deed.operation,
            resource: deed.resource,
            actor: Arc::new(deed.actor),
            method: deed.method,
            client_request_id: deed.client_request_id.unwrap_or_else(|| self.dice.guid()),
            client_address: self.egress.to_string(),
            properties: Vec::new(),
        });
        let subscription = deed.subscription.to_lowercase();
        if deed.began {
            self.write_event(&subscription, now, ActivityStatus::Started, None, None, &work);
        }
        let status = match (deed.status, &deed.until) {
            (400.., _) => ActivityStatus::Failed,
            (_, Some(_)) => ActivityStatus::Accepted,
            (_, None) => ActivityStatus::Succeeded,
        };
        self.write_event(&subscription, now, status, Some(deed.status), deed.error, &work);
        if let (ActivityStatus::Accepted, Some(until)) = (status, deed.until) {
            self.log.pending.push(Pending { until, subscription, work });
        }
    }

    /// Defender's own application wrote or removed a security rule.
    pub(in crate::world) fn log_rule(&mut self, group: &str, rule: &str, deed: RuleDeed) {
        let at = self.log.now;
        let Some(group) = self.security_groups.get(group) else { return };
        let subscription = group.id.subscription().to_lowercase();
        let tenant = self.subscription(&subscription).map(|held| held.tenant.clone()).unwrap_or_default();
        let resource = format!("{}/securityRules/{rule}", group.id);
        let work = Arc::new(Work {
            operation_id: self.dice.guid(),
            correlation_id: self.dice.guid(),
            resource,
            client_request_id: self.dice.guid(),
            ..Work::of_defender(tenant, deed)
        });
        self.write_event(&subscription, at, ActivityStatus::Started, None, None, &work);
        let http_status = if deed == RuleDeed::Written { 201 } else { 202 };
        self.write_event(&subscription, at, ActivityStatus::Accepted, Some(http_status), None, &work);
        self.write_event(&subscription, at, ActivityStatus::Succeeded, Some(200), None, &work);
    }
}

impl Work {
    /// A rule's writing or removal, still without ids.
    pub(super) fn of_defender(tenant: String, deed: RuleDeed) -> Self {
        let (verb, method) = match deed {
            RuleDeed::Written => ("write", "PUT"),
            RuleDeed::Removed => ("delete", "DELETE"),
        };
        Self {
            operation_id: String::new(),
            correlation_id: String::new(),
            operation: format!("Microsoft.Network/networkSecurityGroups/securityRules/{verb}"),
            resource: String::new(),
            actor: Arc::new(Actor {
                name: DEFENDER.into(),
                object_id: crate::dice::guid_of(&format!("{DEFENDER} in {tenant}")),
                client_id: DEFENDER.into(),
                tenant,
                person: None,
            }),
            method: method.into(),
            client_request_id: String::new(),
            client_address: String::new(),
            properties: Vec::new(),
        }
    }
}
