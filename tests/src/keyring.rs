//! A secret store in memory, which outlives the programs that use it; and what happens when one of them dies over it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jit_azure::{NotKept, Secrets};
use jit_core::{Code, Problem};
use secrecy::{ExposeSecret, SecretString};

/// A secret store. Clones are the same one.
#[derive(Clone, Default)]
pub struct Keyring(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    secrets: HashMap<String, SecretString>,
    written: usize,
    locked: bool,
    dies: Option<Dies>,
}

/// Where in a write the program dies. Nothing it began goes on after that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dies {
    /// The store was asked, and has written nothing.
    Before,
    /// The store has written it, and nobody was told.
    After,
}

impl Keyring {
    /// What is kept now, in no order.
    #[must_use]
    pub fn kept(&self) -> Vec<String> {
        self.inside().secrets.values().map(|secret| secret.expose_secret().to_owned()).collect()
    }

    /// How often something was written.
    #[must_use]
    pub fn written(&self) -> usize {
        self.inside().written
    }

    /// Locks it, or unlocks it: locked, it gives and takes nothing.
    pub fn lock(&self, locked: bool) {
        self.inside().locked = locked;
    }

    fn usable(&self) -> Result<(), NotKept> {
        let problem = Problem::new(Code::NoSecretStore, "The secret store is locked.", "Unlock it.");
        if self.inside().locked { Err(NotKept { problem }) } else { Ok(()) }
    }

    /// The next program that writes dies there.
    pub fn dies(&self, when: Dies) {
        self.inside().dies = Some(when);
    }

    /// Whether the program that was to die has.
    #[must_use]
    pub fn has_died(&self) -> bool {
        self.inside().dies.is_none()
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, key: &str, secret: &SecretString) -> Option<Dies> {
        let mut inside = self.inside();
        let dies = inside.dies.take();
        if dies != Some(Dies::Before) {
            inside.secrets.insert(key.to_owned(), secret.clone());
            inside.written += 1;
        }
        dies
    }
}

#[async_trait]
impl Secrets for Keyring {
    async fn get(&self, key: &str) -> Result<Option<SecretString>, NotKept> {
        self.usable()?;
        Ok(self.inside().secrets.get(key).cloned())
    }

    async fn put(&self, key: &str, secret: &SecretString) -> Result<(), NotKept> {
        self.usable()?;
        if self.write(key, secret).is_some() {
            std::future::pending::<()>().await;
        }
        Ok(())
    }

    async fn remove(&self, key: &str) -> Result<(), NotKept> {
        self.usable()?;
        self.inside().secrets.remove(key);
        Ok(())
    }
}
