//! Resource Graph: scopes, options and pages around a query.

mod ask;
mod facets;
mod render;
mod scope;
mod tables;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::arm::{Answer, Call, Refusal, graph_quota};
use crate::kql::{self, Fault};
use crate::message::Response;
use crate::world::RecentAnswer;
use ask::Ask;
use render::{page, written};
use tables::Estate;

pub(super) fn answer(call: &mut Call<'_>) -> Answer {
    if call.method() != "POST" {
        return Err(call.method_not_allowed());
    }
    let quota = graph_quota(call)?;
    let body = call.body()?;
    let ask = Ask::read(call, &body)?;
    let scopes = scope::subscriptions(call, &body)?;
    let key = key(call, &ask, &scopes);
    let window = ask.start..ask.start.saturating_add(ask.size);
    if let Some(known) = call.world.recent.get(key, call.now).filter(|_| ask.facets.is_empty()) {
        return Ok(quota.onto(respond(&ask, &known, page(&known, window), "[]", scopes.len())));
    }
    tables::prepare(call.world, ask.query, &scopes, call.now);
    let (all, shown, facets) = {
        let estate =
            Estate { world: call.world, caller: &call.caller, subscriptions: &scopes, now: call.now };
        let outcome = kql::run(ask.query, &estate, call.now).map_err(|fault| refuse(call, &[fault]))?;
        let facets = facets::answer(&outcome, &ask, call.now);
        let (all, shown) = written(&outcome, &ask, window);
        (Arc::new(all), shown, facets)
    };
    if all.is_complete() {
        call.world.recent.keep(key, call.now, Arc::clone(&all));
    }
    Ok(quota.onto(respond(&ask, &all, shown, &facets, scopes.len())))
}

/// What an answer depends on: the question, who asks, and what there is.
fn key(call: &Call<'_>, ask: &Ask<'_>, scopes: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (ask.query, ask.table, scopes, call.world.revision()).hash(&mut hasher);
    call.caller.sight().hash(&mut hasher);
    hasher.finish()
}

/// The rows are text already; only the frame is written here.
fn respond(ask: &Ask<'_>, all: &RecentAnswer, rows: String, facets: &str, scopes: usize) -> Response {
    let count = all.total.saturating_sub(ask.start).min(ask.size);
    let end = ask.start.saturating_add(count);
    let more = end < all.total;
    let frame = json!({
        "totalRecords": all.total,
        "count": count,
        "resultTruncated": if more && !all.pageable { "true" } else { "false" },
    });
    let mut body = frame.to_string();
    body.pop();
    if more && all.pageable {
        body.push_str(",\"$skipToken\":");
        kql::write_text(&ask.token(end), &mut body);
    }
    body.push_str(",\"facets\":");
    body.push_str(facets);
    body.push_str(",\"data\":");
    body.push_str(&rows);
    body.push('}');
    let hit = (scopes > scope::MOST_OF_TENANT).to_string();
    Response::written(200, body).with("x-ms-tenant-subscription-limit-hit", hit)
}

fn refuse(call: &Call<'_>, faults: &[Fault]) -> Refusal {
    let mut details = vec![json!({
        "code": "InvalidQuery",
        "message": "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.",
    })];
    details.extend(faults.iter().map(Fault::detail));
    bad_request(call, Value::Array(details))
}

fn invalid(call: &Call<'_>, code: &str, message: &str) -> Refusal {
    bad_request(call, json!([{ "code": code, "message": message }]))
}

fn bad_request(call: &Call<'_>, details: Value) -> Refusal {
    Refusal::bad_request(support(call)).details(details)
}

/// The message of every refusal; what is wrong is in the details.
fn support(call: &Call<'_>) -> String {
    format!(
        "Please provide below info when asking for support: timestamp = {}, correlationId = {}.",
        crate::stamp::utc(call.now),
        call.request.header("x-ms-correlation-request-id").unwrap_or("none")
    )
}
