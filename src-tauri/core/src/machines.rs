//! The list of machines as the core knows it: what the app last read, and what attempts saw since.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::search::Index;
use crate::{Favourites, Inventory, Machine, Power, ResourceId};

/// How long what an attempt saw counts for more than the list, which is read about once a minute.
const SEEN_COUNTS: SignedDuration = SignedDuration::from_secs(90);
/// How old a list may be that is believed when it lacks a machine.
const TELLS_OF_ABSENCE: SignedDuration = SignedDuration::from_mins(15);

/// The list of machines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Machines {
    inventory: Arc<Inventory>,
    places: HashMap<ResourceId, usize>,
    /// Made when somebody searches, because most lists are never searched.
    index: Option<Index>,
    /// Grows with every change.
    pub version: u64,
    seen: HashMap<ResourceId, (Power, Timestamp)>,
}

impl Machines {
    /// Takes over what the app read.
    pub fn are(&mut self, inventory: Arc<Inventory>) {
        let all = inventory.machines.iter().enumerate();
        self.places = all.map(|(place, machine)| (machine.vm.at.id.clone(), place)).collect();
        self.inventory = inventory;
        self.outdated();
    }

    /// The favourites have changed, whose names are searched too.
    pub fn outdated(&mut self) {
        self.index = None;
        self.version += 1;
    }

    pub fn inventory(&self) -> &Arc<Inventory> {
        &self.inventory
    }

    pub fn get(&self, id: &ResourceId) -> Option<&Machine> {
        self.places.get(id).and_then(|place| self.inventory.machines.get(*place))
    }

    /// Everything in the list, ready to be searched, and where each machine stands in it.
    pub fn index(&mut self, favourites: &Favourites) -> (&Inventory, &Index, &HashMap<ResourceId, usize>) {
        let inventory = &*self.inventory;
        let index = self.index.get_or_insert_with(|| Index::new(&inventory.machines, favourites));
        (inventory, index, &self.places)
    }

    /// An attempt looked at the machine itself.
    pub fn saw(&mut self, id: &ResourceId, power: Power, now: Timestamp) {
        self.seen.retain(|_, (_, at)| now.duration_since(*at).abs() < SEEN_COUNTS);
        self.seen.insert(id.clone(), (power, now));
    }

    /// The newest that is known of a machine's power.
    pub fn power(&self, id: &ResourceId, now: Timestamp) -> Power {
        let fresh = |(_, at): &&(Power, Timestamp)| now.duration_since(*at).abs() < SEEN_COUNTS;
        let seen = self.seen.get(id).filter(fresh).map(|(power, _)| *power);
        seen.or_else(|| self.get(id).map(|machine| machine.vm.power)).unwrap_or(Power::Unknown)
    }

    /// Whether a complete and recent list lacks the machine, so that it is gone, was moved, or may not be seen any more.
    pub fn lack(&self, id: &ResourceId, now: Timestamp) -> bool {
        let list = &self.inventory;
        let complete = list.failures.is_empty() && list.waiting.is_empty() && !list.machines.is_empty();
        let recent = list.as_of.is_some_and(|at| now.duration_since(at).abs() < TELLS_OF_ABSENCE);
        complete && recent && !self.places.contains_key(id)
    }
}
