//! Bodies on the wire, whole or broken off.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};

pub(super) struct WireBody {
    chunk: Option<Bytes>,
    /// The rest that is promised and never sent.
    missing: u64,
}

impl WireBody {
    pub(super) fn whole(bytes: Bytes) -> Self {
        Self { chunk: (!bytes.is_empty()).then_some(bytes), missing: 0 }
    }

    /// Promises all and sends the first half.
    pub(super) fn broken(bytes: Bytes) -> Self {
        let sent = bytes.slice(..bytes.len() / 2);
        Self { missing: (bytes.len() - sent.len()) as u64, chunk: Some(sent) }
    }
}

impl hyper::body::Body for WireBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.chunk.take() {
            Some(chunk) => Poll::Ready(Some(Ok(Frame::data(chunk)))),
            None if self.missing > 0 => Poll::Ready(Some(Err(io::Error::new(
                io::ErrorKind::ConnectionAborted,
                "broken off on demand",
            )))),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.chunk.is_none() && self.missing == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.chunk.as_ref().map_or(0, |chunk| chunk.len() as u64) + self.missing)
    }
}
