//! What the way out of a failure needs to know. Facts, so that nothing ever has to be read back out of a text.

use std::net::Ipv4Addr;

use jiff::SignedDuration;

use crate::{JitDuration, Prefix, Protocol, Sources};

/// The facts behind a way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// The policy has rules for these ports only.
    Ports {
        /// The port that was asked for.
        asked: Option<u16>,
        /// The protocol that was asked for in place of a port.
        protocol: Option<Protocol>,
        /// The ports of the policy, in order.
        allowed: Vec<u16>,
    },
    /// The policy allows less time than was asked for.
    Longest {
        /// What was asked for.
        asked: JitDuration,
        /// The longest that may be.
        longest: JitDuration,
    },
    /// The policy accepts other addresses than this one, or wants its range named as it stands there.
    Sources {
        /// The address that was asked for.
        mine: Ipv4Addr,
        /// The port.
        port: u16,
        /// What is accepted there.
        accepted: Sources,
        /// The range that holds the address, where one does.
        range: Option<Prefix>,
    },
    /// Services that told different addresses, or only one that told any.
    Addresses(Vec<(String, Ipv4Addr)>),
    /// Access is open for an address that is no longer ours.
    Moved {
        /// What access is open for.
        old: Prefix,
        /// The address we have now.
        new: Ipv4Addr,
    },
    /// The account lacks a permission.
    Permission {
        /// Azure's name for it.
        action: String,
        /// The resource id Azure named.
        scope: Option<String>,
    },
    /// A rule of Azure Policy forbids it.
    Rule,
    /// A lock protects it.
    Lock {
        /// Its name, where Azure told it.
        name: Option<String>,
    },
    /// Another change is under way.
    OtherChange,
    /// Azure has no free capacity now, but may have some later.
    Capacity,
    /// The quota is used up.
    Quota,
    /// The plan of Defender for Cloud that just-in-time access belongs to is off.
    PlanOff,
    /// The machine can be reached at this address from inside its network.
    PrivateAddress(Ipv4Addr),
    /// Azure asks to wait this long.
    Wait(SignedDuration),
    /// The web proxy wants a sign-in of its own.
    ProxySignIn,
    /// A person was asked to sign in and did not, in the time there was.
    NobodySignedIn,
}

impl Remedy {
    /// What Azure's code says of a start that failed.
    #[must_use]
    pub fn of_start(code: &str) -> Option<Self> {
        match code.to_ascii_lowercase().as_str() {
            "allocationfailed"
            | "zonalallocationfailed"
            | "overconstrainedallocationrequest"
            | "overconstrainedzonalallocationrequest"
            | "skunotavailable" => Some(Self::Capacity),
            "quotaexceeded" => Some(Self::Quota),
            "conflict" | "operationpreempted" | "anotheroperationinprogress" => Some(Self::OtherChange),
            _ => None,
        }
    }
}
