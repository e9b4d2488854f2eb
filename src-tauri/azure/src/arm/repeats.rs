//! Which calls are sent again, and when.
//!
//! `azure_core`'s own policy repeats a POST after a server error, which for `initiate` could open a second
//! window, and sleeps through any `Retry-After`, however long.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use azure_core::error::ErrorKind;
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{Context, Method, Request};
use jiff::SignedDuration;

use super::answer::retry_after;
use crate::problem::is_certificate_problem;
use crate::{Clock, Pace, Surroundings};

/// The policy of repeats.
pub(crate) struct Repeats {
    pace: Pace,
    clock: Clock,
    always_reads: bool,
}

/// In a call's context: it only reads, although it is a POST.
pub(crate) struct OnlyReads;

impl Repeats {
    pub(crate) fn new(surroundings: &Surroundings) -> Self {
        Self { pace: surroundings.pace, clock: Arc::clone(&surroundings.clock), always_reads: false }
    }

    /// For an endpoint where every POST only reads.
    pub(crate) fn of_reads(surroundings: &Surroundings) -> Self {
        Self { always_reads: true, ..Self::new(surroundings) }
    }

    fn may_repeat(&self, harmless: bool, result: &PolicyResult) -> bool {
        match result {
            Ok(answer) => match u16::from(answer.status()) {
                429 | 503 => true,
                408 | 500..=599 => harmless,
                _ => false,
            },
            Err(error) if is_certificate_problem(error) => false,
            Err(error) => match error.kind() {
                ErrorKind::Connection => true,
                ErrorKind::Io => harmless,
                _ => false,
            },
        }
    }

    /// The wait before the next try, or `None` when it would take longer than people wait.
    fn wait(&self, result: &PolicyResult, tried: u32, waited: Duration) -> Option<Duration> {
        let asked = result.as_ref().ok().and_then(|answer| retry_after(answer.headers(), (self.clock)()));
        let wait = match asked.map(SignedDuration::unsigned_abs) {
            Some(asked) => asked,
            None => self.pace.first_wait.saturating_mul(3_u32.saturating_pow(tried)),
        };
        (waited.saturating_add(wait) <= self.pace.budget).then_some(wait)
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait writes it so, and async_trait tells the two apart")]
#[async_trait]
impl Policy for Repeats {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let [first, rest @ ..] = next else {
            return Err(azure_core::Error::with_message(ErrorKind::Other, "the pipeline has no transport"));
        };
        let post = matches!(request.method(), Method::Post | Method::Patch);
        let harmless = !post || self.always_reads || ctx.value::<OnlyReads>().is_some();
        let mut waited = Duration::ZERO;
        let mut tried = 0;
        loop {
            let limit = if harmless { self.pace.read } else { self.pace.change };
            let result = tokio::time::timeout(limit, first.send(ctx, request, rest)).await;
            let result = result.unwrap_or_else(|_| Err(too_slow()));
            if tried >= self.pace.repeats || !self.may_repeat(harmless, &result) {
                return result;
            }
            let Some(wait) = self.wait(&result, tried, waited) else { return result };
            tracing::debug!(tries = tried + 1, ?wait, "a call is sent again");
            waited += wait;
            tried += 1;
            tokio::time::sleep(wait).await;
            request.body_mut().reset().await?;
        }
    }
}

fn too_slow() -> azure_core::Error {
    azure_core::Error::new(ErrorKind::Io, io::Error::from(io::ErrorKind::TimedOut))
}

impl std::fmt::Debug for Repeats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Repeats({:?})", self.pace)
    }
}
