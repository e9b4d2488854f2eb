//! The state as a view: every text people see about an attempt or a window is made here.

mod announce;
mod banners;
mod consent;
mod outcome;
mod sign_in;
mod stages;
mod summary;

use jiff::Timestamp;

use crate::attempt::{Attempt, End};
use crate::{Adaptation, AttemptView, FavouriteView, Prefix, State, View, WindowView};

impl State {
    /// All that is to be seen now.
    #[must_use]
    pub fn view(&self, now: Timestamp) -> View {
        View {
            header: self.header(now),
            icon: self.icon(now),
            cloud: self.cloud.clone(),
            ready: self.ready,
            can_leave: self.can_leave,
            my_address: self.address.map(|(address, _)| self.named_address(address)),
            favourites: self
                .favourites
                .all()
                .iter()
                .map(|favourite| self.favourite(favourite, now))
                .collect(),
            attempts: self.shown().map(|attempt| self.attempt(attempt, now)).collect(),
            windows: self.windows.all().iter().map(|window| self.window(window, now)).collect(),
            accounts: self.accounts(),
            sign_in: self.sign_in(now),
            banners: self.banners(),
        }
    }

    /// The attempts to be seen, the newest first.
    fn shown(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().rev().filter(|attempt| !attempt.dismissed)
    }

    fn favourite(&self, favourite: &crate::Favourite, now: Timestamp) -> FavouriteView {
        let group = favourite.arm.resource_group().unwrap_or_default();
        let id = &favourite.arm;
        let attempt = self.attempts.iter().find(|it| {
            let wish = favourite.wish(&self.settings);
            it.is_running()
                && it.vm.id == *id
                && it.wish.port == wish.port
                && it.wish.protocol == wish.protocol
        });
        let open = self.windows.all().iter().find(|window| {
            window.vm.id == *id
                && favourite.port.is_none_or(|port| port == window.port)
                && favourite.protocol.is_none_or(|protocol| protocol == window.protocol)
        });
        FavouriteView {
            id: favourite.alias.clone(),
            label: crate::clean(&favourite.alias),
            machine: crate::clean(&format!("{} · {group}", id.name())),
            attempt: attempt.map(|it| it.id),
            state: open.map(|window| format!("Open until {}", self.clock_time(window.until, now))),
        }
    }

    fn window(&self, window: &crate::AccessWindow, now: Timestamp) -> WindowView {
        let source = self.named_source(window.source);
        WindowView {
            id: window.id(),
            label: crate::clean(&window.label),
            state: format!("Open until {}", self.clock_time(window.until, now)),
            about: format!("{}, port {}, for {source}", window.protocol.label(), window.port),
            address: window.reached.map(|at| format!("{}:{}", at.address, at.port)),
        }
    }

    fn attempt(&self, attempt: &Attempt, now: Timestamp) -> AttemptView {
        AttemptView {
            id: attempt.id,
            label: crate::clean(&attempt.label),
            machine: attempt.vm.id.to_string(),
            stages: self.stages(attempt, now),
            outcome: attempt.end.as_ref().map(|end| self.outcome(attempt, end, now)),
            state: self.in_a_word(attempt, now),
            adapted: self.adapted(attempt),
        }
    }

    fn in_a_word(&self, attempt: &Attempt, now: Timestamp) -> String {
        let since = self.clock_time(attempt.began, now);
        match &attempt.end {
            None => format!("{}, since {since}", self.doing(attempt)),
            Some(End::Connected(_)) => "connected".to_owned(),
            Some(End::Failed(_)) => "not connected".to_owned(),
            Some(End::Cancelled(_)) => "cancelled".to_owned(),
        }
    }

    fn adapted(&self, attempt: &Attempt) -> Vec<Adaptation> {
        attempt.request.fitted().map(|fitted| fitted.adapted.clone()).unwrap_or_default()
    }

    fn until(&self, attempt: &Attempt, now: Timestamp) -> String {
        let held = attempt.request.held();
        held.map(|(_, accepted)| self.clock_time(attempt.our_time(accepted.until), now)).unwrap_or_default()
    }

    fn named_address(&self, address: std::net::Ipv4Addr) -> String {
        let network = self.settings.address.networks.iter().find(|network| network.range.contains(address));
        network.map_or_else(
            || address.to_string(),
            |network| format!("{address} · {}", crate::clean(&network.name)),
        )
    }

    fn named_source(&self, source: Prefix) -> String {
        let network = self.settings.address.networks.iter().find(|network| network.range.covers(source));
        network.map_or_else(
            || source.to_string(),
            |network| format!("{source} ({})", crate::clean(&network.name)),
        )
    }

    /// `15:42`, and with the weekday when it is not today.
    pub(crate) fn clock_time(&self, at: Timestamp, now: Timestamp) -> String {
        let (at, today) = (at.to_zoned(self.zone.clone()), now.to_zoned(self.zone.clone()));
        let format = if at.date() == today.date() { "%H:%M" } else { "%a %H:%M" };
        at.strftime(format).to_string()
    }
}
