//! The machines that are known: read once for all who ask, kept from one start to the next, refreshed while somebody
//! watches.

mod keep;
mod read;
mod refresh;
mod source;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jit_azure::Azure;
use jit_core::{Inventory, Problem};
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;

pub(crate) use keep::Keep;
use source::Source;

/// How often what is watched is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// Policies and power states of each subscription. Azure fans the list of policies out to several regions and
    /// asks not to be asked more often than about once a minute.
    pub states: Duration,
    /// Tenants, subscriptions and machines. New machines are rare.
    pub machines: Duration,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { states: Duration::from_secs(60), machines: Duration::from_secs(600) }
    }
}

/// How a reading of everything ended; `None` while it goes on.
type End = Option<Result<(), Problem>>;

/// Every machine that is known, and who wants to know.
pub(crate) struct Machines {
    rhythm: Rhythm,
    /// Whose machines they are; none while nobody is signed in.
    source: Mutex<Option<Arc<Source>>>,
    /// Something was added that is not shown yet.
    changed: AtomicBool,
    shown: watch::Sender<Arc<Inventory>>,
    reading: Mutex<Option<watch::Receiver<End>>>,
    watchers: watch::Sender<usize>,
    /// What asks Azure by itself: readings and the refreshing.
    tasks: Mutex<Tasks>,
    /// Rows have come.
    page: Notify,
}

#[derive(Default)]
struct Tasks {
    refreshing: Option<AbortHandle>,
    reading: Option<AbortHandle>,
}

/// A place from which the machines are watched. While there is one, what is shown is kept fresh.
pub struct Watch {
    seen: watch::Receiver<Arc<Inventory>>,
    machines: Arc<Machines>,
}

impl Machines {
    pub(crate) fn new(rhythm: Rhythm) -> Arc<Self> {
        Arc::new(Self {
            rhythm,
            source: Mutex::default(),
            changed: AtomicBool::new(false),
            shown: watch::Sender::new(Arc::default()),
            reading: Mutex::default(),
            watchers: watch::Sender::new(0),
            tasks: Mutex::default(),
            page: Notify::new(),
        })
    }

    /// From now on, the machines of this account; of nobody, when nobody is left. Another account's are forgotten.
    pub(crate) fn follow(self: &Arc<Self>, account: Option<(Azure, Option<Keep>)>) {
        let source = account.map(|(azure, keep)| Arc::new(Source::new(azure, keep)));
        self.stop();
        *self.source.lock().unwrap_or_else(PoisonError::into_inner) = source;
        self.changed.store(true, Ordering::Release);
        self.show();
        if *self.watchers.borrow() > 0 {
            self.refresh();
        }
    }

    /// What was known when it was last read, now or at an earlier start; nothing is asked.
    pub(crate) async fn known(&self) -> Option<Arc<Inventory>> {
        self.load(&*self.source()?).await;
        self.show();
        let shown = self.shown.borrow().clone();
        shown.as_of.is_some().then_some(shown)
    }

    /// Watches the machines: what is known at once, then whatever changes.
    pub(crate) fn watch(self: &Arc<Self>) -> Watch {
        self.watchers.send_modify(|watchers| *watchers += 1);
        self.refresh();
        Watch { seen: self.shown.subscribe(), machines: Arc::clone(self) }
    }

    /// Keeps what is shown fresh while somebody watches, unless that is done already.
    fn refresh(self: &Arc<Self>) {
        let Some(source) = self.source() else { return };
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        let refresh = || tokio::spawn(refresh::refresh(Arc::clone(self), source)).abort_handle();
        tasks.refreshing.get_or_insert_with(refresh);
    }

    /// Asks Azure nothing more.
    pub(crate) fn stop(&self) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        for task in [tasks.refreshing.take(), tasks.reading.take()].into_iter().flatten() {
            task.abort();
        }
    }

    fn source(&self) -> Option<Arc<Source>> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows what was added since the last time.
    fn show(&self) {
        if self.changed.swap(false, Ordering::AcqRel) {
            let inventory = self.source().map(|source| source.stock().inventory()).unwrap_or_default();
            self.shown.send_replace(Arc::new(inventory));
        }
    }
}

impl Watch {
    /// The machines as they are known now, with their age and what has not answered.
    #[must_use]
    pub fn now(&mut self) -> Arc<Inventory> {
        self.seen.borrow_and_update().clone()
    }

    /// Waits until something changes. Ends never while the engine runs, unless something changes.
    pub async fn changed(&mut self) -> Arc<Inventory> {
        // The sender lives in what this watch holds.
        let _ = self.seen.changed().await;
        self.now()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.machines.watchers.send_modify(|watchers| *watchers = watchers.saturating_sub(1));
    }
}
