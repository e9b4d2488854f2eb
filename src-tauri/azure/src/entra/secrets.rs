//! Where refresh tokens are kept between runs. Somebody else knows the system's secret store.

use async_trait::async_trait;
use jit_core::Problem;
use secrecy::SecretString;

/// A store of secrets that outlives the program.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// The secret that is kept under a key.
    ///
    /// # Errors
    /// When the store cannot be asked. Nothing kept is no error.
    async fn get(&self, key: &str) -> Result<Option<SecretString>, NotKept>;

    /// Keeps a secret in place of the one before. Afterwards either the new one is there or the old one is.
    ///
    /// # Errors
    /// When the store does not take it.
    async fn put(&self, key: &str, secret: &SecretString) -> Result<(), NotKept>;

    /// Removes a secret. Nothing kept is no error.
    ///
    /// # Errors
    /// When the store cannot be asked.
    async fn remove(&self, key: &str) -> Result<(), NotKept>;
}

/// The store did not do it: it is missing, locked, or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotKept {
    /// Why, and the way out.
    pub problem: Problem,
}
