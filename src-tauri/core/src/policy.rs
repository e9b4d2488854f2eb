//! JIT policies (`Microsoft.Security/locations/jitNetworkAccessPolicies`) and the access requests in them.

use std::fmt;
use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{JitDuration, Prefix, ResourceId};

/// One policy object. It holds many machines, and a machine may be in several policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The policy's resource id, to which requests are posted.
    pub id: ResourceId,
    /// The machines it protects.
    pub machines: Vec<PolicyMachine>,
    /// The access requests Azure still remembers, running and finished.
    pub requests: Vec<AccessRequest>,
}

/// A machine's entry in a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyMachine {
    /// The machine.
    pub vm: ResourceId,
    /// Its port rules.
    pub ports: Vec<PortRule>,
    /// Set only behind Azure Firewall: connect here, at the request's mapped port.
    pub public_address: Option<Ipv4Addr>,
}

/// What a policy allows on one port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortRule {
    /// The port.
    pub number: u16,
    /// The longest window that may be asked for.
    pub longest: JitDuration,
    /// Who may ask.
    pub sources: Sources,
}

/// The sources a port rule allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sources {
    /// `*`: any address may be asked for. The plan still asks for exactly one.
    Any,
    /// Only these addresses and ranges.
    Only(Vec<Prefix>),
}

impl fmt::Display for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Only(prefixes) => {
                let words: Vec<String> = prefixes.iter().map(Prefix::to_string).collect();
                f.write_str(&words.join(", "))
            }
        }
    }
}

/// One port of one machine in one `initiate` call, as the policy remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRequest {
    /// The machine.
    pub vm: ResourceId,
    /// The port.
    pub port: u16,
    /// The allowed source, where it is an IPv4 address or range.
    pub source: Option<Prefix>,
    /// When Azure took the request.
    pub from: Timestamp,
    /// When the window ends.
    pub until: Timestamp,
    /// How far the request has come.
    pub status: RequestStatus,
    /// The port on the firewall, where one is in front of the machine.
    pub mapped_port: Option<u16>,
    /// Who asked, where Azure says so: a name people sign in with, or an object id. No key to anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requestor: Option<String>,
}

/// How far an access request has come. Azure's list is open: `Initiating` is not in its documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestStatus {
    /// Accepted, the rules are being written.
    Initiating,
    /// The rules are written.
    Initiated,
    /// Ended, replaced or failed; holds Azure's reason.
    Revoked(String),
    /// A word Azure has not used before.
    Other(String),
}

impl Policy {
    /// The rules of one machine in this policy.
    #[must_use]
    pub fn machine(&self, vm: &ResourceId) -> Option<&PolicyMachine> {
        self.machines.iter().find(|machine| machine.vm == *vm)
    }

    /// The requests for this machine and port that let all of `source` in.
    pub fn requests_for(
        &self,
        vm: &ResourceId,
        port: u16,
        source: Prefix,
    ) -> impl Iterator<Item = &AccessRequest> {
        let covers = move |request: &AccessRequest| request.source.is_some_and(|s| s.covers(source));
        self.requests.iter().filter(move |r| r.vm == *vm && r.port == port && covers(r))
    }
}

impl AccessRequest {
    /// Whether the request opens the port now or is about to.
    #[must_use]
    pub fn is_live(&self, azure_now: Timestamp) -> bool {
        matches!(self.status, RequestStatus::Initiating | RequestStatus::Initiated) && self.until > azure_now
    }

    /// Whether Azure took the request at this moment or later. Not every answer writes fractions of a second.
    #[must_use]
    pub fn is_since(&self, moment: Timestamp) -> bool {
        let whole = self.from.subsec_nanosecond() == 0;
        self.from >= moment || (whole && self.from.as_second() >= moment.as_second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_compared_as_precisely_as_they_were_written() {
        let request = |from: &str| AccessRequest {
            vm: ResourceId::parse("/subscriptions/s/resourceGroups/g").unwrap(),
            port: 22,
            source: None,
            from: from.parse().unwrap(),
            until: Timestamp::MAX,
            status: RequestStatus::Initiated,
            mapped_port: None,
            requestor: None,
        };
        let taken = "2026-02-01T09:44:51.5874583Z".parse().unwrap();
        for (from, since) in [
            ("2026-02-01T09:44:51.5874583Z", true),
            ("2026-02-01T09:44:51Z", true),
            ("2026-02-01T09:44:52Z", true),
            ("2026-02-01T09:44:50Z", false),
            ("2026-02-01T09:44:51.2Z", false),
        ] {
            assert_eq!(request(from).is_since(taken), since, "{from}");
        }
    }
}
