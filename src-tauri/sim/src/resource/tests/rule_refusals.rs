//! What Azure has against a security rule.

use serde_json::{Value, json};

use super::security_rules::{properties, put};
use crate::scene::{Scene, code, json, message};

fn changed(field: &str, value: Value) -> Value {
    let mut properties = properties();
    properties[field] = value;
    properties
}

#[test]
fn each_mistake_has_its_code() {
    let long = "x".repeat(141);
    let cases = [
        ("priority", json!(99), "SecurityRuleInvalidPriority"),
        ("priority", json!(4097), "SecurityRuleInvalidPriority"),
        ("priority", json!("300"), "SecurityRuleInvalidPriority"),
        ("priority", Value::Null, "SecurityRuleParameterMissing"),
        ("protocol", json!("Http"), "InvalidRequestFormat"),
        ("protocol", Value::Null, "SecurityRuleParameterMissing"),
        ("access", json!("Permit"), "InvalidRequestFormat"),
        ("direction", json!(1), "InvalidRequestFormat"),
        ("destinationPortRange", json!("99999"), "SecurityRuleInvalidPortRange"),
        ("destinationPortRange", json!("90-80"), "SecurityRuleInvalidPortRange"),
        ("destinationPortRange", json!("22,3389"), "SecurityRuleInvalidPortRange"),
        ("destinationPortRange", json!("+22"), "SecurityRuleInvalidPortRange"),
        ("destinationPortRange", json!(22), "InvalidRequestFormat"),
        ("destinationPortRange", json!(""), "SecurityRuleParameterMissing"),
        ("sourcePortRange", Value::Null, "SecurityRuleParameterMissing"),
        ("sourceAddressPrefix", json!("203.0.113.9/24"), "SecurityRuleInvalidAddressPrefix"),
        ("sourceAddressPrefix", json!("203.0.113"), "SecurityRuleInvalidAddressPrefix"),
        ("sourceAddressPrefix", json!("203.0.113.0/33"), "SecurityRuleInvalidAddressPrefix"),
        ("sourceAddressPrefix", json!("my laptop"), "SecurityRuleInvalidAddressPrefix"),
        ("sourceAddressPrefix", json!("AzureBastionSubnet"), "SecurityRuleInvalidAddressPrefix"),
        ("sourceAddressPrefixes", json!(["203.0.113.7"]), "SecurityRuleParameterConflict"),
        ("description", json!(long), "SecurityRuleDescriptionTooLong"),
        ("sourceApplicationSecurityGroups", json!([{ "id": "/asg" }]), "InvalidResourceReference"),
    ];
    for (field, value, expected) in cases {
        let refused = put(&mut Scene::new(), "mine", &changed(field, value.clone()));
        assert_eq!((refused.status, code(&json(&refused))), (400, expected), "{field}: {value}");
    }
}

#[test]
fn tags_and_wildcards_belong_into_the_single_form() {
    let plural = |single: &str, plural: &str, values: Value| {
        let mut properties = changed(plural, values);
        properties.as_object_mut().unwrap().remove(single);
        let answer = put(&mut Scene::new(), "mine", &properties);
        (answer.status, code(&json(&answer)).to_owned())
    };
    let sources = |values| plural("sourceAddressPrefix", "sourceAddressPrefixes", values);
    let unsupported = || (400, "SecurityRuleParameterContainsUnsupportedValue".to_owned());
    assert_eq!(sources(json!(["Internet"])), unsupported());
    assert_eq!(sources(json!(["203.0.113.7", "*"])), unsupported());
    assert_eq!(sources(json!(["203.0.113.7", "203.0.112.0/24", "2001:db8::/32"])), (201, String::new()));
    let ports = |values| plural("destinationPortRange", "destinationPortRanges", values);
    assert_eq!(ports(json!(["22", "*"])), (400, "SecurityRuleParameterContainsInvalidPortRanges".into()));
    assert_eq!(ports(json!(["22", "3389-3390"])), (201, String::new()));
}

#[test]
fn priorities_are_unique_in_each_direction() {
    let mut scene = Scene::new();
    assert_eq!(put(&mut scene, "first", &properties()).status, 201);
    let refused = put(&mut scene, "second", &properties());
    assert_eq!((refused.status, code(&json(&refused))), (400, "SecurityRuleConflict"));
    assert_eq!(
        message(&json(&refused)),
        "Security rule second conflicts with rule first. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules."
    );
    scene.pass(1.0);
    let standing = put(&mut scene, "second", &changed("priority", json!(4096)));
    assert_eq!(code(&json(&standing)), "SecurityRuleConflict");
    assert_eq!(put(&mut scene, "second", &changed("direction", json!("Outbound"))).status, 201);
}

#[test]
fn names_are_checked_and_words_are_read_in_any_case() {
    let mut scene = Scene::new();
    for name in ["-mine", "mine-", "my%20rule", &"x".repeat(81)] {
        let refused = put(&mut scene, name, &properties());
        assert_eq!((refused.status, code(&json(&refused))), (400, "InvalidResourceName"), "{name}");
    }
    let mut lower = changed("protocol", json!("TCP"));
    lower["access"] = json!("deny");
    lower["direction"] = json!("inbound");
    lower["sourcePortRange"] = json!("1024-65535");
    let created = put(&mut scene, &"x".repeat(80), &lower);
    let properties = &json(&created)["properties"];
    assert_eq!(
        (
            &properties["protocol"],
            &properties["access"],
            &properties["direction"],
            &properties["sourcePortRange"]
        ),
        (&json!("Tcp"), &json!("Deny"), &json!("Inbound"), &json!("1024-65535"))
    );
}

#[test]
fn a_body_that_is_no_rule_is_refused() {
    let mut scene = Scene::new();
    for (body, expected) in [
        ("", "InvalidRequestContent"),
        ("{", "InvalidRequestContent"),
        ("{}", "SecurityRuleParameterMissing"),
        ("[]", "SecurityRuleParameterMissing"),
    ] {
        let refused = scene.call("PUT", &super::security_rules::path("mine"), body);
        assert_eq!((refused.status, code(&json(&refused))), (400, expected), "{body:?}");
    }
}
