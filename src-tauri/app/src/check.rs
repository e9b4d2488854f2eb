//! Finds out why a machine does not answer: everything side by side, each told as it comes.

use std::sync::Arc;
use std::time::Duration;

use jit_core::{CheckFact, CheckOrder, Code, Problem};

use crate::assemble::Parts;
use crate::perform::TellFact;

/// How long one thing may take to be found out. Azure takes up to half a minute for the rules.
const PATIENCE: Duration = Duration::from_secs(45);

pub(crate) async fn check(order: CheckOrder, tell: TellFact, parts: Arc<Parts>) {
    let CheckOrder { vm, policy, .. } = &order;
    let client = || parts.accounts.of(vm.account.as_ref()).map(|client| client.azure);
    let address = async { tell(CheckFact::Address(in_time(parts.services.agreed()).await)) };
    let request = async {
        let read = async { client()?.policy(policy, vm.tenant.as_deref()).await };
        tell(CheckFact::Request(in_time(read).await));
    };
    let machine = async {
        let read = async { client()?.vitals(vm).await };
        tell(CheckFact::Machine(in_time(read).await));
    };
    let rules = async {
        let read = async { client()?.effective_rules(vm).await };
        tell(CheckFact::Rules(in_time(read).await));
    };
    let way_out = async {
        let arm = &parts.cloud.arm;
        let port = arm.port_or_known_default().unwrap_or(443);
        tell(CheckFact::WayOut(jit_host::gets_out(arm.host_str().unwrap_or_default(), port).await));
    };
    tokio::join!(address, request, machine, rules, way_out);
}

async fn in_time<T>(read: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let seconds = PATIENCE.as_secs();
    tokio::time::timeout(PATIENCE, read).await.unwrap_or_else(|_| {
        let message = format!("there was no answer within {seconds} s.");
        Err(Problem::new(Code::TimedOut, message, "Try again."))
    })
}
