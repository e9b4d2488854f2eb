//! Failures, as people are told about them: who failed, what is so, Azure's own words, and the way out.

mod breakage;
mod envelope;
mod missing;
mod place;
mod refusal;
mod sign_in;
mod start;
mod words;

pub(crate) use breakage::{broken, causes, foreign_host, is_certificate_problem, not_understood};
pub(crate) use envelope::Said;
pub(crate) use place::Place;
pub(crate) use refusal::refused;
pub(crate) use sign_in::sign_in_failed;
pub(crate) use start::start_failed;
pub(crate) use words::plain;
