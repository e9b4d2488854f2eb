//! How an attempt ended, and what is true after it (`ux` 3.2, 3.4).

use jiff::Timestamp;

use crate::attempt::{Attempt, End};
use crate::{Connected, OutcomeView, State};

impl State {
    pub(super) fn outcome(&self, attempt: &Attempt, end: &End, now: Timestamp) -> OutcomeView {
        match end {
            End::Connected(found) => OutcomeView::Connected(Connected {
                address: found.at.ip().to_string(),
                port: found.at.port(),
                protocol: found.protocol,
                source: found.source.to_string(),
                until: super::second(found.until),
                client: found.client.clone(),
                total_ms: attempt.total_ms(now),
            }),
            End::Extended(until) => OutcomeView::Extended {
                until: super::second(*until),
                state: format!("Open until {}", self.clock_time(*until, now)),
            },
            End::Failed(problem) => {
                let state = self.state_line(attempt, now);
                let card = Box::new(self.card(attempt, problem, &state, now));
                OutcomeView::Failed { problem: problem.clone(), state, card }
            }
            End::Cancelled(stage) => {
                let offers = self.offers_after_cancel(attempt, *stage);
                OutcomeView::Cancelled { state: self.cancelled(attempt, *stage, now), offers }
            }
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
    pub(crate) fn open_until(&self, attempt: &Attempt, now: Timestamp) -> Option<String> {
        let (port, vm) =
            (attempt.request.fitted().map(|fitted| fitted.port).or(attempt.wish.port), &attempt.vm.id);
        let fits = |window: &&crate::AccessWindow| {
            window.vm.id == *vm && port.is_none_or(|port| port == window.port) && window.until > now
        };
        self.windows.all().iter().rfind(fits).map(|window| self.clock_time(window.until, now))
    }

    fn machine_word(&self, attempt: &Attempt) -> &'static str {
        attempt.power().word()
    }
}
