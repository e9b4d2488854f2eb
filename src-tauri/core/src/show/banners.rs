//! What stays true until somebody mends it.

use jiff::SignedDuration;

use crate::{Code, Problem, State};

impl State {
    pub(super) fn banners(&self) -> Vec<Problem> {
        let session = &self.session.state;
        let clock = session.clock_ahead.map(clock_wrong);
        let files = self.problems.iter().cloned();
        files.chain(session.not_kept.clone()).chain(clock).chain(self.no_tray()).collect()
    }

    fn no_tray(&self) -> Option<Problem> {
        let hint = "Use this window, or run jit from a terminal.";
        let missing = self.tray_host == Some(false);
        missing.then(|| Problem::new(Code::NoClient, "This desktop has no tray.", hint))
    }
}

fn clock_wrong(ahead: SignedDuration) -> Problem {
    let (off, side) = (ahead.abs(), if ahead.is_negative() { "behind" } else { "ahead of" });
    let off = match off.as_hours() {
        0 => format!("{} min", off.as_mins()),
        hours @ ..48 => format!("{hours} h"),
        hours => format!("{} days", hours / 24),
    };
    Problem::new(
        Code::ClockWrong,
        format!("Your computer's clock is {off} {side} Azure's; closing times may be wrong."),
        "Let the system set the clock by itself, in its time settings.",
    )
}
