//! The inventory: pages, joins without case, what does not answer.

use jit_core::{Code, Jit, Os, Power};
use serde_json::{Value, json};

use super::bodies::{list, policy};
use super::script::{Reply, Script};
use super::{NIC, VM, told};

fn tags(name: &str) -> Value {
    if name == "web-01" { json!({ "Env": "Prod" }) } else { Value::Null }
}

fn row(name: &str, nic_primary: Value, ip_primary: Value, private: &str, public: &str) -> Value {
    let id = VM.replace("RG-WEB", "rg-web").replace("web-01", name);
    let fqdn = if public == "203.0.113.20" { "contoso-web.westeurope.cloudapp.azure.com" } else { "" };
    json!({
        "id": id, "vmKey": id.to_lowercase(), "name": name, "subscriptionId": "s1", "tenantId": "t1",
        "resourceGroup": "rg-web", "location": "westeurope", "zones": null, "tags": tags(name), "osType": "Linux",
        "vmSize": "Standard_B1s", "adminUser": "", "computerName": "", "powerState": "PowerState/running",
        "nicKey": NIC.to_lowercase(), "nicPrimary": nic_primary, "nicNsg": "", "subnet": "",
        "privateIp": private, "ipPrimary": ip_primary, "pipKey": "", "publicIp": public, "fqdn": fqdn, "ipVersion": ""
    })
}

fn page(rows: &[Value], skip: Option<&str>) -> Value {
    let mut page = json!({ "totalRecords": 3, "count": rows.len(), "resultTruncated": "false", "data": rows, "facets": [] });
    if let Some(skip) = skip {
        page["$skipToken"] = json!(skip);
    }
    page
}

fn subscription(id: &str, name: &str, tenant: &str) -> Value {
    json!({ "id": format!("/subscriptions/{id}"), "subscriptionId": id, "tenantId": tenant, "displayName": name,
            "state": "Enabled", "authorizationSource": "RoleBased" })
}

fn status(name: &str, power: &str) -> Value {
    let instance = json!({ "statuses": [ { "code": format!("PowerState/{power}") } ] });
    json!({ "id": VM.replace("web-01", name), "properties": { "instanceView": instance } })
}

fn script() -> Script {
    let first = page(
        &[
            row("web-01", json!(false), json!(true), "10.0.9.9", "203.0.113.9"),
            row("web-01", json!(true), json!(false), "10.0.2.16", ""),
        ],
        Some("more"),
    );
    let second = page(
        &[
            row("web-01", json!(1), json!(1), "10.0.2.4", "203.0.113.20"),
            row("App-02", Value::Null, Value::Null, "10.0.2.5", ""),
        ],
        None,
    );
    Script::new()
        .on("/tenants?", json!({ "value": [ { "tenantId": "T1", "displayName": "Contoso" } ] }))
        .on("/subscriptions?", list(&[subscription("s1", "Production", "t1")]))
        .once("Microsoft.ResourceGraph/resources", Reply::json(200, first))
        .once("Microsoft.ResourceGraph/resources", Reply::json(200, second))
        .on(
            "subscriptions/s1/providers/Microsoft.Security/jitNetworkAccessPolicies",
            list(&[policy(json!([]))]),
        )
        .on(
            "statusOnly=true",
            list(&[status("web-01", "deallocated"), json!({ "id": VM.replace("web-01", "app-02") })]),
        )
}

#[tokio::test(start_paused = true)]
async fn machines_policies_and_power_are_joined_without_case() {
    let (azure, script) = script().azure();
    let inventory = azure.inventory().await.unwrap();
    assert_eq!(inventory.failures, []);
    let [app, web] = inventory.machines.as_slice() else { panic!("two machines: {:?}", inventory.machines) };
    assert_eq!((app.vm.name.as_str(), app.vm.power, &app.jit), ("App-02", Power::Unknown, &Jit::Off));
    assert_eq!((web.vm.name.as_str(), web.vm.power, web.vm.os), ("web-01", Power::Deallocated, Os::Linux));
    assert_eq!(web.vm.dns_name.as_deref(), Some("contoso-web.westeurope.cloudapp.azure.com"));
    assert_eq!(app.vm.dns_name, None);
    assert_eq!(web.vm.private_address, Some("10.0.2.4".parse().unwrap()));
    assert_eq!(web.vm.public_address, Some("203.0.113.20".parse().unwrap()));
    assert_eq!((web.vm.subscription.as_str(), web.vm.at.tenant.as_deref()), ("Production", Some("t1")));
    assert_eq!((web.vm.at.id.as_str(), web.vm.resource_group.as_str()), (VM, "RG-WEB"), "as it was stored");
    assert_eq!((web.vm.size.as_deref(), web.vm.computer_name.as_deref()), (Some("Standard_B1s"), None));
    assert_eq!((web.vm.tags["Env"].as_str(), app.vm.tags.len()), ("Prod", 0));
    let ports: Vec<u16> = web.jit.ports().iter().map(|rule| rule.number).collect();
    assert_eq!(ports, [22, 3389]);
    let graph = script.asked("Microsoft.ResourceGraph/resources?api-version=2022-10-01");
    assert_eq!(graph[0].body["options"]["$top"], 1000);
    assert!(
        graph[0].body["options"].get("$skipToken").is_none() && graph[0].body.get("subscriptions").is_none()
    );
    assert_eq!(graph[1].body["options"]["$skipToken"], "more");
}

#[tokio::test(start_paused = true)]
async fn one_part_that_fails_hides_nothing_else() {
    let (azure, _) = script()
        .once("Microsoft.Security", Reply::error(403, "AuthorizationFailed", "no"))
        .once("/tenants?", Reply::json(200, json!({ "value": [
            { "tenantId": "t1", "displayName": "Contoso" }, { "tenantId": "t2", "displayName": "Fabrikam" } ] })))
        .once("/t2/oauth2/", Reply::json(400, json!({ "error": "invalid_grant", "error_codes": [50076], "error_description": "MFA" })))
        .once("/t2/oauth2/", Reply::json(400, json!({ "error": "invalid_grant", "error_codes": [50076], "error_description": "MFA" })))
        .azure();
    let inventory = azure.inventory().await.unwrap();
    assert_eq!(inventory.machines.len(), 2);
    let policies: Vec<&Jit> = inventory.machines.iter().map(|machine| &machine.jit).collect();
    assert_eq!(policies, [&Jit::Unknown; 2], "what was not read is not \"no policy\"");
    let failures: Vec<_> =
        inventory.failures.iter().map(|failure| (failure.scope.as_str(), failure.problem.code)).collect();
    assert_eq!(failures, [("Fabrikam", Code::MoreProofNeeded), ("Production", Code::NotPermitted)]);
}

#[tokio::test(start_paused = true)]
async fn a_graph_that_fails_is_reported_and_read_like_any_other() {
    let (azure, script) = script().azure();
    for _ in 0..2 {
        script.answer_once("ResourceGraph", Reply::text(500, ""));
    }
    assert_eq!(azure.inventory().await.unwrap().machines.len(), 2, "two pages were left in the script");
    let lost = Reply::error(400, "BadRequest", "nonsense");
    let (azure, _) = Script::new()
        .always("ResourceGraph", lost)
        .on("/tenants?", json!({ "value": [] }))
        .on("/subscriptions?", list(&[subscription("s1", "Production", "t1")]))
        .on("Microsoft.Security", json!({ "value": [] }))
        .on("statusOnly", json!({ "value": [] }))
        .azure();
    let inventory = azure.inventory().await.unwrap();
    assert_eq!((inventory.machines.len(), inventory.failures[0].scope.as_str()), (0, "your tenant"));
}

#[tokio::test(start_paused = true)]
async fn nothing_at_all_is_a_problem() {
    let (azure, _) = Script::new().always("management.azure.com", Reply::Unreachable).azure();
    let (code, message, ..) = told(azure.inventory().await.unwrap_err());
    assert_eq!((code, message.as_str()), (Code::Offline, "management.azure.com cannot be reached."));
}

#[tokio::test(start_paused = true)]
async fn a_subscription_seen_twice_is_asked_once_with_its_own_tenant() {
    let graph =
        |tenant: &str| format!("POST https://management.azure.com/providers/Microsoft.ResourceGraph{tenant}");
    let (azure, script) = Script::new()
        .on("/tenants?", json!({ "value": [ { "tenantId": "t1" }, { "tenantId": "t2" } ] }))
        .on("/subscriptions?", list(&[subscription("s1", "Managed", "t2")]))
        .on(&graph(""), page(&[row("web-01", Value::Null, Value::Null, "10.0.2.4", "")], None))
        .on("Microsoft.Security", json!({ "value": [] }))
        .on("statusOnly", json!({ "value": [] }))
        .azure();
    let inventory = azure.inventory().await.unwrap();
    assert_eq!(inventory.machines.len(), 1);
    assert_eq!(inventory.machines[0].vm.at.tenant.as_deref(), Some("t2"));
    assert_eq!((script.count("Microsoft.Security"), script.count("statusOnly")), (1, 1));
}
