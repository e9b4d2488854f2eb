//! Notifications. Whoever shows one must live without it: there may be no bus, no daemon, or nobody looking.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;
mod register;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
mod text;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jit_core::{NoticeNews, Notification};

#[cfg(not(target_os = "linux"))]
use elsewhere::Desk;
#[cfg(target_os = "linux")]
use linux::Desk;
pub use register::register_app;

/// A daemon that is started by the call needs a moment; one that takes longer is not there.
const PATIENCE: Duration = Duration::from_secs(4);
/// A notification centre that hangs must not collect threads.
const AT_ONCE: usize = 4;

/// Told what people do with a notification once it is shown.
pub type TellNotice = Arc<dyn Fn(NoticeNews) + Send + Sync>;

/// Shows notifications under the application's name.
#[derive(Debug)]
pub struct Notifier {
    desk: Arc<Desk>,
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
        Self { desk: Arc::new(Desk::new(app_id)), waiting: Arc::default() }
    }

    /// Shows a notification in place of an older one of the same tag, and tells what people do with it.
    ///
    /// # Errors
    /// [`NotShown`]. Ends after a few seconds in any case.
    pub async fn notify(&self, notification: &Notification, tell: TellNotice) -> Result<(), NotShown> {
        let turn = Turn::take(&self.waiting)?;
        let (desk, notification) = (Arc::clone(&self.desk), notification.clone());
        // A call that cannot be cancelled gives its turn back when it ends.
        let showing = tokio::spawn(async move {
            let _turn = turn;
            desk.show(notification, tell).await
        });
        match tokio::time::timeout(PATIENCE, showing).await {
            Ok(shown) => shown.map_err(|error| NotShown::Refused(error.to_string()))?,
            Err(_) => Err(NotShown::NoAnswer),
        }
    }

    /// Takes a notification off the screen, where the desktop can do that. Ends after a few seconds in any case.
    pub async fn withdraw(&self, tag: &str) {
        if tokio::time::timeout(PATIENCE, self.desk.withdraw(tag)).await.is_err() {
            tracing::debug!("the notification service does not answer");
        }
    }
}

/// One of the few that may be under way at once.
struct Turn(Arc<AtomicUsize>);

impl Turn {
    fn take(waiting: &Arc<AtomicUsize>) -> Result<Self, NotShown> {
        let turn = Self(Arc::clone(waiting));
        if waiting.fetch_add(1, Ordering::Relaxed) >= AT_ONCE {
            return Err(NotShown::NoAnswer);
        }
        Ok(turn)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
