//! The favourites file. A person may write it by hand: then an alias and a machine are enough.

mod forms;
mod single;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

pub(crate) use self::single::{options_of_record, record_of};

use self::forms::{FavouriteForm, FileForm, GroupForm};
use super::rank::Rank;
use super::{Favourite, Favourites, Group, alias, record};
use crate::{Code, Problem};

impl Favourites {
    /// Reads the favourites file.
    ///
    /// # Errors
    /// [`Code::BadFile`] with the place and the reason.
    pub fn from_json(text: &str) -> Result<Self, Problem> {
        let file: FileForm = serde_json::from_str(text).map_err(|error| refused(&error.to_string()))?;
        understood(file).map_err(|reason| refused(&reason))
    }

    /// The file's text, with everything written out that the program needs to know it again.
    #[must_use]
    pub fn to_json(&self) -> String {
        let favourites = self.favourites.iter().map(FavouriteForm::from).collect();
        let groups = self.groups.iter().map(GroupForm::from).collect();
        let file = FileForm { schema: 1, defaults: (&self.defaults).into(), groups, favourites };
        // Nothing in it can fail to be written: its keys are texts and its values plain.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }
}

fn understood(file: FileForm) -> Result<Favourites, String> {
    if file.schema != 1 {
        return Err(format!("\"schema\" is {}, this version reads 1", file.schema));
    }
    let defaults = file.defaults.options().map_err(|reason| format!("\"defaults\": {reason}"))?;
    let groups = groups(file.groups)?;
    let favourites = favourites(file.favourites, &groups)?;
    let mut read = Favourites { defaults, groups, favourites };
    read.sort();
    Ok(read)
}

fn groups(forms: Vec<GroupForm>) -> Result<Vec<Group>, String> {
    let mut ranks = Ranks::after(forms.iter().filter_map(|form| form.order.as_ref()));
    let mut groups: Vec<Group> = Vec::with_capacity(forms.len());
    for (index, form) in forms.into_iter().enumerate() {
        let name = alias::name(&form.name)
            .ok_or_else(|| format!("group {}: \"name\" needs 1 to 40 printable characters", index + 1))?;
        if groups.iter().any(|group| alias::same(&group.name, &name)) {
            return Err(format!("two groups are called \"{name}\""));
        }
        if !record::is_id(&form.id) || groups.iter().any(|group| group.id == form.id) {
            return Err(format!("group \"{name}\": \"id\" has to be a word that no other group has"));
        }
        let options = form.settings.options().map_err(|reason| format!("group \"{name}\": {reason}"))?;
        let order = form.order.unwrap_or_else(|| ranks.next());
        groups.push(Group { id: form.id, name, order, collapsed: form.collapsed, options });
    }
    Ok(groups)
}

fn favourites(forms: Vec<FavouriteForm>, groups: &[Group]) -> Result<Vec<Favourite>, String> {
    let mut ids: HashSet<String> = HashSet::new();
    for id in forms.iter().filter_map(|form| form.id.as_ref()) {
        if !record::is_id(id) || !ids.insert(id.clone()) {
            return Err(format!("\"id\" has to be a word that no other favourite has, \"{id}\" is not"));
        }
    }
    let mut ranks = Ranks::after(forms.iter().filter_map(|form| form.order.as_ref()));
    let mut aliases: HashSet<String> = HashSet::new();
    let mut favourites: Vec<Favourite> = Vec::with_capacity(forms.len());
    for (index, form) in forms.into_iter().enumerate() {
        let name = alias::name(&form.alias).filter(|_| !form.alias.contains(char::is_control));
        let alias = name.ok_or_else(|| {
            format!("favourite {}: \"alias\" needs 1 to 40 printable characters", index + 1)
        })?;
        if !aliases.insert(alias.to_lowercase()) {
            return Err(format!("two favourites are called \"{alias}\""));
        }
        let favourite = favourite(form, alias.clone(), groups, &mut ids, &mut ranks);
        favourites.push(favourite.map_err(|reason| format!("\"{alias}\": {reason}"))?);
    }
    Ok(favourites)
}

fn favourite(
    form: FavouriteForm,
    alias: String,
    groups: &[Group],
    ids: &mut HashSet<String>,
    ranks: &mut Ranks,
) -> Result<Favourite, String> {
    if !record::is_machine(&form.arm) {
        return Err("\"arm\" is not the id of a virtual machine".to_owned());
    }
    let options = form.options()?;
    let group = form.group.map(|group| group_named(&group, groups)).transpose()?;
    let id = form.id.unwrap_or_else(|| record::id_of(&form.arm, |id| ids.contains(id)));
    ids.insert(id.clone());
    Ok(Favourite {
        id,
        alias,
        arm: form.arm,
        vm_guid: form.vm_guid,
        tenant: form.tenant,
        account: form.account,
        group,
        order: form.order.unwrap_or_else(|| ranks.next()),
        note: form.note.filter(|note| !note.is_empty()),
        ports: form.ports,
        options,
    })
}

/// A group by its id; a person who writes by hand may use its name.
fn group_named(name: &str, groups: &[Group]) -> Result<String, String> {
    let by_id = groups.iter().find(|group| group.id == name);
    let group = by_id.or_else(|| groups.iter().find(|group| alias::same(&group.name, name)));
    group.map(|group| group.id.clone()).ok_or_else(|| format!("there is no group \"{name}\""))
}

/// Places behind all that are given, for entries written without one: they stand in the file's order.
struct Ranks(Option<Rank>);

impl Ranks {
    fn after<'a>(given: impl Iterator<Item = &'a Rank>) -> Self {
        Self(given.max().cloned())
    }

    fn next(&mut self) -> Rank {
        let next = Rank::between(self.0.as_ref(), None);
        let next = next.or_else(|| self.0.clone()).unwrap_or_else(Rank::first);
        self.0 = Some(next.clone());
        next
    }
}

fn refused(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The favourites file cannot be used: {reason}."),
        "Correct the file; until then the last good favourites are used.",
    )
}
