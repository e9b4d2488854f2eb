//! One part of the inventory, read again by itself.

use std::collections::BTreeSet;

use futures::stream::{FuturesUnordered, StreamExt};
use jit_core::{Increment, Part, Scope};

use super::Tell;
use crate::{Azure, Subscription};

impl Azure {
    /// Reads one part again, by itself. The scope is that of the part's subscription; other parts do without.
    pub async fn read_part(&self, part: &Part, name: &str, scope: Option<Scope>, tell: Tell<'_>) {
        match (part, scope) {
            (Part::Machines(tenant), _) => {
                self.told_machines(tenant.clone(), name.to_owned(), tell).await;
            }
            (Part::Policies(_), Some(scope)) => {
                self.told_policies(scope, tell).await;
            }
            (Part::Power(_), Some(scope)) => {
                self.told_power(scope, tell).await;
            }
            // These lead to others: see `read_tenant`.
            (Part::Tenants | Part::Subscriptions(_) | Part::Policies(_) | Part::Power(_), _) => {}
        }
    }

    /// Reads a tenant other than the account's own again, with all that is in it. `known` are the subscriptions that
    /// are reached already, in lower case: those that the tenant only manages for others are left as they are.
    pub async fn read_tenant(&self, tenant: &str, name: &str, known: &BTreeSet<String>, tell: Tell<'_>) {
        let id = Some(tenant.to_owned());
        tell(Increment::Asked(Part::Subscriptions(id.clone()), name.to_owned()));
        let subscriptions = match self.subscriptions(Some(tenant)).await {
            Ok(subscriptions) => subscriptions,
            Err(problem) => return tell(Increment::Failed(Part::Subscriptions(id), problem)),
        };
        let mut work = FuturesUnordered::new();
        if !subscriptions.is_empty() {
            work.push(self.told_machines(id.clone(), name.to_owned(), tell));
        }
        let reached = |subscription: Subscription| scope(subscription, tenant, known);
        let scopes: Vec<Scope> = subscriptions.into_iter().filter_map(reached).collect();
        tell(Increment::Scopes(id, scopes.clone()));
        for scope in scopes {
            work.push(self.told_policies(scope.clone(), tell));
            work.push(self.told_power(scope, tell));
        }
        while work.next().await.is_some() {}
    }
}

/// The subscription as this tenant's token reaches it, where that is the best way.
fn scope(subscription: Subscription, tenant: &str, known: &BTreeSet<String>) -> Option<Scope> {
    let id = subscription.id.to_ascii_lowercase();
    let is_own = subscription.tenant.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(tenant));
    (is_own || !known.contains(&id)).then(|| Scope {
        subscription: id,
        name: subscription.name,
        tenant: Some(tenant.to_owned()),
    })
}
