//! Reading again what a sign-in has made readable, and nothing else.

use std::collections::BTreeSet;
use std::sync::Arc;

use jit_core::{AccountId, Part};

use super::{Machines, Source};

impl Machines {
    /// This account has just signed in, to a tenant by id or domain or to its own; here or in another program. What is
    /// not known of it is read, when somebody is there to see it.
    pub(crate) fn signed_in(self: &Arc<Self>, account: &AccountId, tenant: Option<&str>) {
        if !self.stays && *self.watchers.borrow() == 0 {
            return;
        }
        for source in self.sources().into_iter().filter(|source| source.account().id == *account) {
            let (this, of, tenant) =
                (Arc::clone(self), Arc::clone(&source), tenant.map(str::to_ascii_lowercase));
            let task = tokio::spawn(async move { this.mend(&of, tenant.as_deref()).await });
            let mut tasks = source.tasks();
            tasks.mending.retain(|task| !task.is_finished());
            tasks.mending.push(task.abort_handle());
        }
    }

    async fn mend(self: &Arc<Self>, source: &Arc<Source>, tenant: Option<&str>) {
        let _turn = source.turn.lock().await;
        if !source.was_read() {
            // What keeps it from being read is told with the list.
            let _ = self.read(source).await;
            return;
        }
        self.until_read(source).await;
        let wanting = source.wants_sign_in();
        let of_tenant =
            |part: &Part| matches!(part, Part::Subscriptions(Some(id)) if Some(id.as_str()) == tenant);
        let known = wanting.iter().any(|(part, _)| of_tenant(part));
        let (tenants, others): (Vec<_>, Vec<_>) =
            wanting.into_iter().partition(|(part, _)| matches!(part, Part::Subscriptions(Some(_))));
        if !others.is_empty() && !known {
            let _ = self.read(source).await;
            return;
        }
        for (part, name) in tenants.into_iter().filter(|(part, _)| !known || of_tenant(part)) {
            self.read_tenant(source, &part, &name).await;
        }
        self.show();
        self.tell_tenants();
        source.save().await;
    }

    /// The subscriptions of a tenant and all that is in them.
    pub(super) async fn read_tenant(&self, source: &Source, part: &Part, name: &str) {
        let Part::Subscriptions(Some(tenant)) = part else { return };
        let known: BTreeSet<String> = source.stock().scopes().map(|scope| scope.subscription).collect();
        let tell = |increment| self.add(source, increment);
        self.showing(source.azure.read_tenant(tenant, name, &known, &tell)).await;
    }
}
