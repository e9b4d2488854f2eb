//! Is a file a world? Says where it is not, and why.

pub(super) mod conditions;
mod governance;
mod network;
mod people;
mod policies;

use std::collections::BTreeSet;

use thiserror::Error;

use super::model::{Power, WorldFile};
use crate::id::ResourceId;

pub(crate) const SCHEMA: u32 = 1;

/// Why a text is not a world.
#[derive(Debug, Error)]
pub enum WorldError {
    /// The text is not JSON, or has a field that is missing, misspelt or of the wrong type.
    #[error("{0}")]
    Syntax(String),
    /// The text is JSON of the right form, and still no world that could exist.
    #[error("{place}: {reason}")]
    Content {
        /// The path of the offending value.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl WorldError {
    /// serde_json's own text ends in the place; here it begins with it, as compilers do.
    pub(super) fn syntax(error: serde_json::Error) -> Self {
        let text = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let reason = text.strip_suffix(&place).unwrap_or(&text);
        Self::Syntax(format!("line {} column {}: {reason}", error.line(), error.column()))
    }
}

pub(super) type Checked = Result<(), WorldError>;

pub(super) fn check(file: &WorldFile) -> Checked {
    if file.schema != SCHEMA {
        return wrong("schema", format!("is {}, and this version reads {SCHEMA}", file.schema));
    }
    people::check(file)?;
    conditions::check(file)?;
    governance::check(file)?;
    check_ids(file)?;
    network::check(file)?;
    check_machines(file)?;
    policies::check(file)
}

/// Every id has the type of its list, lies in a group that exists, and occurs once.
fn check_ids(file: &WorldFile) -> Checked {
    let lists: [(&str, &str, Vec<&ResourceId>); 6] = [
        (
            "virtual_networks",
            "Microsoft.Network/virtualNetworks",
            file.virtual_networks.iter().map(|x| &x.id).collect(),
        ),
        (
            "security_groups",
            "Microsoft.Network/networkSecurityGroups",
            file.security_groups.iter().map(|x| &x.id).collect(),
        ),
        (
            "public_addresses",
            "Microsoft.Network/publicIPAddresses",
            file.public_addresses.iter().map(|x| &x.id).collect(),
        ),
        (
            "network_interfaces",
            "Microsoft.Network/networkInterfaces",
            file.network_interfaces.iter().map(|x| &x.id).collect(),
        ),
        (
            "virtual_machines",
            "Microsoft.Compute/virtualMachines",
            file.virtual_machines.iter().map(|x| &x.id).collect(),
        ),
        (
            "policies",
            "Microsoft.Security/locations/jitNetworkAccessPolicies",
            file.policies.iter().map(|x| &x.id).collect(),
        ),
    ];
    let groups: BTreeSet<String> = file
        .resource_groups
        .iter()
        .map(|g| format!("{}/{}", g.subscription, g.name).to_lowercase())
        .collect();
    for (list, kind, ids) in lists {
        unique(list, "id", ids.iter().map(|id| id.key()))?;
        for (index, id) in ids.into_iter().enumerate() {
            let place = || format!("{list}[{index}].id");
            need(id.kind().eq_ignore_ascii_case(kind), || (place(), format!("`{id}` is not a {kind}")))?;
            let group = format!("{}/{}", id.subscription(), id.group()).to_lowercase();
            need(groups.contains(&group), || {
                (
                    place(),
                    format!(
                        "there is no resource group `{}` in subscription `{}`",
                        id.group(),
                        id.subscription()
                    ),
                )
            })?;
        }
    }
    Ok(())
}

fn check_machines(file: &WorldFile) -> Checked {
    let nics: BTreeSet<String> = file.network_interfaces.iter().map(|nic| nic.id.key()).collect();
    let mut held = BTreeSet::new();
    for (index, vm) in file.virtual_machines.iter().enumerate() {
        let place = format!("virtual_machines[{index}]");
        let at_rest = matches!(vm.power, Power::Running | Power::Stopped | Power::Deallocated);
        need(at_rest, || {
            (
                format!("{place}.power"),
                "a world begins with machines `running`, `stopped` or `deallocated`".into(),
            )
        })?;
        let never = vm.start_failure.as_ref().is_some_and(|failing| failing.times == Some(0));
        need(!never, || {
            let reason =
                "0 starts is no failure; without `times` every start fails, without `start_failure` none";
            (format!("{place}.start_failure.times"), reason.into())
        })?;
        for nic in &vm.network_interfaces {
            need(nics.contains(&nic.key()), || {
                (format!("{place}.network_interfaces"), format!("there is no network interface `{nic}`"))
            })?;
            need(held.insert(nic.key()), || {
                (format!("{place}.network_interfaces"), format!("`{nic}` belongs to another machine already"))
            })?;
        }
    }
    Ok(())
}

fn unique(list: &str, field: &str, names: impl Iterator<Item = String>) -> Checked {
    let mut seen = BTreeSet::new();
    for (index, name) in names.enumerate() {
        if seen.contains(&name) {
            return wrong(format!("{list}[{index}].{field}"), format!("`{name}` is there twice"));
        }
        seen.insert(name);
    }
    Ok(())
}

fn need(holds: bool, otherwise: impl FnOnce() -> (String, String)) -> Checked {
    if holds {
        return Ok(());
    }
    let (place, reason) = otherwise();
    wrong(place, reason)
}

fn wrong(place: impl Into<String>, reason: String) -> Checked {
    Err(content(place, reason))
}

fn content(place: impl Into<String>, reason: String) -> WorldError {
    WorldError::Content { place: place.into(), reason }
}
