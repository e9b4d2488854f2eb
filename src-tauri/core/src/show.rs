//! The state as a view: every text people see about an attempt or a window is made here.

mod stages;

use jiff::{Timestamp, Unit};

use crate::attempt::{Attempt, End, Requesting, Starting};
use crate::state::CLOSING;
use crate::{
    Adaptation, AttemptView, Connected, FavouriteView, OutcomeView, Power, Prefix, Stage, State, TrayIcon,
    View, WindowView,
};

impl State {
    /// All that is to be seen now.
    #[must_use]
    pub fn view(&self, now: Timestamp) -> View {
        View {
            header: self.header(now),
            icon: self.icon(now),
            cloud: self.cloud.clone(),
            ready: self.ready,
            my_address: self.address.map(|(address, _)| self.named_address(address)),
            favourites: self
                .favourites
                .all()
                .iter()
                .map(|favourite| self.favourite(favourite, now))
                .collect(),
            attempts: self.attempts.iter().rev().map(|attempt| self.attempt(attempt, now)).collect(),
            windows: self.windows.all().iter().map(|window| self.window(window, now)).collect(),
            banners: self.problems.iter().cloned().chain(self.no_tray()).collect(),
        }
    }

    fn no_tray(&self) -> Option<crate::Problem> {
        let hint = "Use this window, or run jit from a terminal.";
        let missing = self.tray_host == Some(false);
        missing.then(|| crate::Problem::new(crate::Code::NoClient, "This desktop has no tray.", hint))
    }

    fn header(&self, now: Timestamp) -> String {
        let running = self.attempts.iter().rev().find(|it| it.is_running());
        let failed = self.attempts.iter().rev().find(|it| matches!(it.end, Some(End::Failed { .. })));
        let said = match (failed, running, self.windows.all()) {
            _ if !self.ready => "starting".to_owned(),
            (Some(attempt), _, _) => format!("{} needs attention", crate::clean(&attempt.label)),
            (None, Some(attempt), _) => {
                let verb = if self.stage_is(attempt, Stage::Start) { "starting" } else { "connecting to" };
                format!("{verb} {}", crate::clean(&attempt.label))
            }
            (None, None, []) => "no access open".to_owned(),
            (None, None, [one]) => format!("1 open, closes {}", self.clock_time(one.until, now)),
            (None, None, [first, ..]) => {
                format!(
                    "{} open, next closes {}",
                    self.windows.all().len(),
                    self.clock_time(first.until, now)
                )
            }
        };
        format!("JIT Tray - {said}")
    }

    fn icon(&self, now: Timestamp) -> TrayIcon {
        let closing = crate::attempt::later(now, CLOSING);
        if self.attempts.iter().any(|it| matches!(it.end, Some(End::Failed { .. }))) {
            TrayIcon::Error
        } else if self.windows.all().iter().any(|window| window.until <= closing) {
            TrayIcon::Expiring
        } else if self.attempts.iter().any(Attempt::is_running) {
            TrayIcon::Working
        } else if !self.windows.all().is_empty() {
            TrayIcon::Open
        } else {
            TrayIcon::Idle
        }
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
        let open =
            self.windows.all().iter().find(|w| w.vm.id == *id && favourite.port.is_none_or(|p| p == w.port));
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
            Some(End::Connected { .. }) => "connected".to_owned(),
            Some(End::Failed { .. }) => "not connected".to_owned(),
            Some(End::Cancelled { .. }) => "cancelled".to_owned(),
        }
    }

    fn adapted(&self, attempt: &Attempt) -> Vec<Adaptation> {
        attempt.request.fitted().map(|fitted| fitted.adapted.clone()).unwrap_or_default()
    }

    fn outcome(&self, attempt: &Attempt, end: &End, now: Timestamp) -> OutcomeView {
        match (end, attempt.reach.answered, attempt.request.held()) {
            (End::Connected { client }, Some(at), Some((fitted, accepted))) => {
                OutcomeView::Connected(Connected {
                    address: at.ip().to_string(),
                    port: at.port(),
                    protocol: fitted.protocol,
                    source: fitted.source.to_string(),
                    until: rounded(attempt.our_time(accepted.until)).to_string(),
                    client: client.clone(),
                    total_ms: attempt.total_ms(now),
                })
            }
            (End::Failed { problem, .. }, ..) => {
                OutcomeView::Failed { problem: problem.clone(), state: self.state_line(attempt, now) }
            }
            (End::Cancelled { stage }, ..) => {
                OutcomeView::Cancelled { state: self.cancelled(attempt, *stage, now) }
            }
            (End::Connected { .. }, ..) => OutcomeView::Cancelled { state: self.state_line(attempt, now) },
        }
    }

    /// `Access: open until 15:42. Machine: running.`
    fn state_line(&self, attempt: &Attempt, now: Timestamp) -> String {
        let access = match (&attempt.request, attempt.request.fitted()) {
            (Requesting::Asked { .. } | Requesting::Unclear { .. }, _) => {
                "asked for, not confirmed".to_owned()
            }
            (_, Some(_)) => format!("open until {}", self.until(attempt, now)),
            (_, None) => "not open".to_owned(),
        };
        format!("Access: {access}. Machine: {}.", self.machine_word(attempt))
    }

    fn machine_word(&self, attempt: &Attempt) -> &'static str {
        match (&attempt.start, attempt.look.known()) {
            (Starting::NotNeeded | Starting::Running(_), _) => Power::Running.word(),
            (Starting::Asked(_) | Starting::Going(_), _) => Power::Starting.word(),
            (Starting::Waiting, Some(look)) => look.vm.power.word(),
            (Starting::Waiting, None) => Power::Unknown.word(),
        }
    }

    /// What is true after a cancel, in one line (`ux` 3.2).
    fn cancelled(&self, attempt: &Attempt, stage: Stage, now: Timestamp) -> String {
        let mut lines = Vec::new();
        if let Some(fitted) = attempt.request.fitted().filter(|_| stage == Stage::Launch) {
            lines.push(format!("{} was not opened.", fitted.protocol.label()));
        }
        match (&attempt.request, attempt.request.fitted()) {
            (Requesting::Asked { at, .. } | Requesting::Unclear { at, .. }, Some(fitted)) => {
                lines.push(format!(
                    "The request was already sent. If Azure accepts it, port {} is open until {}.",
                    fitted.port,
                    self.clock_time(attempt.our_time(fitted.until(*at)), now)
                ))
            }
            (_, Some(fitted)) => {
                lines.push(format!("Port {} is open until {}.", fitted.port, self.until(attempt, now)))
            }
            (_, None) => {}
        }
        match attempt.start {
            Starting::Asked(_) | Starting::Going(_) => {
                lines.push(format!(
                    "{} is starting and will cost money while it runs.",
                    crate::clean(&attempt.label)
                ));
            }
            Starting::Running(_) => lines.push(format!("{} is running.", crate::clean(&attempt.label))),
            Starting::NotNeeded if !lines.is_empty() => {
                lines.push(format!("{} is running.", crate::clean(&attempt.label)));
            }
            Starting::NotNeeded | Starting::Waiting => {}
        }
        if lines.is_empty() { "Nothing was changed.".to_owned() } else { lines.join(" ") }
    }

    fn until(&self, attempt: &Attempt, now: Timestamp) -> String {
        let until = match &attempt.request {
            Requesting::Kept { accepted, .. } => Some(accepted.until),
            other => other.held().map(|(_, accepted)| accepted.until),
        };
        until.map(|until| self.clock_time(attempt.our_time(until), now)).unwrap_or_default()
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

fn rounded(at: Timestamp) -> Timestamp {
    at.round(Unit::Second).unwrap_or(at)
}
