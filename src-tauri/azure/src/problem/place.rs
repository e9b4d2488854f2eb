//! Which call a problem is about.

use jiff::Timestamp;
use jit_core::Details;

/// A call, as details name it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    /// Method and path, without the query.
    pub(crate) request: String,
    /// The host it went to.
    pub(crate) host: String,
}

impl Place {
    pub(crate) fn details(&self, now: Timestamp) -> Details {
        Details { request: Some(self.request.clone()), time: Some(now), ..Details::default() }
    }
}
