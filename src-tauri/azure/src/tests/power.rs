//! Starting, following and observing.

use jiff::SignedDuration;
use jit_core::{Code, Observed, Operation, OperationState, Power};
use serde_json::json;

use super::bodies::{interface, machine, public_address};
use super::script::{Reply, Script};
use super::{VM, told, vm};

const OPERATION: &str = "https://management.azure.com/subscriptions/s1/providers/Microsoft.Compute/locations/westeurope/\
                         operations/9a062a88?p=abc&api-version=2024-03-01";

fn started() -> Script {
    let reply = Reply::text(202, "")
        .with("azure-asyncoperation", OPERATION)
        .with("location", "https://management.azure.com/x?monitor=true")
        .with("retry-after", "10");
    Script::new().always("web-01/start?", reply)
}

#[tokio::test(start_paused = true)]
async fn a_start_gives_an_operation_to_follow() {
    let (azure, script) = started().azure();
    let operation = azure.start(&vm()).await.unwrap().unwrap();
    assert_eq!(operation, Operation { url: OPERATION.to_owned(), wait: SignedDuration::from_secs(10) });
    let asked = &script.asked("/start?")[0];
    assert_eq!(asked.line, format!("POST https://management.azure.com{VM}/start?api-version=2024-03-01"));
    assert!(asked.body.is_null());
}

#[tokio::test(start_paused = true)]
async fn a_start_may_be_done_at_once_or_offer_only_a_location() {
    let (azure, _) = Script::new().always("/start?", Reply::text(200, "")).azure();
    assert_eq!(azure.start(&vm()).await.unwrap(), None);
    let place = "https://management.azure.com/subscriptions/s1/x";
    let (azure, _) =
        Script::new().always("/deallocate?", Reply::text(202, "").with("location", place)).azure();
    let operation = azure.deallocate(&vm()).await.unwrap();
    assert_eq!(operation, Some(Operation { url: place.to_owned(), wait: SignedDuration::from_secs(5) }));
}

#[tokio::test(start_paused = true)]
async fn an_operation_is_read_in_both_styles() {
    let running = OperationState::Running(SignedDuration::from_secs(5));
    let began =
        json!({ "startTime": "2026-01-06T18:58:24.7596323+00:00", "status": "InProgress", "name": "9a06" });
    for (reply, state) in [
        (Reply::json(200, began.clone()), running.clone()),
        (
            Reply::json(200, began).with("retry-after", "2"),
            OperationState::Running(SignedDuration::from_secs(2)),
        ),
        (Reply::json(200, json!({ "status": "Wondering" })), running.clone()),
        (Reply::json(200, json!({ "status": "Succeeded" })), OperationState::Succeeded),
        (Reply::text(202, ""), running),
        (Reply::text(204, ""), OperationState::Succeeded),
        (Reply::json(200, json!({ "id": VM, "properties": {} })), OperationState::Succeeded),
        (Reply::error(403, "AuthorizationFailed", "no"), OperationState::Hidden),
        (Reply::error(404, "NotFound", "gone"), OperationState::Hidden),
    ] {
        let (azure, _) = started().always("operations/9a062a88", reply).azure();
        let operation = azure.start(&vm()).await.unwrap().unwrap();
        assert_eq!(azure.operation(&operation, None).await.unwrap(), state);
    }
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_failed_tells_why_and_for_which_machine() {
    let body = json!({ "status": "Failed", "error": { "code": "AllocationFailed",
        "message": "Allocation failed. We do not have sufficient capacity for the requested VM size in this region." } });
    let reply = Reply::json(200, body).with("x-ms-correlation-request-id", "c-1");
    let (azure, _) = started().always("operations/9a062a88", reply).azure();
    let operation = azure.start(&vm()).await.unwrap().unwrap();
    let OperationState::Failed(problem) = azure.operation(&operation, None).await.unwrap() else {
        panic!("it failed")
    };
    assert_eq!(problem.code, Code::StartFailed);
    assert_eq!(problem.message, "web-01 did not start: Azure has no free capacity for its size right now.");
    let details = problem.details.unwrap();
    assert_eq!(details.azure_code.as_deref(), Some("AllocationFailed"));
    assert_eq!(details.correlation_id.as_deref(), Some("c-1"));
    assert!(details.azure_message.unwrap().starts_with("Allocation failed."));
    assert!(!details.request.unwrap().contains('?'));
}

#[tokio::test(start_paused = true)]
async fn refused_starts_are_told_apart() {
    let lock = "The scope '/x' cannot perform write operation because following scope(s) are locked: \
                '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Authorization/locks/no-touch'.";
    for (reply, code, message) in [
        (
            Reply::error(403, "AuthorizationFailed", "No."),
            Code::MayNotStart,
            "You may not start web-01: your account lacks the permission \
             \"Microsoft.Compute/virtualMachines/start/action\".",
        ),
        (
            Reply::error(409, "ScopeLocked", lock),
            Code::StartBlocked,
            "web-01 cannot be started: a lock named 'no-touch' protects it.",
        ),
        (
            Reply::error(409, "Conflict", "busy"),
            Code::StartBlocked,
            "web-01 cannot be started now: another operation on it is running, or took its place.",
        ),
        (
            Reply::error(409, "SkuNotAvailable", "x"),
            Code::StartFailed,
            "web-01 did not start: its size is not offered in its region or zone.",
        ),
    ] {
        let (azure, _) = Script::new().always("/start?", reply).azure();
        let (found, said, ..) = told(azure.start(&vm()).await.unwrap_err());
        assert_eq!((found, said.as_str()), (code, message));
    }
}

#[tokio::test(start_paused = true)]
async fn observing_reads_power_and_address_and_the_failure() {
    let mut failed = machine(Some("deallocated"));
    failed["properties"]["instanceView"]["statuses"][1] = json!({ "code": "ProvisioningState/failed/AllocationFailed", "level": "Error", "message": "Allocation failed." });
    let (azure, script) = Script::new()
        .on("web-01/instanceView?", json!({ "statuses": [ { "code": "PowerState/starting" } ] }))
        .on("virtualMachines/web-01?", failed)
        .once("networkInterfaces/", Reply::json(200, interface(public_address(None))))
        .on("networkInterfaces/", interface(public_address(Some("203.0.113.44"))))
        .azure();
    let first = Observed {
        power: Power::Deallocated,
        public_address: None,
        failure: Some("AllocationFailed".to_owned()),
    };
    assert_eq!(azure.observe(&vm()).await.unwrap(), first);
    let second = Observed {
        power: Power::Starting,
        public_address: Some("203.0.113.44".parse().unwrap()),
        failure: None,
    };
    assert_eq!(azure.observe(&vm()).await.unwrap(), second);
    assert_eq!(script.count("web-01/instanceView?"), 1);
}
