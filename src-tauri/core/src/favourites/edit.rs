//! What is done to the favourites, in one step that can be taken back.

use std::collections::HashSet;

use super::{Favourite, FavouriteChange, FavouriteOptions, Favourites, Group, alias};
use crate::{Problem, ResourceId};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FavouritesEdit {
    /// What.
    pub what: Edit,
    /// Azure's GUIDs of machines, as far as they are known: they are written down with any change.
    pub seen: Vec<(ResourceId, String)>,
}

/// What is done in one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// What somebody wants.
    Change(FavouriteChange),
    /// An earlier step is taken back.
    Restore(Box<Restore>),
}

/// What a step made of the favourites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The favourites after it.
    pub favourites: Favourites,
    /// What takes it back, where that is offered.
    pub undo: Option<Undo>,
}

/// What takes a step back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// What was done: `web-01 is no longer a favourite.`
    pub text: String,
    /// How things were.
    pub restore: Restore,
}

/// How everything was that a step has touched. What others changed meanwhile stays as they made it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restore {
    defaults: Option<FavouriteOptions>,
    groups: Vec<Group>,
    favourites: Vec<Favourite>,
    /// The ids of groups and of favourites that were not there.
    absent_groups: HashSet<String>,
    absent: HashSet<String>,
}

impl From<FavouriteChange> for FavouritesEdit {
    fn from(change: FavouriteChange) -> Self {
        Self { what: Edit::Change(change), seen: Vec::new() }
    }
}

impl Favourites {
    /// The favourites after a step.
    ///
    /// # Errors
    /// Why it cannot be taken, with the way out. Nothing has changed then.
    pub fn edit(&self, edit: &FavouritesEdit) -> Result<Edited, Problem> {
        let mut after = self.clone();
        let undo = match &edit.what {
            Edit::Change(change) => after.change(change)?,
            Edit::Restore(restore) => {
                after.restore(restore);
                None
            }
        };
        after.sort();
        let undo = undo.map(|text| Undo { text, restore: Restore::of(self, &after) });
        for (machine, guid) in &edit.seen {
            let known = after.favourites.iter_mut().filter(|favourite| favourite.arm == *machine);
            known.for_each(|favourite| favourite.vm_guid = Some(guid.clone()));
        }
        Ok(Edited { favourites: after, undo })
    }

    fn restore(&mut self, restore: &Restore) {
        let comes = |favourite: &Favourite| restore.favourites.iter().any(|it| it.id == favourite.id);
        let group_comes = |group: &Group| restore.groups.iter().any(|it| it.id == group.id);
        self.groups.retain(|it| !restore.absent_groups.contains(&it.id) && !group_comes(it));
        self.favourites.retain(|it| !restore.absent.contains(&it.id) && !comes(it));
        for group in &restore.groups {
            let name = alias::free(&group.name, |name| self.group_called(name).is_some());
            self.groups.push(Group { name, ..group.clone() });
        }
        for favourite in &restore.favourites {
            let alias = alias::free(&favourite.alias, |name| self.called(name).is_some());
            self.favourites.push(Favourite { alias, ..favourite.clone() });
        }
        for favourite in &mut self.favourites {
            let there = |id: &String| self.groups.iter().any(|group| group.id == *id);
            favourite.group = favourite.group.take().filter(there);
        }
        if let Some(defaults) = &restore.defaults {
            self.defaults = defaults.clone();
        }
    }
}

impl Restore {
    fn of(before: &Favourites, after: &Favourites) -> Self {
        let differs = |favourite: &&Favourite| {
            after.favourites.iter().find(|it| it.id == favourite.id) != Some(favourite)
        };
        let group_differs = |group: &&Group| after.groups.iter().find(|it| it.id == group.id) != Some(group);
        let new = after.favourites.iter().map(|it| &it.id).filter(|id| before.by_id(id).is_none());
        let new_groups = after.groups.iter().map(|it| &it.id).filter(|id| before.group(id).is_none());
        Self {
            defaults: (before.defaults != after.defaults).then(|| before.defaults.clone()),
            groups: before.groups.iter().filter(group_differs).cloned().collect(),
            favourites: before.favourites.iter().filter(differs).cloned().collect(),
            absent_groups: new_groups.cloned().collect(),
            absent: new.cloned().collect(),
        }
    }
}
