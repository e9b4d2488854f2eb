//! The notification service of a Linux desktop, over the session bus. We listen for its answers from before the first
//! notification is shown, and notice when it goes away: then nobody can press anything any more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::StreamExt;
use jit_core::{NoticeNews, Notification, Weight};
use zbus::fdo::NameOwnerChanged;
use zbus::message::Type;
use zbus::zvariant::Value;
use zbus::{Connection, MatchRule, MessageStream};

use super::{NotShown, TellNotice, text};

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// The key of a press on the notification itself.
const ITSELF: &str = "default";

/// The connection to the service, and what it shows.
#[derive(Debug)]
pub(super) struct Desk {
    app_id: String,
    bus: tokio::sync::Mutex<Option<Connection>>,
    shown: Arc<Shown>,
}

/// What is on the screen, by tag.
#[derive(Default)]
struct Shown(Mutex<HashMap<String, (u32, TellNotice)>>);

impl Desk {
    pub(super) fn new(app_id: &str) -> Self {
        Self { app_id: app_id.to_owned(), bus: tokio::sync::Mutex::default(), shown: Arc::default() }
    }

    /// Shows it in place of an older one of the same tag.
    pub(super) async fn show(&self, notification: Notification, tell: TellNotice) -> Result<(), NotShown> {
        let bus = self.bus().await.map_err(refused)?;
        // Asked each time: the service may have been replaced since.
        let can: Vec<String> = call(&bus, "GetCapabilities", &()).await.map_err(refused)?;
        let can = |what: &str| can.iter().any(|name| name == what);
        let tag = notification.tag.clone();
        let older = self.shown.lock().get(&tag).map_or(0, |(id, _)| *id);
        let actions = if can("actions") { actions(&notification) } else { vec![] };
        let quiet = notification.weight == Weight::Quiet;
        let timeout: i32 = if notification.weight == Weight::Stays { 0 } else { -1 };
        let hints = HashMap::from([
            ("urgency", Value::U8(if quiet { 0 } else { 1 })),
            ("desktop-entry", Value::from(self.app_id.as_str())),
            ("x-dunst-stack-tag", Value::from(tag.as_str())),
        ]);
        let (title, body) =
            (text::title(&notification.title), text::body(&notification.body, can("body-markup")));
        let wanted = ("JIT Tray", older, self.app_id.as_str(), title, body, actions, hints, timeout);
        let id: u32 = call(&bus, "Notify", &wanted).await.map_err(refused)?;
        self.shown.lock().insert(tag, (id, tell));
        Ok(())
    }

    /// Takes it off the screen, where it is.
    pub(super) async fn withdraw(&self, tag: &str) {
        let Some((id, _)) = self.shown.lock().remove(tag) else { return };
        let closed = async { call::<()>(&self.bus().await?, "CloseNotification", &id).await };
        if let Err(error) = closed.await {
            tracing::debug!(%error, "a notification was gone before it was withdrawn");
        }
    }

    /// The bus, listened to.
    async fn bus(&self) -> zbus::Result<Connection> {
        let mut bus = self.bus.lock().await;
        if let Some(bus) = bus.as_ref().filter(|bus| !bus.is_closed()) {
            return Ok(bus.clone());
        }
        let new = Connection::session().await?;
        let rule = MatchRule::builder().msg_type(Type::Signal).interface(SERVICE)?.build();
        let answers = MessageStream::for_match_rule(rule, &new, None).await?;
        let ends = zbus::fdo::DBusProxy::new(&new).await?;
        let ends = ends.receive_name_owner_changed_with_args(&[(0, SERVICE)]).await?;
        tokio::spawn(Arc::clone(&self.shown).listen(answers, ends));
        Ok(bus.insert(new).clone())
    }
}

impl Shown {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, (u32, TellNotice)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells what people do with notifications, until the bus is gone.
    async fn listen(
        self: Arc<Self>,
        mut answers: MessageStream,
        mut ends: impl futures::Stream<Item = NameOwnerChanged> + Unpin,
    ) {
        loop {
            tokio::select! {
                answer = answers.next() => match answer {
                    Some(Ok(answer)) => self.answered(&answer),
                    Some(Err(error)) => tracing::debug!(%error, "an answer of the notification service was lost"),
                    None => break,
                },
                end = ends.next() => match end {
                    Some(_) => self.all_gone(),
                    None => break,
                },
            }
        }
        self.all_gone();
    }

    fn answered(&self, answer: &zbus::Message) {
        let header = answer.header();
        let (id, news) = match header.member().map(zbus::names::MemberName::as_str) {
            Some("ActionInvoked") => match answer.body().deserialize::<(u32, String)>() {
                Ok((id, key)) if key == ITSELF => (id, NoticeNews::Opened),
                Ok((id, key)) => (id, NoticeNews::Pressed(key)),
                Err(_) => return,
            },
            Some("NotificationClosed") => match answer.body().deserialize::<(u32, u32)>() {
                Ok((id, _why)) => (id, NoticeNews::Gone),
                Err(_) => return,
            },
            _ => return,
        };
        let mut shown = self.lock();
        let tag = shown.iter().find(|(_, (other, _))| *other == id).map(|(tag, _)| tag.clone());
        let Some((tag, (id, tell))) = tag.and_then(|tag| shown.remove_entry(&tag)) else { return };
        if news == NoticeNews::Opened {
            // It may stay on the screen, and its buttons with it.
            shown.insert(tag, (id, Arc::clone(&tell)));
        }
        drop(shown);
        tell(news);
    }

    /// The service is gone, and with it everything it showed.
    fn all_gone(&self) {
        let gone: Vec<_> = self.lock().drain().collect();
        gone.into_iter().for_each(|(_, (_, tell))| tell(NoticeNews::Gone));
    }
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.lock().keys()).finish()
    }
}

/// Keys and labels in turn.
fn actions(notification: &Notification) -> Vec<String> {
    let buttons =
        notification.buttons.iter().flat_map(|button| [button.id.clone(), text::title(&button.label)]);
    [ITSELF.to_owned(), "Open JIT Tray".to_owned()].into_iter().chain(buttons).collect()
}

async fn call<T>(
    bus: &Connection,
    method: &str,
    body: &(impl serde::Serialize + zbus::zvariant::DynamicType + Sync),
) -> zbus::Result<T>
where
    T: serde::de::DeserializeOwned + zbus::zvariant::Type,
{
    bus.call_method(Some(SERVICE), PATH, Some(SERVICE), method, body).await?.body().deserialize()
}

fn refused(error: impl std::fmt::Display) -> NotShown {
    NotShown::Refused(error.to_string())
}
