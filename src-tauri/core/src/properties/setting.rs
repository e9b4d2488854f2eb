//! What differs from run to run: policies, wishes, powers, rights, clocks.

use std::net::Ipv4Addr;

use jiff::SignedDuration;
use proptest::prelude::*;

use crate::*;

/// What differs from run to run.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub machines: Vec<Set>,
    pub wishes: Vec<Wish>,
    pub rights: (Right, Right),
    pub clock_offset: SignedDuration,
    /// How long a request Azure took is missing from its policy.
    pub lag: SignedDuration,
    /// Whether somebody is there to sign in.
    pub can_ask: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Set {
    pub power: Power,
    pub os: Os,
    pub keeps_address: bool,
    /// Each policy with its port rules and the firewall in front.
    pub policies: Vec<(Vec<PortRule>, bool)>,
}

pub(super) fn setting() -> impl Strategy<Value = Setting> {
    let right = prop::sample::select(vec![
        Right::Granted,
        Right::Granted,
        Right::Granted,
        Right::Missing,
        Right::Unknown,
    ]);
    let minutes = -10i64..10;
    (
        prop::collection::vec(set(), 2),
        prop::collection::vec(wish(), 3),
        (right.clone(), right),
        minutes.prop_map(SignedDuration::from_mins),
        (0i64..60).prop_map(SignedDuration::from_secs),
        prop::bool::weighted(0.8),
    )
        .prop_map(|(machines, wishes, rights, clock_offset, lag, can_ask)| Setting {
            machines,
            wishes,
            rights,
            clock_offset,
            lag,
            can_ask,
        })
}

fn set() -> impl Strategy<Value = Set> {
    use Power::{Deallocated, Deallocating, Running, Starting, Stopped, Unknown};
    let power = prop::sample::select(vec![
        Running,
        Running,
        Deallocated,
        Deallocated,
        Deallocating,
        Starting,
        Stopped,
        Unknown,
    ]);
    let os = prop::sample::select(vec![Os::Linux, Os::Windows, Os::Unknown]);
    let range = prop::sample::select(vec![
        "203.0.113.0/24",
        "203.0.112.0/20",
        "203.0.113.7",
        "192.0.2.0/24",
        "0.0.0.0/0",
    ]);
    let ranges = prop::collection::vec(range, 0..3)
        .prop_map(|ranges| Sources::Only(ranges.iter().map(|range| range.parse().unwrap()).collect()));
    let sources = prop_oneof![3 => Just(Sources::Any), 1 => ranges];
    let rule = (prop::sample::select(vec![22u16, 22, 22, 22, 3389, 2222]), 5i64..600, sources).prop_map(
        |(number, minutes, sources)| PortRule { number, longest: JitDuration::from_mins(minutes), sources },
    );
    let policy = (prop::collection::vec(rule, 1..4), prop::bool::weighted(0.2)).boxed();
    (
        power,
        os,
        any::<bool>(),
        prop_oneof![9 => prop::collection::vec(policy.clone(), 1..3), 1 => Just(vec![])],
    )
        .prop_map(|(power, os, keeps_address, policies)| Set { power, os, keeps_address, policies })
}

fn wish() -> impl Strategy<Value = Wish> {
    let port = prop::sample::select(vec![None, None, None, None, Some(22), Some(22), Some(3389)]);
    let protocol =
        prop::sample::select(vec![None, None, None, None, Some(Protocol::Ssh), Some(Protocol::Rdp)]);
    let address = prop::option::weighted(0.1, Just(Ipv4Addr::new(203, 0, 113, 77)));
    let flags = (any::<bool>(), prop::bool::weighted(0.8), any::<bool>());
    (port, protocol, 5i64..700, address, flags, 5u32..300).prop_map(
        |(port, protocol, minutes, address, flags, wait_secs)| {
            let (whole_range, start, launch) = flags;
            let start = if start { crate::StartChoice::Auto } else { crate::StartChoice::Never };
            let duration = JitDuration::from_mins(minutes);
            Wish {
                port,
                protocol,
                duration,
                address,
                whole_range,
                start,
                launch,
                wait_secs,
                ..Wish::default()
            }
        },
    )
}
