//! Failures, as people are told about them: who failed, what is so, Azure's own words, and the way out.

mod az;
mod breakage;
mod connection;
mod entra;
mod envelope;
mod missing;
mod place;
mod refusal;
mod sign_in;
mod signing_in;
mod start;
#[cfg(test)]
mod tests;
mod trust;
mod way_out;
mod words;

pub(crate) use breakage::{broken, causes, foreign_host, not_understood};
pub(crate) use connection::is_lasting;
pub(crate) use envelope::Said;
pub(crate) use place::Place;
pub(crate) use refusal::refused;
pub(crate) use sign_in::{not_granted, sign_in_failed};
pub(crate) use signing_in::{another_account, foreign_answer, no_port, nobody_signed_in};
pub(crate) use start::start_failed;
pub(crate) use trust::{no_certificate, no_client, unusable_certificate};
pub(crate) use words::plain;
