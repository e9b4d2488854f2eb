//! Notes what every answer says of the time.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use azure_core::http::{AsyncRawResponse, Context, HttpClient, Request, Transport};

use super::answer::{date, header};
use super::transport::Line;
use crate::{Clock, Skew};

/// What sends, with an eye on the clock.
pub(crate) struct Timed {
    pub(crate) by: By,
    pub(crate) clock: Clock,
    pub(crate) skew: Skew,
}

/// What sends.
pub(crate) enum By {
    Line(Arc<Line>),
    /// In place of the network.
    Given(Transport),
}

#[async_trait]
impl HttpClient for Timed {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let sent = (self.clock)();
        let answer = match &self.by {
            By::Line(line) => line.execute_request(request).await,
            By::Given(transport) => transport.send(&Context::new(), &mut request.clone()).await,
        }?;
        // An answer out of a cache tells when it was made.
        if let Some(date) = date(answer.headers()).filter(|_| header(answer.headers(), "age").is_none()) {
            self.skew.note(date, sent, (self.clock)());
        }
        Ok(answer)
    }
}

impl fmt::Debug for Timed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Timed")
    }
}
