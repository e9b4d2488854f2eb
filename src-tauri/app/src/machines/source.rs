//! Where machines are read from: one account's Azure, what is known of it, and the file it is kept in.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jit_azure::Azure;
use jit_core::{Account, Part, Stock};
use tokio::sync::{OnceCell, watch};
use tokio::task::AbortHandle;

use super::{End, Keep};

/// One account's machines. What a reading finds out after the account has signed out stays with the source it was read
/// from.
pub(super) struct Source {
    pub azure: Azure,
    pub keep: Option<Keep>,
    pub loaded: OnceCell<()>,
    /// The reading of everything that goes on, or the last one.
    pub reading: Mutex<Option<watch::Receiver<End>>>,
    /// Something was read since the program started.
    pub was_read: AtomicBool,
    /// What signing in mends is read in turn.
    pub turn: tokio::sync::Mutex<()>,
    stock: Mutex<Stock>,
    tasks: Mutex<Tasks>,
}

/// What asks Azure by itself.
#[derive(Default)]
pub(super) struct Tasks {
    pub refreshing: Option<AbortHandle>,
    pub reading: Option<AbortHandle>,
    pub mending: Vec<AbortHandle>,
}

impl Source {
    pub(super) fn new(azure: Azure, keep: Option<Keep>) -> Arc<Self> {
        Arc::new(Self {
            azure,
            keep,
            loaded: OnceCell::new(),
            reading: Mutex::default(),
            was_read: AtomicBool::new(false),
            turn: tokio::sync::Mutex::default(),
            stock: Mutex::default(),
            tasks: Mutex::default(),
        })
    }

    pub(super) fn stock(&self) -> MutexGuard<'_, Stock> {
        self.stock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn tasks(&self) -> MutexGuard<'_, Tasks> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn account(&self) -> Account {
        self.azure.account()
    }

    /// Asks Azure nothing more.
    pub(super) fn stop(&self) {
        let mut tasks = self.tasks();
        let Tasks { refreshing, reading, mending } = std::mem::take(&mut *tasks);
        refreshing.into_iter().chain(reading).chain(mending).for_each(|task| task.abort());
    }

    /// The parts that a sign-in mends, with the names of their places.
    pub(super) fn wants_sign_in(&self) -> Vec<(Part, String)> {
        let stock = self.stock();
        let failed = stock.failed().filter(|(_, _, problem)| problem.sign_in.is_some());
        failed.map(|(part, name, _)| (part.clone(), name.to_owned())).collect()
    }

    /// Whether every tenant has told which subscriptions it has.
    pub(super) fn has_told(&self) -> bool {
        let stock = self.stock();
        !stock.failed().any(|(part, ..)| matches!(part, Part::Tenants | Part::Subscriptions(_)))
    }

    pub(super) fn was_read(&self) -> bool {
        self.was_read.load(Ordering::Acquire)
    }
}
