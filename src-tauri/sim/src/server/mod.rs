//! The thin server around the pure heart.

mod body;
#[cfg(test)]
mod browser_tests;
mod control;
#[cfg(test)]
mod demand_tests;
mod edit;
mod faults;
mod journal;
mod listen;
mod serve;
mod sign_in;
#[cfg(test)]
mod sign_in_tests;
#[cfg(test)]
mod tests;
mod tls;

pub use faults::Fault;
pub(crate) use faults::Faults;
pub use journal::Entry;
pub(crate) use journal::Journal;
pub(crate) use listen::{Listener, bind};
pub(crate) use tls::Authority;
