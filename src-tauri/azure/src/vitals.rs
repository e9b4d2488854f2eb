//! Signs of life of a machine.

use futures::future::join;
use jit_core::{Problem, Vitals, VmRef};

use crate::Azure;
use crate::resource::interface::addresses;
use crate::resource::machine::instance_view;

impl Azure {
    /// Whether the machine runs and its agent is ready, and the address security rules know it by.
    ///
    /// # Errors
    /// When its instance view cannot be read. An address that cannot be read is left out.
    pub async fn vitals(&self, vm: &VmRef) -> Result<Vitals, Problem> {
        let arm = self.arm_of(vm);
        let private = async {
            let interfaces = self.known().interfaces(&vm.id)?;
            addresses(&arm, vm, &interfaces).await.ok()?.private
        };
        let (view, private_address) = join(instance_view(&arm, vm), private).await;
        let view = view?;
        Ok(Vitals { power: view.power(), agent_is_ready: view.agent_is_ready(), private_address })
    }
}
