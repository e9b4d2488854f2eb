//! Every machine of every subscription the account can see, told answer by answer.
//!
//! Everything is asked side by side; what fails is told as such and holds nothing else up. `jit_core::Stock` puts the
//! answers together.

mod again;
mod machines;
mod overlay;
mod sight;

use std::sync::{Mutex, PoisonError};

use futures::future::{BoxFuture, FutureExt};
use futures::stream::{FuturesUnordered, StreamExt};
use jit_core::{Increment, Inventory, Part, Problem, Stock};

use crate::{Azure, Subscription, Tenant};
use sight::Sight;

/// Is told what each answer adds, as soon as it is there.
pub type Tell<'a> = &'a (dyn Fn(Increment) + Send + Sync);

/// What a question that leads to others came to.
enum Told {
    Home(Result<Vec<Subscription>, Problem>),
    Tenants(Result<Vec<Tenant>, Problem>),
    Other(Tenant, Result<Vec<Subscription>, Problem>),
    Nothing,
}

impl Azure {
    /// All machines with their JIT rules and power states. What does not answer is reported beside the rest.
    ///
    /// # Errors
    /// When the account's own subscriptions cannot be read.
    pub async fn inventory(&self) -> Result<Inventory, Problem> {
        let stock = Mutex::new(Stock::default());
        let now = || (self.surroundings().clock)();
        let add = |increment| {
            stock.lock().unwrap_or_else(PoisonError::into_inner).add(increment, now());
        };
        self.read_everything(&add).await?;
        let mut stock = stock.into_inner().unwrap_or_else(PoisonError::into_inner);
        stock.finish();
        Ok(stock.inventory())
    }

    /// Reads everything: tenants, subscriptions, machines, policies, power states. About two calls for each
    /// subscription, one for each thousand machines, and a few.
    ///
    /// # Errors
    /// When the account's own subscriptions cannot be read, or not the tenants where some are chosen. That was told as
    /// a failure, too.
    pub async fn read_everything(&self, tell: Tell<'_>) -> Result<(), Problem> {
        let mut work: FuturesUnordered<BoxFuture<'_, Told>> = FuturesUnordered::new();
        let look_at = (self.surroundings().look_at)();
        let (chosen_tenants, chosen_subscriptions) =
            (look_at.chooses_tenants(), look_at.chooses_subscriptions());
        tell(Increment::Asked(Part::Tenants, "your tenants".to_owned()));
        work.push(self.tenants().map(Told::Tenants).boxed());
        if !chosen_tenants {
            work.push(self.own_subscriptions(tell));
            if !chosen_subscriptions {
                work.push(self.told_machines(None, sight::OWN.to_owned(), tell));
            }
        }
        let mut sight = Sight::default();
        while let Some(told) = work.next().await {
            match told {
                Told::Nothing => continue,
                Told::Home(Ok(subscriptions)) => {
                    if (chosen_tenants || chosen_subscriptions) && !subscriptions.is_empty() {
                        work.push(self.told_machines(None, sight::OWN.to_owned(), tell));
                    }
                    sight.own(self.home(), subscriptions);
                }
                Told::Home(Err(problem)) => {
                    tell(Increment::Failed(Part::Subscriptions(None), problem.clone()));
                    return Err(problem);
                }
                Told::Tenants(Err(problem)) if chosen_tenants => {
                    // Which ones to ask is known by their names only.
                    tell(Increment::Failed(Part::Tenants, problem.clone()));
                    return Err(problem);
                }
                Told::Tenants(tenants) => {
                    let own = |tenant: &Tenant| self.home() == Some(&tenant.id.to_ascii_lowercase());
                    if chosen_tenants && tenants.as_ref().is_ok_and(|all| all.iter().any(own)) {
                        work.push(self.own_subscriptions(tell));
                    }
                    // An answer of the account's own tenant names it, so its token has been had by now.
                    for tenant in self.other_tenants(tenants, tell) {
                        let part = Part::Subscriptions(Some(tenant.id.clone()));
                        tell(Increment::Asked(part, tenant.name.clone()));
                        sight.expect(&tenant.id);
                        work.push(self.other_subscriptions(tenant));
                    }
                    sight.all_tenants_known();
                }
                Told::Other(tenant, Ok(subscriptions)) => {
                    if !subscriptions.is_empty() {
                        work.push(self.told_machines(Some(tenant.id.clone()), tenant.name, tell));
                    }
                    sight.other(&tenant.id, subscriptions);
                }
                Told::Other(tenant, Err(problem)) => {
                    tell(Increment::Failed(Part::Subscriptions(Some(tenant.id.clone())), problem));
                    sight.failed(&tenant.id);
                }
            }
            for (tenant, scopes) in sight.settled() {
                tell(Increment::Scopes(tenant, scopes.clone()));
                for scope in scopes {
                    work.push(self.told_policies(scope.clone(), tell));
                    work.push(self.told_power(scope, tell));
                }
            }
        }
        Ok(())
    }

    fn other_tenants(&self, tenants: Result<Vec<Tenant>, Problem>, tell: Tell<'_>) -> Vec<Tenant> {
        let key = |tenant: &Tenant| Some(tenant.id.clone()).filter(|id| self.home() != Some(id));
        match tenants {
            Ok(mut tenants) => {
                for tenant in &mut tenants {
                    tenant.id.make_ascii_lowercase();
                }
                let names = tenants.iter().map(|tenant| (key(tenant), tenant.name.clone()));
                tell(Increment::Tenants(names.collect()));
                tenants.into_iter().filter(|tenant| key(tenant).is_some()).collect()
            }
            Err(problem) => {
                tell(Increment::Failed(Part::Tenants, problem));
                Vec::new()
            }
        }
    }

    fn own_subscriptions(&self, tell: Tell<'_>) -> BoxFuture<'_, Told> {
        tell(Increment::Asked(Part::Subscriptions(None), sight::OWN.to_owned()));
        self.subscriptions(None).map(Told::Home).boxed()
    }

    fn other_subscriptions(&self, tenant: Tenant) -> BoxFuture<'_, Told> {
        async move {
            let subscriptions = self.subscriptions(Some(&tenant.id)).await;
            Told::Other(tenant, subscriptions)
        }
        .boxed()
    }
}
