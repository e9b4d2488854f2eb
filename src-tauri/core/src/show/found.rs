//! What a search of the machines found, page by page.

use std::collections::HashSet;

use jiff::Timestamp;

use super::machines::subscriptions;
use crate::search::{Context, Query};
use crate::{Favourite, FilterView, Jit, Machine, MachineRow, MachinesPage, MachinesQuery, Past, State, Vm};

impl State {
    /// What a search finds: machines page by page, and the favourites that match.
    pub fn find(&mut self, wanted: &MachinesQuery, now: Timestamp) -> MachinesPage {
        let query = Query::parse(&wanted.text);
        let (inventory, index, places) = self.machines.index(&self.favourites);
        let used = self.history.last_used();
        let (favourites, windows) = (&self.favourites, &self.windows);
        let context = Context { now, favourites, windows, last_used: Some(&used) };
        let found = index.search(&inventory.machines, &query, &context);
        let hints = query.hints(&context).iter().map(ToString::to_string).collect();
        let matching: HashSet<usize> = found.machines.iter().copied().collect();
        let starred = |favourite: &&Favourite| match places.get(&favourite.arm) {
            Some(place) => matching.contains(place),
            None => query.matches(&unlisted(favourite), &context),
        };
        let favourites: Vec<String> =
            self.favourites.all().iter().filter(starred).map(|favourite| favourite.id.clone()).collect();
        let (offset, limit) = (index_of(wanted.offset), index_of(wanted.limit));
        let shown: Vec<usize> = found.machines.iter().copied().skip(offset).take(limit).collect();
        let nothing = found.machines.is_empty() && favourites.is_empty();
        let list = self.machines.inventory().clone();
        MachinesPage {
            rows: shown
                .into_iter()
                .filter_map(|place| Some(self.row(list.machines.get(place)?, now)))
                .collect(),
            total: count(found.machines.len()),
            undecided: count(found.undecided),
            filters: query
                .filters()
                .iter()
                .map(|filter| FilterView { label: filter.label.clone(), without: query.without(filter) })
                .collect(),
            hints,
            nothing: nothing.then(|| nothing_found(&query, &list)),
            favourites,
        }
    }

    fn row(&self, machine: &Machine, now: Timestamp) -> MachineRow {
        let vm = &machine.vm;
        let id = &vm.at.id;
        let open = self.windows.all().iter().find(|window| window.vm.id == *id && window.until > now);
        let tenants = &self.machines.inventory().tenants;
        let tenant = vm.at.tenant.as_ref().and_then(|tenant| tenants.get(&tenant.to_lowercase()));
        let place = [Some(&vm.resource_group), Some(&vm.subscription), tenant.filter(|_| tenants.len() > 1)];
        let about: Vec<&str> = place.into_iter().flatten().map(String::as_str).collect();
        MachineRow {
            vm: vm.at.clone(),
            name: crate::clean(&vm.name),
            about: crate::clean(&about.join(" · ")),
            os: vm.os,
            power: self.machines.power(id, now),
            power_word: self.power_word(id, now),
            ports: machine.jit.ports().iter().map(|rule| rule.number).collect(),
            jit_word: match machine.jit {
                Jit::Unknown => Some("Access unknown".to_owned()),
                Jit::Off => Some("No JIT policy".to_owned()),
                Jit::On(_) => None,
            },
            favourite: self
                .favourites
                .all()
                .iter()
                .find(|favourite| favourite.arm == *id)
                .map(|favourite| favourite.id.clone()),
            state: open.map(|window| format!("Open until {}", self.clock_time(window.until, now))),
            attempt: self.attempts.iter().find(|it| it.is_running() && it.vm.id == *id).map(|it| it.id),
        }
    }
}

/// A favourite that the list lacks is still found by its names.
fn unlisted(favourite: &Favourite) -> Machine {
    let vm = Vm { at: favourite.vm(), ..Vm::unread(favourite.arm.clone()) };
    Machine { vm, jit: Jit::Unknown, past: Past::default() }
}

fn nothing_found(query: &Query, list: &crate::Inventory) -> String {
    if list.machines.is_empty() {
        return match (list.as_of, list.failures.is_empty()) {
            (Some(_), true) => "You can sign in, but you cannot see any machine yet.",
            (_, false) => "No machine could be read.",
            (None, true) => "The machines are still being read.",
        }
        .to_owned();
    }
    let subscriptions = subscriptions(list);
    let word = if subscriptions == 1 { "subscription" } else { "subscriptions" };
    format!("No machine matches '{}'. Looked in {subscriptions} {word}.", crate::clean(query.text().trim()))
}

fn index_of(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
