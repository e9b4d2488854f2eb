//! The security rules that apply to an interface, as Azure's network sees them. Slow, and only while the machine runs:
//! for finding out what is wrong, not for lists.

use std::time::Duration;

use jit_core::{EffectiveGroup, EffectiveRule, Prefix, Problem, VmRef};
use serde::Deserialize;

use super::machine::{machine, purpose};
use crate::Azure;
use crate::arm::{Arm, Call, retry_after};

const VERSION: &str = "api-version=2024-01-01";
/// How long to wait between two looks where Azure does not say. It takes five to thirty seconds in all.
const USUAL_WAIT: Duration = Duration::from_secs(2);
/// Azure's code when no group is attached to the interface or its subnet.
const NO_GROUP: &str = "NetworkSecurityGroupsNotAppliedOnNic";

impl Azure {
    /// The groups that apply to the machine's primary interface, with their rules for what comes in over TCP; none where
    /// no group is attached. Waits as long as Azure takes; whoever has no time drops the future.
    ///
    /// # Errors
    /// When the rules may not be read, or the machine does not run.
    pub async fn effective_rules(&self, vm: &VmRef) -> Result<Vec<EffectiveGroup>, Problem> {
        let arm = self.arm_of(vm);
        let known = self.known().interfaces(&vm.id);
        let interfaces = match known {
            Some(interfaces) => interfaces,
            None => machine(&arm, vm).await?.0.interfaces(),
        };
        let Some(primary) = interfaces.first() else { return Ok(Vec::new()) };
        let path = format!("{primary}/effectiveNetworkSecurityGroups");
        match result(&arm, Call::post(path, VERSION, purpose(vm)).only_reading(), vm).await {
            Ok(wire) => Ok(wire.value.into_iter().flatten().map(Group::read).collect()),
            Err(problem) if azure_code(&problem) == Some(NO_GROUP) => Ok(Vec::new()),
            Err(problem) => Err(problem),
        }
    }
}

async fn result(arm: &Arm, first: Call, vm: &VmRef) -> Result<Groups, Problem> {
    let mut answer = arm.send(&first).await?;
    while answer.status == 202 {
        let Some(place) = answer.header("location").map(str::to_owned) else { break };
        let wait = retry_after(&answer.headers, answer.received);
        let wait = wait.and_then(|wait| Duration::try_from(wait).ok()).unwrap_or(USUAL_WAIT);
        tokio::time::sleep(wait.max(Duration::from_millis(100))).await;
        answer = arm.send(&Call::follow(place, purpose(vm))).await?;
    }
    answer.json()
}

fn azure_code(problem: &Problem) -> Option<&str> {
    problem.details.as_ref()?.azure_code.as_deref()
}

#[derive(Deserialize)]
struct Groups {
    value: Option<Vec<Group>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    network_security_group: Option<Reference>,
    association: Option<Association>,
    effective_security_rules: Option<Vec<Rule>>,
}

#[derive(Deserialize)]
struct Reference {
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Association {
    subnet: Option<Reference>,
    network_manager: Option<Reference>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Rule {
    name: Option<String>,
    protocol: Option<String>,
    access: Option<String>,
    priority: Option<u32>,
    direction: Option<String>,
    destination_port_range: Option<String>,
    destination_port_ranges: Option<Vec<String>>,
    source_address_prefix: Option<String>,
    source_address_prefixes: Option<Vec<String>>,
    expanded_source_address_prefix: Option<Vec<String>>,
    destination_address_prefix: Option<String>,
    destination_address_prefixes: Option<Vec<String>>,
    expanded_destination_address_prefix: Option<Vec<String>>,
}

impl Group {
    fn read(self) -> EffectiveGroup {
        let id = self.network_security_group.and_then(|group| group.id).unwrap_or_default();
        let place = match self.association {
            Some(Association { network_manager: Some(_), .. }) => "the network manager",
            Some(Association { subnet: Some(_), .. }) => "the subnet",
            _ => "the network interface",
        };
        EffectiveGroup {
            name: id.rsplit('/').next().unwrap_or_default().to_owned(),
            place: place.to_owned(),
            rules: self.effective_security_rules.into_iter().flatten().filter_map(Rule::read).collect(),
        }
    }
}

impl Rule {
    /// Rules for what goes out and for other protocols are left out.
    fn read(self) -> Option<EffectiveRule> {
        let is = |text: &Option<String>, word: &str| {
            text.as_deref().is_some_and(|text| text.eq_ignore_ascii_case(word))
        };
        let tcp = ["tcp", "all", "*"].iter().any(|word| is(&self.protocol, word));
        if !is(&self.direction, "inbound") || !tcp {
            return None;
        }
        let ports = both(self.destination_port_range, self.destination_port_ranges);
        let name = self.name.unwrap_or_default();
        Some(EffectiveRule {
            name: name.rsplit('/').next().unwrap_or_default().to_owned(),
            priority: self.priority.unwrap_or(u32::MAX),
            allows: is(&self.access, "allow"),
            ports: ports.iter().filter_map(|range| port_range(range)).collect(),
            sources: prefixes(
                self.source_address_prefix,
                self.source_address_prefixes,
                self.expanded_source_address_prefix,
            ),
            destinations: prefixes(
                self.destination_address_prefix,
                self.destination_address_prefixes,
                self.expanded_destination_address_prefix,
            ),
        })
    }
}

/// A name such as `Internet` is written out in the expanded form, which is empty for plain addresses.
fn prefixes(one: Option<String>, many: Option<Vec<String>>, expanded: Option<Vec<String>>) -> Vec<Prefix> {
    let plain = both(one, many);
    let all = plain.iter().chain(expanded.iter().flatten());
    let anywhere = |text: &str| if text == "*" { "0.0.0.0/0".parse().ok() } else { text.parse().ok() };
    all.filter_map(|text| anywhere(text)).collect()
}

/// The singular and the plural field; either may be empty.
fn both(one: Option<String>, many: Option<Vec<String>>) -> Vec<String> {
    one.into_iter().chain(many.into_iter().flatten()).filter(|text| !text.is_empty()).collect()
}

/// `3389-3389`; `22` and `*` are understood as well.
fn port_range(text: &str) -> Option<(u16, u16)> {
    if text == "*" {
        return Some((0, u16::MAX));
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
}
