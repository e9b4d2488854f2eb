//! Which lists are not to be asked for for a while. Azure counts calls for each subscription by itself, and a call that
//! comes before the time it named is refused and starts the wait anew.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use azure_core::http::headers::Headers;
use azure_core::http::{Method, Url};
use jiff::Timestamp;
use tokio::time::Instant;

use super::answer::retry_after;

/// Until when each bucket is left alone.
#[derive(Debug, Default)]
pub(super) struct Quiet(Mutex<HashMap<Bucket, Instant>>);

/// What Azure counts together: reads and changes of a subscription, of the tenant, and queries of Resource Graph.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Bucket {
    Graph,
    Subscription { id: String, reads: bool },
    Tenant { reads: bool },
}

impl Bucket {
    pub(super) fn of(method: Method, url: &Url) -> Self {
        let mut parts = url.path().split('/').skip_while(|part| !part.eq_ignore_ascii_case("subscriptions"));
        let reads = method == Method::Get;
        if url.path().to_ascii_lowercase().contains("/microsoft.resourcegraph/") {
            return Self::Graph;
        }
        match parts.nth(1).filter(|id| !id.is_empty()) {
            Some(id) => Self::Subscription { id: id.to_ascii_lowercase(), reads },
            None => Self::Tenant { reads },
        }
    }
}

impl Quiet {
    /// How long the bucket is still left alone.
    pub(super) fn left(&self, bucket: &Bucket) -> Duration {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left =
            until.get(bucket).map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()));
        if left.is_zero() {
            until.remove(bucket);
        }
        left
    }

    /// Takes note of an answer that asks for a pause.
    pub(super) fn heed(&self, bucket: &Bucket, status: u16, headers: &Headers, now: Timestamp) {
        let pause = match status {
            429 => retry_after(headers, now).map(|pause| pause.unsigned_abs()),
            _ if *bucket == Bucket::Graph => used_up(headers),
            _ => None,
        };
        let Some(pause) = pause.filter(|pause| !pause.is_zero()) else { return };
        let at = Instant::now() + pause;
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = until.entry(bucket.clone()).or_insert(at);
        *until = at.max(*until);
    }
}

/// Resource Graph says beforehand that the next query would be refused, and for how long.
fn used_up(headers: &Headers) -> Option<Duration> {
    let header = |name: &'static str| headers.get_optional_str(&name.into());
    if header("x-ms-user-quota-remaining")?.trim().parse::<i64>().ok()? > 0 {
        return None;
    }
    let mut seconds = 0_u64;
    for part in header("x-ms-user-quota-resets-after")?.trim().split(':') {
        // The last part may have a fraction: round it up.
        seconds = seconds.checked_mul(60)?.checked_add(part.parse::<f64>().ok()?.ceil() as u64)?;
    }
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(method: Method, path: &str) -> Bucket {
        Bucket::of(method, &Url::parse(&format!("https://management.azure.com{path}")).unwrap())
    }

    #[test]
    fn buckets_are_azures() {
        let of = |id: &str, reads| Bucket::Subscription { id: id.to_owned(), reads };
        assert_eq!(bucket(Method::Get, "/subscriptions/S1/providers/x?api-version=1"), of("s1", true));
        assert_eq!(bucket(Method::Post, "/Subscriptions/s1/resourceGroups/g/x/start"), of("s1", false));
        assert_eq!(bucket(Method::Get, "/subscriptions"), Bucket::Tenant { reads: true });
        assert_eq!(bucket(Method::Get, "/tenants"), Bucket::Tenant { reads: true });
        assert_eq!(bucket(Method::Post, "/providers/Microsoft.ResourceGraph/resources"), Bucket::Graph);
    }

    #[test]
    fn a_used_up_quota_is_read_in_every_form() {
        let pause = |remaining: &'static str, after: &'static str| {
            let mut headers = Headers::new();
            headers.insert("x-ms-user-quota-remaining", remaining);
            headers.insert("x-ms-user-quota-resets-after", after);
            used_up(&headers).map(|pause| pause.as_secs())
        };
        assert_eq!(pause("0", "00:00:05"), Some(5));
        assert_eq!(pause("0", "00:01:02.25"), Some(63));
        assert_eq!(pause("0", "3"), Some(3));
        assert_eq!((pause("1", "00:00:05"), pause("0", "soon"), pause("x", "00:00:05")), (None, None, None));
    }
}
