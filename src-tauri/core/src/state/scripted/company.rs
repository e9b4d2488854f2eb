//! Contoso's machines, as the scenes know them.

use jiff::SignedDuration;

use super::Story;
use crate::state::story::{look, named};
use crate::*;

/// The machines were read five minutes ago.
pub(super) fn read(story: &Story) -> Inventory {
    Inventory {
        machines: machines(),
        as_of: Some(story.now - SignedDuration::from_mins(5)),
        ..Inventory::default()
    }
}

fn machines() -> Vec<Machine> {
    use Os::{Linux, Windows};
    use Power::{Deallocated, Running, Starting};
    let production = |name: &str, os, power, tags| machine("Contoso Production", name, os, power, tags);
    let development = |name: &str, os, power, tags| machine("Contoso Development", name, os, power, tags);
    let mut all = vec![
        production("web-01", Windows, Running, "prod"),
        production("web-02", Windows, Running, "prod"),
        production("web-03", Windows, Deallocated, "prod"),
        production("db-02", Linux, Deallocated, "prod"),
        production("vpn-01", Linux, Running, ""),
        development("build-agent", Linux, Running, "ci"),
        development("gpu-01", Linux, Deallocated, "ci"),
        development("sql-test", Windows, Deallocated, "test"),
        development("sql-stage", Windows, Starting, "test"),
        development("a-machine-with-a-name-as-long-as-azure-allows-it-to-be-64-letters", Linux, Running, ""),
    ];
    all.extend((1..=40).map(|n| development(&format!("app-{n:02}"), Linux, Running, "test")));
    for machine in &mut all {
        match machine.vm.name.as_str() {
            "web-03" => machine.jit = Jit::Off,
            "vpn-01" => machine.jit = Jit::Unknown,
            _ => {}
        }
    }
    all.sort_by(|one, other| one.vm.name.cmp(&other.vm.name));
    all
}

fn machine(subscription: &str, name: &str, os: Os, power: Power, env: &str) -> Machine {
    let mut vm = look(power, Some("198.51.100.9")).vm;
    (vm.at, vm.name, vm.computer_name, vm.os) = (named(name), name.into(), None, os);
    vm.subscription = subscription.into();
    vm.resource_group = format!("rg-{}", name.split('-').next().unwrap_or("all"));
    if !env.is_empty() {
        vm.tags.insert("env".into(), env.into());
    }
    let number = if os == Os::Windows { 3389 } else { 22 };
    let ports = vec![PortRule { number, longest: "PT3H".parse().unwrap(), sources: Sources::Any }];
    let jit = Jit::On(Protection { ports, requests: vec![] });
    Machine { vm, jit, past: Past::default() }
}
