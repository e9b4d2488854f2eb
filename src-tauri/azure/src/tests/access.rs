//! Requesting access, and reading the policy back.

use jit_core::{Code, Initiate, RequestStatus};
use serde_json::{Value, json};

use super::bodies::{policy, request};
use super::script::{Reply, Script};
use super::{POLICY, VM, id, told, vm};

fn wish() -> Initiate {
    Initiate {
        policy: id(POLICY),
        vm: vm(),
        port: 22,
        source: "203.0.113.9".parse().unwrap(),
        until: "2026-02-01T11:44:50.9999999Z".parse().unwrap(),
        justification: Some("ticket 4711".to_owned()),
    }
}

fn taken(body: Value) -> Reply {
    Reply::json(202, body).with("date", "Sun, 01 Feb 2026 09:44:54 GMT")
}

#[tokio::test(start_paused = true)]
async fn the_body_is_what_azure_documents_and_no_more() {
    let (azure, script) = Script::new()
        .always("/initiate?", taken(request(json!("Initiating"), json!("UserRequested"))))
        .azure();
    let accepted = azure.initiate(&wish()).await.unwrap();
    assert_eq!(accepted.from.to_string(), "2026-02-01T09:44:51.5874583Z");
    assert_eq!(accepted.until.to_string(), "2026-02-01T11:44:50.5921811Z");
    assert_eq!(accepted.mapped_port, None);
    let asked = &script.asked("/initiate?")[0];
    assert_eq!(
        asked.line,
        format!("POST https://management.azure.com{POLICY}/initiate?api-version=2020-01-01")
    );
    assert_eq!(
        asked.body,
        json!({
            "justification": "ticket 4711",
            "virtualMachines": [ { "id": VM, "ports": [
                { "number": 22, "allowedSourceAddressPrefix": "203.0.113.9", "endTimeUtc": "2026-02-01T11:44:50Z" }
            ] } ]
        })
    );
    assert_eq!((asked.token.as_str(), asked.client_request_id.len()), ("Bearer token-1", 36));
    azure.initiate(&Initiate { justification: Some(" ".to_owned()), ..wish() }).await.unwrap();
    let again = &script.asked("/initiate?")[1];
    assert!(again.body.get("justification").is_none());
    assert_ne!(again.client_request_id, asked.client_request_id);
}

#[tokio::test(start_paused = true)]
async fn a_firewall_in_front_gives_its_own_port() {
    let mut body = request(json!("Initiating"), json!("UserRequested"));
    body["virtualMachines"][0]["ports"][0]["mappedPort"] = json!(13389);
    let (azure, _) = Script::new().always("/initiate?", taken(body)).azure();
    assert_eq!(azure.initiate(&wish()).await.unwrap().mapped_port, Some(13389));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_was_taken_is_never_reported_as_failed() {
    for body in ["", "<html>", "{}", r#"{"virtualMachines":null,"startTimeUtc":"yesterday"}"#] {
        let reply = Reply::text(202, body).with("date", "Sun, 01 Feb 2026 09:44:54 GMT");
        let (azure, _) = Script::new().always("/initiate?", reply).azure();
        let accepted = azure.initiate(&wish()).await.unwrap();
        assert_eq!(accepted.from.to_string(), "2026-02-01T09:44:54Z", "{body}");
        assert_eq!(accepted.until.to_string(), "2026-02-01T11:44:50Z", "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_are_told_apart() {
    let lacks = "The client 'app' does not have authorization to perform action \
                 'Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action' over scope \
                 '/subscriptions/s1/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/\
                 jitNetworkAccessPolicies/default' or the scope is invalid.";
    let subset = "The given access request is not a subset of policy 'default'.";
    let locked = "The scope '/x' cannot perform write operation because following scope(s) are locked: \
                  '/subscriptions/s1/resourceGroups/rg-web'. Please remove the lock and try again.";
    for (reply, code, message) in [
        (
            Reply::error(403, "AuthorizationFailed", lacks),
            Code::MayNotRequest,
            "You may not request access to web-01: your account lacks the permission \
             \"Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action\" on JIT policy default.",
        ),
        (
            Reply::error(404, "JitNetworkAccessPolicyNotFound", "no such policy"),
            Code::NoPolicy,
            "web-01 has no JIT policy.",
        ),
        (
            Reply::error(
                404,
                "ResourceNotFound",
                "The Resource 'Microsoft.Compute/virtualMachines/web-01' was not found.",
            ),
            Code::MachineNotFound,
            "web-01 was not found in Azure.",
        ),
        (
            Reply::json(
                400,
                json!({ "error": { "code": "BadRequest", "message": "bad",
                "details": [ { "code": "InvalidRequest", "message": subset } ] } }),
            ),
            Code::OutsidePolicy,
            "Azure refused the request for web-01: it goes beyond what the JIT policy allows.",
        ),
        (
            Reply::error(409, "ScopeLocked", locked),
            Code::StartBlocked,
            "A lock on resource group rg-web stands in the way of the access request for web-01.",
        ),
        (
            Reply::error(500, "InternalServerError", "Internal server error"),
            Code::AzureFailed,
            "Azure failed at the access request for web-01 (error 500).",
        ),
        (
            Reply::text(504, "<html>"),
            Code::Interrupted,
            "Azure failed at the access request for web-01 (error 504).",
        ),
    ] {
        let (azure, script) = Script::new().always("/initiate?", reply).azure();
        let problem = azure.initiate(&wish()).await.unwrap_err();
        let details = problem.details.clone().unwrap();
        assert_eq!(details.request, Some(format!("POST {POLICY}/initiate")));
        assert!(details.time.is_some() && !problem.hint.is_empty());
        let (found, said, ..) = told(problem);
        assert_eq!((found, said.as_str()), (code, message));
        assert_eq!(script.count("/initiate?"), 1, "{message}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_is_read_fresh_and_by_its_own_path() {
    let requests = json!([request(json!("Initiated"), json!("UserRequested"))]);
    let (azure, script) = Script::new().on("jitNetworkAccessPolicies/default?", policy(requests)).azure();
    let read = azure.policy(&id(POLICY), None).await.unwrap();
    let [request] = read.requests.as_slice() else { panic!("one request: {:?}", read.requests) };
    assert_eq!((&request.vm, request.port, &request.status), (&id(VM), 22, &RequestStatus::Initiated));
    assert_eq!(request.source, Some("203.0.113.9".parse().unwrap()));
    assert_eq!(
        script.asked("GET")[0].line,
        format!("GET https://management.azure.com{POLICY}?api-version=2020-01-01")
    );
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_makes_no_sense_is_told_with_the_call() {
    for body in ["<html>captive</html>", "[]", r#"{"properties":{}}"#, r#"{"id":"no id"}"#] {
        let (azure, _) =
            Script::new().always("jitNetworkAccessPolicies/default?", Reply::text(200, body)).azure();
        let (code, message, ..) = told(azure.policy(&id(POLICY), None).await.unwrap_err());
        assert_eq!(
            (code, message),
            (Code::NotUnderstood, format!("The answer to GET {POLICY} was not understood."))
        );
    }
}
