//! Rate limits: what Azure counts, what it says is left, and the refusal when nothing is.
//!
//! Resource Manager has a token bucket per subscription (or tenant), principal and kind of request, and some
//! providers count on their own. The numbers are shown always; they only count when limits are asked for.

mod bucket;
mod graph;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

pub(crate) use bucket::Limits;
use bucket::Size;
pub(crate) use graph::graph_quota;

use super::{Refusal, Target};
use crate::message::Request;
use crate::world::{Caller, World};

/// Headers that tell what is left.
pub(super) type Remaining = Vec<(&'static str, String)>;

/// All principals together may do this many times what one of them may.
const CEILING: u32 = 15;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Read,
    Write,
    Delete,
}

/// Counts a request, or refuses it when its callers have used up what they may.
pub(super) fn admit(
    world: &mut World,
    request: &Request,
    caller: &Caller,
    target: &Target,
    now: Timestamp,
) -> Result<Remaining, Refusal> {
    let kind = Kind::of(request);
    let scope = match target.subscription() {
        Some(id) => format!("subscription {}", id.to_lowercase()),
        None => format!("tenant {}", caller.tenant.to_lowercase()),
    };
    let (size, header) = (kind.size(), kind.header(target.subscription().is_some()));
    let own = format!("{scope} {kind:?} {}", caller.principal.object_id);
    let mut remaining = Remaining::new();
    let left = world.limits.take(&own, size, now).map_err(|wait| refuse(&scope, kind, size, wait, header))?;
    if target.subscription().is_some() {
        let together = Size { most: size.most * CEILING, per_second: size.per_second * f64::from(CEILING) };
        let key = format!("{scope} {kind:?}");
        world
            .limits
            .take(&key, together, now)
            .map_err(|wait| refuse(&scope, kind, together, wait, header))?;
    }
    remaining.push((header, left.to_string()));
    remaining.extend(provider(world, kind, &scope, target, now)?);
    Ok(remaining)
}

impl Kind {
    fn of(request: &Request) -> Self {
        match request.method.as_str() {
            "GET" | "HEAD" => Self::Read,
            "DELETE" => Self::Delete,
            _ => Self::Write,
        }
    }

    fn size(self) -> Size {
        match self {
            Self::Read => Size { most: 250, per_second: 25.0 },
            Self::Write | Self::Delete => Size { most: 200, per_second: 10.0 },
        }
    }

    fn header(self, subscription: bool) -> &'static str {
        match (self, subscription) {
            (Self::Read, true) => "x-ms-ratelimit-remaining-subscription-reads",
            (Self::Write, true) => "x-ms-ratelimit-remaining-subscription-writes",
            (Self::Delete, true) => "x-ms-ratelimit-remaining-subscription-deletes",
            (Self::Read, false) => "x-ms-ratelimit-remaining-tenant-reads",
            (Self::Write, false) => "x-ms-ratelimit-remaining-tenant-writes",
            (Self::Delete, false) => "x-ms-ratelimit-remaining-tenant-deletes",
        }
    }
}

/// What Defender, Compute and Network count on their own.
fn provider(
    world: &mut World,
    kind: Kind,
    scope: &str,
    target: &Target,
    now: Timestamp,
) -> Result<Remaining, Refusal> {
    const RESOURCE_REQUESTS: &str = "x-ms-ratelimit-remaining-subscription-resource-requests";
    let mut take = |name: &str, size: Size, header: &'static str| {
        let taken = world.limits.take(&format!("{scope} {name}"), size, now);
        taken.map_err(|wait| refuse(scope, kind, size, wait, header))
    };
    let rest = target.rest();
    match (target.namespace(), kind) {
        (Some("microsoft.security"), Kind::Read) => {
            let (name, most) =
                if rest.first() == Some(&"pricings") { ("pricings", 250) } else { ("security", 750) };
            let left = take(name, Size::per(most, 300), RESOURCE_REQUESTS)?;
            Ok(vec![(RESOURCE_REQUESTS, left.to_string())])
        }
        (Some("microsoft.compute"), _) if rest.first() == Some(&"virtualmachines") => {
            const COMPUTE: &str = "x-ms-ratelimit-remaining-resource";
            let (bucket, short, long) = match kind {
                Kind::Read if rest.len() == 1 => ("GetVMList", 198, 1298),
                Kind::Read => ("LowCostGet", 3998, 31_998),
                Kind::Write | Kind::Delete => ("UpdateVM", 198, 1298),
            };
            let short = take(&format!("{bucket}3Min"), Size::per(short, 180), COMPUTE)?;
            let long = take(&format!("{bucket}30Min"), Size::per(long, 1800), COMPUTE)?;
            let left =
                format!("Microsoft.Compute/{bucket}3Min;{short},Microsoft.Compute/{bucket}30Min;{long}");
            Ok(vec![(COMPUTE, left)])
        }
        (Some("microsoft.network"), _) => {
            let most = if kind == Kind::Read { 10_000 } else { 1_000 };
            let name = if kind == Kind::Read { "network reads" } else { "network writes" };
            take(name, Size::per(most, 300), RESOURCE_REQUESTS)?;
            Ok(Remaining::new())
        }
        _ => Ok(Remaining::new()),
    }
}

fn refuse(scope: &str, kind: Kind, size: Size, wait: u64, header: &'static str) -> Refusal {
    let message = format!(
        "The number of {} requests for {scope} exceeded the limit of {}. Please try again after {wait} seconds.",
        match kind {
            Kind::Read => "read",
            Kind::Write => "write",
            Kind::Delete => "delete",
        },
        size.most
    );
    Refusal::new(429, "TooManyRequests", message).with("retry-after", wait.to_string()).with(header, "0")
}
