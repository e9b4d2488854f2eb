//! Lists in pages.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Answer, Call, Refusal};
use crate::message::Response;

/// Answers with the page of `items` that the request asks for, and a link to the next.
pub(crate) fn list(call: &Call<'_>, items: Vec<Value>) -> Answer {
    let start = match call.request.query("$skiptoken") {
        None => 0,
        Some(token) => read_token(token).filter(|start| *start <= items.len()).ok_or_else(|| {
            Refusal::new(400, "InvalidSkipToken", "The provided skip token is invalid or has expired.")
        })?,
    };
    let total = items.len();
    let size = call.world.tempo.page.unwrap_or(usize::MAX);
    let page: Vec<Value> = items.into_iter().skip(start).take(size).collect();
    let end = start + page.len();
    let mut body = json!({ "value": page });
    if end < total {
        body["nextLink"] = Value::String(next_link(call, &token(end)));
    }
    Ok(Response::json(200, body))
}

fn token(offset: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("{{\"skip\":{offset}}}"))
}

fn read_token(token: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    text.strip_prefix("{\"skip\":")?.strip_suffix('}')?.parse().ok()
}

/// The request again, for the page that a token stands for.
pub(crate) fn next_link(call: &Call<'_>, token: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in &call.request.query {
        if !name.eq_ignore_ascii_case("$skiptoken") {
            query.append_pair(name, value);
        }
    }
    query.append_pair("$skiptoken", token);
    format!("{}{}?{}", call.request.base, call.request.path, query.finish())
}
