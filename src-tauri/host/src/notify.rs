//! Notifications. Whoever shows one must live without it: there may be no bus, no daemon, or nobody looking.

mod register;
mod send;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
mod text;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jit_core::Notification;

pub use register::register_app;

/// A daemon that is started by the call needs a moment; one that takes longer is not there.
const PATIENCE: Duration = Duration::from_secs(4);
/// Some desktops take a notification away with the connection it came through.
const KEPT: usize = 4;
/// A notification centre that hangs must not collect threads.
const AT_ONCE: usize = 4;

/// Shows notifications under the application's name.
#[derive(Debug)]
pub struct Notifier {
    app_id: String,
    kept: Mutex<Vec<send::Shown>>,
    waiting: Arc<AtomicUsize>,
}

/// Why a notification was not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// There is no notification service, or it refused.
    #[error("notifications cannot be shown: {0}")]
    Refused(String),
    /// The notification service does not answer.
    #[error("the notification service does not answer")]
    NoAnswer,
}

impl Notifier {
    /// A notifier for the application of this id, which on Windows is the one [`register_app`] was given.
    #[must_use]
    pub fn new(app_id: &str) -> Self {
        Self { app_id: app_id.to_owned(), kept: Mutex::default(), waiting: Arc::default() }
    }

    /// Shows a notification.
    ///
    /// # Errors
    /// [`NotShown`]. Ends after a few seconds in any case.
    pub async fn notify(&self, notification: &Notification) -> Result<(), NotShown> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= AT_ONCE {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(NotShown::NoAnswer);
        }
        let turn = Turn(Arc::clone(&self.waiting));
        let sending = send::send(self.app_id.clone(), notification.clone(), turn);
        let shown = tokio::time::timeout(PATIENCE, sending).await.map_err(|_| NotShown::NoAnswer)??;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(shown);
        Ok(())
    }
}

/// One of the few that may be under way at once.
struct Turn(Arc<AtomicUsize>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
