//! Which calls are sent again, and when.
//!
//! `azure_core`'s own policy repeats a POST after a server error, which for `initiate` could open a second
//! window, and sleeps through any `Retry-After`, however long.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use azure_core::error::ErrorKind;
use azure_core::http::headers::Headers;
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{AsyncRawResponse, Context, Method, Request, StatusCode};
use jiff::SignedDuration;
use tokio::sync::Semaphore;

use super::answer::retry_after;
use super::quiet::{Bucket, Quiet};
use crate::problem::{causes, is_lasting};
use crate::telling::sent_again_in;
use crate::{Clock, Pace, Surroundings};

/// The policy of repeats.
pub(crate) struct Repeats {
    pace: Pace,
    clock: Clock,
    always_reads: bool,
    quiet: Quiet,
    turns: Arc<Semaphore>,
}

/// In a call's context: it is one of many for the same list.
pub(crate) struct OfMany;

/// How one call is treated.
struct Manner {
    /// It may be sent again although Azure may have taken it.
    harmless: bool,
    of_many: bool,
    limit: Duration,
    repeats: u32,
    budget: Duration,
}

/// In a call's context: it only reads, although it is a POST.
pub(crate) struct OnlyReads;

impl Repeats {
    pub(crate) fn new(surroundings: &Surroundings, turns: Arc<Semaphore>) -> Self {
        Self {
            pace: surroundings.pace,
            clock: Arc::clone(&surroundings.clock),
            always_reads: false,
            quiet: Quiet::default(),
            turns,
        }
    }

    /// For an endpoint where every POST only reads.
    pub(crate) fn of_reads(surroundings: &Surroundings) -> Self {
        Self { always_reads: true, ..Self::new(surroundings, Arc::new(Semaphore::new(1))) }
    }

    fn manner(&self, ctx: &Context<'_>, request: &Request) -> Manner {
        let post = matches!(request.method(), Method::Post | Method::Patch);
        let harmless = !post || self.always_reads || ctx.value::<OnlyReads>().is_some();
        let of_many = ctx.value::<OfMany>().is_some();
        let pace = &self.pace;
        let (limit, repeats, budget) = match (of_many, harmless) {
            (true, _) => (pace.list_read, pace.list_repeats, pace.list_budget),
            (false, true) => (pace.read, pace.repeats, pace.budget),
            (false, false) => (pace.change, pace.repeats, pace.budget),
        };
        Manner { harmless, of_many, limit, repeats, budget }
    }

    /// One try. The turn is given back before any wait, so that who waits holds nobody up.
    async fn once(
        &self,
        manner: &Manner,
        ctx: &Context<'_>,
        request: &mut Request,
        (first, rest): (&Arc<dyn Policy>, &[Arc<dyn Policy>]),
    ) -> PolicyResult {
        let _turn = match manner.of_many {
            // It is never closed; without a turn the call is sent all the same.
            true => self.turns.acquire().await.ok(),
            false => None,
        };
        let whole = async {
            let (status, headers, body) = first.send(ctx, request, rest).await?.deconstruct();
            // A body that breaks off is an answer that did not arrive.
            let body = body.collect().await?;
            Ok(AsyncRawResponse::from_bytes(status, headers, body))
        };
        tokio::time::timeout(manner.limit, whole).await.unwrap_or_else(|_| Err(too_slow()))
    }

    /// The wait before the next try, or `None` when there is none: it would not help, or would take longer than
    /// people wait.
    fn wait(&self, manner: &Manner, result: &PolicyResult, tried: u32, waited: Duration) -> Option<Duration> {
        if tried >= manner.repeats || !may_repeat(manner, result) {
            return None;
        }
        let asked = result.as_ref().ok().and_then(|answer| retry_after(answer.headers(), (self.clock)()));
        let wait = match asked.map(SignedDuration::unsigned_abs) {
            Some(asked) => asked,
            None => self.pace.first_wait.saturating_mul(3_u32.saturating_pow(tried)),
        };
        (waited.saturating_add(wait) <= manner.budget).then_some(wait)
    }
}

fn may_repeat(manner: &Manner, result: &PolicyResult) -> bool {
    match result {
        Ok(answer) => match u16::from(answer.status()) {
            429 | 503 => true,
            408 | 500..=599 => manner.harmless,
            _ => false,
        },
        Err(error) if is_lasting(error) => false,
        // Who was too slow once keeps everybody waiting a second time.
        Err(error) if manner.of_many && is_too_slow(error) => false,
        Err(error) => match error.kind() {
            ErrorKind::Connection => true,
            ErrorKind::Io => manner.harmless,
            _ => false,
        },
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait writes it so, and async_trait tells the two apart")]
#[async_trait]
impl Policy for Repeats {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let [first, rest @ ..] = next else {
            return Err(azure_core::Error::with_message(ErrorKind::Other, "the pipeline has no transport"));
        };
        let manner = self.manner(ctx, request);
        let bucket = Bucket::of(request.method(), request.url());
        let mut waited = Duration::ZERO;
        let mut tried = 0;
        loop {
            // What a person asks for is always asked: they were told to wait, and know better.
            let quiet = if manner.of_many { self.quiet.left(&bucket) } else { Duration::ZERO };
            if waited.saturating_add(quiet) > manner.budget {
                return Ok(put_off(quiet));
            }
            if !quiet.is_zero() {
                waited += quiet;
                tokio::time::sleep(quiet).await;
                // Somebody else may have been put off meanwhile.
                continue;
            }
            let result = self.once(&manner, ctx, request, (first, rest)).await;
            if let Ok(answer) = &result {
                let status = u16::from(answer.status());
                self.quiet.heed(&bucket, status, answer.headers(), (self.clock)());
            }
            let Some(wait) = self.wait(&manner, &result, tried, waited) else { return result };
            tracing::debug!(tries = tried + 1, ?wait, "a call is sent again");
            waited += wait;
            tried += 1;
            sent_again_in(wait, tried);
            tokio::time::sleep(wait).await;
            request.body_mut().reset().await?;
        }
    }
}

/// What Azure would answer if it were asked before the time it named.
fn put_off(left: Duration) -> AsyncRawResponse {
    let mut headers = Headers::new();
    headers.insert("retry-after", (left.as_secs() + 1).to_string());
    let body =
        r#"{"error":{"code":"TooManyRequests","message":"Azure asked for a pause, which is not over yet."}}"#;
    AsyncRawResponse::from_bytes(StatusCode::TooManyRequests, headers, body)
}

fn is_too_slow(error: &azure_core::Error) -> bool {
    causes(error)
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::TimedOut))
}

fn too_slow() -> azure_core::Error {
    azure_core::Error::new(ErrorKind::Io, io::Error::from(io::ErrorKind::TimedOut))
}

impl std::fmt::Debug for Repeats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Repeats({:?})", self.pace)
    }
}
