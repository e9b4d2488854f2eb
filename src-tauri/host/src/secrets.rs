//! The system's secret store: Secret Service on Linux, Credential Manager on Windows, Keychain on macOS.
//!
//! Whoever keeps something here must live without it: there may be no store, it may be locked with nobody to unlock
//! it, and it may come up later than this program. Nothing that is kept ever prints, not even in an error.

mod fault;
mod header;
mod keeper;
mod keyring;
mod look;
#[cfg(test)]
#[cfg(windows)]
mod real_windows;
mod reason;
mod system;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use self::keeper::{Ask, Keeper};

pub use look::found_secret_store;
pub use reason::{NoStore, NoStoreKind};

/// A person who is asked to unlock the store needs this long; one who does not answer in it is not there.
const PATIENCE: Duration = Duration::from_secs(20);

/// Keeps secrets across restarts, each under a key. Clones share one store.
///
/// A key is up to 200 printable characters of ASCII, without spaces; capitals are the same as small letters. A value
/// is ASCII text of up to 64 KiB.
#[derive(Clone)]
pub struct SecretStore {
    keeper: Arc<Keeper>,
    patience: Duration,
}

impl SecretStore {
    /// The store of this computer. It is opened when it is first needed.
    #[must_use]
    pub fn new() -> Self {
        Self::with_patience(PATIENCE)
    }

    /// The same, waiting this long for each answer.
    #[must_use]
    pub fn with_patience(patience: Duration) -> Self {
        Self { keeper: Arc::new(Keeper::new(Box::new(system::open))), patience }
    }

    /// What is kept under the key. A value that was damaged is as good as none.
    ///
    /// # Errors
    /// [`NoStore`], always within the patience.
    pub async fn get(&self, key: &str) -> Result<Option<SecretString>, NoStore> {
        self.ask(Ask::Get(checked(key)?)).await
    }

    /// Keeps the value under the key in place of what was there. After a failure, or a crash in between, the old or
    /// the new value is there, never a mixture.
    ///
    /// # Errors
    /// [`NoStore`], always within the patience; also for a value that is too long or not ASCII.
    pub async fn put(&self, key: &str, value: &SecretString) -> Result<(), NoStore> {
        header::check(value)?;
        self.ask(Ask::Put(checked(key)?, value.clone())).await.map(drop)
    }

    /// Removes what is kept under the key, and all that is left over of it.
    ///
    /// # Errors
    /// [`NoStore`], always within the patience.
    pub async fn remove(&self, key: &str) -> Result<(), NoStore> {
        self.ask(Ask::Remove(checked(key)?)).await.map(drop)
    }

    /// Asks in a task of its own: what was begun is followed to its end, also when nobody waits for it any more.
    async fn ask(&self, ask: Ask) -> Result<Option<SecretString>, NoStore> {
        let (keeper, patience) = (Arc::clone(&self.keeper), self.patience);
        let answer = tokio::spawn(async move { keeper.ask(ask, patience).await }).await;
        let answer = answer.unwrap_or_else(|error| Err(fault::Fault::Failed(error.to_string())));
        match answer {
            Ok(value) => Ok(value),
            Err(fault) => Err(reason::of(fault, patience).await),
        }
    }
}

impl Default for SecretStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for SecretStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretStore")
    }
}

/// A key that every system takes, and that none of them takes for another one.
fn checked(key: &str) -> Result<String, NoStore> {
    const LONGEST: usize = 200;
    if (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        // Windows does not tell capitals from small letters.
        Ok(key.to_ascii_lowercase())
    } else {
        Err(NoStore::failed("the name of the secret is not printable ASCII of at most 200 characters"))
    }
}
