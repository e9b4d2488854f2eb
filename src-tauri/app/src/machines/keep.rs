//! What is kept from one start to the next, and for whom.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jit_core::{Problem, Stock, Whose};
use jit_host::Dirs;

use super::{Machines, Source};

/// The file of one account in one cloud.
#[derive(Debug, Clone)]
pub(crate) struct Keep {
    path: PathBuf,
    whose: Whose,
    /// A reading that is written while the account signs out must not bring the file back.
    removed: Arc<Mutex<bool>>,
}

impl Keep {
    pub(crate) fn new(dirs: &Dirs, whose: Whose) -> Self {
        Self { path: dirs.inventory(&key(&whose)), whose, removed: Arc::default() }
    }

    /// Removes the file for good.
    pub(crate) fn remove(&self) -> Result<(), Problem> {
        let mut removed = self.removed.lock().unwrap_or_else(PoisonError::into_inner);
        *removed = true;
        jit_host::remove_cache(&self.path)
    }

    pub(crate) fn write(&self, stock: &Stock) -> Result<(), Problem> {
        let text = stock.to_json(&self.whose);
        let removed = self.removed.lock().unwrap_or_else(PoisonError::into_inner);
        if *removed { Ok(()) } else { jit_host::save_cache(&self.path, &text, Timestamp::now()) }
    }
}

impl Machines {
    /// Reads the file, once.
    pub(super) async fn load(&self, source: &Source) {
        source.loaded.get_or_init(|| self.read_file(source)).await;
    }

    async fn read_file(&self, source: &Source) {
        let Some(Keep { path, whose, .. }) = source.keep.clone() else { return };
        let read = move || jit_host::load_cache(&path, |text| Stock::from_json(text, &whose));
        // A task that was stopped has nothing to tell.
        let Ok(loaded) = tokio::task::spawn_blocking(read).await else { return };
        if let Some(problem) = loaded.problem {
            tracing::warn!(message = %problem.message, "the machines kept from before are not used");
        }
        if let Some(stock) = loaded.value.flatten() {
            *source.stock() = stock;
            self.changed.store(true, Ordering::Release);
        }
    }
}

impl Source {
    /// Writes the file. Without it, the next start only shows machines later.
    pub(super) async fn save(self: &Arc<Self>) {
        let Some(keep) = self.keep.clone() else { return };
        let this = Arc::clone(self);
        let write = move || {
            // The lock is held for a copy only: making text of ten thousand machines takes longer.
            let stock = this.stock().clone();
            keep.write(&stock)
        };
        // A task that was stopped has nothing to tell.
        if let Ok(Err(problem)) = tokio::task::spawn_blocking(write).await {
            tracing::warn!(message = %problem.message, "the machines are not kept");
        }
    }
}

/// A name for the file (FNV-1a). Should two accounts ever share it, the file itself tells them apart.
fn key(whose: &Whose) -> String {
    let text = format!("{}\n{}", whose.cloud, whose.account);
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, mix))
}
