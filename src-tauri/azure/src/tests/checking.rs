//! What a connection check reads of a machine.

use jit_core::{Code, Power, Vitals};
use serde_json::json;

use super::bodies::{interface, machine, public_address};
use super::script::{Reply, Script};
use super::{NIC, vm};

const RESULT: &str = "https://management.azure.com/subscriptions/s1/providers/Microsoft.Network/locations/westeurope/\
                      operationResults/1?api-version=2024-01-01";

fn groups() -> serde_json::Value {
    let rule = |name: &str, priority: u32, access: &str, port: &str| {
        json!({
            "name": format!("securityRules/{name}"), "protocol": "Tcp", "sourcePortRange": "0-65535",
            "destinationPortRange": port, "sourceAddressPrefix": "0.0.0.0/0",
            "destinationAddressPrefix": "10.0.0.4/32", "access": access, "priority": priority, "direction": "Inbound",
        })
    };
    json!({ "value": [{
        "networkSecurityGroup": { "id": "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/web-nsg" },
        "association": { "subnet": { "id": "/subscriptions/s1/x/subnets/default" } },
        "effectiveSecurityRules": [
            rule("allow-ssh", 300, "Allow", "22-22"),
            rule("keep-out", 200, "Deny", "20-30"),
            {
                "name": "defaultSecurityRules/AllowVnetInBound", "protocol": "All", "destinationPortRange": "0-65535",
                "sourceAddressPrefix": "VirtualNetwork", "expandedSourceAddressPrefix": ["10.0.0.0/16"],
                "destinationAddressPrefix": "VirtualNetwork", "expandedDestinationAddressPrefix": ["10.0.0.0/16"],
                "access": "Allow", "priority": 65000, "direction": "Inbound",
            },
            { "name": "defaultSecurityRules/AllowInternetOutBound", "protocol": "All", "direction": "Outbound",
              "access": "Allow", "priority": 65001, "destinationPortRange": "0-65535" },
            { "name": "securityRules/dns", "protocol": "Udp", "direction": "Inbound", "access": "Allow",
              "priority": 100, "destinationPortRange": "53-53" },
        ],
    }] })
}

fn read_before() -> Script {
    Script::new()
        .always("web-01?", Reply::json(200, machine(Some("running"))))
        .always(&format!("{NIC}?"), Reply::json(200, interface(public_address(None))))
}

#[tokio::test(start_paused = true)]
async fn rules_are_waited_for_and_read_for_what_comes_in_over_tcp() {
    let (azure, script) = read_before()
        .once(
            "effectiveNetworkSecurityGroups",
            Reply::text(202, "").with("location", RESULT).with("retry-after", "5"),
        )
        .once("operationResults", Reply::text(202, "").with("location", RESULT))
        .once("operationResults", Reply::json(200, groups()))
        .azure();
    let found = azure.effective_rules(&vm()).await.unwrap();
    assert_eq!(script.asked("operationResults").len(), 2);
    assert_eq!((found.len(), found[0].name.as_str(), found[0].place.as_str()), (1, "web-nsg", "the subnet"));
    let names: Vec<_> = found[0].rules.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(names, ["allow-ssh", "keep-out", "AllowVnetInBound"]);
    let (me, to) = ("203.0.113.7".parse().unwrap(), Some("10.0.0.4".parse().unwrap()));
    let decides = |from, port| found[0].decides(from, to, port).map(|rule| rule.name.as_str());
    assert_eq!(decides(me, 22), Some("keep-out"), "the smallest priority decides");
    assert_eq!(decides(me, 3389), None);
    assert_eq!(decides("10.0.3.3".parse().unwrap(), 3389), Some("AllowVnetInBound"));
}

#[tokio::test(start_paused = true)]
async fn an_interface_without_groups_has_none_and_a_refusal_is_told() {
    let none = Reply::error(400, "NetworkSecurityGroupsNotAppliedOnNic", "none");
    let (azure, _) = read_before().always("effectiveNetworkSecurityGroups", none).azure();
    assert_eq!(azure.effective_rules(&vm()).await, Ok(Vec::new()));
    let refused = Reply::error(403, "AuthorizationFailed", "no");
    let (azure, _) = read_before().always("effectiveNetworkSecurityGroups", refused).azure();
    assert_eq!(azure.effective_rules(&vm()).await.unwrap_err().code, Code::NotPermitted);
}

#[tokio::test(start_paused = true)]
async fn an_agent_is_ready_silent_or_absent() {
    let view = |agent: serde_json::Value| {
        let mut view = json!({ "statuses": [{ "code": "PowerState/running" }] });
        if !agent.is_null() {
            view["vmAgent"] = json!({ "statuses": [{ "displayStatus": agent }] });
        }
        view
    };
    for (agent, ready) in
        [(json!("Ready"), Some(true)), (json!("Not Ready"), Some(false)), (json!(null), None)]
    {
        let (azure, _) = Script::new().always("instanceView", Reply::json(200, view(agent))).azure();
        let found = azure.vitals(&vm()).await.unwrap();
        assert_eq!(found, Vitals { power: Power::Running, agent_is_ready: ready, private_address: None });
    }
}
