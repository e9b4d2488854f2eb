//! Where refresh tokens are kept: the system's secret store, or memory where nothing may be left behind.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jit_azure::{NotKept, Secrets};
use jit_host::{NoStore, SecretStore};
use secrecy::SecretString;

/// The system's secret store.
pub(crate) struct Stored(SecretStore);

/// Memory: forgotten when the program ends.
#[derive(Default)]
pub(crate) struct Remembered(Mutex<HashMap<String, SecretString>>);

impl Stored {
    pub(crate) fn on_this_computer() -> Arc<dyn Secrets> {
        Arc::new(Self(SecretStore::new()))
    }
}

#[async_trait]
impl Secrets for Stored {
    async fn get(&self, key: &str) -> Result<Option<SecretString>, NotKept> {
        self.0.get(key).await.map_err(not_kept)
    }

    async fn put(&self, key: &str, secret: &SecretString) -> Result<(), NotKept> {
        self.0.put(key, secret).await.map_err(not_kept)
    }

    async fn remove(&self, key: &str) -> Result<(), NotKept> {
        self.0.remove(key).await.map_err(not_kept)
    }
}

fn not_kept(reason: NoStore) -> NotKept {
    NotKept { problem: reason.into() }
}

impl Remembered {
    fn all(&self) -> MutexGuard<'_, HashMap<String, SecretString>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Secrets for Remembered {
    async fn get(&self, key: &str) -> Result<Option<SecretString>, NotKept> {
        Ok(self.all().get(key).cloned())
    }

    async fn put(&self, key: &str, secret: &SecretString) -> Result<(), NotKept> {
        self.all().insert(key.to_owned(), secret.clone());
        Ok(())
    }

    async fn remove(&self, key: &str) -> Result<(), NotKept> {
        self.all().remove(key);
        Ok(())
    }
}
