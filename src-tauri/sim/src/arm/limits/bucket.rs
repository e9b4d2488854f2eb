//! Buckets that fill up again as time passes.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

/// Everything that is counted, by what it is counted for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    /// Whether anything is counted at all.
    pub(crate) on: bool,
    buckets: HashMap<String, Bucket>,
    pub(super) windows: HashMap<String, Window>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) most: u32,
    pub(super) per_second: f64,
}

impl Size {
    /// So many in so many seconds.
    pub(super) fn per(most: u32, seconds: u32) -> Self {
        Self { most, per_second: f64::from(most) / f64::from(seconds) }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Timestamp,
    /// Requests before this are refused, and each of them moves it.
    closed_until: Option<Timestamp>,
}

/// A fixed stretch of time in which requests are counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) ends: Timestamp,
    pub(super) used: u32,
}

impl Limits {
    /// Takes one request out of a bucket and says how many are left, or after how many seconds to come again.
    /// Whoever comes earlier waits that long anew.
    pub(super) fn take(&mut self, key: &str, size: Size, now: Timestamp) -> Result<u32, u64> {
        if !self.on {
            return Ok(size.most - 1);
        }
        let full = Bucket { left: f64::from(size.most), at: now, closed_until: None };
        let bucket = self.buckets.entry(key.to_owned()).or_insert(full);
        let passed = now.duration_since(bucket.at).as_secs_f64().max(0.0);
        bucket.left = (bucket.left + passed * size.per_second).min(f64::from(size.most));
        bucket.at = now;
        let early = bucket.closed_until.is_some_and(|until| now < until);
        if early || bucket.left < 1.0 {
            let wait = ((1.0 - bucket.left) / size.per_second).ceil().max(1.0) as u64;
            bucket.closed_until = Some(now + SignedDuration::from_secs(i64::try_from(wait).unwrap_or(1)));
            return Err(wait);
        }
        bucket.closed_until = None;
        bucket.left -= 1.0;
        Ok(bucket.left as u32)
    }
}
