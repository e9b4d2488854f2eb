//! The machines that are known: read once for all who ask, kept from one start to the next, refreshed while somebody
//! watches.

mod account;
mod keep;
mod read;
mod refresh;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jit_azure::Azure;
use jit_core::{Inventory, Problem, Stock};
use tokio::sync::{Notify, OnceCell, watch};
use tokio::task::AbortHandle;

pub(crate) use account::whose;
pub(crate) use keep::Keep;

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
    azure: Azure,
    keep: Option<Keep>,
    rhythm: Rhythm,
    stock: Mutex<Stock>,
    /// Something was added that is not shown yet.
    changed: AtomicBool,
    shown: watch::Sender<Arc<Inventory>>,
    loaded: OnceCell<()>,
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
    pub(crate) fn new(azure: Azure, keep: Option<Keep>, rhythm: Rhythm) -> Arc<Self> {
        Arc::new(Self {
            azure,
            keep,
            rhythm,
            stock: Mutex::default(),
            changed: AtomicBool::new(false),
            shown: watch::Sender::new(Arc::default()),
            loaded: OnceCell::new(),
            reading: Mutex::default(),
            watchers: watch::Sender::new(0),
            tasks: Mutex::default(),
            page: Notify::new(),
        })
    }

    /// What was known when it was last read, now or at an earlier start; nothing is asked.
    pub(crate) async fn known(&self) -> Option<Arc<Inventory>> {
        self.load().await;
        self.show();
        let shown = self.shown.borrow().clone();
        shown.as_of.is_some().then_some(shown)
    }

    /// Watches the machines: what is known at once, then whatever changes.
    pub(crate) fn watch(self: &Arc<Self>) -> Watch {
        self.watchers.send_modify(|watchers| *watchers += 1);
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        let refresh = || tokio::spawn(refresh::refresh(Arc::clone(self))).abort_handle();
        tasks.refreshing.get_or_insert_with(refresh);
        Watch { seen: self.shown.subscribe(), machines: Arc::clone(self) }
    }

    /// Asks Azure nothing more.
    pub(crate) fn stop(&self) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        for task in [tasks.refreshing.take(), tasks.reading.take()].into_iter().flatten() {
            task.abort();
        }
    }

    fn stock(&self) -> MutexGuard<'_, Stock> {
        self.stock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows what was added since the last time.
    fn show(&self) {
        if self.changed.swap(false, Ordering::AcqRel) {
            let inventory = Arc::new(self.stock().inventory());
            self.shown.send_replace(inventory);
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
