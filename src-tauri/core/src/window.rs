//! Access windows: what is open, for whom, until when.

use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{AccessRequest, JitDuration, Policy, Prefix, Protocol, RequestStatus, ResourceId, VmRef};

/// How long a request that Azure took may be missing from its policy.
const LISTED_WITHIN: SignedDuration = SignedDuration::from_mins(2);

/// An access request that is in effect, as we know it. Kept in the data folder, so that a restart knows it too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessWindow {
    /// The machine.
    pub vm: VmRef,
    /// The name people know the machine by.
    pub label: String,
    /// The policy that opened it.
    pub policy: ResourceId,
    /// The JIT port.
    pub port: u16,
    /// Who may come in.
    pub source: Prefix,
    /// When Azure took the request, by Azure's clock.
    pub from: Timestamp,
    /// When it closes, by our clock.
    pub until: Timestamp,
    /// SSH or Remote Desktop.
    pub protocol: Protocol,
    /// How long it is in all.
    #[serde(default = "usual_length")]
    pub length: JitDuration,
    /// The person agreed that it is open for the policy's whole range.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole_range: bool,
    /// Where the service last answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached: Option<Reached>,
    /// The user to sign in as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The key file for SSH.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// Where a service answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reached {
    /// The address.
    pub address: Ipv4Addr,
    /// The port, which differs from the JIT port behind Azure Firewall.
    pub port: u16,
}

fn usual_length() -> JitDuration {
    JitDuration::DEFAULT
}

impl AccessWindow {
    /// A name for the window that stays the same while it is extended.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}#{}#{}", self.vm.id.key(), self.port, self.source)
    }

    /// Whether policies that were read just now show that it ended before its time. A policy that is not among
    /// them tells nothing.
    #[must_use]
    pub fn is_over(&self, policies: &[Policy], azure_now: Timestamp) -> bool {
        let Some(policy) = policies.iter().find(|policy| policy.id == self.policy) else { return false };
        let revoked = |request: &AccessRequest| matches!(request.status, RequestStatus::Revoked(_));
        let requests = || policy.requests_for(&self.vm.id, self.port, self.source);
        let open = requests().any(|request| !revoked(request) && request.until > azure_now);
        let ended = requests().any(|request| revoked(request) && request.is_since(self.from));
        !open && (ended || !self.is_new(azure_now))
    }

    /// Whether it is so new that its policy need not list it yet.
    #[must_use]
    pub fn is_new(&self, azure_now: Timestamp) -> bool {
        self.from.saturating_add(LISTED_WITHIN).is_ok_and(|listed| azure_now < listed)
    }
}

/// The windows known to be open: one per machine, port and source, the newest counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Windows(Vec<AccessWindow>);

impl Windows {
    /// Takes over what a file held, without what has ended.
    #[must_use]
    pub fn load(saved: Vec<AccessWindow>, now: Timestamp) -> Self {
        let mut windows = Self::default();
        for window in saved {
            windows.remember(window);
        }
        windows.forget_ended(now);
        windows
    }

    /// Notes a window, in place of an older one for the same machine, port and source; says whether that is news.
    /// Where the service answered is still known when the same window is noted again.
    pub fn remember(&mut self, mut window: AccessWindow) -> bool {
        let id = window.id();
        if let Some(known) = self.get(&id) {
            if known.from > window.from {
                return false;
            }
            window.reached = window.reached.or(known.reached);
            window.whole_range |= known.whole_range;
            if *known == window {
                return false;
            }
        }
        self.0.retain(|known| known.id() != id);
        self.0.push(window);
        self.sort();
        true
    }

    /// Notes that a window ended before its time; says whether that is news.
    pub fn close(&mut self, id: &str, now: Timestamp) -> bool {
        let open = self.0.iter_mut().find(|window| window.until > now && window.id() == id);
        let news = open.map(|window| window.until = now).is_some();
        self.sort();
        news
    }

    /// Drops what has ended; says whether anything was dropped.
    pub fn forget_ended(&mut self, now: Timestamp) -> bool {
        let before = self.0.len();
        self.0.retain(|window| window.until > now);
        before != self.0.len()
    }

    /// The window of this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&AccessWindow> {
        self.0.iter().find(|window| window.id() == id)
    }

    /// The windows, the one that closes first in front.
    #[must_use]
    pub fn all(&self) -> &[AccessWindow] {
        &self.0
    }

    fn sort(&mut self) {
        self.0.sort_by_key(|known| (known.until, known.id()));
    }
}
