//! A notification service: what it was asked to show.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use zbus::{
    blocking::{Connection, connection},
    interface,
    zvariant::Value,
};

use super::Desktop;

type Titles = Arc<Mutex<Vec<String>>>;

pub struct Notices {
    titles: Titles,
    _bus: Connection,
}

impl Notices {
    pub fn start(desktop: &Desktop) -> Self {
        let titles = Titles::default();
        let bus = connection::Builder::address(desktop.bus_address())
            .and_then(|builder| builder.serve_at("/org/freedesktop/Notifications", Service(titles.clone())))
            .and_then(|builder| builder.name("org.freedesktop.Notifications"))
            .and_then(connection::Builder::build)
            .expect("a notification service on the test's own bus");
        Self { titles, _bus: bus }
    }

    /// The titles of all that was shown so far.
    pub fn titles(&self) -> Vec<String> {
        self.titles.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

struct Service(Titles);

#[interface(name = "org.freedesktop.Notifications")]
impl Service {
    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    #[expect(clippy::too_many_arguments, reason = "the interface has them")]
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        summary: String,
        _body: &str,
        _actions: Vec<&str>,
        _hints: HashMap<&str, Value<'_>>,
        _timeout: i32,
    ) -> u32 {
        let mut titles = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        titles.push(summary);
        u32::try_from(titles.len()).unwrap_or(u32::MAX)
    }
}
