//! What changes while a machine starts.

use futures::future::try_join;
use jit_core::{Observed, Problem, VmRef};

use crate::Azure;
use crate::problem::plain;
use crate::resource::interface::addresses;
use crate::resource::machine::{InstanceView, instance_view, machine};

impl Azure {
    /// The machine's power state and public address, side by side.
    ///
    /// # Errors
    /// When the machine or its primary interface cannot be read.
    pub async fn observe(&self, vm: &VmRef) -> Result<Observed, Problem> {
        let arm = self.arm_of(vm);
        if let Some(interfaces) = self.known().interfaces(&vm.id) {
            let (view, addresses) =
                try_join(instance_view(&arm, vm), addresses(&arm, vm, &interfaces)).await?;
            return Ok(Observed {
                power: view.power(),
                public_address: addresses.public,
                failure: failure(&view),
            });
        }
        let (wire, _) = machine(&arm, vm).await?;
        let addresses = self.addresses_of(&arm, vm, &wire.interfaces()).await?;
        Ok(Observed {
            power: wire.power(),
            public_address: addresses.public,
            failure: wire.instance_view().and_then(failure),
        })
    }
}

/// Azure's code for the failure, or its words where it gives no code.
fn failure(view: &InstanceView) -> Option<String> {
    let (code, text) = view.failure()?;
    let said = plain(if code.is_empty() { &text } else { &code });
    Some(if said.is_empty() { "failed".to_owned() } else { said })
}
