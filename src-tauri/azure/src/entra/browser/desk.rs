//! Serves the browser while its answer is waited for: one answer counts, everything else is turned away.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::{AbortHandle, JoinSet};

use super::answer::{Brought, Expected};
use super::page::Page;
use super::ports::Ports;

/// How long one connection may take for its request and for reading its page.
const REQUEST: Duration = Duration::from_secs(10);
/// How long the browser is kept waiting for how it ended. The answer is worth telling, not worth a time-out.
const OUTCOME: Duration = Duration::from_secs(20);
/// How long the page may take to the browser once it is made.
const PAGE: Duration = Duration::from_secs(2);
/// The pause after a connection that could not be taken.
const BREATH: Duration = Duration::from_millis(50);
/// How many connections are served at once. Browsers open a few ahead; who opens more loses the oldest.
const CONNECTIONS: usize = 64;
/// Codes have one or two kB; cookies of every other program on this computer may stand before them.
const HEAD: usize = 64 * 1024;
const BODY: usize = 64 * 1024;

/// Serves the browser.
pub(super) struct Desk {
    ports: Ports,
    counter: Arc<Counter>,
    connections: JoinSet<()>,
    oldest_first: VecDeque<AbortHandle>,
}

/// What all connections share.
struct Counter {
    expected: Expected,
    answer: Mutex<Option<oneshot::Sender<Brought>>>,
    page: watch::Receiver<Option<Page>>,
    shown: Notify,
}

/// The wait for the answer, and what to tell the browser then.
pub(super) struct Wait {
    pub(super) answer: oneshot::Receiver<Brought>,
    pub(super) page: watch::Sender<Option<Page>>,
}

impl Desk {
    pub(super) fn new(ports: Ports, expected: Expected) -> (Self, Wait) {
        let (sender, answer) = oneshot::channel();
        let (tell, page) = watch::channel(None);
        let counter = Counter { expected, answer: Mutex::new(Some(sender)), page, shown: Notify::new() };
        let (connections, oldest_first) = (JoinSet::new(), VecDeque::new());
        let desk = Self { ports, counter: Arc::new(counter), connections, oldest_first };
        (desk, Wait { answer, page: tell })
    }

    /// Serves the browser until this is done.
    pub(super) async fn serve_while<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                accepted = self.ports.accept() => match accepted {
                    Ok(stream) => self.take(stream),
                    // The other side gave up before its turn, or this program has too many files open: the next
                    // one may fare better.
                    Err(_) => tokio::time::sleep(BREATH).await,
                },
                Some(_) = self.connections.join_next() => {}
            }
        }
    }

    /// Waits until the browser has its page, but not for long.
    pub(super) async fn shown(&self) {
        // A browser that does not read its page keeps nobody.
        let _ = tokio::time::timeout(PAGE, self.counter.shown.notified()).await;
    }

    fn take(&mut self, stream: TcpStream) {
        self.oldest_first.retain(|connection| !connection.is_finished());
        if self.oldest_first.len() >= CONNECTIONS
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            oldest.abort();
        }
        let connection = self.connections.spawn(Arc::clone(&self.counter).converse(stream));
        self.oldest_first.push_back(connection);
    }
}

impl Counter {
    async fn converse(self: Arc<Self>, stream: TcpStream) {
        let answered = AtomicBool::new(false);
        let service = service_fn(|request| self.respond(request, &answered));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(REQUEST)
            .max_buf_size(HEAD)
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service);
        // Why a browser hangs up is of no interest.
        let _ = tokio::time::timeout(REQUEST + OUTCOME, connection).await;
        if answered.load(Ordering::Relaxed) {
            self.shown.notify_one();
        }
    }

    async fn respond(
        &self,
        request: Request<Incoming>,
        answered: &AtomicBool,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let (parts, body) = request.into_parts();
        let body = tokio::time::timeout(REQUEST, Limited::new(body, BODY).collect()).await;
        let body = match body {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(_)) => return Ok(Page::Foreign.answer(StatusCode::PAYLOAD_TOO_LARGE)),
            Err(_) => return Ok(Page::Foreign.answer(StatusCode::REQUEST_TIMEOUT)),
        };
        let brought = match self.expected.read(&parts, &body) {
            Ok(brought) => brought,
            Err(status) => {
                tracing::debug!(status = status.as_u16(), "a request that is not the answer");
                return Ok(Page::Foreign.answer(status));
            }
        };
        let waiting = self.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(waiting) = waiting else { return Ok(Page::Finished.answer(StatusCode::OK)) };
        answered.store(true, Ordering::Relaxed);
        let mut page = self.page.clone();
        if waiting.send(brought).is_err() {
            return Ok(Page::Finished.answer(StatusCode::OK));
        }
        let told = tokio::time::timeout(OUTCOME, page.wait_for(Option::is_some)).await;
        let page = told.ok().and_then(Result::ok).and_then(|page| *page).unwrap_or(Page::Received);
        Ok(page.answer(StatusCode::OK))
    }
}
