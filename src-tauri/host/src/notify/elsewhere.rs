//! Notifications of Windows and macOS. A button works while the banner stands: what is pressed later, in the list of
//! past notifications, never reaches the program.

use std::sync::atomic::{AtomicUsize, Ordering};

use jit_core::{NoticeNews, Notification, Weight};
use notify_rust::NotificationResponse;

use super::{NotShown, TellNotice, text};

/// Each notification that may be answered takes a thread until it is.
const AWAITED: usize = 8;

static AWAITING: AtomicUsize = AtomicUsize::new(0);

/// The notification centre.
#[derive(Debug)]
pub(super) struct Desk {
    app_id: String,
}

impl Desk {
    pub(super) fn new(app_id: &str) -> Self {
        Self { app_id: app_id.to_owned() }
    }

    /// Shows it. These calls block and cannot be cancelled.
    pub(super) async fn show(&self, notification: Notification, tell: TellNotice) -> Result<(), NotShown> {
        let app_id = self.app_id.clone();
        let showing = tokio::task::spawn_blocking(move || {
            let shown = toast(&app_id, &notification).show().map_err(refused)?;
            if notification.buttons.is_empty() || AWAITING.fetch_add(1, Ordering::Relaxed) >= AWAITED {
                return Ok(());
            }
            let awaited = std::thread::Builder::new().name("notification".to_owned()).spawn(move || {
                let answered = move |answer: &NotificationResponse| tell(news(answer));
                if let Err(error) = shown.wait_for_response(answered) {
                    tracing::debug!(%error, "nobody will answer the notification");
                }
                AWAITING.fetch_sub(1, Ordering::Relaxed);
            });
            awaited.map(drop).map_err(refused)
        });
        showing.await.map_err(refused)?
    }

    /// What the system keeps in its list cannot be taken back with this library; a newer one says what is true.
    pub(super) async fn withdraw(&self, tag: &str) {
        tracing::debug!(%tag, "the notification stays in the system's list");
    }
}

fn toast(app_id: &str, notification: &Notification) -> notify_rust::Notification {
    let mut toast = notify_rust::Notification::new();
    toast.summary(&text::title(&notification.title)).body(&text::body(&notification.body, false));
    for button in &notification.buttons {
        toast.action(&button.id, &text::title(&button.label));
    }
    // Critical stays until it is answered, which only what somebody has to act on may do.
    #[cfg(target_os = "windows")]
    {
        toast.app_id(app_id);
        if notification.weight == Weight::Stays {
            toast.urgency(notify_rust::Urgency::Critical);
        }
    }
    #[cfg(target_os = "macos")]
    under_own_name(app_id);
    toast
}

fn news(answer: &NotificationResponse) -> NoticeNews {
    match answer {
        NotificationResponse::Default => NoticeNews::Opened,
        NotificationResponse::Action(button) => NoticeNews::Pressed(button.clone()),
        NotificationResponse::Reply(_) | NotificationResponse::Closed(_) => NoticeNews::Gone,
    }
}

/// Without a name of its own the first notification on macOS may hang. Outside a bundle there is none to give.
#[cfg(target_os = "macos")]
fn under_own_name(app_id: &str) {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        if let Err(error) = notify_rust::set_application(app_id) {
            tracing::debug!(%error, "notifications appear under another name");
        }
    });
}

fn refused(error: impl std::fmt::Display) -> NotShown {
    NotShown::Refused(error.to_string())
}
