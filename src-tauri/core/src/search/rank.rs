//! Which of the machines found is meant most likely.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::condition::is_word_start;
use super::context::Context;
use super::entry::Entry;
use crate::Machine;

/// Favourites first; then by how closely the names meet the words; then the last used.
pub(super) type Rank = (bool, u32, Reverse<Option<Timestamp>>);

/// The rank of a machine that was found; the smallest comes first.
pub(super) fn rank(entry: &Entry, machine: &Machine, closeness: u32, context: &Context<'_>) -> Rank {
    (!entry.is_favourite(), closeness, Reverse(context.last_used(&machine.vm.at.id)))
}

/// How closely the names meet a word: the beginning of an alias or of the name, a word in them, a part of a word,
/// or no name at all.
pub(super) fn closeness(entry: &Entry, word: &str) -> u32 {
    let (aliases, name) = entry.names();
    let within = |text: &str| {
        text.match_indices(word).map(|(at, _)| if is_word_start(text, at) { 2 } else { 3 }).min()
    };
    if aliases.lines().any(|alias| alias.starts_with(word)) {
        0
    } else if name.starts_with(word) {
        1
    } else {
        within(aliases).into_iter().chain(within(name)).min().unwrap_or(4)
    }
}
