//! Looking at a machine: what is read, how it is read, and in how many round trips.

use std::time::Duration;

use jiff::SignedDuration;
use jit_core::{Code, JitDuration, Os, Power, RequestStatus, Right, Sources};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::bodies::{interface, list, machine, policy, public_address, request, roles};
use super::script::{Reply, Script};
use super::{NIC, id, told, vm};

fn script(power: Option<&str>, requests: Value) -> Script {
    let foreign = json!({ "id": super::POLICY.replace("default", "other"), "properties": { "virtualMachines": [], "requests": null } });
    Script::new()
        .on(
            "RG-WEB/providers/Microsoft.Authorization/permissions",
            roles(&["Microsoft.Security/locations/*"]),
        )
        .on("web-01/providers/Microsoft.Authorization/permissions", roles(&["Microsoft.Network/*"]))
        .on("jitNetworkAccessPolicies", list(&[foreign, policy(requests)]))
        .on("networkInterfaces/web-01-nic", interface(public_address(Some("203.0.113.20"))))
        .always(
            "virtualMachines/web-01?api-version=2024-03-01&$expand=instanceView",
            Reply::json(200, machine(power)).with("date", "Sun, 01 Feb 2026 09:00:30 GMT"),
        )
}

#[tokio::test(start_paused = true)]
async fn everything_a_connect_needs_is_in_a_look() {
    let (azure, _) =
        script(Some("deallocated"), json!([request(json!("Initiating"), json!("UserRequested"))])).azure();
    let look = azure.look(&vm()).await.unwrap();
    let vm = &look.vm;
    assert_eq!((vm.name.as_str(), vm.os, vm.power), ("web-01", Os::Linux, Power::Deallocated));
    assert_eq!(vm.admin_user.as_deref(), Some("azureuser"));
    assert_eq!(vm.vm_guid.as_deref(), Some("0f47b100-583c-48e3-a4c0-aefc2c9bbcc1"));
    assert_eq!(
        (vm.region.as_str(), vm.resource_group.as_str(), vm.subscription.as_str()),
        ("westeurope", "RG-WEB", "s1")
    );
    assert_eq!((vm.size.as_deref(), vm.computer_name.as_deref()), (Some("Standard_D2s_v3"), Some("web-01")));
    assert_eq!((vm.tags["env"].as_str(), vm.zones.len()), ("prod", 0));
    assert_eq!(vm.private_address, Some("10.0.2.4".parse().unwrap()));
    assert_eq!(vm.public_address, Some("203.0.113.20".parse().unwrap()));
    assert_eq!((look.may_request, look.may_start), (Right::Granted, Right::Missing));
    assert_eq!(look.clock_offset, SignedDuration::from_secs(30));
    let [policy] = look.policies.as_slice() else { panic!("one policy holds it: {:?}", look.policies) };
    let rules = &policy.machine(&vm.at.id).unwrap().ports;
    assert_eq!(rules.iter().map(|rule| rule.number).collect::<Vec<_>>(), [22, 3389]);
    assert_eq!(rules[0].sources, Sources::Any);
    assert_eq!(rules[1].longest, JitDuration::MAX);
    assert_eq!(rules[1].sources.to_string(), "198.51.100.0/24, 203.0.113.7");
    assert_eq!(policy.requests[0].status, RequestStatus::Initiating);
    assert_eq!(policy.requests[0].from.to_string(), "2026-02-01T09:44:51.5874583Z");
}

#[tokio::test(start_paused = true)]
async fn requests_of_every_status_are_read_and_broken_ones_left_out() {
    let without_times = json!({ "virtualMachines": [ { "id": super::VM, "ports": [ { "number": 22 } ] } ], "startTimeUtc": "2026-02-01T09:00:00Z" });
    let requests = json!([
        request(json!("Initiated"), json!("UserRequested")),
        request(json!("Revoked"), json!("NewerRequestInitiated")),
        request(json!("Pondering"), Value::Null),
        request(Value::Null, Value::Null),
        without_times,
        { "requestor": "nobody", "virtualMachines": null },
    ]);
    let (azure, _) = script(Some("running"), requests).azure();
    let look = azure.look(&vm()).await.unwrap();
    let statuses: Vec<_> = look.policies[0].requests.iter().map(|request| request.status.clone()).collect();
    assert_eq!(
        statuses,
        [
            RequestStatus::Initiated,
            RequestStatus::Revoked("NewerRequestInitiated".to_owned()),
            RequestStatus::Other("Pondering".to_owned()),
            RequestStatus::Other(String::new()),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_missing_power_state_is_unknown_and_never_stopped() {
    let (azure, _) = script(None, json!([])).azure();
    assert_eq!(azure.look(&vm()).await.unwrap().vm.power, Power::Unknown);
}

#[tokio::test(start_paused = true)]
async fn a_look_takes_two_round_trips_at_first_and_one_afterwards() {
    let trip = Duration::from_millis(100);
    let (azure, script) = script(Some("running"), json!([])).latency(trip).azure();
    azure.whoami().await.unwrap();
    let began = Instant::now();
    azure.look(&vm()).await.unwrap();
    assert_eq!(began.elapsed().as_millis(), 200);
    let began = Instant::now();
    azure.look(&vm()).await.unwrap();
    assert_eq!(began.elapsed().as_millis(), 100);
    assert_eq!(script.count("/oauth2/"), 1, "one token for all that wait");
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_changed_its_interface_is_read_again() {
    let moved = NIC.replace("web-01-nic", "web-01-new");
    let mut changed = machine(Some("running"));
    changed["properties"]["networkProfile"]["networkInterfaces"][0]["id"] = json!(moved);
    let new = Reply::json(200, interface(public_address(Some("203.0.113.99"))));
    let (azure, script) =
        script(Some("running"), json!([])).always("networkInterfaces/web-01-new", new).azure();
    azure.look(&vm()).await.unwrap();
    script.answer_once("virtualMachines/web-01?", Reply::json(200, changed));
    let look = azure.look(&vm()).await.unwrap();
    assert_eq!(look.vm.public_address, Some("203.0.113.99".parse().unwrap()));
    assert_eq!(azure.known().interfaces(&id(super::VM)), Some(vec![id(&moved)]));
}

#[tokio::test(start_paused = true)]
async fn rights_that_cannot_be_read_are_unknown_and_stop_nothing() {
    let (azure, _) = script(Some("running"), json!([]))
        .once("RG-WEB/providers/Microsoft.Authorization", Reply::error(403, "AuthorizationFailed", "no"))
        .once("web-01/providers/Microsoft.Authorization", Reply::text(200, "<html>"))
        .azure();
    let look = azure.look(&vm()).await.unwrap();
    assert_eq!((look.may_request, look.may_start), (Right::Unknown, Right::Unknown));
}

#[tokio::test(start_paused = true)]
async fn policies_that_may_not_be_read_name_the_permission() {
    let message = "The client 'x' with object id 'y' does not have authorization to perform action \
                   'Microsoft.Security/locations/jitNetworkAccessPolicies/read' over scope \
                   '/subscriptions/s1/resourceGroups/RG-WEB' or the scope is invalid.";
    let (azure, _) = script(Some("running"), json!([]))
        .once("jitNetworkAccessPolicies", Reply::error(403, "AuthorizationFailed", message))
        .azure();
    let problem = azure.look(&vm()).await.unwrap_err();
    assert_eq!(
        told(problem),
        (
            Code::NotPermitted,
            "You may not read the JIT policies of web-01: your account lacks the permission \
             \"Microsoft.Security/locations/jitNetworkAccessPolicies/read\" on resource group RG-WEB."
                .to_owned(),
            "AuthorizationFailed".to_owned(),
            403
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a_subscription_without_defender_has_no_policies() {
    for reply in [
        Reply::error(409, "MissingSubscriptionRegistration", "not registered"),
        Reply::error(404, "NotFound", "gone"),
        Reply::json(200, json!({ "value": [] })),
    ] {
        let (azure, _) = script(Some("running"), json!([])).once("jitNetworkAccessPolicies", reply).azure();
        assert_eq!(azure.look(&vm()).await.unwrap().policies, []);
    }
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_is_gone_is_told_by_its_name() {
    let (azure, _) = script(Some("running"), json!([]))
        .once(
            "virtualMachines/web-01?",
            Reply::error(404, "ResourceNotFound", "The Resource … was not found."),
        )
        .azure();
    let (code, message, _, status) = told(azure.look(&vm()).await.unwrap_err());
    assert_eq!(
        (code, message.as_str(), status),
        (Code::MachineNotFound, "web-01 was not found in Azure.", 404)
    );
}

#[tokio::test(start_paused = true)]
async fn an_address_that_was_not_expanded_is_asked_for() {
    let (azure, script) = script(Some("running"), json!([]))
        .once(
            "networkInterfaces/web-01-nic",
            Reply::json(200, interface(json!({ "id": super::bodies::PUBLIC }))),
        )
        .on("publicIPAddresses/web-01-ip", public_address(Some("203.0.113.77")))
        .azure();
    assert_eq!(azure.look(&vm()).await.unwrap().vm.public_address, Some("203.0.113.77".parse().unwrap()));
    assert_eq!(script.count("publicIPAddresses/web-01-ip"), 1);
}
