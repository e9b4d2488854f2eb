//! Starting and stopping.

use jiff::SignedDuration;
use jit_core::{Operation, Problem, VmRef};

use super::machine::VERSION;
use crate::Azure;
use crate::arm::{Answer, Call, Purpose, retry_after};

/// How long to wait between two looks at an operation, where Azure does not say.
pub(crate) const USUAL_WAIT: SignedDuration = SignedDuration::from_secs(5);

impl Azure {
    /// Starts a machine. `None` when there is nothing to follow: it was done at once.
    ///
    /// # Errors
    /// `MayNotStart`, `StartBlocked`, `StartFailed`, `MachineNotFound`, ….
    pub async fn start(&self, vm: &VmRef) -> Result<Option<Operation>, Problem> {
        self.change(vm, "start", Purpose::Start(vm.id.name().to_owned())).await
    }

    /// Stops a machine and gives its hardware back, so that it costs nothing more.
    ///
    /// # Errors
    /// `NotPermitted`, `StartBlocked`, `MachineNotFound`, ….
    pub async fn deallocate(&self, vm: &VmRef) -> Result<Option<Operation>, Problem> {
        self.change(vm, "deallocate", Purpose::Stop(vm.id.name().to_owned())).await
    }

    async fn change(&self, vm: &VmRef, verb: &str, purpose: Purpose) -> Result<Option<Operation>, Problem> {
        let call = Call::post(format!("{}/{verb}", vm.id), VERSION, purpose);
        let answer = self.arm_of(vm).send(&call).await?;
        let operation = operation(&answer);
        if let Some(operation) = &operation {
            self.known().note_operation(&operation.url, vm.id.name());
        }
        Ok(operation)
    }
}

fn operation(answer: &Answer) -> Option<Operation> {
    if !matches!(answer.status, 201 | 202) {
        return None;
    }
    let url = answer.header("azure-asyncoperation").or_else(|| answer.header("location"))?;
    let wait = retry_after(&answer.headers, answer.received).unwrap_or(USUAL_WAIT);
    Some(Operation { url: url.to_owned(), wait })
}
