//! A program and what it started, as a process group.

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};

pub(super) fn apart(command: &mut Command) {
    command.process_group(0).kill_on_drop(true);
}

/// Ended as a whole when it is dropped.
pub(super) struct Family(Option<Pid>);

impl Family {
    pub(super) fn of(child: &Child) -> Self {
        Self(child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)))
    }

    /// The program has ended by itself, and what it left behind may stay.
    pub(super) fn leave(mut self) {
        self.0 = None;
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.0.map(|leader| kill_process_group(leader, Signal::KILL)) {
            tracing::debug!(%error, "a program may not have been ended");
        }
    }
}
