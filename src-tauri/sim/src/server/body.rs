//! Bodies on the wire, whole or broken off.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::time::Sleep;

/// HTTP/2 forgets what it has not sent yet when a stream is reset; the first half needs a moment to leave.
const MOMENT: Duration = Duration::from_millis(20);

pub(super) struct WireBody {
    chunk: Option<Bytes>,
    /// The rest that is never sent.
    missing: u64,
    /// Whether the client is told beforehand how much there is; if not, HTTP/1.1 sends chunks.
    announced: bool,
    pause: Option<Pin<Box<Sleep>>>,
}

impl WireBody {
    pub(super) fn whole(bytes: Bytes) -> Self {
        Self { chunk: (!bytes.is_empty()).then_some(bytes), missing: 0, announced: true, pause: None }
    }

    /// Sends the first half and breaks off; nothing can be missing from nothing.
    pub(super) fn broken(bytes: Bytes, announced: bool) -> Self {
        let sent = bytes.slice(..bytes.len() / 2);
        let missing = (bytes.len() - sent.len()) as u64;
        Self { missing, announced, chunk: (!sent.is_empty()).then_some(sent), pause: None }
    }

    /// What `Content-Length` says, if anything.
    pub(super) fn length(&self) -> Option<u64> {
        self.announced.then(|| self.chunk.as_ref().map_or(0, |chunk| chunk.len() as u64) + self.missing)
    }
}

impl hyper::body::Body for WireBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(chunk) = self.chunk.take() {
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        if self.missing == 0 {
            return Poll::Ready(None);
        }
        let pause = self.pause.get_or_insert_with(|| Box::pin(tokio::time::sleep(MOMENT)));
        ready!(pause.as_mut().poll(context));
        Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::ConnectionAborted, "broken off on demand"))))
    }

    fn is_end_stream(&self) -> bool {
        self.chunk.is_none() && self.missing == 0
    }

    fn size_hint(&self) -> SizeHint {
        self.length().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
