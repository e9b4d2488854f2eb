//! Resource Graph: scopes, options and pages around a query.

use serde_json::{Value, json};

use super::inventory;
use crate::arm::{Answer, Call, Refusal, graph_quota};
use crate::message::Response;

const LARGEST_PAGE: u64 = 1000;
const PAGE: u64 = 100;

pub(super) fn answer(call: &mut Call<'_>) -> Answer {
    if call.method() != "POST" {
        return Err(call.method_not_allowed());
    }
    let quota = graph_quota(call)?;
    let body = call.body()?;
    let query = body.get("query").and_then(Value::as_str).unwrap_or_default();
    if query.trim().is_empty() {
        return Err(invalid(call, "InvalidQuery", "The query is missing or empty."));
    }
    let scopes = subscriptions(call, &body)?;
    let option = |name: &str| {
        body.get("options").and_then(|options| options.get(name)).filter(|value| !value.is_null())
    };
    let top = match option("$top").map(Value::as_u64) {
        None => PAGE,
        Some(Some(top)) if (1..=LARGEST_PAGE).contains(&top) => top,
        Some(_) => return Err(invalid(call, "InvalidTop", "$top must be a number from 1 to 1000.")),
    };
    let start = match (option("$skipToken"), option("$skip")) {
        (Some(token), _) => token
            .as_str()
            .and_then(crate::arm::read_token)
            .ok_or_else(|| invalid(call, "InvalidSkipToken", "The provided skip token is invalid."))?,
        (None, skip) => {
            skip.and_then(Value::as_u64).map_or(0, |skip| usize::try_from(skip).unwrap_or(usize::MAX))
        }
    };
    if !inventory::is_asked_by(query) {
        return Err(invalid(
            call,
            "UnsupportedQuery",
            "This simulator answers the inventory query (machines joined with interfaces and public addresses) and no other query yet.",
        ));
    }
    let rows = inventory::rows(call, &scopes);
    let total = rows.len();
    let size = usize::try_from(top).unwrap_or(PAGE as usize).min(call.world.tempo.page.unwrap_or(usize::MAX));
    let page: Vec<Value> = rows.iter().skip(start).take(size).map(|row| inventory::view(call, row)).collect();
    let end = start.saturating_add(page.len());
    let mut answer = json!({
        "totalRecords": total,
        "count": page.len(),
        "data": page,
        "facets": [],
        "resultTruncated": "false",
    });
    if end < total {
        answer["$skipToken"] = json!(crate::arm::token(end));
    }
    Ok(quota.onto(Response::json(200, answer)))
}

/// The subscriptions asked for that the caller can see; all of the tenant when none are named.
fn subscriptions(call: &Call<'_>, body: &Value) -> Result<Vec<String>, Refusal> {
    let seen = |id: &str| {
        call.world.subscription(id).is_some_and(|subscription| {
            subscription.tenant.eq_ignore_ascii_case(&call.caller.tenant) && call.caller.sees_subscription(id)
        })
    };
    let all = call.world.subscriptions.iter().map(|subscription| subscription.id.clone());
    let asked = match body.get("subscriptions") {
        None | Some(Value::Null) => all.collect::<Vec<_>>(),
        Some(Value::Array(ids)) if ids.len() > 1000 => {
            let message = "At most 1000 subscriptions are allowed in one query.";
            return Err(invalid(call, "TooManySubscriptions", message));
        }
        Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(_) => return Err(invalid(call, "InvalidSubscriptions", "'subscriptions' must be a list.")),
    };
    let mut asked: Vec<String> =
        asked.into_iter().filter(|id| seen(id)).map(|id| id.to_lowercase()).collect();
    asked.sort();
    asked.dedup();
    Ok(asked)
}

fn invalid(call: &Call<'_>, code: &str, message: &str) -> Refusal {
    Refusal::bad_request(format!(
        "Please provide below info when asking for support: timestamp = {}, correlationId = {}.",
        crate::stamp::utc(call.now),
        call.request.header("x-ms-correlation-request-id").unwrap_or("none")
    ))
    .details(json!([{ "code": code, "message": message }]))
}
