//! Network security groups.

use serde_json::{Value, json};

use super::default_rules::default_rules;
use super::{security_rules, write_security_group};
use crate::arm::{Answer, Call, Refusal, list};
use crate::message::Response;
use crate::world::model::SecurityGroup;
use crate::world::{Provisioning, World};

pub(super) const KIND: &str = "Microsoft.Network/networkSecurityGroups";
const READ: &str = "Microsoft.Network/networkSecurityGroups/read";

pub(super) fn answer(call: &mut Call<'_>, rest: &[&str]) -> Answer {
    match (call.method().to_owned().as_str(), rest, call.target.group().is_some()) {
        ("GET", [], _) => {
            call.enter_list(READ)?;
            let scope = call.target.scope();
            let readable = call.world.security_groups.below(&scope).filter(|(key, _)| call.may(READ, key));
            let items = readable.map(|(_, group)| view(call.world, group)).collect();
            list(call, items)
        }
        ("GET", [_], true) => {
            let group = found(call, READ)?;
            Ok(Response::json(200, view(call.world, group)))
        }
        ("PUT", [_], true) => write_security_group::answer(call),
        (_, [_, "securityrules" | "defaultsecurityrules", rest @ ..], true) => {
            security_rules::answer(call, rest)
        }
        (_, [] | [_], _) => Err(call.method_not_allowed()),
        _ => Err(call.no_such_type()),
    }
}

/// The group the path names, when the caller may do this with it.
pub(super) fn found<'c>(call: &'c Call<'_>, action: &str) -> Result<&'c SecurityGroup, Refusal> {
    let id = format!("{}/providers/{KIND}/{}", call.target.scope(), call.target.name(1));
    call.enter(action, &id)?;
    let group = call.world.security_groups.get(&id.to_lowercase());
    group
        .ok_or_else(|| Refusal::not_found(KIND, call.target.name(1), call.target.group().unwrap_or_default()))
}

pub(super) fn view_of(world: &World, key: &str) -> Option<Value> {
    world.security_groups.get(key).map(|group| view(world, group))
}

pub(super) fn rule_view_of(world: &World, key: &str, name: &str) -> Option<Value> {
    let group = world.security_groups.get(key)?;
    let shown = world.shown_rules(group);
    let (rule, state) = shown.iter().find(|(rule, _)| rule.name.eq_ignore_ascii_case(name))?;
    Some(security_rules::view(group, rule, *state))
}

pub(super) fn view(world: &World, group: &SecurityGroup) -> Value {
    // A group guards only what is in its own subscription.
    let scope = format!("/subscriptions/{}", group.id.subscription());
    let near = world.interfaces.below(&scope).map(|(_, nic)| nic);
    let nics = near.filter(|nic| nic.security_group.as_ref() == Some(&group.id));
    let subnets = world.networks.below(&scope).flat_map(|(_, network)| {
        let guarded =
            network.subnets.iter().filter(|subnet| subnet.security_group.as_ref() == Some(&group.id));
        guarded.map(|subnet| json!({ "id": format!("{}/subnets/{}", network.id, subnet.name) }))
    });
    let rules = world.shown_rules(group);
    let settled = rules.iter().all(|(_, state)| *state == Provisioning::Succeeded);
    let rules = rules.iter().map(|(rule, state)| security_rules::view(group, rule, *state));
    let defaults = default_rules();
    let mut view = json!({
        "name": group.id.name(),
        "id": group.id,
        "type": KIND,
        "location": group.location,
        "properties": {
            "provisioningState": if settled { "Succeeded" } else { "Updating" },
            "securityRules": rules.collect::<Vec<_>>(),
            "defaultSecurityRules":
                defaults.iter().map(|rule| security_rules::default_view(group, rule)).collect::<Vec<_>>(),
            "networkInterfaces": nics.map(|nic| json!({ "id": nic.id })).collect::<Vec<_>>(),
            "subnets": subnets.collect::<Vec<_>>(),
        },
    });
    if !group.tags.is_empty() {
        view["tags"] = json!(group.tags);
    }
    view
}
