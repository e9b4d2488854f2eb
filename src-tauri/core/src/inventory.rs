//! All machines a person can see, and what each of them looks like when it is read fresh.

use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};

use crate::{Policy, PortRule, Power, Problem, ResourceId, Vm};

/// Every machine of every subscription that answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// The machines, ordered by name.
    pub machines: Vec<Machine>,
    /// What did not answer. A failure of one subscription never hides the others.
    pub failures: Vec<Unanswered>,
}

/// A machine and what JIT policies allow on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// The machine.
    pub vm: Vm,
    /// The port rules of all policies that hold it; `None` when no policy does.
    pub jit: Option<Vec<PortRule>>,
}

/// A part of the inventory that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The tenant or subscription, by its display name where that is known.
    pub scope: String,
    /// Why.
    pub problem: Problem,
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

impl Inventory {
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
