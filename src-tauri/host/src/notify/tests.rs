//! Notifications on session buses of the test's own.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use super::*;
use crate::own_bus::{Bus, inside};

fn notify(notification: &Notification) -> Result<(), NotShown> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(Notifier::new("jit-tray").notify(notification))
}

fn closing() -> Notification {
    Notification { title: "web-01 is ready".to_owned(), body: "<b>R&D</b>".to_owned(), urgent: true }
}

/// A notification service: what it can do (without that it never answers), and what it was asked to show.
struct Service {
    can: Option<Vec<String>>,
    shown: Sender<Seen>,
}

/// Title, body and urgency.
type Seen = (String, String, u8);

/// Begins to serve on the bus of this process.
fn serve(can: Option<&str>) -> (zbus::Connection, Receiver<Seen>) {
    let (shown, seen) = channel();
    let service = Service { can: can.map(|can| vec![can.to_owned()]), shown };
    let serving = zbus::block_on(async {
        let builder = zbus::connection::Builder::session()?;
        let builder = builder.serve_at("/org/freedesktop/Notifications", service)?;
        builder.name("org.freedesktop.Notifications")?.build().await
    });
    (serving.unwrap(), seen)
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    async fn get_capabilities(&self) -> Vec<String> {
        match &self.can {
            Some(can) => can.clone(),
            None => std::future::pending().await,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the interface has them")]
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        summary: &str,
        body: &str,
        _actions: Vec<&str>,
        hints: std::collections::HashMap<&str, zbus::zvariant::Value<'_>>,
        _timeout: i32,
    ) -> u32 {
        let urgency = hints.get("urgency").and_then(|value| u8::try_from(value).ok()).unwrap_or(99);
        self.shown.send((summary.to_owned(), body.to_owned(), urgency)).unwrap();
        1
    }
}

#[test]
fn without_a_bus_there_is_an_error_and_nothing_else() {
    if inside("notify::tests::without_a_bus_there_is_an_error_and_nothing_else", Bus::None) {
        assert!(matches!(notify(&closing()), Err(NotShown::Refused(_))));
    }
}

#[test]
fn without_a_service_the_bus_says_so() {
    if inside("notify::tests::without_a_service_the_bus_says_so", Bus::Own) {
        let Err(NotShown::Refused(reason)) = notify(&closing()) else { panic!("nobody can have shown it") };
        assert!(reason.contains("org.freedesktop.Notifications"), "{reason}");
    }
}

#[test]
fn a_service_that_never_answers_is_not_waited_for() {
    if inside("notify::tests::a_service_that_never_answers_is_not_waited_for", Bus::Own) {
        let _serving = serve(None);
        let start = Instant::now();
        assert_eq!(notify(&closing()), Err(NotShown::NoAnswer));
        assert!(start.elapsed() < PATIENCE * 3);
    }
}

#[test]
fn a_body_is_escaped_for_a_service_that_reads_markup_and_only_for_one() {
    let name = "notify::tests::a_body_is_escaped_for_a_service_that_reads_markup_and_only_for_one";
    if inside(name, Bus::Own) {
        for (can, body) in [("body-markup", "&lt;b&gt;R&amp;D&lt;/b&gt;"), ("body", "<b>R&D</b>")] {
            let (serving, seen) = serve(Some(can));
            notify(&closing()).unwrap();
            assert_eq!(seen.recv().unwrap(), ("web-01 is ready".to_owned(), body.to_owned(), 2));
            zbus::block_on(serving.close()).unwrap();
        }
    }
}
