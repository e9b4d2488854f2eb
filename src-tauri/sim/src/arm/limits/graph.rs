//! Resource Graph's own quota: so many queries per user in five seconds.

use jiff::SignedDuration;

use super::bucket::Window;
use crate::arm::{Call, Refusal};
use crate::message::Response;

const QUERIES: u32 = 15;
const SECONDS: i64 = 5;

/// What is left of a caller's queries.
pub(crate) struct GraphQuota {
    left: u32,
    resets_after: i64,
}

/// Counts a query, or refuses it.
pub(crate) fn graph_quota(call: &mut Call<'_>) -> Result<GraphQuota, Refusal> {
    let now = call.now;
    let limits = &mut call.world.limits;
    if !limits.on {
        return Ok(GraphQuota { left: QUERIES - 1, resets_after: SECONDS });
    }
    let fresh = Window { ends: now + SignedDuration::from_secs(SECONDS), used: 0 };
    let window = limits.windows.entry(call.caller.principal.object_id.clone()).or_insert(fresh);
    if window.ends <= now {
        *window = fresh;
    }
    let resets_after = window.ends.duration_since(now).as_secs_f64().ceil() as i64;
    if window.used == QUERIES {
        let message = "Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.";
        let mut refusal = Refusal::new(429, "RateLimiting", message)
            .with("retry-after", resets_after.to_string())
            .details(serde_json::json!([{ "code": "RateLimiting", "message": message }]));
        for (name, value) in (GraphQuota { left: 0, resets_after }).headers() {
            refusal = refusal.with(name, value);
        }
        return Err(refusal);
    }
    window.used += 1;
    Ok(GraphQuota { left: QUERIES - window.used, resets_after })
}

impl GraphQuota {
    /// The answer with the headers that tell what is left.
    pub(crate) fn onto(&self, response: Response) -> Response {
        self.headers().into_iter().fold(response, |response, (name, value)| response.with(name, value))
    }

    fn headers(&self) -> [(&'static str, String); 2] {
        [
            ("x-ms-user-quota-remaining", self.left.to_string()),
            ("x-ms-user-quota-resets-after", format!("00:00:{:02}", self.resets_after)),
        ]
    }
}
