//! `jit list`.

use jit_app::Engine;
use jit_core::{Inventory, Jit, Machine, PortRule, Power, Problem, Sources};
use serde_json::{Value, json};

use crate::args::List;
use crate::out::Out;
use crate::table::table;

pub(crate) async fn run(engine: &Engine, args: &List, out: &Out) -> Result<(), Problem> {
    out.progress("Reading machines…");
    let inventory = engine.inventory().await?;
    for failure in &inventory.failures {
        out.note(&format!("warning: {} did not answer: {}", failure.scope, failure.problem.message));
    }
    let wanted = args.filter.as_deref().map(str::to_lowercase);
    let shown: Vec<&Machine> = inventory
        .machines
        .iter()
        .filter(|machine| wanted.as_deref().is_none_or(|text| holds(machine, text)))
        .collect();
    if out.json {
        let machines: Vec<Value> = shown.into_iter().map(as_json).collect();
        out.json(&json!({ "schema": 1, "machines": machines }));
    } else if shown.is_empty() {
        out.note(&nothing(&inventory, args.filter.as_deref()));
    } else {
        let rows: Vec<Vec<String>> = std::iter::once(headings()).chain(shown.into_iter().map(row)).collect();
        out.data(&table(&rows, out.width()));
    }
    Ok(())
}

fn holds(machine: &Machine, text: &str) -> bool {
    let vm = &machine.vm;
    [&vm.name, &vm.resource_group, &vm.subscription, &vm.region]
        .iter()
        .any(|field| field.to_lowercase().contains(text))
}

fn nothing(inventory: &Inventory, filter: Option<&str>) -> String {
    match filter {
        Some(filter) if !inventory.machines.is_empty() => {
            format!(
                "No machine matches \"{}\". There are {}.",
                jit_core::clean(filter),
                inventory.machines.len()
            )
        }
        _ => "You are signed in, but you cannot see any machine yet.".to_owned(),
    }
}

fn headings() -> Vec<String> {
    ["NAME", "STATE", "JIT", "ADDRESS", "OS", "REGION", "RESOURCE GROUP", "SUBSCRIPTION"]
        .map(str::to_owned)
        .to_vec()
}

fn row(machine: &Machine) -> Vec<String> {
    let vm = &machine.vm;
    let address = vm.public_address.map(|address| address.to_string()).unwrap_or_else(|| "-".to_owned());
    let cells = [&vm.name, power(vm.power), &jit(machine), &address, os(machine), &vm.region];
    let rest = [&vm.resource_group, &vm.subscription];
    cells.into_iter().chain(rest.into_iter().map(String::as_str)).map(jit_core::clean).collect()
}

fn jit(machine: &Machine) -> String {
    match &machine.jit {
        Jit::Unknown => "unknown".to_owned(),
        Jit::Off => "no policy".to_owned(),
        Jit::On(protection) => {
            protection.ports.iter().map(|rule| rule.number.to_string()).collect::<Vec<_>>().join(",")
        }
    }
}

fn as_json(machine: &Machine) -> Value {
    let vm = &machine.vm;
    json!({
        "name": vm.name,
        "id": vm.at.id,
        "subscription": vm.subscription,
        "resource_group": vm.resource_group,
        "region": vm.region,
        "os": os(machine),
        "power": vm.power,
        "address": vm.public_address,
        "jit": rules(machine),
    })
}

fn rules(machine: &Machine) -> Value {
    match &machine.jit {
        Jit::Unknown => json!({ "known": false }),
        Jit::Off => Value::Null,
        Jit::On(protection) => json!({ "ports": protection.ports.iter().map(port).collect::<Vec<_>>() }),
    }
}

fn port(rule: &PortRule) -> Value {
    let sources = match &rule.sources {
        Sources::Any => vec!["*".to_owned()],
        Sources::Only(prefixes) => prefixes.iter().map(ToString::to_string).collect(),
    };
    json!({ "number": rule.number, "max_minutes": rule.longest.as_mins(), "sources": sources })
}

fn os(machine: &Machine) -> &'static str {
    match machine.vm.os {
        jit_core::Os::Linux => "linux",
        jit_core::Os::Windows => "windows",
        jit_core::Os::Unknown => "unknown",
    }
}

fn power(power: Power) -> &'static str {
    power.word()
}
