//! Long-running operations: `Azure-AsyncOperation` answers 200 with a status, `Location` 202 until it is done.

use jit_core::{Operation, OperationState, Problem};
use serde::Deserialize;

use super::power::USUAL_WAIT;
use crate::Azure;
use crate::arm::{Answer, Call, Purpose, retry_after};
use crate::problem::{Said, start_failed};

impl Azure {
    /// How far an operation is. What may not be followed, or is not kept any more, is `Hidden`: look at the machine
    /// instead.
    ///
    /// # Errors
    /// When Azure cannot be asked now; that says nothing about the operation itself.
    pub async fn operation(
        &self,
        operation: &Operation,
        tenant: Option<&str>,
    ) -> Result<OperationState, Problem> {
        let call = Call::follow(&operation.url, Purpose::Read("the operation".to_owned()));
        let state = match self.arm(tenant).send(&call).await {
            Ok(answer) => self.state(operation, &answer),
            Err(problem) => match problem.details.as_ref().and_then(|details| details.status) {
                Some(403 | 404 | 410) => OperationState::Hidden,
                _ => return Err(problem),
            },
        };
        if !matches!(state, OperationState::Running(_)) {
            self.known().forget_operation(&operation.url);
        }
        Ok(state)
    }

    fn state(&self, operation: &Operation, answer: &Answer) -> OperationState {
        let running =
            || OperationState::Running(retry_after(&answer.headers, answer.received).unwrap_or(USUAL_WAIT));
        let Ok(wire) = answer.json::<WireOperation>() else {
            return if answer.status == 202 { running() } else { OperationState::Succeeded };
        };
        match wire.status.as_deref().map(str::to_ascii_lowercase).as_deref() {
            None if answer.status == 202 => running(),
            None | Some("succeeded") => OperationState::Succeeded,
            Some("failed" | "canceled") => OperationState::Failed(self.failure(operation, &wire, answer)),
            Some(_) => running(),
        }
    }

    fn failure(&self, operation: &Operation, wire: &WireOperation, answer: &Answer) -> Problem {
        let said = Said::of_error(wire.error.as_ref());
        let machine = self.known().machine_of(&operation.url);
        let mut details = answer.place.details(answer.received);
        details.status = Some(answer.status);
        details.azure_code = Some(said.code.clone()).filter(|code| !code.is_empty());
        details.azure_message = Some(said.message.clone()).filter(|message| !message.is_empty());
        details.correlation_id = answer.header("x-ms-correlation-request-id").map(str::to_owned);
        start_failed(machine.as_deref().unwrap_or("The machine"), &said).with_details(details)
    }
}

#[derive(Deserialize)]
struct WireOperation {
    status: Option<String>,
    error: Option<serde_json::Value>,
}
