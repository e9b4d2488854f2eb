//! Fitting a wish to what the policies allow: never wider, never longer, never elsewhere.

use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};

use crate::clean::clean;
use crate::{
    AccessRequest, Adaptation, Code, JitDuration, Policy, PortRule, Prefix, Problem, Protocol, Remedy,
    RequestStatus, ResourceId, Sources, Vm, Wish,
};

/// What will be asked of Azure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fitted {
    /// The policy to ask.
    pub policy: ResourceId,
    /// The port.
    pub port: u16,
    /// What should answer there.
    pub protocol: Protocol,
    /// The one address, or the range the person agreed to.
    pub source: Prefix,
    /// How long.
    pub duration: JitDuration,
    /// How the wish was changed.
    pub adapted: Vec<Adaptation>,
    /// The firewall's address, where one is in front of the machine.
    pub firewall: Option<Ipv4Addr>,
}

/// How much of the longest window is left out, because Azure refuses a request whose end lies a moment past it.
const MARGIN: SignedDuration = SignedDuration::from_secs(5);

/// What a window must have left to be used instead of asking for a new one.
pub(crate) const WORTHWHILE: SignedDuration = SignedDuration::from_mins(2);

/// Fits a wish.
///
/// # Errors
/// A [`Problem`] with the way out when no policy holds the machine, the port is in none, or the address is
/// outside what they allow.
pub fn fit(wish: &Wish, vm: &Vm, policies: &[Policy], my_address: Ipv4Addr) -> Result<Fitted, Problem> {
    let rules: Vec<(&Policy, &PortRule, Option<Ipv4Addr>)> = policies
        .iter()
        .filter_map(|policy| Some((policy, policy.machine(&vm.at.id)?)))
        .flat_map(|(policy, machine)| {
            machine.ports.iter().map(move |rule| (policy, rule, machine.public_address))
        })
        .collect();
    let mut ports: Vec<u16> = rules.iter().map(|(_, rule, _)| rule.number).collect();
    ports.sort_unstable();
    ports.dedup();
    let port = choose_port(wish, vm, &ports)?;
    let (policy, rule, firewall) = rules
        .iter()
        .filter(|(_, rule, _)| rule.number == port && allowed_source(rule, my_address).is_some())
        .max_by_key(|(_, rule, _)| rule.longest)
        .copied()
        .ok_or_else(|| not_allowed(vm, port, my_address, &rules))?;
    let mut adapted = Vec::new();
    let source = match allowed_source(rule, my_address) {
        Some(Some(range)) if wish.whole_range => {
            adapted.push(Adaptation::WholeRange { range: range.to_string() });
            range
        }
        _ => Prefix::one(my_address),
    };
    let duration = wish.duration.min(rule.longest);
    if duration < wish.duration {
        adapted.push(Adaptation::Duration { asked: wish.duration.into(), granted: duration.into() });
    }
    let protocol = wish.protocol.unwrap_or_else(|| Protocol::expected(port, vm.os));
    Ok(Fitted { policy: policy.id.clone(), port, protocol, source, duration, adapted, firewall })
}

impl Fitted {
    /// When a window asked for now would end, by Azure's clock.
    #[must_use]
    pub fn until(&self, azure_now: Timestamp) -> Timestamp {
        let length = (self.duration.as_duration() - MARGIN).max(JitDuration::MIN.as_duration());
        azure_now.saturating_add(length).unwrap_or(Timestamp::MAX)
    }

    /// Whether it is for the policy's whole range, as the person agreed.
    #[must_use]
    pub fn is_whole_range(&self) -> bool {
        self.adapted.iter().any(|adaptation| matches!(adaptation, Adaptation::WholeRange { .. }))
    }

    /// A request that already opens this port for this source and has enough time left.
    #[must_use]
    pub fn already_open<'a>(
        &self,
        vm: &ResourceId,
        policies: &'a [Policy],
        azure_now: Timestamp,
    ) -> Option<(&'a Policy, &'a AccessRequest)> {
        let enough = azure_now.saturating_add(WORTHWHILE).unwrap_or(Timestamp::MAX);
        policies
            .iter()
            .flat_map(|policy| {
                policy.requests_for(vm, self.port, self.source).map(move |request| (policy, request))
            })
            .filter(|(_, request)| request.is_live(azure_now) && request.until >= enough)
            .max_by_key(|(_, request)| (request.status == RequestStatus::Initiated, request.until))
    }
}

fn choose_port(wish: &Wish, vm: &Vm, ports: &[u16]) -> Result<u16, Problem> {
    let name = clean(&vm.name);
    if ports.is_empty() {
        return Err(Problem::new(
            Code::NoPolicy,
            format!("{name} has no JIT policy."),
            "Access can only be requested after just-in-time access is switched on for this machine \
             (Microsoft Defender for Cloud, Just-in-time VM access).",
        ));
    }
    let expected = |protocol: Protocol| ports.iter().copied().find(|p| *p == protocol.usual_port());
    let only = || if let [one] = ports { Some(*one) } else { None };
    let found = match (wish.port, wish.protocol) {
        (Some(port), _) => ports.contains(&port).then_some(port),
        (None, Some(protocol)) => {
            expected(protocol).or_else(|| only().filter(|p| Protocol::expected(*p, vm.os) == protocol))
        }
        (None, None) => expected(Protocol::expected(0, vm.os))
            .or_else(|| expected(Protocol::Ssh))
            .or_else(|| expected(Protocol::Rdp))
            .or_else(only),
    };
    found.ok_or_else(|| {
        let list = ports.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        let message = match (wish.port, wish.protocol) {
            (Some(port), _) => {
                format!("Port {port} is not allowed for {name}. The policy allows {list}.")
            }
            (None, Some(p)) => {
                format!("The policy of {name} has no port for {}. It allows {list}.", p.label())
            }
            (None, None) => format!("{name} can be reached on several ports: {list}."),
        };
        let (asked, protocol, allowed) = (wish.port, wish.protocol, ports.to_vec());
        Problem::new(Code::PortNotInPolicy, message, format!("Choose one of these ports: {list}."))
            .with_remedy(Remedy::Ports { asked, protocol, allowed })
    })
}

/// `None`: the address is not allowed. `Some(None)`: any address is. `Some(Some(range))`: as part of this range,
/// the narrowest that holds it.
fn allowed_source(rule: &PortRule, my_address: Ipv4Addr) -> Option<Option<Prefix>> {
    match &rule.sources {
        Sources::Any => Some(None),
        Sources::Only(ranges) => {
            let holding = ranges.iter().filter(|range| range.contains(my_address));
            // `0.0.0.0/0` is `*` by another name, and that is never asked for.
            holding.max_by_key(|range| range.bits()).map(|range| (range.bits() > 0).then_some(*range))
        }
    }
}

fn not_allowed(
    vm: &Vm,
    port: u16,
    my_address: Ipv4Addr,
    rules: &[(&Policy, &PortRule, Option<Ipv4Addr>)],
) -> Problem {
    let ranges = rules.iter().filter(|(_, rule, _)| rule.number == port).flat_map(|(_, rule, _)| {
        if let Sources::Only(ranges) = &rule.sources { ranges.as_slice() } else { &[] }
    });
    let sources = Sources::Only(ranges.copied().collect());
    let accepted = Some(sources.to_string()).filter(|text| !text.is_empty());
    let accepted = accepted.unwrap_or_else(|| "no IPv4 address".to_owned());
    let name = clean(&vm.name);
    Problem::new(
        Code::SourceNotAllowed,
        format!(
            "Your address is not on the allow list of {name}: you are at {my_address}, port {port} accepts {accepted}."
        ),
        "Connect from an allowed network, or ask the policy's owner to add your address.",
    )
    .with_remedy(Remedy::Sources { mine: my_address, port, accepted: sources, range: None })
}
