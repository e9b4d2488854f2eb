//! What each subscription tells beside Resource Graph: its policies, and power states that are true now.

use futures::future::{BoxFuture, FutureExt};
use jit_core::{Increment, Part, Scope};

use super::{Tell, Told};
use crate::Azure;
use crate::arm::Purpose;
use crate::resource::machine::power_states;
use crate::resource::policy::{policies, policies_below};

impl Azure {
    pub(super) fn told_policies<'a>(&'a self, scope: Scope, tell: Tell<'a>) -> BoxFuture<'a, Told> {
        let part = Part::Policies(scope.subscription.clone());
        tell(Increment::Asked(part.clone(), scope.name.clone()));
        async move {
            let arm = self.arm(scope.tenant.as_deref());
            let at = format!("/subscriptions/{}", scope.subscription);
            let call = policies_below(&at, Purpose::Policies(scope.name)).of_many();
            tell(match policies(&arm, call).await {
                Ok(policies) => Increment::Policies(scope.subscription, policies),
                Err(problem) => Increment::Failed(part, problem),
            });
            Told::Nothing
        }
        .boxed()
    }

    pub(super) fn told_power<'a>(&'a self, scope: Scope, tell: Tell<'a>) -> BoxFuture<'a, Told> {
        let part = Part::Power(scope.subscription.clone());
        tell(Increment::Asked(part.clone(), scope.name.clone()));
        async move {
            let arm = self.arm(scope.tenant.as_deref());
            tell(match power_states(&arm, &scope.subscription, &scope.name).await {
                Ok(states) => Increment::Power(scope.subscription, states),
                Err(problem) => Increment::Failed(part, problem),
            });
            Told::Nothing
        }
        .boxed()
    }
}
