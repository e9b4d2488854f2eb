//! Just-in-time policies.

use std::collections::BTreeSet;

use super::{Checked, need, unique};
use crate::prefix::Prefix;
use crate::stamp;
use crate::world::model::WorldFile;

pub(super) fn check(file: &WorldFile) -> Checked {
    let machines: BTreeSet<String> = file.virtual_machines.iter().map(|vm| vm.id.key()).collect();
    for (index, policy) in file.policies.iter().enumerate() {
        let ids = policy.machines.iter().map(|machine| machine.id.key());
        unique(&format!("policies[{index}].machines"), "id", ids)?;
        for (at, machine) in policy.machines.iter().enumerate() {
            let place = format!("policies[{index}].machines[{at}]");
            need(machines.contains(&machine.id.key()), || {
                (format!("{place}.id"), format!("there is no virtual machine `{}`", machine.id))
            })?;
            unique(
                &format!("{place}.ports"),
                "number",
                machine.ports.iter().map(|rule| rule.number.to_string()),
            )?;
            for (number, rule) in machine.ports.iter().enumerate() {
                let place = format!("{place}.ports[{number}]");
                let longest = stamp::duration(&rule.max_duration).map(|longest| longest.as_secs());
                need(longest.is_some_and(|seconds| (300..=86_400).contains(&seconds)), || {
                    let reason = format!("`{}` is no ISO 8601 duration from PT5M to P1D", rule.max_duration);
                    (format!("{place}.max_duration"), reason)
                })?;
                let protocols = ["TCP", "UDP", "*"];
                need(protocols.contains(&rule.protocol.as_str()), || {
                    (
                        format!("{place}.protocol"),
                        format!("`{}` is none of {}", rule.protocol, protocols.join(", ")),
                    )
                })?;
                let sources =
                    || (format!("{place}.sources"), "one `*` or IPv4 prefixes are needed".to_owned());
                let any = rule.sources == ["*"];
                let prefixes = rule.sources.iter().all(|source| Prefix::parse(source).is_some());
                need(any || !rule.sources.is_empty() && prefixes, sources)?;
                need(machine.firewall_address.is_some() == rule.mapped_port.is_some(), || {
                    let reason = "a mapped port and a firewall address belong together".to_owned();
                    (format!("{place}.mapped_port"), reason)
                })?;
            }
        }
        for (at, machine) in policy.requests.iter().flat_map(|request| &request.machines).enumerate() {
            // It may have left the policy since.
            need(machines.contains(&machine.id.key()), || {
                (
                    format!("policies[{index}].requests: machine {at}"),
                    format!("there is no virtual machine `{}`", machine.id),
                )
            })?;
        }
    }
    Ok(())
}
