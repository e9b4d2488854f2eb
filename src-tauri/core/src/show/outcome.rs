//! How an attempt ended, and what is true after it (`ux` 3.2, 3.4).

use jiff::{Timestamp, Unit};

use crate::attempt::{Attempt, End, Starting};
use crate::{Connected, OutcomeView, Power, Stage, State};

impl State {
    pub(super) fn outcome(&self, attempt: &Attempt, end: &End, now: Timestamp) -> OutcomeView {
        match end {
            End::Connected(found) => OutcomeView::Connected(Connected {
                address: found.at.ip().to_string(),
                port: found.at.port(),
                protocol: found.protocol,
                source: found.source.to_string(),
                until: found.until.round(Unit::Second).unwrap_or(found.until).to_string(),
                client: found.client.clone(),
                total_ms: attempt.total_ms(now),
            }),
            End::Failed(problem) => {
                OutcomeView::Failed { problem: problem.clone(), state: self.state_line(attempt, now) }
            }
            End::Cancelled(stage) => OutcomeView::Cancelled { state: self.cancelled(attempt, *stage, now) },
        }
    }

    /// `Access: open until 15:42. Machine: running.`
    fn state_line(&self, attempt: &Attempt, now: Timestamp) -> String {
        let access = if attempt.request.unconfirmed().is_some() {
            "asked for, not confirmed".to_owned()
        } else {
            self.open_until(attempt, now).map_or("not open".to_owned(), |until| format!("open until {until}"))
        };
        format!("Access: {access}. Machine: {}.", self.machine_word(attempt))
    }

    /// Until when a port of the machine is open for this attempt, whoever asked for it.
    fn open_until(&self, attempt: &Attempt, now: Timestamp) -> Option<String> {
        let (port, vm) =
            (attempt.request.fitted().map(|fitted| fitted.port).or(attempt.wish.port), &attempt.vm.id);
        let fits = |window: &&crate::AccessWindow| {
            window.vm.id == *vm && port.is_none_or(|port| port == window.port) && window.until > now
        };
        self.windows.all().iter().rfind(fits).map(|window| self.clock_time(window.until, now))
    }

    fn machine_word(&self, attempt: &Attempt) -> &'static str {
        match (&attempt.start, attempt.look.known()) {
            (Starting::NotNeeded | Starting::Running(_), _) => Power::Running.word(),
            (Starting::Asked(_) | Starting::Going(_), _) => Power::Starting.word(),
            (Starting::Waiting, Some(look)) => look.vm.power.word(),
            (Starting::Waiting, None) => Power::Unknown.word(),
        }
    }

    /// What is true after a cancel, in one line.
    fn cancelled(&self, attempt: &Attempt, stage: Stage, now: Timestamp) -> String {
        let (name, fitted) = (&attempt.label, attempt.request.fitted());
        if let Some(fitted) = fitted.filter(|_| stage == Stage::Launch) {
            return format!("{} was not opened.", fitted.protocol.label());
        }
        let access = if let Some((fitted, at)) = attempt.request.unconfirmed() {
            let until = self.clock_time(attempt.our_time(fitted.until(at)), now);
            let port = fitted.port;
            Some(format!(
                "The request was already sent. If Azure accepts it, port {port} is open until {until}."
            ))
        } else {
            let until = attempt.request.held().map(|_| self.until(attempt, now));
            let port = fitted.map(|fitted| fitted.port).unwrap_or_default();
            // The list of windows says it too; while the machine starts, the cost is the news.
            until.filter(|_| stage != Stage::Start).map(|until| format!("Port {port} is open until {until}."))
        };
        let machine = match attempt.start {
            Starting::Asked(_) | Starting::Going(_) => {
                Some(format!("{name} is starting and will cost money while it runs."))
            }
            Starting::Running(_) => Some(format!("{name} is running.")),
            Starting::NotNeeded => attempt.request.held().map(|_| format!("{name} is running.")),
            Starting::Waiting => None,
        };
        let lines: Vec<String> = access.into_iter().chain(machine).collect();
        if lines.is_empty() { "Nothing was changed.".to_owned() } else { lines.join(" ") }
    }
}
