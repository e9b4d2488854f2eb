//! Many machines, made ready once, searched often.

use std::collections::HashMap;

use super::context::Context;
use super::entry::Entry;
use super::query::Query;
use super::rank::{Rank, rank};
use crate::{Favourites, Machine, ResourceId};

/// Machines made ready to be searched. It has to be made anew when the machines or the favourites change.
#[derive(Debug, Clone, Default)]
pub struct Index {
    entries: Vec<Entry>,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The places of the machines in the list that was searched, the likeliest first.
    pub machines: Vec<usize>,
    /// Of how many machines it could not be told whether they match.
    pub undecided: usize,
}

impl Index {
    /// Makes these machines ready.
    #[must_use]
    pub fn new(machines: &[Machine], favourites: &Favourites) -> Self {
        let mut aliases: HashMap<&ResourceId, Vec<&str>> = HashMap::new();
        for favourite in favourites.all() {
            aliases.entry(&favourite.arm).or_default().push(&favourite.alias);
        }
        let entry = |machine: &Machine| {
            let aliases = aliases.get(&machine.vm.at.id).map(Vec::as_slice).unwrap_or_default();
            Entry::new(machine, aliases.iter().copied())
        };
        Self { entries: machines.iter().map(entry).collect() }
    }

    /// The machines that match, out of the list the index was made of. Where nothing is asked, all of them in their
    /// own order; that order also decides between equals.
    #[must_use]
    pub fn search(&self, machines: &[Machine], query: &Query, context: &Context<'_>) -> Found {
        if query.is_empty() {
            return Found { machines: (0..machines.len()).collect(), undecided: 0 };
        }
        let mut undecided = 0;
        let mut found: Vec<(Rank, usize)> = Vec::new();
        for (place, (entry, machine)) in self.entries.iter().zip(machines).enumerate() {
            match query.holds(entry, machine, context) {
                Some(true) => found.push((rank(entry, machine, query.closeness(entry), context), place)),
                Some(false) => {}
                None => undecided += 1,
            }
        }
        found.sort_unstable();
        Found { machines: found.into_iter().map(|(_, place)| place).collect(), undecided }
    }
}
