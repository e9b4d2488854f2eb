//! The machines that are known: read once for all who ask, kept from one start to the next, refreshed while somebody
//! watches.

mod keep;
mod mend;
mod read;
mod refresh;
mod source;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use jit_azure::Azure;
use jit_core::{Inventory, Problem, Settings, TenantNews};
use tokio::sync::{Notify, watch};

pub(crate) use keep::Keep;
use source::Source;

use crate::current::Current;

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
    /// The program stays: what a sign-in makes readable is read, so that menu and page can tell of it.
    stays: bool,
    settings: Arc<Current<Settings>>,
    /// Whose machines they are, in the order in which they signed in.
    sources: Mutex<Vec<Arc<Source>>>,
    /// Something was added that is not shown yet.
    changed: AtomicBool,
    shown: watch::Sender<Arc<Inventory>>,
    /// The tenants of every account, as the last readings found them.
    tenants: watch::Sender<Vec<TenantNews>>,
    watchers: watch::Sender<usize>,
    /// Rows have come.
    page: Notify,
}

/// A place from which the machines are watched. While there is one, what is shown is kept fresh.
pub struct Watch {
    seen: watch::Receiver<Arc<Inventory>>,
    machines: Arc<Machines>,
}

impl Machines {
    pub(crate) fn new(rhythm: Rhythm, stays: bool, settings: Arc<Current<Settings>>) -> Arc<Self> {
        Arc::new(Self {
            rhythm,
            stays,
            settings,
            sources: Mutex::default(),
            changed: AtomicBool::new(false),
            shown: watch::Sender::new(Arc::default()),
            tenants: watch::Sender::default(),
            watchers: watch::Sender::new(0),
            page: Notify::new(),
        })
    }

    /// From now on, the machines of these accounts. What is known of those that were followed before is kept; the
    /// others' are forgotten.
    pub(crate) fn follow(self: &Arc<Self>, accounts: impl Iterator<Item = (Azure, Option<Keep>)>) {
        let mut before = std::mem::take(&mut *self.lock());
        let source = |(azure, keep): (Azure, Option<Keep>)| {
            let known = before.iter().position(|source| source.azure.is(&azure));
            known.map_or_else(|| Source::new(azure, keep), |place| before.swap_remove(place))
        };
        let now: Vec<Arc<Source>> = accounts.map(source).collect();
        before.iter().for_each(|source| source.stop());
        *self.lock() = now;
        self.changed.store(true, Ordering::Release);
        self.show();
        self.tell_tenants();
        if *self.watchers.borrow() > 0 {
            self.refresh();
        }
    }

    /// What was known when it was last read, now or at an earlier start; nothing is asked.
    pub(crate) async fn known(&self) -> Option<Arc<Inventory>> {
        join_all(self.sources().iter().map(|source| self.load(source))).await;
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

    /// The tenants of every account that was read, now and from now on.
    pub(crate) fn tenants(&self) -> watch::Receiver<Vec<TenantNews>> {
        self.tenants.subscribe()
    }

    /// Keeps what is shown fresh while somebody watches, unless that is done already.
    fn refresh(self: &Arc<Self>) {
        for source in self.sources() {
            let refresh = refresh::refresh(Arc::clone(self), Arc::clone(&source));
            source.tasks().refreshing.get_or_insert_with(|| tokio::spawn(refresh).abort_handle());
        }
    }

    /// Asks Azure nothing more.
    pub(crate) fn stop(&self) {
        self.sources().iter().for_each(|source| source.stop());
    }

    fn sources(&self) -> Vec<Arc<Source>> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Source>>> {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows what was added since the last time.
    fn show(&self) {
        if self.changed.swap(false, Ordering::AcqRel) {
            let seen = |source: &Arc<Source>| (source.account(), source.stock().inventory());
            let sources = self.sources();
            let mut inventory = Inventory::merged(sources.iter().map(seen).collect());
            inventory.unknown = self.unknown(&sources);
            self.shown.send_replace(Arc::new(inventory));
        }
    }

    /// What nothing goes by, once everybody has told what there is.
    fn unknown(&self, sources: &[Arc<Source>]) -> Vec<String> {
        if !sources.iter().all(|source| source.was_read() && source.has_told()) {
            return Vec::new();
        }
        let tenant = |name: &str| sources.iter().any(|source| source.azure.knows_tenant(name));
        let subscription = |name: &str| sources.iter().any(|source| source.azure.knows_subscription(name));
        self.settings.get().look_at.unknown(tenant, subscription)
    }

    /// Tells of the tenants as they are now, where that is news.
    fn tell_tenants(&self) {
        let sources = self.sources();
        let read = sources.iter().filter(|source| source.was_read());
        let now = read.flat_map(|source| source.stock().tenant_news(&source.account())).collect();
        self.tenants.send_if_modified(|told| {
            let news = *told != now;
            *told = now;
            news
        });
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
