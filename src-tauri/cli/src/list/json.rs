//! The list as JSON. Keys are only ever added under one schema number.

use jit_core::search::{Context, Hint, Query};
use jit_core::{AccessRequest, Inventory, Jit, Machine, Part, PortRule, Sources, Unanswered};
use serde_json::{Value, json};

use super::cells::{aliases, os};
use super::signed::{Signed, tenant};

pub(super) fn list(
    query: &Query,
    inventory: &Inventory,
    signed: &Signed,
    shown: &[&Machine],
    context: &Context<'_>,
) -> Value {
    let machine = |machine: &&Machine| {
        let mut value = one(machine, context);
        value["tenant_name"] = json!(tenant(machine, inventory));
        value["account"] = json!(signed.account(machine));
        value
    };
    json!({
        "schema": 1,
        "query": query.text(),
        "hints": query.hints(context).iter().map(Hint::to_string).collect::<Vec<_>>(),
        "as_of": inventory.as_of,
        "total": inventory.machines.len(),
        "machines": shown.iter().map(machine).collect::<Vec<_>>(),
        "failures": inventory.failures.iter().map(|it| failure(it, signed)).collect::<Vec<_>>(),
        "unknown_names": inventory.unknown,
    })
}

fn one(machine: &Machine, context: &Context<'_>) -> Value {
    let vm = &machine.vm;
    json!({
        "name": vm.name,
        "id": vm.at.id,
        "tenant": vm.at.tenant,
        "subscription": vm.subscription,
        "subscription_id": vm.at.id.subscription(),
        "resource_group": vm.resource_group,
        "region": vm.region,
        "zones": vm.zones,
        "size": vm.size,
        "os": os(vm.os),
        "computer_name": vm.computer_name,
        "tags": vm.tags,
        "power": vm.power,
        "last_power": machine.past.power.map(|(power, at)| json!({ "power": power, "at": at })),
        "as_of": machine.past.from,
        "address": vm.public_address,
        "private_address": vm.private_address,
        "favourite": aliases(machine, context).first(),
        "jit": jit(machine, context),
    })
}

/// `null` is "no policy holds it"; what is not known says so.
fn jit(machine: &Machine, context: &Context<'_>) -> Value {
    let known = machine.jit != Jit::Unknown;
    if machine.jit == Jit::Off {
        return Value::Null;
    }
    json!({
        "known": known,
        "ports": machine.jit.ports().iter().map(port).collect::<Vec<_>>(),
        "open": machine.jit.live(context.now).map(open).collect::<Vec<_>>(),
    })
}

fn port(rule: &PortRule) -> Value {
    let sources = match &rule.sources {
        Sources::Any => vec!["*".to_owned()],
        Sources::Only(prefixes) => prefixes.iter().map(ToString::to_string).collect(),
    };
    json!({ "number": rule.number, "max_minutes": rule.longest.as_mins(), "sources": sources })
}

fn open(request: &AccessRequest) -> Value {
    json!({ "port": request.port, "source": request.source, "until": request.until })
}

fn failure(failure: &Unanswered, signed: &Signed) -> Value {
    let problem = &failure.problem;
    json!({
        "scope": failure.scope,
        "part": part(&failure.part),
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "known_from": failure.known_from,
        "sign_in": problem.sign_in.as_ref().map(|needed| json!({
            "account": needed.account,
            "tenant": needed.tenant,
            "command": signed.command(problem),
        })),
    })
}

/// What is missing of it.
fn part(part: &Part) -> &'static str {
    match part {
        Part::Tenants => "tenants",
        Part::Subscriptions(_) => "subscriptions",
        Part::Machines(_) => "machines",
        Part::Policies(_) => "policies",
        Part::Power(_) => "power",
    }
}
