//! A secret store that tells what was done to it, and fails when it is told to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jit_core::{Code, Problem};
use secrecy::{ExposeSecret, SecretString};

use super::KEY;
use crate::{NotKept, Secrets};

/// What goes wrong with the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    /// Locked: it takes twenty seconds to say no.
    Locked,
    /// The program ends before anything is written.
    EndsBefore,
    /// The program ends when everything is written.
    EndsAfter,
}

pub(super) struct Store {
    held: Mutex<HashMap<String, String>>,
    done: Mutex<Vec<String>>,
    fault: Mutex<Fault>,
}

impl Store {
    pub(super) fn with(token: &str) -> Arc<Self> {
        let held = HashMap::from([(KEY.to_owned(), token.to_owned())]);
        Arc::new(Self { held: Mutex::new(held), done: Mutex::default(), fault: Mutex::new(Fault::None) })
    }

    /// What it holds under the one key that is asked for.
    pub(super) fn held(&self) -> Option<String> {
        let held = self.held.lock().unwrap();
        assert!(held.len() <= 1, "one entry for one account");
        held.get(KEY).cloned()
    }

    /// Another program writes.
    pub(super) fn set(&self, token: &str) {
        self.held.lock().unwrap().insert(KEY.to_owned(), token.to_owned());
    }

    /// Another program signs out.
    pub(super) fn clear(&self) {
        self.held.lock().unwrap().clear();
    }

    pub(super) fn fail(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    /// What was done to it, in order.
    pub(super) fn done(&self) -> Vec<String> {
        self.done.lock().unwrap().clone()
    }

    async fn begin(&self, what: String) -> Result<(), NotKept> {
        let writes = what.starts_with("put");
        self.done.lock().unwrap().push(what);
        let fault = *self.fault.lock().unwrap();
        match fault {
            Fault::Locked => {
                tokio::time::sleep(Duration::from_secs(20)).await;
                Err(locked())
            }
            Fault::EndsBefore if writes => std::future::pending().await,
            Fault::None | Fault::EndsBefore | Fault::EndsAfter => Ok(()),
        }
    }

    async fn end(&self) {
        let fault = *self.fault.lock().unwrap();
        if fault == Fault::EndsAfter {
            std::future::pending().await
        }
    }
}

pub(super) fn locked() -> NotKept {
    NotKept { problem: Problem::new(Code::NoSecretStore, "The secret store is locked.", "Unlock it.") }
}

#[async_trait]
impl Secrets for Store {
    async fn get(&self, key: &str) -> Result<Option<SecretString>, NotKept> {
        self.begin("get".to_owned()).await?;
        Ok(self.held.lock().unwrap().get(key).cloned().map(SecretString::from))
    }

    async fn put(&self, key: &str, secret: &SecretString) -> Result<(), NotKept> {
        self.begin(format!("put {}", secret.expose_secret())).await?;
        self.held.lock().unwrap().insert(key.to_owned(), secret.expose_secret().to_owned());
        self.end().await;
        Ok(())
    }

    async fn remove(&self, key: &str) -> Result<(), NotKept> {
        self.begin("remove".to_owned()).await?;
        self.held.lock().unwrap().remove(key);
        Ok(())
    }
}
