//! The connection check: what can be found out about a machine that should answer and does not.

use std::net::Ipv4Addr;

use crate::{AttemptId, Policy, Power, Prefix, Problem, ResourceId, VmRef};

/// What is to be checked. Nothing is changed by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOrder {
    /// The attempt that failed.
    pub attempt: AttemptId,
    /// The machine.
    pub vm: VmRef,
    /// The policy access was asked for.
    pub policy: ResourceId,
}

/// What was found out; each comes once, in any order.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckFact {
    /// The workstation's public address now.
    Address(Result<Ipv4Addr, Problem>),
    /// The policy with its requests.
    Request(Result<Policy, Problem>),
    /// Whether the machine lives.
    Machine(Result<Vitals, Problem>),
    /// The rules that apply to its interface, group by group; none where no group applies.
    Rules(Result<Vec<EffectiveGroup>, Problem>),
    /// Whether a connection of this computer to Azure came about without a web proxy.
    WayOut(bool),
}

/// Signs of life of a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vitals {
    /// Its power state.
    pub power: Power,
    /// Whether Azure's agent in it says that it is ready; `None` where there is no agent.
    pub agent_is_ready: Option<bool>,
    /// The address that security rules know it by.
    pub private_address: Option<Ipv4Addr>,
}

/// The rules of one network security group as they apply to an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveGroup {
    /// The group's name.
    pub name: String,
    /// What it is attached to: `the subnet`, `the network interface`.
    pub place: String,
    /// Its rules for what comes in.
    pub rules: Vec<EffectiveRule>,
}

/// One rule for what comes in over TCP, with all names for addresses written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveRule {
    /// Its name.
    pub name: String,
    /// The smallest decides.
    pub priority: u32,
    /// Whether it lets in.
    pub allows: bool,
    /// The ports, from and to.
    pub ports: Vec<(u16, u16)>,
    /// Who comes.
    pub sources: Vec<Prefix>,
    /// Where to.
    pub destinations: Vec<Prefix>,
}

impl EffectiveGroup {
    /// The rule that decides about a connection; `None` where none does, and then it is not let in.
    #[must_use]
    pub fn decides(&self, from: Prefix, to: Option<Ipv4Addr>, port: u16) -> Option<&EffectiveRule> {
        let applies = |rule: &&EffectiveRule| {
            rule.ports.iter().any(|(first, last)| (*first..=*last).contains(&port))
                && rule.sources.iter().any(|source| source.covers(from))
                && to.is_none_or(|to| rule.destinations.iter().any(|place| place.contains(to)))
        };
        self.rules.iter().filter(applies).min_by_key(|rule| rule.priority)
    }
}

/// What is known so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Check {
    pub address: Option<Result<Ipv4Addr, Problem>>,
    pub request: Option<Result<Policy, Problem>>,
    pub machine: Option<Result<Vitals, Problem>>,
    pub rules: Option<Result<Vec<EffectiveGroup>, Problem>>,
    pub way_out: Option<bool>,
}

impl Check {
    pub fn learn(&mut self, fact: CheckFact) {
        match fact {
            CheckFact::Address(found) => self.address = Some(found),
            CheckFact::Request(found) => self.request = Some(found),
            CheckFact::Machine(found) => self.machine = Some(found),
            CheckFact::Rules(found) => self.rules = Some(found),
            CheckFact::WayOut(found) => self.way_out = Some(found),
        }
    }

    pub fn is_complete(&self) -> bool {
        let all = [
            self.address.is_some(),
            self.request.is_some(),
            self.machine.is_some(),
            self.rules.is_some(),
            self.way_out.is_some(),
        ];
        all.into_iter().all(|known| known)
    }
}
