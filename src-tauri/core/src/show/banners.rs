//! What stays true until somebody mends it.

use crate::{Code, Problem, State, clock_wrong};

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
