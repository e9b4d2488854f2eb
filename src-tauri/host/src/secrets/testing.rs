//! A store in memory that does at a chosen step what stores do at bad moments.

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use keyring_core::api::{CredentialApi, CredentialStoreApi};
use keyring_core::{Credential, CredentialStore, Entry, Error, Result, mock};
use secrecy::{ExposeSecret, SecretString};

use super::keyring::{Keyring, SERVICE};

/// What happens at a step in place of it, or before it.
type Event = Box<dyn FnMut(usize) -> Result<()> + Send>;

/// What is kept, and what happens to whoever uses it through one of its keyrings.
#[derive(Clone)]
pub(super) struct Shelf(Arc<mock::Store>);

impl Shelf {
    pub(super) fn new() -> Self {
        Self(mock::Store::new().unwrap())
    }

    /// A program's way to it, on which nothing happens.
    pub(super) fn quiet(&self) -> Keyring {
        self.with(|_| Ok(()))
    }

    /// A way on which this happens before each step; steps are counted from 0.
    pub(super) fn with(&self, event: impl FnMut(usize) -> Result<()> + Send + 'static) -> Keyring {
        let event: Event = Box::new(event);
        let steps = Arc::new(Steps { count: AtomicUsize::new(0), event: Mutex::new(event) });
        let store: Arc<CredentialStore> = Arc::new(Way { shelf: self.clone(), steps });
        Keyring { store, modifiers: HashMap::new(), list: Keyring::of_our_service }
    }

    /// A program that dies after so many steps, and whether it came to that.
    pub(super) fn crashing_after(&self, steps: usize) -> (Keyring, Arc<AtomicBool>) {
        let crashes = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&crashes);
        let keyring = self.with(move |step| {
            told.fetch_or(step >= steps, Ordering::SeqCst);
            if step < steps { Ok(()) } else { Err(crashed()) }
        });
        (keyring, crashes)
    }

    /// The names of all that is kept.
    pub(super) fn names(&self) -> Vec<String> {
        let entries = self.0.search(&HashMap::new()).unwrap();
        let kept = entries.iter().filter(|entry| entry.get_secret().is_ok());
        let mut names: Vec<_> = kept.map(|entry| entry.get_specifiers().unwrap().1).collect();
        names.sort();
        names
    }

    pub(super) fn entry(&self, name: &str) -> Entry {
        self.0.build(SERVICE, name, None).unwrap()
    }
}

pub(super) fn crashed() -> Error {
    Error::PlatformFailure("the program is gone".into())
}

pub(super) fn text(value: Option<SecretString>) -> Option<String> {
    value.map(|value| value.expose_secret().to_owned())
}

struct Steps {
    count: AtomicUsize,
    event: Mutex<Event>,
}

impl Steps {
    fn step(&self) -> Result<()> {
        let step = self.count.fetch_add(1, Ordering::SeqCst);
        (self.event.lock().unwrap())(step)
    }
}

struct Way {
    shelf: Shelf,
    steps: Arc<Steps>,
}

impl CredentialStoreApi for Way {
    fn vendor(&self) -> String {
        "test".to_owned()
    }

    fn id(&self) -> String {
        "test".to_owned()
    }

    fn build(&self, service: &str, user: &str, _: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        let entry = self.shelf.0.build(service, user, None)?;
        Ok(Entry::new_with_credential(Arc::new(Kept { entry, steps: Arc::clone(&self.steps) })))
    }

    /// Unlike the store beneath, without entries that were only named.
    fn search(&self, spec: &HashMap<&str, &str>) -> Result<Vec<Entry>> {
        self.steps.step()?;
        let entries = self.shelf.0.search(spec)?.into_iter().filter(|entry| entry.get_secret().is_ok());
        let steps = || Arc::clone(&self.steps);
        Ok(entries
            .map(|entry| Entry::new_with_credential(Arc::new(Kept { entry, steps: steps() })))
            .collect())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct Kept {
    entry: Entry,
    steps: Arc<Steps>,
}

impl std::fmt::Debug for Steps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Steps")
    }
}

impl CredentialApi for Kept {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        self.steps.step()?;
        self.entry.set_secret(secret)
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        self.steps.step()?;
        self.entry.get_secret()
    }

    fn delete_credential(&self) -> Result<()> {
        self.steps.step()?;
        self.entry.delete_credential()
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        self.entry.get_specifiers()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
