//! Policies that are not accepted, and why.

use serde_json::{Value, json};

use super::jit::policy;
use super::jit_write::{body, machine, port};
use crate::scene::{HOME, PRODUCTION, Scene, code, json, message};
use crate::world::model::DefenderPlan;

const DEVELOPMENT: &str = "/subscriptions/22e4b9a1-8d63-4f2a-87b5-1f9e3d6a0b22";

fn put(scene: &mut Scene, path: &str, body: &str) -> (u16, String, String) {
    let response = scene.call("PUT", path, body);
    let answer = json(&response);
    (response.status, code(&answer).to_owned(), message(&answer).to_owned())
}

/// What is said about a policy for web-01 with this one port.
fn with_port(rule: &Value) -> (u16, String) {
    let id = machine("rg-web", "web-01");
    let text = body(&[(&id, vec![rule.clone()])]);
    let (status, _, message) = put(&mut Scene::new(), &policy("rg-web", "westeurope", "default"), &text);
    (status, message)
}

#[test]
fn every_field_of_a_port_is_checked() {
    let with = |name: &str, value: Value| {
        let mut rule = port(22);
        rule[name] = value;
        with_port(&rule)
    };
    let source = "allowedSourceAddressPrefix";
    let cases = [
        (with("number", json!(65536)), "needs a port number from 0 to 65535"),
        (with("number", json!(-1)), "needs a port number from 0 to 65535"),
        (with("number", json!("ssh")), "needs a port number from 0 to 65535"),
        (with("number", Value::Null), "needs a port number from 0 to 65535"),
        (with("protocol", json!("ICMP")), "has port 22 with protocol 'ICMP', which is none of TCP, UDP, *"),
        (with("protocol", Value::Null), "has port 22 without a protocol"),
        (with("maxRequestAccessDuration", Value::Null), "has port 22 without a maxRequestAccessDuration"),
        (
            with("maxRequestAccessDuration", json!("PT4M59S")),
            "has port 22 with maxRequestAccessDuration 'PT4M59S', which is no ISO 8601 duration from PT5M to P1D",
        ),
        (
            with("maxRequestAccessDuration", json!("P1DT1S")),
            "has port 22 with maxRequestAccessDuration 'P1DT1S', which is no ISO 8601 duration from PT5M to P1D",
        ),
        (
            with("maxRequestAccessDuration", json!("3 hours")),
            "has port 22 with maxRequestAccessDuration '3 hours', which is no ISO 8601 duration from PT5M to P1D",
        ),
        (
            with(source, json!("10.0.0.0/33")),
            "has port 22 with allowedSourceAddressPrefix \"10.0.0.0/33\", which is no IPv4 address, CIDR range or '*'",
        ),
        (
            with(source, json!("2001:db8::1")),
            "has port 22 with allowedSourceAddressPrefix \"2001:db8::1\", which is no IPv4 address, CIDR range or '*'",
        ),
        (
            with(source, Value::Null),
            "has port 22 with neither allowedSourceAddressPrefix nor allowedSourceAddressPrefixes",
        ),
        (
            with("allowedSourceAddressPrefixes", json!(["10.0.0.0/8"])),
            "has port 22 with both allowedSourceAddressPrefix and allowedSourceAddressPrefixes, which are mutually exclusive",
        ),
    ];
    for (refused, expected) in cases {
        assert_eq!(refused, (400, format!("The virtual machine 'web-01' {expected}.")));
    }
    assert_eq!(with("protocol", json!("")), (500, "Internal server error has occurred".into()));
    let list = |prefixes: Value| {
        let mut rule = port(22);
        rule["allowedSourceAddressPrefix"] = Value::Null;
        rule["allowedSourceAddressPrefixes"] = prefixes;
        with_port(&rule)
    };
    assert_eq!(list(json!(["10.0.0.0/8", "203.0.113.7"])).0, 200);
    assert_eq!(
        list(json!(["10.0.0.0/8", "*"])),
        (400, "The virtual machine 'web-01' has port 22 with \"*\" in allowedSourceAddressPrefixes, which is no IPv4 address or CIDR range.".into())
    );
    assert_eq!(list(json!([])).0, 400);
}

#[test]
fn all_that_the_schema_allows_is_accepted() {
    for duration in ["PT5M", "PT30M", "PT1H30M", "PT24H", "P1D"] {
        let mut rule = port(22);
        rule["maxRequestAccessDuration"] = json!(duration);
        assert_eq!(with_port(&rule).0, 200, "{duration}");
    }
    for (field, value) in [
        ("number", json!(0)),
        ("number", json!(65535)),
        ("number", json!("22")),
        ("protocol", json!("UDP")),
        ("protocol", json!("*")),
        ("allowedSourceAddressPrefix", json!("203.0.113.0/24")),
        ("allowedSourceAddressPrefixes", Value::Null),
    ] {
        let mut rule = port(22);
        rule[field] = value.clone();
        assert_eq!(with_port(&rule).0, 200, "{field} {value}");
    }
}

#[test]
fn machines_are_checked_against_policy_and_world() {
    let web = policy("rg-web", "westeurope", "default");
    let one = machine("rg-web", "web-01");
    let long = policy("rg-web", "westeurope", &"p".repeat(51));
    let foreign =
        format!("{DEVELOPMENT}/resourceGroups/rg-dev/providers/Microsoft.Compute/virtualMachines/dev-01");
    let nic = one.replace("Microsoft.Compute/virtualMachines", "Microsoft.Network/networkInterfaces");
    let rules = || vec![port(22)];
    let cases = [
        (
            &web,
            body(&[(&one, rules()), (&one.to_uppercase(), rules())]),
            400,
            "The virtual machine '/SUBSCRIPTIONS/11D3A8F0-7C52-4E19-B6A4-0E8D2C5F9A11/RESOURCEGROUPS/RG-WEB/PROVIDERS/MICROSOFT.COMPUTE/VIRTUALMACHINES/WEB-01' is in the policy more than once.",
        ),
        (
            &web,
            body(&[(&one, Vec::new())]),
            400,
            "The virtual machine 'web-01' needs a list 'ports' with at least one entry.",
        ),
        (
            &web,
            body(&[(&one, vec![port(22), port(22)])]),
            400,
            "The virtual machine 'web-01' has port 22 more than once.",
        ),
        (
            &web,
            body(&[(&machine("rg-build", "build-agent"), rules())]),
            400,
            "The virtual machine 'build-agent' is not in the policy's resource group 'rg-web'.",
        ),
        (
            &web,
            body(&[(&foreign, rules())]),
            400,
            "The virtual machine 'dev-01' is not in the policy's resource group 'rg-web'.",
        ),
        (
            &policy("rg-web", "northeurope", "default"),
            body(&[(&one, rules())]),
            400,
            "The virtual machine 'web-01' is in 'westeurope' and not in the policy's location 'northeurope'.",
        ),
        (
            &long,
            body(&[(&one, rules())]),
            400,
            &format!(
                "The virtual machine 'web-01' and the policy '{}' have names of 57 characters together, and 56 are allowed.",
                "p".repeat(51)
            ),
        ),
        (
            &policy("rg-web", "westeurope", "de%fault"),
            body(&[(&one, rules())]),
            400,
            "The policy name 'de%fault' is invalid: use letters, digits and the characters - _ . ( ).",
        ),
        (
            &policy("rg-edge", "westeurope", "legacy-ftp"),
            body(&[(&machine("rg-edge", "legacy-ftp"), rules())]),
            400,
            "The virtual machine 'legacy-ftp' has no network security group, neither at its network interface nor at its subnet.",
        ),
        (
            &web,
            body(&[(&machine("rg-web", "web-99"), rules())]),
            404,
            "The Resource 'Microsoft.Compute/virtualMachines/web-99' under resource group 'rg-web' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
        ),
        (
            &web,
            body(&[(&nic, rules())]),
            400,
            &format!("The resource '{nic}' is not of the type 'Microsoft.Compute/virtualMachines'."),
        ),
        (
            &web,
            json!({ "kind": "Basic" }).to_string(),
            400,
            "The list 'properties.virtualMachines' is required.",
        ),
        (
            &web,
            json!({ "kind": "Advanced", "properties": { "virtualMachines": [] } }).to_string(),
            400,
            "The kind \"Advanced\" is not supported; use 'Basic'.",
        ),
        (
            &web,
            json!({ "properties": { "virtualMachines": [{ "ports": [port(22)] }] } }).to_string(),
            400,
            "The field 'id' is required for each of 'properties.virtualMachines'.",
        ),
    ];
    for (path, text, status, expected) in cases {
        let refused = put(&mut Scene::new(), path, &text);
        assert_eq!((refused.0, refused.2.as_str()), (status, expected));
    }
    let longest = policy("rg-web", "westeurope", &"p".repeat(50));
    assert_eq!(put(&mut Scene::new(), &longest, &body(&[(&one, rules())])).0, 200);
    let mut scene = Scene::new();
    assert_eq!(put(&mut scene, &web, "{").1, "InvalidRequestContent");
    let nowhere = policy("rg-none", "westeurope", "default");
    assert_eq!(
        put(&mut scene, &nowhere, &body(&[(&one, rules())])).0,
        403,
        "a right on other groups is none here"
    );
    scene.world.machines.get_mut(&one.to_lowercase()).unwrap().network_interfaces.clear();
    assert_eq!(
        put(&mut scene, &web, &body(&[(&one, rules())])).2,
        "The virtual machine 'web-01' has no network interface."
    );
}

#[test]
fn linked_machines_are_checked_as_arm_does_it() {
    let mut scene = Scene::new();
    let path = policy("rg-web", "westeurope", "default");
    let good = machine("rg-web", "web-01");
    // What a template makes that puts a whole id where a GUID belongs.
    let doubled = format!("/subscriptions/{good}");
    let refused = put(&mut scene, &path, &body(&[(&doubled, vec![port(22)])]));
    let message = format!(
        "The client has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '{path}', however the linked subscription 'subscriptions' was not found. "
    );
    assert_eq!(refused, (403, "LinkedAuthorizationFailed".into(), message));
    let robotics = "/subscriptions/33f5cab2-9e74-403b-98c6-20af4e7b1c33/resourceGroups/rg-line4/providers/Microsoft.Compute/virtualMachines/robot-01";
    let refused = put(&mut scene, &path, &body(&[(robotics, vec![port(22)])]));
    assert_eq!((refused.0, refused.1.as_str()), (403, "LinkedAuthorizationFailed"));
    assert!(refused.2.contains("is not authorized to access linked subscription"), "{}", refused.2);
    for text in ["web-01", "", PRODUCTION, "subscriptions/x"] {
        let refused = put(&mut scene, &path, &body(&[(text, vec![port(22)])]));
        assert_eq!((refused.0, refused.1.as_str()), (400, "LinkedInvalidPropertyId"), "{text}");
    }
}

#[test]
fn writing_and_deleting_take_rights_on_policy_and_machine() {
    let mut scene = Scene::new();
    let path = policy("rg-web", "westeurope", "default");
    let text = body(&[(&machine("rg-web", "web-01"), vec![port(22)])]);
    scene.sign_in("reader", HOME);
    let refused = put(&mut scene, &path, &text);
    assert_eq!((refused.0, refused.1.as_str()), (403, "AuthorizationFailed"));
    assert!(refused.2.contains("'Microsoft.Security/locations/jitNetworkAccessPolicies/write'"));
    let response = scene.call("DELETE", &path, "");
    let answer = json(&response);
    assert_eq!((response.status, code(&answer)), (403, "AuthorizationFailed"));
    assert!(message(&answer).contains("'Microsoft.Security/locations/jitNetworkAccessPolicies/delete'"));

    scene.world.roles.push(crate::world::model::Role {
        name: "JIT Author".into(),
        actions: vec!["Microsoft.Security/locations/jitNetworkAccessPolicies/*".into()],
        ..Default::default()
    });
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    reader.assignments[0].role = "JIT Author".into();
    reader.assignments.truncate(1);
    scene.sign_in("reader", HOME);
    let refused = put(&mut scene, &path, &text);
    assert_eq!((refused.0, refused.1.as_str()), (403, "LinkedAuthorizationFailed"));
    assert!(
        refused.2.contains("'Microsoft.Compute/virtualMachines/write' on the linked scope(s)"),
        "{}",
        refused.2
    );
    assert_eq!(scene.call("DELETE", &path, "").status, 200, "deleting takes no right on machines");
}

#[test]
fn without_plan_2_nothing_is_written_or_requested() {
    let mut scene = Scene::new();
    let path = policy("rg-web", "westeurope", "default");
    let text = body(&[(&machine("rg-web", "web-01"), vec![port(22)])]);
    for (plan, has) in [(DefenderPlan::P1, "has Plan 1"), (DefenderPlan::Free, "has no plan")] {
        scene.world.subscriptions[0].defender = plan;
        let expected = format!(
            "Just-in-time VM access requires Microsoft Defender for Servers Plan 2, and the subscription '11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11' {has}."
        );
        assert_eq!(put(&mut scene, &path, &text), (400, "BadRequest".into(), expected.clone()));
        let wish = super::jit::wish("rg-web", "web-01", &json!({ "number": 22, "duration": "PT1H" }));
        let (status, answer) = scene.post(&format!("{path}/initiate"), &wish);
        assert_eq!((status, message(&answer)), (400, expected.as_str()));
    }
    assert_eq!(scene.call("GET", &path, "").status, 200);
    assert_eq!(scene.call("DELETE", &path, "").status, 200);
}
