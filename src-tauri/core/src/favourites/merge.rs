//! Imported favourites, taken over in one step.

use super::apply::{place_for, refused};
use super::{Favourite, FavouriteOptions, Favourites, Group, alias, record};
use crate::transfer::counterpart;
use crate::{ImportedFavourite, ImportedGroup, Problem, TypedOption, VmRef};

impl Favourites {
    /// Takes them over; says what was done.
    pub(super) fn merge(
        &mut self,
        entries: &[ImportedFavourite],
        groups: &[ImportedGroup],
    ) -> Result<Option<String>, Problem> {
        let mut names = Vec::with_capacity(entries.len());
        for entry in entries {
            let vm = entry.vm.as_ref().filter(|vm| record::is_machine(&vm.id)).ok_or_else(|| {
                let message = format!("Nobody said which machine \"{}\" is.", crate::clean(&entry.alias));
                refused(message, "Choose one of the machines that are offered, or leave it out.")
            })?;
            let group = entry.group.as_deref().and_then(alias::name);
            let group = group.map(|name| self.group_to_come_to(&name, groups)).transpose()?;
            names.push(match counterpart(self, entry, None).map(|there| there.id.clone()) {
                Some(id) => self.improve(&id, entry, group)?,
                None => self.take_over(vm, entry, group)?,
            });
        }
        Ok(match names.as_slice() {
            [] => None,
            [one] => Some(format!("{one} was imported.")),
            several => Some(format!("{} favourites were imported.", several.len())),
        })
    }

    /// A favourite that is there gets what the entry says.
    fn improve(
        &mut self,
        id: &str,
        entry: &ImportedFavourite,
        group: Option<String>,
    ) -> Result<String, Problem> {
        let place = self.place(id)?;
        let mut changed = self.favourites[place].clone();
        set_all(&mut changed, entry)?;
        if let Some(name) = alias::name(&entry.alias).filter(|name| *name != changed.alias) {
            let other = |name: &str| self.called(name).is_some_and(|other| other.id != id);
            changed.alias = alias::free(&name, other);
        }
        if group.is_some() && group != changed.group {
            changed.order = place_for(self.last_in(group.as_deref()));
            changed.group = group;
        }
        self.opens_alone(&changed)?;
        let name = changed.alias.clone();
        self.favourites[place] = changed;
        Ok(name)
    }

    fn take_over(
        &mut self,
        vm: &VmRef,
        entry: &ImportedFavourite,
        group: Option<String>,
    ) -> Result<String, Problem> {
        let mut favourite = Favourite::new(&entry.alias, vm.clone());
        let own = entry.id.clone().filter(|id| record::is_id(id) && self.by_id(id).is_none());
        favourite.id = own.unwrap_or_else(|| record::id_of(&vm.id, |id| self.by_id(id).is_some()));
        favourite.alias = alias::free(&favourite.alias, |name| self.called(name).is_some());
        favourite.order = place_for(self.last_in(group.as_deref()));
        favourite.group = group;
        set_all(&mut favourite, entry)?;
        self.opens_alone(&favourite)?;
        let name = favourite.alias.clone();
        self.favourites.push(favourite);
        Ok(name)
    }

    /// The id of a group, which is made where it is not there.
    fn group_to_come_to(&mut self, name: &str, groups: &[ImportedGroup]) -> Result<String, Problem> {
        if let Some(group) = self.group_called(name) {
            return Ok(group.id.clone());
        }
        let mut options = FavouriteOptions::default();
        let with_it = groups.iter().filter(|group| alias::same(&group.name, name));
        for TypedOption { field, value } in with_it.flat_map(|group| &group.options) {
            options.set(*field, Some(value))?;
        }
        let id = self.free_group_id();
        let order = place_for(self.groups.last().map(|group| &group.order));
        self.groups.push(Group { id: id.clone(), name: name.to_owned(), order, collapsed: false, options });
        Ok(id)
    }
}

fn set_all(favourite: &mut Favourite, entry: &ImportedFavourite) -> Result<(), Problem> {
    for TypedOption { field, value } in &entry.options {
        favourite.set(*field, Some(value)).map_err(|problem| Problem {
            message: format!("\"{}\" cannot be imported: {}", crate::clean(&entry.alias), problem.message),
            ..problem
        })?;
    }
    if let Some(note) = entry.note.as_deref().map(crate::clean).filter(|note| !note.is_empty()) {
        favourite.note = Some(note);
    }
    Ok(())
}
