//! Not wider, not longer, not elsewhere, and not shorter than can be had.

use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};

use crate::*;

/// What the margin for clocks may take away.
const MARGIN: SignedDuration = SignedDuration::from_secs(5);

/// Checks a request against the look it rests on. Without a wish only the width is known.
pub(super) fn check(
    asked: &Initiate,
    look: &Look,
    (wish, agreed_before): (Option<&Wish>, bool),
    found: &[Ipv4Addr],
    azure_now: Timestamp,
) {
    let homes = wish.and_then(|wish| wish.address).map_or(found.to_vec(), |address| vec![address]);
    let policy = look.policies.iter().find(|policy| policy.id == asked.policy).expect("the policy exists");
    let holds = |machine: &&PolicyMachine| machine.vm == asked.vm.id;
    let entry = policy.machines.iter().find(holds).expect("the policy holds the machine");
    let agreed = agreed_before || wish.is_some_and(|wish| wish.whole_range);
    let permits = |rule: &&PortRule| {
        rule.number == asked.port && homes.iter().any(|home| narrow(asked.source, *home, rule, agreed))
    };
    let longest = entry.ports.iter().filter(permits).map(|rule| rule.longest).max();
    let longest = longest.unwrap_or_else(|| panic!("{asked:?} is wider than {policy:?} or {homes:?} allow"));
    let Some(wish) = wish else { return };
    assert!(wish.port.is_none_or(|port| port == asked.port), "another port than wished");
    let length = asked.until.duration_since(azure_now);
    let allowed = wish.duration.as_duration().min(longest.as_duration());
    assert!(length <= allowed, "{length} is longer than {allowed}");
    assert!(length >= allowed - MARGIN, "{length} is needlessly shorter than {allowed}");
}

/// Whether this is exactly the address, or a range of the rule that somebody agreed to.
fn narrow(source: Prefix, home: Ipv4Addr, rule: &PortRule, agreed: bool) -> bool {
    let (allowed, listed) = match &rule.sources {
        Sources::Any => (true, false),
        Sources::Only(ranges) => (ranges.iter().any(|it| it.contains(home)), ranges.contains(&source)),
    };
    let everything = source.to_string() == "0.0.0.0/0";
    allowed
        && (source.to_string() == home.to_string()
            || (agreed && listed && !everything && source.contains(home)))
}
