//! What stays true until somebody mends it.

use crate::{Code, Problem, State, clock_wrong};

impl State {
    pub(super) fn banners(&self) -> Vec<Problem> {
        let session = &self.session.state;
        let clock = session.clock_ahead.map(clock_wrong);
        let others = session.not_kept.clone().into_iter().chain(clock).chain(self.no_tray());
        self.broken_files().chain(others).chain(self.refused.values().cloned()).collect()
    }

    /// What of it is mended in the settings: their files, and what the desktop does not grant of them.
    pub(crate) fn banners_of_settings(&self) -> Vec<Problem> {
        self.broken_files().chain(self.refused.values().cloned()).collect()
    }

    fn broken_files(&self) -> impl Iterator<Item = Problem> {
        let broken = [&self.preferences.problem, &self.starring.broken];
        broken.into_iter().flatten().chain(&self.problems).cloned()
    }

    fn no_tray(&self) -> Option<Problem> {
        let hint = "Use this window, or let a shortcut of your desktop run \"jit-tray toggle\".";
        let missing = self.tray_host == Some(false);
        missing.then(|| Problem::new(Code::NoClient, "This desktop has no tray.", hint))
    }
}
