//! How long things took on each machine and when it was last used: what "usually" means.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Code, Problem, Protocol, ResourceId, VmRef};

/// How many durations of one kind are kept for a machine.
const KEPT: usize = 20;
/// How many machines are kept; the ones that were not touched for longest go first.
const MACHINES: usize = 500;
/// How many durations it takes to call anything usual.
const ENOUGH: usize = 2;

/// What is waited for, as far as it depends on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wait {
    /// Until access was open.
    Request,
    /// Until the machine ran.
    Start,
    /// Until the service of a machine that ran answered.
    Reach,
    /// Until the service of a machine that was started answered.
    ReachAfterStart,
}

/// What one attempt tells of its machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Experience {
    /// The machine.
    pub vm: VmRef,
    /// The name people know it by.
    pub label: String,
    /// When it was made.
    pub at: Timestamp,
    /// What was connected to, where the service answered.
    pub used: Option<(u16, Protocol)>,
    /// How long it took. What failed or was interrupted tells nothing.
    pub took: Vec<(Wait, SignedDuration)>,
}

/// What is remembered of one machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachineHistory {
    /// The machine.
    pub vm: VmRef,
    /// The name people know it by.
    pub label: String,
    /// When anything was last learnt of it.
    pub at: Timestamp,
    /// When it was last connected to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Timestamp>,
    /// The port that was used last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// What was opened last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
    /// The last durations in milliseconds, the newest at the end.
    #[serde(default)]
    pub took: BTreeMap<Wait, Vec<u32>>,
}

/// What is usual for a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// Half of the times it took no longer.
    pub median: SignedDuration,
    /// Nine times of ten it took no longer.
    pub p90: SignedDuration,
}

/// All machines that were connected to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History(Vec<MachineHistory>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HistoryFile {
    schema: u32,
    machines: Vec<MachineHistory>,
}

impl History {
    /// Reads the history file.
    ///
    /// # Errors
    /// [`Code::BadFile`] with the reason.
    pub fn from_json(text: &str) -> Result<Self, Problem> {
        let file: HistoryFile = serde_json::from_str(text).map_err(|error| unusable(&error.to_string()))?;
        if file.schema == 1 { Ok(Self(file.machines)) } else { Err(unusable("\"schema\" is missing or 0")) }
    }

    /// Writes the history file's text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let file = HistoryFile { schema: 1, machines: self.0.clone() };
        // Plain strings, numbers and lists always serialise.
        serde_json::to_string(&file).unwrap_or_default() + "\n"
    }

    /// Takes in what an attempt tells.
    pub fn learn(&mut self, told: &Experience) {
        let known = self.0.iter().position(|machine| machine.vm.id == told.vm.id);
        let mut machine = match known {
            Some(index) => self.0.remove(index),
            None => MachineHistory {
                vm: told.vm.clone(),
                label: told.label.clone(),
                at: told.at,
                last_used: None,
                port: None,
                protocol: None,
                took: BTreeMap::new(),
            },
        };
        (machine.vm, machine.label) = (told.vm.clone(), told.label.clone());
        machine.at = machine.at.max(told.at);
        if let Some((port, protocol)) = told.used {
            machine.last_used = machine.last_used.max(Some(told.at));
            (machine.port, machine.protocol) = (Some(port), Some(protocol));
        }
        for (wait, took) in &told.took {
            let all = machine.took.entry(*wait).or_default();
            all.push(u32::try_from(took.as_millis().max(0)).unwrap_or(u32::MAX));
            all.drain(..all.len().saturating_sub(KEPT));
        }
        self.0.push(machine);
        if self.0.len() > MACHINES {
            self.0.sort_by_key(|machine| machine.at);
            self.0.drain(..self.0.len() - MACHINES);
        }
    }

    /// What is usual for a machine; nothing before it is known well enough.
    #[must_use]
    pub fn usual(&self, machine: &ResourceId, wait: Wait) -> Option<Usual> {
        let found = self.0.iter().find(|known| known.vm.id == *machine)?;
        let mut all = found.took.get(&wait)?.clone();
        if all.len() < ENOUGH {
            return None;
        }
        all.sort_unstable();
        let at = |index: usize| all.get(index).map(|ms| SignedDuration::from_millis(i64::from(*ms)));
        let (median, p90) = ((all.len() - 1) / 2, (all.len() * 9).div_ceil(10) - 1);
        Some(Usual { median: at(median)?, p90: at(p90)? })
    }

    /// When each machine was last connected to.
    #[must_use]
    pub fn last_used(&self) -> HashMap<ResourceId, Timestamp> {
        self.0.iter().filter_map(|machine| Some((machine.vm.id.clone(), machine.last_used?))).collect()
    }

    /// The machines that were connected to, the last one first.
    #[must_use]
    pub fn recent(&self) -> Vec<&MachineHistory> {
        let mut used: Vec<_> = self.0.iter().filter(|machine| machine.last_used.is_some()).collect();
        used.sort_by_key(|machine| std::cmp::Reverse(machine.last_used));
        used
    }
}

fn unusable(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The history of connects cannot be used: {reason}."),
        "Nothing needs to be done: it is set aside and begun anew with the next connect.",
    )
}

#[cfg(test)]
mod tests;
