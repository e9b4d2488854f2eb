//! What one word of a search asks of a machine.

use std::net::Ipv4Addr;

use super::context::Context;
use super::entry::Entry;
use super::value::Compared;
use crate::{Machine, Os, Power, Prefix};

/// A subscription's id begins with as many letters that no name begins with.
const PART_OF_AN_ID: usize = 8;

/// What one word asks of a machine. Texts are folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// A free word or phrase.
    Text(String),
    /// A resource id, or its beginning.
    Below(String),
    Subscription(String),
    Group(String),
    Region(String),
    /// A line of the tags, or its beginning.
    Tag(String),
    Os(Os),
    State(Power),
    Size(String),
    Jit(Jit),
    Port(Compared<u16>),
    Address(Address),
    Is(Trait),
    Used(Age),
    /// A value that does not exist.
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Jit {
    On,
    Off,
    Open,
    Mine,
    Unsupported,
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trait {
    Favourite,
    Expiring,
    Unprotected,
    Exposed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// An address or a range.
    Within(Prefix),
    /// The first digits of an address.
    Begins(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    Never,
    /// In seconds.
    Is(Compared<i64>),
}

impl Condition {
    /// Whether the machine is so; `None` when that is not known, so that neither the question nor its opposite
    /// names the machine.
    pub(super) fn holds(&self, entry: &Entry, machine: &Machine, context: &Context<'_>) -> Option<bool> {
        let vm = &machine.vm;
        Some(match self {
            Self::Text(text) => entry.holds(text),
            Self::Below(id) => is_below(vm.at.id.as_str(), id),
            Self::Subscription(name) => {
                let id = vm.at.id.subscription();
                begins_a_word(entry.subscription(), name) || (name.len() >= PART_OF_AN_ID && begins(id, name))
            }
            Self::Group(name) => begins_a_word(entry.group(), name),
            Self::Region(name) => entry.region().starts_with(name.as_str()),
            Self::Tag(line) => entry.tags().contains(line.as_str()),
            Self::Os(os) => vm.os == *os,
            Self::State(power) => vm.power == *power,
            Self::Size(size) => {
                let whole = entry.size();
                whole.starts_with(size.as_str())
                    || whole.split_once('_').is_some_and(|(_, rest)| rest.starts_with(size.as_str()))
            }
            Self::Jit(jit) => return jit.holds(machine, context),
            Self::Port(port) => {
                let ports = known(machine)?.ports();
                ports.iter().any(|rule| port.holds(&rule.number))
            }
            Self::Address(address) => {
                [vm.public_address, vm.private_address].iter().flatten().any(|own| address.holds(*own))
            }
            Self::Is(what) => return what.holds(entry, machine, context),
            Self::Used(age) => {
                let last = context.last_used?.get(&vm.at.id);
                match (age, last) {
                    (Age::Never, last) => last.is_none(),
                    (Age::Is(_), None) => false,
                    (Age::Is(age), Some(last)) => age.holds(&context.now.duration_since(*last).as_secs()),
                }
            }
            Self::Nothing => return None,
        })
    }

    /// What nobody can answer yet, whatever the machine: the filter, and what is not known.
    pub(super) fn not_known(&self, context: &Context<'_>) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Jit(Jit::Unsupported) => Some(("jit:unsupported", "for which machines JIT cannot work")),
            Self::Is(Trait::Exposed) => Some(("is:exposed", "which machines are open to the internet")),
            Self::Used(_) if context.last_used.is_none() => Some(("used:", "when a machine was last used")),
            _ => None,
        }
    }
}

impl Jit {
    fn holds(self, machine: &Machine, context: &Context<'_>) -> Option<bool> {
        let mine = || context.is_mine(&machine.vm.at.id);
        Some(match self {
            Self::On => matches!(known(machine)?, crate::Jit::On(_)),
            Self::Off => *known(machine)? == crate::Jit::Off,
            Self::Open => mine() || known(machine)?.live(context.now).next().is_some(),
            Self::Mine => mine(),
            Self::Unsupported => return None,
            Self::Unknown => machine.jit == crate::Jit::Unknown,
        })
    }
}

impl Trait {
    fn holds(self, entry: &Entry, machine: &Machine, context: &Context<'_>) -> Option<bool> {
        match self {
            Self::Favourite => Some(entry.is_favourite()),
            Self::Expiring => Some(context.is_expiring(&machine.vm.at.id)),
            // An older rule may let everybody in before the policy's own; only the security rules tell.
            Self::Unprotected => (*known(machine)? == crate::Jit::Off).then_some(true),
            Self::Exposed => None,
        }
    }
}

impl Address {
    /// A whole address names one; anything shorter is its beginning.
    pub(super) fn read(text: &str) -> Option<Self> {
        if let Ok(prefix) = text.parse() {
            return Some(Self::Within(prefix));
        }
        let digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
        let parts = text.split('.').count() <= 4 && text.split('.').all(|part| part.len() <= 3);
        (digits && parts && !text.starts_with('.')).then(|| Self::Begins(text.to_owned()))
    }

    fn holds(&self, own: Ipv4Addr) -> bool {
        match self {
            Self::Within(prefix) => prefix.contains(own),
            Self::Begins(text) => own.to_string().starts_with(text.as_str()),
        }
    }
}

fn known(machine: &Machine) -> Option<&crate::Jit> {
    (machine.jit != crate::Jit::Unknown).then_some(&machine.jit)
}

/// Whether the text, or a word in it, begins so.
pub(super) fn begins_a_word(text: &str, beginning: &str) -> bool {
    text.match_indices(beginning).any(|(at, _)| is_word_start(text, at))
}

/// Whether a word begins here: at the start, or behind what is no letter or digit.
pub(super) fn is_word_start(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric())
}

fn begins(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
}

fn is_below(id: &str, above: &str) -> bool {
    begins(id, above) && matches!(id.as_bytes().get(above.len()), None | Some(b'/'))
}
