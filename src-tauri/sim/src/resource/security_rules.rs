//! Single rules of a network security group: to read, to write, to delete.

use serde_json::{Value, json};

use super::default_rules::default_rules;
use super::security_groups::{KIND, found};
use super::{operations, rule_body};
use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::world::model::{Access, Direction, SecurityGroup, SecurityRule};
use crate::world::{Provisioning, RuleChange, RuleRefusal, conflict};

const READ: &str = "Microsoft.Network/networkSecurityGroups/securityRules/read";
const READ_DEFAULT: &str = "Microsoft.Network/networkSecurityGroups/defaultSecurityRules/read";
const WRITE: &str = "Microsoft.Network/networkSecurityGroups/securityRules/write";
const DELETE: &str = "Microsoft.Network/networkSecurityGroups/securityRules/delete";

/// `rest` follows `securityRules` or `defaultSecurityRules`.
pub(super) fn answer(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    let built_in = call.target.name(2).eq_ignore_ascii_case("defaultSecurityRules");
    match (call.method().to_owned().as_str(), rest) {
        ("GET", [] | [_]) if built_in => defaults(call, rest.first().copied()),
        ("GET", []) => {
            let group = found(call, READ)?;
            let shown = call.world.shown_rules(group);
            let items = shown.iter().map(|(rule, state)| view(group, rule, *state)).collect();
            list(call, items)
        }
        ("GET", [name]) => {
            let group = found(call, READ)?;
            let shown = call.world.shown_rules(group);
            let rule = shown.iter().find(|(rule, _)| rule.name.eq_ignore_ascii_case(name));
            let (rule, state) = rule.ok_or_else(|| not_found(call, "securityRules"))?;
            Ok(Response::json(200, view(group, rule, *state)))
        }
        ("PUT", [_]) if !built_in => put(call),
        ("DELETE", [_]) if !built_in => delete(call),
        (_, [] | [_]) => Err(call.method_not_allowed()),
        _ => Err(call.no_such_type()),
    }
}

/// 201 for a new rule, 200 for one that was there; in effect when the operation has succeeded.
fn put(call: &mut Call<'_>) -> Answer {
    let group = found(call, WRITE)?.clone();
    let rule = rule_body::read(&group, call.target.name(3), &call.body()?)?;
    let shown = call.world.shown_rules(&group);
    let there = shown.iter().find(|(old, _)| old.name.eq_ignore_ascii_case(&rule.name));
    // A rule keeps the name it was created with.
    let rule = SecurityRule { name: there.map_or(rule.name, |(old, _)| old.name.clone()), ..rule };
    let status = if there.is_some() { 200 } else { 201 };
    let operation = change(call, &group, RuleChange::Put(rule.clone()), &rule.name)?;
    let response = Response::json(status, view(&group, &rule, Provisioning::Updating));
    Ok(operations::accepted(call, response, &operation))
}

fn delete(call: &mut Call<'_>) -> Answer {
    let group = found(call, DELETE)?.clone();
    let name = call.target.name(3).to_owned();
    if !call.world.shown_rules(&group).iter().any(|(rule, _)| rule.name.eq_ignore_ascii_case(&name)) {
        return Ok(Response::empty(204));
    }
    let operation = change(call, &group, RuleChange::Remove(name.clone()), &name)?;
    Ok(operations::accepted(call, Response::empty(202), &operation))
}

/// Begins a change, or says why it cannot begin now.
pub(super) fn change(
    call: &mut Call<'_>,
    group: &SecurityGroup,
    change: RuleChange,
    name: &str,
) -> Result<String, Refusal> {
    let begun = call.world.change_rules(&group.id.key(), change, call.now);
    begun.map_err(|refusal| match refusal {
        RuleRefusal::Conflict { other } => Refusal::new(400, "SecurityRuleConflict", conflict(name, &other)),
        RuleRefusal::Busy { operation, seconds } => {
            let version = call.request.query("api-version").unwrap_or_default();
            let running = call.world.operations.get(&operation);
            let url = running.map(|running| operations::url(running, &call.request.base, version));
            let message = format!(
                "Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: {}.",
                url.unwrap_or_default()
            );
            Refusal::new(429, "RetryableErrorDueToAnotherOperation", message)
                .with("retry-after", seconds.to_string())
        }
        RuleRefusal::Absent => not_found(call, "securityRules"),
    })
}

fn defaults(call: &mut Call<'_>, name: Option<&str>) -> Answer {
    let group = found(call, READ_DEFAULT)?;
    let rules = default_rules();
    let Some(name) = name else {
        let items = rules.iter().map(|rule| default_view(group, rule)).collect();
        return list(call, items);
    };
    let rule = rules.iter().find(|rule| rule.name.eq_ignore_ascii_case(name));
    let rule = rule.ok_or_else(|| not_found(call, "defaultSecurityRules"))?;
    Ok(Response::json(200, default_view(group, rule)))
}

fn not_found(call: &Call<'_>, kind: &str) -> Refusal {
    let name = format!("{}/{}", call.target.name(1), call.target.name(3));
    Refusal::not_found(&format!("{KIND}/{kind}"), &name, call.target.group().unwrap_or_default())
}

pub(super) fn view(group: &SecurityGroup, rule: &SecurityRule, state: Provisioning) -> Value {
    shape(group, rule, state, "securityRules")
}

pub(super) fn default_view(group: &SecurityGroup, rule: &SecurityRule) -> Value {
    shape(group, rule, Provisioning::Succeeded, "defaultSecurityRules")
}

/// One value is in the single form, several are in the plural form; the other form is empty or missing.
fn shape(group: &SecurityGroup, rule: &SecurityRule, state: Provisioning, kind: &str) -> Value {
    let mut properties = json!({
        "provisioningState": match state {
            Provisioning::Succeeded => "Succeeded",
            Provisioning::Updating => "Updating",
            Provisioning::Deleting => "Deleting",
        },
        "protocol": rule.protocol,
        "access": match rule.access { Access::Allow => "Allow", Access::Deny => "Deny" },
        "priority": rule.priority,
        "direction": match rule.direction { Direction::Inbound => "Inbound", Direction::Outbound => "Outbound" },
    });
    if !rule.description.is_empty() {
        properties["description"] = json!(rule.description);
    }
    let any = vec!["*".to_owned()];
    let source_ports = if rule.source_ports.is_empty() { &any } else { &rule.source_ports };
    let forms = [
        (source_ports, "sourcePortRange", "sourcePortRanges"),
        (&rule.sources, "sourceAddressPrefix", "sourceAddressPrefixes"),
        (&rule.destinations, "destinationAddressPrefix", "destinationAddressPrefixes"),
        (&rule.ports, "destinationPortRange", "destinationPortRanges"),
    ];
    for (values, single, plural) in forms {
        if let [value] = values.as_slice() {
            properties[single] = json!(value);
            properties[plural] = json!([]);
        } else {
            properties[plural] = json!(values);
        }
    }
    json!({
        "name": rule.name,
        "id": format!("{}/{kind}/{}", group.id, rule.name),
        "type": format!("{KIND}/{kind}"),
        "properties": properties,
    })
}
