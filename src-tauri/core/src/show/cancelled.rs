//! What is true after a cancel, in one line, and what can be done about it (`ux` 3.2).

use jiff::Timestamp;

use crate::attempt::{Attempt, Starting, Stopping};
use crate::{ActionView, Intent, Stage, State};

impl State {
    pub(super) fn cancelled(&self, attempt: &Attempt, stage: Stage, now: Timestamp) -> String {
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
            let told = stage != Stage::Start || attempt.start == Starting::Waiting;
            until.filter(|_| told).map(|until| format!("Port {port} is open until {until}."))
        };
        let machine = match (&attempt.stopping, &attempt.start) {
            (Stopping::Asked(_) | Stopping::GoingDown(_), _) => Some(format!("{name} is being stopped.")),
            (Stopping::Down, _) => Some(format!("{name} is stopped and costs nothing.")),
            (Stopping::Unwanted, Starting::Asked(_) | Starting::Going(_)) => {
                Some(format!("{name} is starting and will cost money while it runs."))
            }
            (Stopping::Unwanted, Starting::Running(_)) => Some(format!("{name} is running.")),
            (Stopping::Unwanted, Starting::NotNeeded) => {
                attempt.request.held().map(|_| format!("{name} is running."))
            }
            (Stopping::Unwanted, Starting::Waiting) => None,
        };
        let lines: Vec<String> = access.into_iter().chain(machine).collect();
        if lines.is_empty() { "Nothing was changed.".to_owned() } else { lines.join(" ") }
    }

    pub(super) fn offers_after_cancel(&self, attempt: &Attempt, stage: Stage) -> Vec<ActionView> {
        let id = attempt.id;
        if stage == Stage::Launch {
            return vec![ActionView::new("Open now", Intent::Retry { attempt: id })];
        }
        if stage == Stage::Reach && attempt.can_be_opened_anyway() {
            return vec![ActionView::new("Open anyway", Intent::OpenAnyway { attempt: id })];
        }
        if attempt.may_stop() && !self.is_wanted(attempt) {
            let ask = format!("Stops {} for everyone. Unsaved work is lost.", crate::clean(&attempt.label));
            let stop = ActionView::new("Stop it again", Intent::StopMachine { attempt: id });
            let leave = ActionView::new("Leave running", Intent::Dismiss { attempt: id });
            return vec![leave, stop.once_agreed(ask)];
        }
        Vec::new()
    }

    /// Whether another attempt on the same machine runs by now: it is not stopped under its feet.
    pub(crate) fn is_wanted(&self, attempt: &Attempt) -> bool {
        self.attempts.iter().any(|it| it.is_running() && it.vm.id == attempt.vm.id)
    }
}
