//! Hands a notification to the desktop.

use jit_core::Notification;

use super::{NotShown, Turn, text};

/// What keeps a notification on the screen.
#[cfg(target_os = "linux")]
pub(super) type Shown = notify_rust::NotificationHandle;

/// On Windows and macOS the desktop keeps it by itself.
#[cfg(not(target_os = "linux"))]
#[derive(Debug)]
pub(super) struct Shown;

/// Cancelled by dropping it.
#[cfg(target_os = "linux")]
pub(super) async fn send(app_id: String, notification: Notification, _turn: Turn) -> Result<Shown, NotShown> {
    let markup = capabilities().await.map_err(refused)?.iter().any(|name| name == "body-markup");
    let urgency =
        if notification.urgent { notify_rust::Urgency::Critical } else { notify_rust::Urgency::Normal };
    notify_rust::Notification::new()
        .appname("JIT Tray")
        .icon(&app_id)
        .summary(&text::title(&notification.title))
        .body(&text::body(&notification.body, markup))
        .urgency(urgency)
        .show_async()
        .await
        .map_err(refused)
}

/// What the service can do. Asked each time: it may have been replaced since.
#[cfg(target_os = "linux")]
async fn capabilities() -> zbus::Result<Vec<String>> {
    const NAME: &str = "org.freedesktop.Notifications";
    let bus = zbus::Connection::session().await?;
    let path = "/org/freedesktop/Notifications";
    bus.call_method(Some(NAME), path, Some(NAME), "GetCapabilities", &()).await?.body().deserialize()
}

/// These calls block and cannot be cancelled; the turn comes back when the call does.
#[cfg(not(target_os = "linux"))]
pub(super) async fn send(app_id: String, notification: Notification, turn: Turn) -> Result<Shown, NotShown> {
    let showing = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let mut toast = notify_rust::Notification::new();
        toast.summary(&text::title(&notification.title)).body(&text::body(&notification.body, false));
        // Critical stays until it is answered, which only what somebody has to act on may do.
        #[cfg(target_os = "windows")]
        {
            toast.app_id(&app_id);
            if notification.urgent {
                toast.urgency(notify_rust::Urgency::Critical);
            }
        }
        #[cfg(target_os = "macos")]
        under_own_name(&app_id);
        toast.show().map(|_| Shown).map_err(refused)
    });
    showing.await.map_err(refused)?
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
