//! Where machines are read from: one account's Azure, what is known of it, and the file it is kept in.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jit_azure::Azure;
use jit_core::Stock;
use tokio::sync::OnceCell;

use super::Keep;

/// One account's machines. What a reading finds out after another account took the place stays with the source it was
/// read from.
pub(super) struct Source {
    pub azure: Azure,
    pub keep: Option<Keep>,
    pub loaded: OnceCell<()>,
    stock: Mutex<Stock>,
}

impl Source {
    pub(super) fn new(azure: Azure, keep: Option<Keep>) -> Self {
        Self { azure, keep, loaded: OnceCell::new(), stock: Mutex::default() }
    }

    pub(super) fn stock(&self) -> MutexGuard<'_, Stock> {
        self.stock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
