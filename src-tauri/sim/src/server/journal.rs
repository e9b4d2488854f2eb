//! Every request that came in.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// One request and how it was answered.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The simulated time.
    pub time: jiff::Timestamp,
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// The name of the principal, when there was one.
    pub principal: Option<String>,
    /// The status, or 0 when the connection was closed without an answer.
    pub status: u16,
    /// `x-ms-correlation-request-id` of the answer.
    pub correlation_id: Option<String>,
    /// `x-ms-client-request-id` of the request.
    pub client_request_id: Option<String>,
    /// A fault had a hand in it.
    pub fault: bool,
}

/// Old entries go when there are this many.
const KEPT: usize = 100_000;

#[derive(Default)]
pub(crate) struct Journal(Mutex<VecDeque<Entry>>);

impl Journal {
    pub(crate) fn note(&self, entry: Entry) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() == KEPT {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
