//! The Activity Log of a subscription: filtered as Azure filters, in pages, the newest event first.

mod filter;
mod view;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::arm::{Answer, Call, next_link};
use crate::message::Response;
use crate::world::Event;
use filter::Filter;

const READ: &str = "Microsoft.Insights/eventtypes/management/values/read";
/// What Azure shows at once.
const PAGE: usize = 200;

pub(super) fn answer(call: &mut Call<'_>) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let subscription = call.check_subscription()?;
    let scope = format!("/subscriptions/{subscription}");
    if !call.caller.sees_subscription(&subscription) {
        call.authorize(READ, &scope)?;
    }
    let filter = match Filter::read(call.request.query("$filter"), call.now) {
        Ok(filter) => filter,
        Err(message) => return Ok(bad_request(&message)),
    };
    let select = match view::Selection::read(call.request.query("$select")) {
        Ok(select) => select,
        Err(message) => return Ok(bad_request(&message)),
    };
    // The next page belongs to the same look as the first, whatever has become visible meanwhile.
    let (start, seen_at) = match call.request.query("$skiptoken") {
        None => (0, call.now),
        Some(token) => match read_token(token) {
            Some(place) => place,
            None => return Ok(bad_request("The skip token is invalid.")),
        },
    };
    let everywhere = call.may(READ, &scope);
    let seen = call.world.activity(&subscription, seen_at);
    let matching: Vec<Event> = seen
        .into_iter()
        .filter(|event| filter.holds(event) && (everywhere || call.may(READ, &event.work.resource)))
        .collect();
    let page = call.world.tempo.page.unwrap_or(PAGE);
    let items: Vec<Value> = matching
        .iter()
        .skip(start)
        .take(page)
        .map(|event| select.of(view::view(event, &subscription, call.world.tempo.log_lag)))
        .collect();
    let end = start + items.len();
    let mut body = json!({ "value": items });
    if end < matching.len() {
        body["nextLink"] = json!(next_link(call, &token(end, seen_at)));
    }
    Ok(Response::json(200, body))
}

/// The kinds of events there are; the same everywhere, and no secret.
pub(super) fn categories(call: &mut Call<'_>) -> Answer {
    if call.method() != "GET" {
        return Err(call.method_not_allowed());
    }
    let names = [
        ("Administrative", "Administrative"),
        ("ServiceHealth", "Service Health"),
        ("Alert", "Alert"),
        ("Autoscale", "Autoscale"),
        ("Security", "Security"),
        ("Recommendation", "Recommendation"),
        ("Policy", "Policy"),
        ("ResourceHealth", "Resource Health"),
    ];
    let items = names.map(|(value, localized)| json!({ "value": value, "localizedValue": localized }));
    Ok(Response::json(200, json!({ "value": items })))
}

/// This provider writes its errors without the envelope of the others.
fn bad_request(message: &str) -> Response {
    Response::json(400, json!({ "code": "BadRequest", "message": message }))
}

fn token(start: usize, seen_at: Timestamp) -> String {
    URL_SAFE_NO_PAD.encode(json!({ "skip": start, "at": seen_at }).to_string())
}

fn read_token(token: &str) -> Option<(usize, Timestamp)> {
    let token: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let start = usize::try_from(token.get("skip")?.as_u64()?).ok()?;
    Some((start, token.get("at")?.as_str()?.parse().ok()?))
}
