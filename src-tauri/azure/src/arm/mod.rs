//! One call to ARM, and what happens around it.

mod answer;
mod authorize;
mod call;
mod pages;
mod pipeline;
mod quiet;
mod repeats;
mod route;
mod timed;
mod transport;

pub(crate) use answer::{Answer, retry_after};
pub(crate) use call::{Call, Purpose};
pub(crate) use pipeline::{Arm, Elsewhere};
pub(crate) use repeats::Repeats;
pub use route::web_proxy;
pub(crate) use route::{ProxyFault, ViaProxy};
pub(crate) use transport::Line;
