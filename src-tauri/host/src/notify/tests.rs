//! Notifications on session buses of the test's own.

use std::collections::HashMap;
use std::time::Instant;

use jit_core::{NoticeButton, Weight};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zbus::object_server::SignalEmitter;
use zbus::zvariant::Value;

use super::*;
use crate::own_bus::{Bus, inside};

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
        .block_on(test);
}

fn closing(tag: &str) -> Notification {
    let button = |id: &str, label: &str| NoticeButton { id: id.to_owned(), label: label.to_owned() };
    Notification {
        tag: tag.to_owned(),
        title: "web-01: access closes 15:42".to_owned(),
        body: "<b>R&D</b>".to_owned(),
        weight: Weight::Stays,
        buttons: vec![button("b1", "Extend 3 h"), button("b2", "Not now")],
    }
}

/// What is told of notifications.
fn heard() -> (TellNotice, UnboundedReceiver<NoticeNews>) {
    let (told, hear) = unbounded_channel();
    (Arc::new(move |news| told.send(news).unwrap()), hear)
}

fn nobody() -> TellNotice {
    Arc::new(|news| panic!("nobody did anything: {news:?}"))
}

/// A notification service: what it can do (without that it never answers), and what it was asked.
struct Service {
    can: Option<Vec<String>>,
    asked: UnboundedSender<Asked>,
    last: u32,
}

#[derive(Debug, PartialEq)]
enum Asked {
    Show { replaces: u32, body: String, actions: Vec<String>, urgency: u8, timeout: i32 },
    Close(u32),
}

/// Begins to serve on the bus of this process.
async fn serve(can: Option<&[&str]>) -> (zbus::Connection, UnboundedReceiver<Asked>) {
    let (asked, asks) = unbounded_channel();
    let can = can.map(|can| can.iter().map(|&it| it.to_owned()).collect());
    let builder = zbus::connection::Builder::session().unwrap();
    let builder = builder.serve_at(PATH, Service { can, asked, last: 6 }).unwrap();
    (builder.name(SERVICE).unwrap().build().await.unwrap(), asks)
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
        &mut self,
        _app: &str,
        replaces: u32,
        _icon: &str,
        _summary: &str,
        body: &str,
        actions: Vec<String>,
        hints: HashMap<&str, Value<'_>>,
        timeout: i32,
    ) -> u32 {
        let urgency = hints.get("urgency").and_then(|value| u8::try_from(value).ok()).unwrap_or(99);
        self.asked.send(Asked::Show { replaces, body: body.to_owned(), actions, urgency, timeout }).unwrap();
        self.last += 1;
        self.last
    }

    fn close_notification(&self, id: u32) {
        self.asked.send(Asked::Close(id)).unwrap();
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, key: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}

#[test]
fn without_a_bus_there_is_an_error_and_nothing_else() {
    if inside("notify::tests::without_a_bus_there_is_an_error_and_nothing_else", Bus::None) {
        run(async {
            let shown = Notifier::new("jit-tray").notify(&closing("a"), nobody()).await;
            assert!(matches!(shown, Err(NotShown::Refused(_))));
        });
    }
}

#[test]
fn without_a_service_the_bus_says_so() {
    if inside("notify::tests::without_a_service_the_bus_says_so", Bus::Own) {
        run(async {
            let shown = Notifier::new("jit-tray").notify(&closing("a"), nobody()).await;
            let Err(NotShown::Refused(reason)) = shown else { panic!("nobody can have shown it") };
            assert!(reason.contains(SERVICE), "{reason}");
        });
    }
}

#[test]
fn a_service_that_never_answers_is_not_waited_for() {
    if inside("notify::tests::a_service_that_never_answers_is_not_waited_for", Bus::Own) {
        run(async {
            let _serving = serve(None).await;
            let (notifier, start) = (Notifier::new("jit-tray"), Instant::now());
            let all = (0..6).map(|n| {
                let (notifier, it) = (&notifier, closing(&n.to_string()));
                async move { notifier.notify(&it, nobody()).await }
            });
            let shown = futures::future::join_all(all).await;
            assert_eq!(shown, vec![Err(NotShown::NoAnswer); 6]);
            assert!(start.elapsed() < PATIENCE * 3);
        });
    }
}

#[test]
fn a_body_is_escaped_for_a_service_that_reads_markup_and_only_for_one() {
    let name = "notify::tests::a_body_is_escaped_for_a_service_that_reads_markup_and_only_for_one";
    if inside(name, Bus::Own) {
        run(async {
            for (can, wanted) in [("body-markup", "&lt;b&gt;R&amp;D&lt;/b&gt;"), ("body", "<b>R&D</b>")] {
                let (serving, mut asked) = serve(Some(&[can])).await;
                Notifier::new("jit-tray").notify(&closing("a"), Arc::new(|_| ())).await.unwrap();
                let Some(Asked::Show { body, actions, urgency, timeout, .. }) = asked.recv().await else {
                    panic!("it is shown")
                };
                assert_eq!((body.as_str(), urgency, timeout), (wanted, 1, 0));
                assert_eq!(actions, Vec::<String>::new(), "it cannot show buttons");
                serving.close().await.unwrap();
            }
        });
    }
}

#[test]
fn a_press_comes_back_under_its_own_number() {
    if inside("notify::tests::a_press_comes_back_under_its_own_number", Bus::Own) {
        run(async {
            let (serving, mut asked) = serve(Some(&["actions"])).await;
            let notifier = Notifier::new("jit-tray");
            let (tell, mut hear) = heard();
            notifier.notify(&closing("web-01"), tell).await.unwrap();
            notifier.notify(&closing("db-02"), nobody()).await.unwrap();
            let Some(Asked::Show { actions, .. }) = asked.recv().await else { panic!("it is shown") };
            assert_eq!(actions, ["default", "Open JIT Tray", "b1", "Extend 3 h", "b2", "Not now"]);
            let emitter = SignalEmitter::new(&serving, PATH).unwrap();
            for (id, key) in [(99, "b1"), (7, "default"), (7, "b1")] {
                Service::action_invoked(&emitter, id, key).await.unwrap();
            }
            Service::notification_closed(&emitter, 7, 2).await.unwrap();
            assert_eq!(hear.recv().await, Some(NoticeNews::Opened));
            assert_eq!(hear.recv().await, Some(NoticeNews::Pressed("b1".to_owned())));
            assert_eq!(hear.recv().await, None, "what was answered is over");
        });
    }
}

#[test]
fn a_newer_one_takes_the_place_of_an_older_one_and_can_be_withdrawn() {
    let name = "notify::tests::a_newer_one_takes_the_place_of_an_older_one_and_can_be_withdrawn";
    if inside(name, Bus::Own) {
        run(async {
            let (_serving, mut asked) = serve(Some(&["actions"])).await;
            let notifier = Notifier::new("jit-tray");
            let mut replaced = Vec::new();
            for tag in ["a", "b", "a"] {
                notifier.notify(&closing(tag), nobody()).await.unwrap();
                let Some(Asked::Show { replaces, .. }) = asked.recv().await else { panic!("it is shown") };
                replaced.push(replaces);
            }
            assert_eq!(replaced, [0, 0, 7]);
            notifier.withdraw("b").await;
            notifier.withdraw("b").await;
            notifier.withdraw("a").await;
            assert_eq!(
                (asked.recv().await, asked.recv().await),
                (Some(Asked::Close(8)), Some(Asked::Close(9)))
            );
        });
    }
}

#[test]
fn a_service_that_goes_takes_its_notifications_along_and_the_next_one_is_used() {
    let name = "notify::tests::a_service_that_goes_takes_its_notifications_along_and_the_next_one_is_used";
    if inside(name, Bus::Own) {
        run(async {
            let (serving, _asked) = serve(Some(&["actions"])).await;
            let notifier = Notifier::new("jit-tray");
            let (tell, mut hear) = heard();
            notifier.notify(&closing("a"), tell).await.unwrap();
            serving.close().await.unwrap();
            assert_eq!(hear.recv().await, Some(NoticeNews::Gone));
            assert!(notifier.notify(&closing("a"), nobody()).await.is_err());
            let (_serving, mut asked) = serve(Some(&["actions"])).await;
            notifier.notify(&closing("a"), nobody()).await.unwrap();
            let Some(Asked::Show { replaces, .. }) = asked.recv().await else { panic!("it is shown") };
            assert_eq!(replaces, 0, "that number was the other service's");
        });
    }
}
