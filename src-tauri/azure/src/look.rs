//! One machine and everything a connect needs to know of it, in as few round trips as can be.

use futures::future::{join, join4};
use jiff::SignedDuration;
use jit_core::{Look, Policy, Problem, REQUEST_ACTION, ResourceId, Right, START_ACTION, VmRef};

use crate::Azure;
use crate::arm::{Arm, Purpose};
use crate::resource::interface::{Addresses, addresses};
use crate::resource::machine::machine;
use crate::resource::policy::{policies, policies_below};

impl Azure {
    /// The machine, the policies that hold it, the account's rights and its addresses, fresh. Two round trips the
    /// first time; one when its interfaces are known from before.
    ///
    /// # Errors
    /// When the machine, its policies or its primary interface cannot be read.
    pub async fn look(&self, vm: &VmRef) -> Result<Look, Problem> {
        let arm = self.arm_of(vm);
        let known = self.known().interfaces(&vm.id);
        let at_once = async {
            match &known {
                Some(interfaces) => Some(addresses(&arm, vm, interfaces).await),
                None => None,
            }
        };
        let (machine, policies, rights, early) =
            join4(machine(&arm, vm), self.policies_of(&arm, vm), self.rights(vm), at_once).await;
        let (wire, answer) = machine?;
        let policies = policies?;
        let interfaces = wire.interfaces();
        let addresses = match early {
            Some(found) if known.as_ref() == Some(&interfaces) => found?,
            _ => self.addresses_of(&arm, vm, &interfaces).await?,
        };
        let (may_request, may_start) = rights;
        Ok(Look {
            vm: wire.read(vm, self.subscription_of(&vm.id), addresses),
            policies,
            may_request,
            may_start,
            clock_offset: answer.clock_offset().unwrap_or(SignedDuration::ZERO),
        })
    }

    /// The addresses on these interfaces, which are remembered as the machine's.
    pub(crate) async fn addresses_of(
        &self,
        arm: &Arm,
        vm: &VmRef,
        interfaces: &[ResourceId],
    ) -> Result<Addresses, Problem> {
        let found = addresses(arm, vm, interfaces).await?;
        self.known().note_interfaces(&vm.id, interfaces.to_vec());
        Ok(found)
    }

    async fn policies_of(&self, arm: &Arm, vm: &VmRef) -> Result<Vec<Policy>, Problem> {
        let Some(group) = vm.id.resource_group_id() else { return Ok(Vec::new()) };
        let purpose = Purpose::Policies(vm.id.name().to_owned());
        let mut found = policies(arm, policies_below(group.as_str(), purpose)).await?;
        found.retain(|policy| policy.machine(&vm.id).is_some());
        Ok(found)
    }

    /// The right to request counts on the policy's resource group, the right to start on the machine.
    async fn rights(&self, vm: &VmRef) -> (Right, Right) {
        let tenant = vm.tenant.as_deref();
        let group = async {
            match vm.id.resource_group_id() {
                Some(group) => self.permissions(&group, tenant).await.ok(),
                None => None,
            }
        };
        let (group, machine) = join(group, self.permissions(&vm.id, tenant)).await;
        let right = |permissions: Option<crate::Permissions>, action| {
            permissions.map_or(Right::Unknown, |permissions| permissions.right(action))
        };
        (right(group, REQUEST_ACTION), right(machine.ok(), START_ACTION))
    }
}
