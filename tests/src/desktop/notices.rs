//! A notification service: what it was asked to show, and somebody who presses a button.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use zbus::{
    blocking::{Connection, connection},
    interface,
    zvariant::Value,
};

use super::Desktop;

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

pub struct Notices {
    shown: Arc<Mutex<Vec<Shown>>>,
    bus: Connection,
}

/// One notification, in the place of which number it came, and its keys and labels in turn.
#[derive(Clone)]
struct Shown {
    title: String,
    replaces: u32,
    actions: Vec<String>,
}

impl Notices {
    pub fn start(desktop: &Desktop) -> Self {
        let shown = Arc::<Mutex<Vec<Shown>>>::default();
        let bus = connection::Builder::address(desktop.bus_address())
            .and_then(|builder| builder.serve_at(PATH, Service(shown.clone())))
            .and_then(|builder| builder.name(SERVICE))
            .and_then(connection::Builder::build)
            .expect("a notification service on the test's own bus");
        Self { shown, bus }
    }

    /// The titles of all that was shown so far.
    pub fn titles(&self) -> Vec<String> {
        locked(&self.shown).iter().map(|shown| shown.title.clone()).collect()
    }

    /// The title that the newest one came in the place of.
    pub fn replaced(&self) -> Option<String> {
        let shown = locked(&self.shown);
        let older = usize::try_from(shown.last()?.replaces).ok()?.checked_sub(1)?;
        shown.get(older).map(|shown| shown.title.clone())
    }

    /// Presses a button of the newest notification.
    pub fn press(&self, label: &str) {
        let shown = locked(&self.shown).clone();
        let (number, newest) = (shown.len(), shown.last().expect("a notification is shown"));
        let button = newest.actions.chunks(2).find(|action| action[1] == label);
        let key = &button.unwrap_or_else(|| panic!("no {label} in {:?}", newest.actions))[0];
        let number = u32::try_from(number).expect("a few notifications");
        let pressed = (number, key.as_str());
        self.bus.emit_signal(None::<()>, PATH, SERVICE, "ActionInvoked", &pressed).expect("a signal");
    }
}

fn locked(shown: &Mutex<Vec<Shown>>) -> MutexGuard<'_, Vec<Shown>> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Service(Arc<Mutex<Vec<Shown>>>);

#[interface(name = "org.freedesktop.Notifications")]
impl Service {
    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned(), "actions".to_owned()]
    }

    #[expect(clippy::too_many_arguments, reason = "the interface has them")]
    fn notify(
        &self,
        _app: &str,
        replaces: u32,
        _icon: &str,
        title: String,
        _body: &str,
        actions: Vec<String>,
        _hints: HashMap<&str, Value<'_>>,
        _timeout: i32,
    ) -> u32 {
        let mut shown = locked(&self.0);
        shown.push(Shown { title, replaces, actions });
        u32::try_from(shown.len()).unwrap_or(u32::MAX)
    }

    fn close_notification(&self, _number: u32) {}
}
