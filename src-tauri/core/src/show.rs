//! The state as a view: every text people see about an attempt or a window is made here.

mod admin;
mod announce;
mod banners;
mod cancelled;
mod card;
mod check;
mod consent;
mod copies;
mod favourites;
mod found;
mod machines;
mod outcome;
mod pace;
mod recent;
mod sign_in;
mod stages;
mod summary;
mod warn;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::attempt::{Attempt, End, later};
use crate::{
    ActionView, Adaptation, AttemptView, Intent, Prefix, Problem, Protocol, State, TrayIcon, View,
    WindowView, words,
};

impl View {
    /// What is shown of a program that could not start: why.
    #[must_use]
    pub fn cannot_start(problem: Problem) -> Self {
        let header = "JIT Tray - cannot start".to_owned();
        let nothing = State::new("", TimeZone::UTC).view(Timestamp::UNIX_EPOCH);
        Self { header, icon: TrayIcon::Error, banners: vec![problem], ..nothing }
    }
}

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
            favourites: self.favourites_shown(now),
            attempts: self.shown().map(|attempt| self.attempt(attempt, now)).collect(),
            groups: self.groups_shown(),
            defaults: self.options_of(&crate::OptionLevel::All, None),
            undo: self.undo_shown(now),
            refused: self.starring.refused(now).cloned(),
            machines: self.machines_state(now),
            recent: self.recent(),
            quit: self.quit(now),
            windows: self.windows.all().iter().map(|window| self.window(window, now)).collect(),
            extend_all: self.extension_of_all(),
            accounts: self.accounts(),
            sign_in: self.sign_in(now),
            settings: self.settings_view(),
            welcome: self.welcome_view(now),
            banners: self.banners(),
        }
    }

    /// The attempts to be seen, the newest first.
    fn shown(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().rev().filter(|attempt| !attempt.dismissed)
    }

    fn window(&self, window: &crate::AccessWindow, now: Timestamp) -> WindowView {
        let source = self.named_source(window.source);
        WindowView {
            id: window.id(),
            vm: window.vm.clone(),
            label: crate::clean(&window.label),
            favourite: self.opened(window).map(|favourite| favourite.id.clone()),
            state: format!("Open until {}", self.clock_time(window.until, now)),
            from: second(later(window.until, -window.length.as_duration())),
            until: second(window.until),
            extend: self.extension(window),
            trouble: self.trouble(window),
            about: format!("{}, port {}, for {source}", window.protocol.label(), window.port),
            address: window.reached.map(|at| format!("{}:{}", at.address, at.port)),
        }
    }

    /// Remote Desktop tells nobody whether it let the person in: they can.
    fn trouble(&self, window: &crate::AccessWindow) -> Option<ActionView> {
        let opened = |it: &&Attempt| match &it.end {
            Some(End::Connected(found)) => {
                it.vm.id == window.vm.id && found.protocol == Protocol::Rdp && found.client.is_some()
            }
            _ => false,
        };
        let attempt = self.shown().find(opened).filter(|_| window.protocol == Protocol::Rdp)?.id;
        Some(ActionView::new(words::TROUBLE, Intent::SignInTrouble { attempt }))
    }

    fn attempt(&self, attempt: &Attempt, now: Timestamp) -> AttemptView {
        AttemptView {
            id: attempt.id,
            label: crate::clean(&attempt.label),
            machine: attempt.vm.id.to_string(),
            vm: attempt.vm.clone(),
            favourite: self.favourite_of(attempt).map(|favourite| favourite.id.clone()),
            stages: self.stages(attempt, now),
            outcome: attempt.end.as_ref().map(|end| self.outcome(attempt, end, now)),
            state: self.in_a_word(attempt, now),
            adapted: self.adapted(attempt),
            queued: self.ahead_of(attempt),
            began: second(attempt.began),
            check: self.check(attempt, now),
            copies: self.copies(attempt),
        }
    }

    fn in_a_word(&self, attempt: &Attempt, now: Timestamp) -> String {
        let since = self.clock_time(attempt.began, now);
        match &attempt.end {
            None if attempt.queued => {
                format!("queued ({} ahead)", self.ahead_of(attempt).unwrap_or_default())
            }
            None => format!("{}, since {since}", self.doing(attempt)),
            Some(End::Connected(_)) => "connected".to_owned(),
            Some(End::Extended(_)) => "extended".to_owned(),
            Some(End::Failed(_)) if attempt.is_extension() => "not extended".to_owned(),
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

/// `22, 443 and 3389`
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}

/// RFC 3339, to the second.
fn second(at: Timestamp) -> String {
    at.round(jiff::Unit::Second).unwrap_or(at).to_string()
}
