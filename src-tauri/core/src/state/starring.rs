//! Changing the favourites, taking a change back, and connecting to one.

use jiff::{SignedDuration, Timestamp};

use super::State;
use crate::{
    AccessWindow, ConnectOptions, Edit, Effect, Favourite, FavouriteChange, Favourites, FavouritesEdit,
    FavouritesNews, Os, Problem, Protocol, ResourceId, StartChoice, Undo, VmRef, Wish,
};

/// How long a change can be taken back.
const CAN_BE_UNDONE: SignedDuration = SignedDuration::from_secs(10);
/// How long it is shown why a change was refused.
const REFUSAL_IS_SHOWN: SignedDuration = SignedDuration::from_mins(1);

/// What is shown of changes of the favourites.
#[derive(Debug, Clone, Default)]
pub(crate) struct Starring {
    undo: Option<(Undo, Timestamp)>,
    refused: Option<(Problem, Timestamp)>,
    /// Why the file cannot be used; the last good favourites are shown meanwhile.
    pub broken: Option<Problem>,
}

impl Starring {
    /// What can be taken back now, and until when.
    pub fn undo(&self, now: Timestamp) -> Option<&(Undo, Timestamp)> {
        self.undo.as_ref().filter(|(_, until)| now < *until)
    }

    /// Why the last change was refused.
    pub fn refused(&self, now: Timestamp) -> Option<&Problem> {
        self.refused.as_ref().filter(|(_, until)| now < *until).map(|(problem, _)| problem)
    }

    /// When something of it is to be taken off the screen.
    pub fn deadline(&self, seen: Timestamp) -> Option<Timestamp> {
        let ends = [self.undo.as_ref().map(|it| it.1), self.refused.as_ref().map(|it| it.1)];
        ends.into_iter().flatten().filter(|until| *until > seen).min()
    }
}

impl State {
    pub(super) fn favourites_told(&mut self, news: FavouritesNews, now: Timestamp) {
        let until = |span: SignedDuration| now.saturating_add(span).unwrap_or(Timestamp::MAX);
        match news {
            FavouritesNews::Are { favourites, problem } => {
                self.starring.broken = problem;
                self.favourites_are(*favourites);
            }
            FavouritesNews::Changed(edited) => {
                self.starring.broken = None;
                if let Some(undo) = edited.undo {
                    self.starring.undo = Some((undo, until(CAN_BE_UNDONE)));
                }
                self.favourites_are(edited.favourites);
            }
            FavouritesNews::Refused(problem) => {
                self.starring.refused = Some((problem, until(REFUSAL_IS_SHOWN)));
            }
        }
    }

    fn favourites_are(&mut self, favourites: Favourites) {
        if self.favourites != favourites {
            self.favourites = favourites;
            self.machines.outdated();
        }
    }

    pub(super) fn change_favourites(&mut self, change: FavouriteChange) -> Effect {
        self.starring.refused = None;
        let starred = match &change {
            FavouriteChange::Star { vm, .. } | FavouriteChange::Repoint { vm, .. } => Some(&vm.id),
            _ => None,
        };
        let known = |id: &ResourceId| Some((id.clone(), self.machines.get(id)?.vm.vm_guid.clone()?));
        let seen = self.favourites.all().iter().map(|it| &it.arm).chain(starred).filter_map(known).collect();
        Effect::ChangeFavourites(Box::new(FavouritesEdit { what: Edit::Change(change), seen }))
    }

    /// Takes back what can be taken back, once.
    pub(super) fn undo(&mut self, now: Timestamp) -> Option<Effect> {
        let (undo, _) = self.starring.undo.take().filter(|(_, until)| now < *until)?;
        let what = Edit::Restore(Box::new(undo.restore));
        Some(Effect::ChangeFavourites(Box::new(FavouritesEdit { what, seen: Vec::new() })))
    }

    pub(super) fn connect_to(&mut self, favourite: &str, now: Timestamp) {
        if let Some(found) = self.favourites.get(favourite) {
            let wish = self.favourites.wish(found, &self.settings);
            let (vm, label, id) = (found.vm(), found.alias.clone(), found.id.clone());
            self.connect_as(Some(id), vm, label, wish, now);
        }
    }

    /// Connects with other options for this once.
    pub(super) fn connect_with(
        &mut self,
        vm: VmRef,
        label: String,
        favourite: Option<&str>,
        options: ConnectOptions,
        now: Timestamp,
    ) {
        let found = favourite.and_then(|id| self.favourites.get(id)).filter(|found| found.arm == vm.id);
        let own =
            found.map_or_else(|| self.plain_wish(), |found| self.favourites.wish(found, &self.settings));
        let (id, alias) = found.map(|found| (found.id.clone(), found.alias.clone())).unzip();
        self.connect_as(id, vm, alias.unwrap_or(label), for_this_once(own, options), now);
    }

    /// What the window was opened with, and how its favourite opens the client now.
    pub(super) fn wish_again(&self, open: &AccessWindow) -> Wish {
        let favourite = self.favourites.opening(&open.vm, open.port, open.protocol);
        let plain = || self.plain_wish();
        let wish = favourite.map_or_else(plain, |favourite| self.favourites.wish(favourite, &self.settings));
        let (user, key) = (open.user.clone(), open.key.clone());
        let private = open.reached.is_some_and(|at| at.address.is_private());
        Wish { port: Some(open.port), protocol: Some(open.protocol), user, key, private, ..wish }
    }

    /// What is asked for where nobody says anything.
    fn plain_wish(&self) -> Wish {
        let (duration, address) = (self.settings.duration, self.settings.address.fixed);
        Wish { duration, address, ..Wish::default() }
    }

    /// What a favourite opens, as far as that can be told beforehand.
    pub(crate) fn opens(&self, favourite: &Favourite) -> Option<Protocol> {
        let options = self.favourites.options(favourite);
        let machine = self.machines.get(&favourite.arm);
        let os = machine.map_or(Os::Unknown, |machine| machine.vm.os);
        let only = machine.and_then(|machine| match machine.jit.ports() {
            [one] => Some(one.number),
            _ => None,
        });
        options.protocol.or_else(|| match (options.port.or(only), os) {
            (Some(port), os) if os != Os::Unknown || matches!(port, 22 | 3389) => {
                Some(Protocol::expected(port, os))
            }
            (_, Os::Linux) => Some(Protocol::Ssh),
            (_, Os::Windows) => Some(Protocol::Rdp),
            (_, Os::Unknown) => None,
        })
    }
}

/// A wish with other options. A port or protocol of one's own means neither the port nor the protocol that was kept.
fn for_this_once(own: Wish, options: ConnectOptions) -> Wish {
    let (port, protocol) = match (options.port, options.protocol) {
        (None, None) => (own.port, own.protocol),
        (None, Some(protocol)) if own.protocol == Some(protocol) => (own.port, own.protocol),
        (Some(port), None) if own.port == Some(port) => (own.port, own.protocol),
        chosen => chosen,
    };
    let start = options.start.map(|start| if start { StartChoice::Auto } else { StartChoice::Never });
    Wish {
        port,
        protocol,
        duration: options.duration.unwrap_or(own.duration),
        justification: options.justification.or(own.justification),
        user: options.user.or(own.user),
        key: options.key.or(own.key),
        start: start.unwrap_or(own.start),
        launch: options.launch.unwrap_or(own.launch),
        ..own
    }
}
