//! How each change is made.

use super::rank::Rank;
use super::{
    Favourite, FavouriteChange, FavouriteOptions, Favourites, Group, OptionField, OptionLevel, alias, record,
};
use crate::{Code, Problem, Protocol, VmRef};

impl Favourites {
    /// Makes a change; says what was done where that is to be taken back easily.
    pub(super) fn change(&mut self, change: &FavouriteChange) -> Result<Option<String>, Problem> {
        match change {
            FavouriteChange::Star { vm, alias, group, protocol, port } => {
                self.star(vm, alias, group.as_deref(), *protocol, *port).map(|()| None)
            }
            FavouriteChange::Unstar { favourite } => {
                let place = self.place(favourite)?;
                let gone = self.favourites.remove(place);
                Ok(Some(format!("{} is no longer a favourite.", gone.alias)))
            }
            FavouriteChange::Merge { entries, groups } => self.merge(entries, groups),
            FavouriteChange::Rename { favourite, alias } => self.rename(favourite, alias).map(|()| None),
            FavouriteChange::Note { favourite, note } => {
                let place = self.place(favourite)?;
                let note = Some(crate::clean(note)).filter(|note| !note.is_empty());
                self.favourites[place].note = note;
                Ok(None)
            }
            FavouriteChange::Move { favourite, group, before } => {
                self.move_to(favourite, group.as_deref(), before.as_deref())
            }
            FavouriteChange::Set { level, field, value } => {
                self.set(level, *field, value.as_deref()).map(|()| None)
            }
            FavouriteChange::Repoint { favourite, vm } => self.repoint(favourite, vm).map(Some),
            FavouriteChange::AddGroup { name } => {
                let name = self.group_name(name, None)?;
                let id = self.free_group_id();
                let order = place_for(self.groups.last().map(|group| &group.order));
                let options = FavouriteOptions::default();
                self.groups.push(Group { id, name, order, collapsed: false, options });
                Ok(None)
            }
            FavouriteChange::RenameGroup { group, name } => {
                let name = self.group_name(name, Some(group))?;
                self.group_mut(group)?.name = name;
                Ok(None)
            }
            FavouriteChange::MoveGroup { group, before } => {
                self.move_group(group, before.as_deref()).map(|()| None)
            }
            FavouriteChange::RemoveGroup { group } => self.remove_group(group).map(Some),
            FavouriteChange::Collapse { group, collapsed } => {
                self.group_mut(group)?.collapsed = *collapsed;
                Ok(None)
            }
        }
    }

    fn star(
        &mut self,
        vm: &VmRef,
        alias: &str,
        group: Option<&str>,
        protocol: Option<Protocol>,
        port: Option<u16>,
    ) -> Result<(), Problem> {
        if !record::is_machine(&vm.id) {
            return Err(refused("That is no virtual machine.", "Star a machine that the search found."));
        }
        let mut favourite = Favourite::new(alias, vm.clone());
        favourite.id = record::id_of(&vm.id, |id| self.by_id(id).is_some());
        favourite.alias = alias::free(&favourite.alias, |name| self.called(name).is_some());
        favourite.group =
            group.map(|group| self.group_or_refused(group).map(|it| it.id.clone())).transpose()?;
        favourite.order = place_for(self.last_in(group));
        (favourite.options.protocol, favourite.options.port) = (protocol, port.filter(|port| *port != 0));
        self.opens_alone(&favourite)?;
        self.favourites.push(favourite);
        Ok(())
    }

    fn rename(&mut self, favourite: &str, alias: &str) -> Result<(), Problem> {
        let place = self.place(favourite)?;
        let alias = alias::name(alias).ok_or_else(no_name)?;
        if self.called(&alias).is_some_and(|other| other.id != favourite) {
            return Err(refused(
                format!("Another favourite is called \"{alias}\"."),
                "Give it a name of its own.",
            ));
        }
        self.favourites[place].alias = alias;
        Ok(())
    }

    fn set(&mut self, level: &OptionLevel, field: OptionField, value: Option<&str>) -> Result<(), Problem> {
        match level {
            OptionLevel::All => self.defaults.set(field, value),
            OptionLevel::Group { group } => self.group_mut(group)?.options.set(field, value),
            OptionLevel::Favourite { favourite } => {
                let place = self.place(favourite)?;
                let mut changed = self.favourites[place].clone();
                changed.set(field, value)?;
                if matches!(field, OptionField::Protocol | OptionField::Port) {
                    self.opens_alone(&changed)?;
                }
                self.favourites[place] = changed;
                Ok(())
            }
        }
    }

    fn repoint(&mut self, favourite: &str, vm: &VmRef) -> Result<String, Problem> {
        let place = self.place(favourite)?;
        if !record::is_machine(&vm.id) {
            return Err(refused(
                "That is no virtual machine.",
                "Choose one of the machines that are offered.",
            ));
        }
        let mut changed = self.favourites[place].clone();
        (changed.arm, changed.tenant) = (vm.id.clone(), vm.tenant.clone());
        changed.account = vm.account.clone().map(|account| account.0);
        changed.vm_guid = None;
        self.opens_alone(&changed)?;
        let group = vm.id.resource_group().unwrap_or_default();
        let text = format!("{} now leads to {} in {group}.", changed.alias, vm.id.name());
        self.favourites[place] = changed;
        Ok(crate::clean(&text))
    }

    pub(super) fn free_group_id(&self) -> String {
        let mut ids = (1..).map(|number| format!("g{number}"));
        ids.find(|id| self.group(id).is_none()).unwrap_or_default()
    }

    /// A machine is starred twice only to open it in two ways.
    pub(super) fn opens_alone(&self, favourite: &Favourite) -> Result<(), Problem> {
        let opens = |it: &Favourite| (it.options.protocol, it.options.port);
        let twin = self
            .favourites
            .iter()
            .find(|it| it.id != favourite.id && it.arm == favourite.arm && opens(it) == opens(favourite));
        match twin {
            None => Ok(()),
            Some(twin) => Err(refused(
                format!("{} is a favourite that opens the same.", twin.alias),
                "Give one of the two another port or protocol, or keep only one.",
            )),
        }
    }

    /// The name of a group, where nothing else is called so.
    fn group_name(&self, name: &str, of: Option<&str>) -> Result<String, Problem> {
        let name = alias::name(name).ok_or_else(no_name)?;
        match self.group_called(&name) {
            Some(other) if of != Some(other.id.as_str()) => Err(refused(
                format!("Another group is called \"{}\".", other.name),
                "Give it a name of its own.",
            )),
            _ => Ok(name),
        }
    }

    /// The place of the last one in a group.
    pub(super) fn last_in(&self, group: Option<&str>) -> Option<&Rank> {
        self.favourites.iter().filter(|it| it.group.as_deref() == group).map(|it| &it.order).max()
    }

    pub(super) fn place(&self, favourite: &str) -> Result<usize, Problem> {
        self.favourites.iter().position(|it| it.id == favourite).ok_or_else(|| {
            refused("That favourite is no longer there.", "It was removed elsewhere; look at the list again.")
        })
    }

    pub(super) fn group_or_refused(&self, group: &str) -> Result<&Group, Problem> {
        self.group(group).ok_or_else(no_group)
    }

    fn group_mut(&mut self, group: &str) -> Result<&mut Group, Problem> {
        self.groups.iter_mut().find(|it| it.id == group).ok_or_else(no_group)
    }
}

/// The place behind the last one.
pub(super) fn place_for(last: Option<&Rank>) -> Rank {
    // Without room the list is given places anew when it is sorted.
    Rank::between(last, None).or_else(|| last.cloned()).unwrap_or_else(Rank::first)
}

pub(super) fn refused(message: impl Into<String>, hint: impl Into<String>) -> Problem {
    Problem::new(Code::Usage, message, hint)
}

fn no_name() -> Problem {
    refused("A name has 1 to 40 characters.", "Give a shorter name, or one that can be seen.")
}

fn no_group() -> Problem {
    refused("That group is no longer there.", "It was removed elsewhere; look at the list again.")
}
