//! The favourites: machines that a person starred, in groups, each with options of its own.
//!
//! | to find | look in |
//! |---|---|
//! | the file, which a person may write by hand | `file`, `file/*` |
//! | what may be set, and where it comes from | `options`, `inherit` |
//! | names, ids, places in the order | `alias`, `record`, `rank` |
//! | other orders than the person's own | `sorted` |
//! | changes as they are wanted, and how they are made | `change`, `apply`, `moves`, `set` |
//! | one step, and taking it back | `edit` |
//! | a machine that is no longer where it was | `again` |

mod again;
mod alias;
mod apply;
mod change;
mod edit;
mod file;
mod inherit;
mod merge;
mod moves;
mod options;
mod rank;
mod record;
mod set;
mod sorted;
#[cfg(test)]
mod tests;

pub(crate) use again::find_again;
pub use change::{ChoiceView, FavouriteChange, OptionField, OptionLevel, OptionView};
pub use edit::{Edit, Edited, FavouritesEdit, Restore, Undo};
pub(crate) use file::{options_of_record, record_of};
pub(crate) use inherit::{FIELDS, in_words, label};
pub use options::{
    AddressChoice, AfterUse, FavouriteOptions, RdpAudio, RdpOptions, RdpScreen, Source, SshOptions,
    StartChoice,
};
pub use rank::Rank;
pub use record::{Favourite, Group};
pub use sorted::FavouriteSort;

use crate::{Protocol, Settings, VmRef, Wish};

/// The starred machines and their groups, each in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Favourites {
    defaults: FavouriteOptions,
    groups: Vec<Group>,
    favourites: Vec<Favourite>,
}

impl Favourites {
    /// The favourites in their order: those without a group, then group by group.
    #[must_use]
    pub fn all(&self) -> &[Favourite] {
        &self.favourites
    }

    /// The groups in their order.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// What is set for all favourites.
    #[must_use]
    pub fn defaults(&self) -> &FavouriteOptions {
        &self.defaults
    }

    /// The favourite with this id, or with this alias, without case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Favourite> {
        self.by_id(name).or_else(|| self.called(name))
    }

    fn by_id(&self, id: &str) -> Option<&Favourite> {
        self.favourites.iter().find(|favourite| favourite.id == id)
    }

    fn called(&self, alias: &str) -> Option<&Favourite> {
        self.favourites.iter().find(|favourite| favourite.is_called(alias))
    }

    fn group_called(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|group| alias::same(&group.name, name))
    }

    /// The group with this id.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// The favourite that opens a machine by a port and protocol: one that names them before one that leaves them open.
    #[must_use]
    pub fn opening(&self, vm: &VmRef, port: u16, protocol: Protocol) -> Option<&Favourite> {
        let fitting = self.favourites.iter().filter_map(|favourite| {
            let own = self.options(favourite);
            let fits = favourite.arm == vm.id
                && own.port.is_none_or(|own| own == port)
                && own.protocol.is_none_or(|own| own == protocol);
            fits.then(|| (own.port.is_none(), own.protocol.is_none(), favourite))
        });
        fitting.min_by_key(|(any_port, any_protocol, _)| (*any_port, *any_protocol)).map(|found| found.2)
    }

    /// What counts for a favourite: its own options, its group's, and those of all.
    #[must_use]
    pub fn options(&self, favourite: &Favourite) -> FavouriteOptions {
        let group = favourite.group.as_deref().and_then(|id| self.group(id));
        let above = group.map_or_else(|| self.defaults.clone(), |group| group.options.or(&self.defaults));
        favourite.options.or(&above)
    }

    /// What a connect to a favourite asks for: its options, and the settings' for what they leave open.
    #[must_use]
    pub fn wish(&self, favourite: &Favourite, settings: &Settings) -> Wish {
        let options = self.options(favourite);
        let address = match options.source {
            Some(Source::One(address)) => Some(address),
            Some(Source::MyAddress) => None,
            None => settings.address.fixed,
        };
        Wish {
            port: options.port,
            protocol: options.protocol,
            duration: options.duration.unwrap_or(settings.duration),
            justification: options.justification,
            address,
            start: options.start.unwrap_or_default(),
            private: options.address == Some(AddressChoice::Private),
            rdp: Box::new(options.rdp),
            ssh: Box::new(options.ssh),
            ..Wish::default()
        }
    }

    /// The same for somebody else, whose own accounts reach the machines.
    pub(crate) fn without_accounts(&self) -> Self {
        let mut all = self.clone();
        all.favourites.iter_mut().for_each(|favourite| favourite.account = None);
        all
    }

    /// Puts everything in its order: what the file's order was does not matter where places are given.
    fn sort(&mut self) {
        self.groups.sort_by(|one, other| one.order.cmp(&other.order));
        let place = |favourite: &Favourite| {
            let group = favourite.group.as_deref();
            group.and_then(|id| self.groups.iter().position(|group| group.id == id))
        };
        self.favourites
            .sort_by(|one, other| place(one).cmp(&place(other)).then_with(|| one.order.cmp(&other.order)));
        // Somebody's editor, or two programs at once, may have given one place twice: the first come stands first.
        apart(self.groups.iter_mut().map(|group| &mut group.order).collect());
        for list in self.favourites.chunk_by_mut(|one, other| one.group == other.group) {
            apart(list.iter_mut().map(|favourite| &mut favourite.order).collect());
        }
    }
}

/// Gives places anew where one stands twice.
fn apart(ranks: Vec<&mut Rank>) {
    if !ranks.is_sorted_by(|one, other| one < other) {
        let row = Rank::row(ranks.len());
        ranks.into_iter().zip(row).for_each(|(rank, new)| *rank = new);
    }
}

/// A list put together by the program, in this order: the demo's.
impl FromIterator<Favourite> for Favourites {
    fn from_iter<I: IntoIterator<Item = Favourite>>(favourites: I) -> Self {
        let mut favourites: Vec<Favourite> = favourites.into_iter().collect();
        let ranks = Rank::row(favourites.len());
        for (favourite, rank) in favourites.iter_mut().zip(ranks) {
            favourite.order = rank;
        }
        Self { favourites, ..Self::default() }
    }
}
