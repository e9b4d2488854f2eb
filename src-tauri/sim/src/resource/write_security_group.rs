//! `PUT` of a whole security group: every rule it had is replaced by those in the body.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::security_groups::{self, KIND};
use super::{operations, rule_body, security_rules};
use crate::arm::{Answer, Call, Refusal};
use crate::id::ResourceId;
use crate::message::Response;
use crate::world::model::{SecurityGroup, SecurityRule};
use crate::world::{RuleChange, conflict};

const WRITE: &str = "Microsoft.Network/networkSecurityGroups/write";

pub(super) fn answer(call: &mut Call<'_>) -> Answer {
    let id = format!("{}/providers/{KIND}/{}", call.target.scope(), call.target.name(1));
    call.enter(WRITE, &id)?;
    let body = call.body()?;
    let key = id.to_lowercase();
    let known = call.world.security_groups.get(&key).cloned();
    let location = location(known.as_ref(), &body)?;
    let tags = tags(&body)?;
    let new = known.is_none();
    let group = known.unwrap_or_else(|| SecurityGroup {
        id: ResourceId::from_parts(&id),
        location,
        tags: BTreeMap::new(),
        rules: Vec::new(),
    });
    let rules = rules(&group, &body)?;
    if new {
        call.world.security_groups.insert(group.id.key(), group.clone());
    }
    let operation = security_rules::change(call, &group, RuleChange::Replace(rules), "")?;
    if let Some(group) = call.world.security_groups.get_mut(&key) {
        group.tags = tags;
    }
    let view = security_groups::view_of(call.world, &key).unwrap_or_default();
    let response = Response::json(if new { 201 } else { 200 }, view);
    Ok(operations::accepted(call, response, &operation))
}

/// A resource stays where it is.
fn location(known: Option<&SecurityGroup>, body: &Value) -> Result<String, Refusal> {
    let asked = body.get("location").and_then(Value::as_str).unwrap_or_default();
    let asked = asked.replace(' ', "").to_lowercase();
    match known {
        _ if asked.is_empty() => Err(Refusal::new(
            400,
            "LocationRequired",
            "The location property is required for this definition.",
        )),
        Some(group) if !group.location.eq_ignore_ascii_case(&asked) => {
            let message = format!(
                "The resource '{}' already exists in location '{}'. A resource with the same name cannot be created in location '{asked}'. Please select a new resource name.",
                group.id.name(),
                group.location
            );
            Err(Refusal::new(409, "InvalidResourceLocation", message))
        }
        _ => Ok(asked),
    }
}

fn tags(body: &Value) -> Result<BTreeMap<String, String>, Refusal> {
    match body.get("tags").filter(|tags| !tags.is_null()) {
        None => Ok(BTreeMap::new()),
        Some(tags) => serde_json::from_value(tags.clone()).map_err(|error| {
            let message = format!("The tags of the request are invalid: {error}.");
            Refusal::new(400, "InvalidRequestContent", message)
        }),
    }
}

fn rules(group: &SecurityGroup, body: &Value) -> Result<Vec<SecurityRule>, Refusal> {
    let given = body.get("properties").and_then(|properties| properties.get("securityRules"));
    let given = match given.filter(|rules| !rules.is_null()) {
        None => return Ok(Vec::new()),
        Some(Value::Array(rules)) => rules,
        Some(_) => return Err(cannot_parse("InvalidJson", "'securityRules' must be a list.".into())),
    };
    let mut rules: Vec<SecurityRule> = Vec::new();
    for body in given {
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
        let rule = rule_body::read(group, name, body)?;
        if rules.iter().any(|other| other.name.eq_ignore_ascii_case(name)) {
            let message =
                format!("Resource {} has two child resources with the same name ({name}).", group.id);
            return Err(cannot_parse("DuplicateResourceName", message));
        }
        let same_place =
            |other: &&SecurityRule| other.priority == rule.priority && other.direction == rule.direction;
        if let Some(other) = rules.iter().find(same_place) {
            return Err(Refusal::new(400, "SecurityRuleConflict", conflict(name, &other.name)));
        }
        rules.push(rule);
    }
    Ok(rules)
}

fn cannot_parse(code: &str, message: String) -> Refusal {
    Refusal::new(400, "InvalidRequestFormat", "Cannot parse the request.")
        .details(json!([{ "code": code, "message": message }]))
}
