//! The argument vectors of every client on every desktop, readable at a glance.
