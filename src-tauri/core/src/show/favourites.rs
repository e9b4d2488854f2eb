//! Favourites and their groups as they are shown.

use jiff::Timestamp;

use super::second;
use crate::attempt::Attempt;
use crate::favourites::find_again;
use crate::{
    AccessWindow, Favourite, FavouriteView, FoundAgain, GroupView, OptionLevel, OptionView, Protocol, State,
    UndoView,
};

impl State {
    pub(super) fn favourites_shown(&self, now: Timestamp) -> Vec<FavouriteView> {
        let sorted = self.favourites.sorted(self.settings.sort_favourites, &self.history);
        sorted.into_iter().map(|favourite| self.favourite(favourite, now)).collect()
    }

    fn favourite(&self, favourite: &Favourite, now: Timestamp) -> FavouriteView {
        let vm = &favourite.arm;
        let is_its = |it: &Favourite| it.id == favourite.id;
        let its = |attempt: &&Attempt| attempt.is_running() && self.favourite_of(attempt).is_some_and(is_its);
        let open = self.windows.all().iter().find(|window| self.opened(window).is_some_and(is_its));
        let opens = self.opens(favourite);
        let missing = self.machines.lack(vm, now);
        FavouriteView {
            id: favourite.id.clone(),
            vm: favourite.vm(),
            label: crate::clean(&favourite.alias),
            machine: self.machine_line(vm),
            group: favourite.group.clone(),
            opens: opens.map(|protocol| protocol.label().to_owned()),
            attempt: self.attempts.iter().find(its).map(|it| it.id),
            state: open.map(|window| format!("Open until {}", self.clock_time(window.until, now))),
            window: open.map(AccessWindow::id),
            power: self.machines.power(vm, now),
            power_word: self.power_word(vm, now),
            note: self.what_a_connect_does(vm, self.machines.power(vm, now)),
            remark: favourite.note.as_deref().map(crate::clean),
            missing,
            found_again: if missing { self.found_again(favourite) } else { Vec::new() },
            options: self.options_of(&OptionLevel::Favourite { favourite: favourite.id.clone() }, opens),
        }
    }

    pub(super) fn groups_shown(&self) -> Vec<GroupView> {
        let view = |group: &crate::Group| GroupView {
            id: group.id.clone(),
            name: crate::clean(&group.name),
            collapsed: group.collapsed,
            options: self.options_of(&OptionLevel::Group { group: group.id.clone() }, None),
        };
        self.favourites.groups().iter().map(view).collect()
    }

    pub(super) fn options_of(&self, level: &OptionLevel, opens: Option<Protocol>) -> Vec<OptionView> {
        self.favourites.options_in_words(level, opens, &self.settings)
    }

    pub(super) fn undo_shown(&self, now: Timestamp) -> Option<UndoView> {
        let (undo, until) = self.starring.undo(now)?;
        Some(UndoView { text: crate::clean(&undo.text), until: second(*until) })
    }

    /// The favourite an attempt was begun for; else the one that would have asked for the same.
    pub(super) fn favourite_of(&self, attempt: &Attempt) -> Option<&Favourite> {
        let begun = attempt.favourite.as_deref().and_then(|id| self.favourites.get(id));
        begun.filter(|it| it.arm == attempt.vm.id).or_else(|| {
            let of_it = self.favourites.all().iter().filter(|it| it.arm == attempt.vm.id);
            let same = |it: &&Favourite| {
                let wish = self.favourites.wish(it, &self.settings);
                attempt.wish.port == wish.port && attempt.wish.protocol == wish.protocol
            };
            of_it.into_iter().find(same)
        })
    }

    /// The favourite that opens what a window is open for.
    pub(super) fn opened(&self, window: &AccessWindow) -> Option<&Favourite> {
        self.favourites.opening(&window.vm, window.port, window.protocol)
    }

    fn found_again(&self, favourite: &Favourite) -> Vec<FoundAgain> {
        let list = self.machines.inventory();
        let found = find_again(favourite, list).into_iter().map(|(machine, surely)| {
            let vm = &machine.vm;
            let about = crate::clean(&format!("{} · {}", vm.resource_group, vm.subscription));
            FoundAgain { vm: vm.at.clone(), name: crate::clean(&vm.name), about, surely }
        });
        found.collect()
    }
}
