//! What the desktop offers beside clients. On Windows and macOS the tray and notifications are part of it.

use super::Found;

/// Session bus, notification service and tray. Answers within seconds, whatever the desktop does.
#[cfg(target_os = "linux")]
pub async fn found_desktop() -> Vec<Found> {
    linux::found().await
}

/// Nothing can be missing here.
#[cfg(not(target_os = "linux"))]
pub async fn found_desktop() -> Vec<Found> {
    Vec::new()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::time::Duration;

    use zbus::Connection;
    use zbus::fdo::DBusProxy;

    use super::Found;

    const PATIENCE: Duration = Duration::from_secs(2);
    const NOTIFICATIONS: &str = "org.freedesktop.Notifications";
    const TRAY: &str = "org.kde.StatusNotifierWatcher";

    pub(super) async fn found() -> Vec<Found> {
        let bus = match tokio::time::timeout(PATIENCE, Connection::session()).await {
            Ok(Ok(bus)) => bus,
            Ok(Err(error)) => return vec![no_bus(&error.to_string())],
            Err(_) => return vec![no_bus("it does not answer")],
        };
        let looks = async { (notifications(&bus).await, tray(&bus).await) };
        let (notifications, tray) = match tokio::time::timeout(PATIENCE, looks).await {
            Ok(looks) => looks,
            Err(_) => return vec![no_bus("it does not answer")],
        };
        vec![there("session bus", "there"), notifications, tray]
    }

    /// Running, or started by the first notification.
    async fn notifications(bus: &Connection) -> Found {
        let names = async {
            let bus = DBusProxy::new(bus).await?;
            let running = bus.name_has_owner(NOTIFICATIONS.try_into()?).await?;
            let startable = bus.list_activatable_names().await?;
            zbus::Result::Ok((running, startable.iter().any(|name| name.as_str() == NOTIFICATIONS)))
        };
        match names.await {
            Ok((true, _)) => there("notifications", "a service is running"),
            Ok((false, true)) => there("notifications", "a service is installed"),
            Ok((false, false)) | Err(_) => missing(
                "notifications",
                "no notification service",
                "Install one, such as dunst. What a notification says is also in the tray menu.",
            ),
        }
    }

    /// A watcher alone shows nothing; it must have a host.
    async fn tray(bus: &Connection) -> Found {
        let shown = async {
            let path = "/StatusNotifierWatcher";
            let watcher = zbus::Proxy::new(bus, TRAY, path, TRAY).await?;
            watcher.get_property::<bool>("IsStatusNotifierHostRegistered").await
        };
        match shown.await {
            Ok(true) => there("tray", "there"),
            Ok(false) | Err(_) => missing(
                "tray",
                "this desktop shows no tray",
                "On GNOME, turn on the extension \"AppIndicator and KStatusNotifierItem Support\". Until then a \
                 window is shown.",
            ),
        }
    }

    fn no_bus(reason: &str) -> Found {
        missing(
            "session bus",
            &format!("none ({reason})"),
            "Start the program in a desktop session. Connecting works without; tray and notifications do not.",
        )
    }

    fn there(what: &'static str, found: &str) -> Found {
        Found { what, good: true, found: found.to_owned(), hint: None }
    }

    fn missing(what: &'static str, found: &str, hint: &str) -> Found {
        Found { what, good: false, found: found.to_owned(), hint: Some(hint.to_owned()) }
    }
}
