//! How patient a call is.

use std::time::Duration;

/// Waits and limits of one call. The defaults are the product's; tests make them short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The wait before the first repeat; each further one waits three times as long.
    pub first_wait: Duration,
    /// How often a call is repeated at most.
    pub repeats: u32,
    /// How long all waits of a call may take together. A longer `Retry-After` ends the call at once, because
    /// people want to know rather than to watch.
    pub budget: Duration,
    /// How long a connection may take.
    pub connect: Duration,
    /// How long a call that only reads may take.
    pub read: Duration,
    /// How long Azure may stay silent on a call that changes something. `initiate` was seen to take four seconds.
    pub change: Duration,
    /// How many calls of a list (the inventory) run side by side.
    pub side_by_side: usize,
    /// How long one call of a list may take. Somebody waits for the slowest.
    pub list_read: Duration,
    /// How long all waits of a call of a list may take together. What asks for longer is a gap until the next time.
    pub list_budget: Duration,
    /// How often a call of a list is repeated at most.
    pub list_repeats: u32,
    /// How long a person may take to sign in in the browser.
    pub person: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            first_wait: Duration::from_secs(1),
            repeats: 3,
            budget: Duration::from_secs(30),
            connect: Duration::from_secs(10),
            read: Duration::from_secs(30),
            change: Duration::from_secs(60),
            side_by_side: 32,
            list_read: Duration::from_secs(15),
            list_budget: Duration::from_secs(12),
            list_repeats: 2,
            person: Duration::from_secs(300),
        }
    }
}
