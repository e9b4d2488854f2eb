//! All machines a person can see, and what each of them looks like when it is read fresh.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{AccessRequest, Part, Policy, PolicyMachine, PortRule, Power, Problem, ResourceId, Vm};

/// Every machine that is known, as [`crate::Stock`] shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// The machines, ordered by name.
    pub machines: Vec<Machine>,
    /// What did not answer. A failure of one subscription never hides the others.
    pub failures: Vec<Unanswered>,
    /// When the oldest part was read that did answer; `None` before anything was. The age to show.
    #[serde(default)]
    pub as_of: Option<Timestamp>,
    /// Tenants and subscriptions that were asked and have not answered yet, by name.
    #[serde(default)]
    pub waiting: Vec<String>,
    /// The names of the tenants, by their id in lower case.
    #[serde(default)]
    pub tenants: BTreeMap<String, String>,
    /// Names in [`crate::LookAt`] that none of the tenants and subscriptions goes by.
    #[serde(default)]
    pub unknown: Vec<String>,
}

/// A machine and what JIT policies allow on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The machine.
    pub vm: Vm,
    /// What JIT policies say of it.
    pub jit: Jit,
    /// What is not fresh.
    #[serde(default)]
    pub past: Past,
}

/// What of a machine comes from before, because a part of the last reading failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Set when something shown comes from an earlier reading: the moment of that reading.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// The power state it had when that could last be read; only while [`Vm::power`] is unknown.
    #[serde(default)]
    pub power: Option<(Power, Timestamp)>,
}

/// What the JIT policies of a subscription say of one machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Jit {
    /// The policies could not be read. Never read as "no policy".
    #[default]
    Unknown,
    /// They were read, and none holds the machine.
    Off,
    /// At least one holds it.
    On(Protection),
}

/// The rules and requests of all policies that hold a machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    /// The port rules, ordered by port.
    pub ports: Vec<PortRule>,
    /// The machine's access requests that Azure still remembers, running and finished.
    pub requests: Vec<AccessRequest>,
}

/// A part of the inventory that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unanswered {
    /// What was asked.
    pub part: Part,
    /// The tenant or subscription, by its display name where that is known.
    pub scope: String,
    /// Why.
    pub problem: Problem,
    /// When that which is shown of it was read; `None` when nothing is known of it.
    #[serde(default)]
    pub known_from: Option<Timestamp>,
}

/// One machine and everything a connect needs to know of it, read fresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The machine, with its instance view and addresses.
    pub vm: Vm,
    /// The policies that hold it, with their requests.
    pub policies: Vec<Policy>,
    /// Whether the signed-in account may request access.
    pub may_request: Right,
    /// Whether the signed-in account may start the machine.
    pub may_start: Right,
    /// Azure's clock minus ours, from the `Date` header.
    pub clock_offset: SignedDuration,
}

/// What Azure's permissions call says. A hint: deny assignments, locks and policies are not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// A role grants it.
    Granted,
    /// No role grants it.
    Missing,
    /// The permissions could not be read.
    Unknown,
}

/// What changes while a machine starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// Its power state.
    pub power: Power,
    /// Its public address, where it has one now.
    pub public_address: Option<Ipv4Addr>,
    /// The failure in its instance view (`ProvisioningState/failed/…`), where there is one.
    pub failure: Option<String>,
}

/// Azure's 202 to `initiate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// When Azure took the request: the key to find it again in the policy.
    pub from: Timestamp,
    /// When the window ends.
    pub until: Timestamp,
    /// The port on the firewall, where one is in front of the machine.
    pub mapped_port: Option<u16>,
}

/// A long-running operation. The URL is Azure's and opaque.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Where to ask how far it is.
    pub url: String,
    /// How long Azure asks to wait before asking.
    pub wait: SignedDuration,
}

/// How far a long-running operation has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperationState {
    /// Still running; ask again after this time.
    Running(SignedDuration),
    /// Finished.
    Succeeded,
    /// Ended without success.
    Failed(Problem),
    /// Following it is not permitted (a role on the machine alone does not reach the operation): look at the
    /// machine instead.
    Hidden,
}

/// The permission to post `initiate` on a policy.
pub const REQUEST_ACTION: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action";
/// The permission to start a machine.
pub const START_ACTION: &str = "Microsoft.Compute/virtualMachines/start/action";

impl Jit {
    /// Adds what a policy says of the machine.
    pub fn add(&mut self, policy: &Policy, machine: &ResourceId) {
        if let Some(entry) = policy.machine(machine) {
            self.add_entry(entry, policy.requests.iter().filter(|request| request.vm == *machine));
        }
    }

    /// Adds a policy's entry for the machine and its requests.
    pub fn add_entry<'a>(
        &mut self,
        entry: &PolicyMachine,
        requests: impl IntoIterator<Item = &'a AccessRequest>,
    ) {
        if !matches!(self, Self::On(_)) {
            *self = Self::On(Protection::default());
        }
        let Self::On(known) = self else { return };
        for rule in &entry.ports {
            if !known.ports.contains(rule) {
                known.ports.push(rule.clone());
            }
        }
        known.ports.sort_by_key(|rule| rule.number);
        known.requests.extend(requests.into_iter().cloned());
    }

    /// The port rules, where a policy holds the machine.
    #[must_use]
    pub fn ports(&self) -> &[PortRule] {
        match self {
            Self::On(protection) => &protection.ports,
            Self::Unknown | Self::Off => &[],
        }
    }

    /// The requests that open a port of the machine now or are about to.
    pub fn live(&self, azure_now: Timestamp) -> impl Iterator<Item = &AccessRequest> {
        let requests: &[AccessRequest] = match self {
            Self::On(protection) => &protection.requests,
            Self::Unknown | Self::Off => &[],
        };
        requests.iter().filter(move |request| request.is_live(azure_now))
    }
}

impl Inventory {
    /// The tenants and subscriptions that did not answer, each once.
    #[must_use]
    pub fn unanswered(&self) -> Vec<&str> {
        let mut scopes: Vec<&str> = self.failures.iter().map(|failure| failure.scope.as_str()).collect();
        scopes.sort_unstable();
        scopes.dedup();
        scopes
    }

    /// The machines with this name, without case; a full resource id names one.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<&Machine> {
        let id = ResourceId::parse(name).ok();
        let same = |machine: &&Machine| {
            machine.vm.name.eq_ignore_ascii_case(name)
                || id.as_ref().is_some_and(|id| machine.vm.at.id == *id)
        };
        self.machines.iter().filter(same).collect()
    }
}
