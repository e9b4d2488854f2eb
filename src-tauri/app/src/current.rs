//! A value that changes while the program runs, for all who need it as it is now.

use std::sync::{Arc, Mutex, PoisonError};

/// What is true now.
#[derive(Debug, Default)]
pub(crate) struct Current<T>(Mutex<Arc<T>>);

impl<T> Current<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(Arc::new(value)))
    }

    /// The value as it is now. It stays so for whoever holds it.
    pub(crate) fn get(&self) -> Arc<T> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on, this.
    pub(crate) fn set(&self, value: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
    }
}
