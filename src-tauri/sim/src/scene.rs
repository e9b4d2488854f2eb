//! A world, a clock that stands, and a caller: what pure tests begin with.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::message::{Body, Request, Response};
use crate::respond::respond;
use crate::world::World;

pub(crate) const HOME: &str = "8c1f4b6e-2f0a-4d57-9a6b-3b0f5c7d1e01";
pub(crate) const ROBOTICS_TENANT: &str = "5d2e7a90-61c4-4b8e-8f13-94a0b6c2d702";
pub(crate) const PRODUCTION: &str = "/subscriptions/11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11";
pub(crate) const ROBOTICS: &str = "/subscriptions/33f5cab2-9e74-403b-98c6-20af4e7b1c33";
pub(crate) const BASE: &str = "https://127.0.0.1:8443";

pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) now: Timestamp,
    pub(crate) token: String,
}

impl Scene {
    /// Contoso, seen by its admin.
    pub(crate) fn new() -> Self {
        Self::of(World::contoso())
    }

    pub(crate) fn of(mut world: World) -> Self {
        let now = "2026-02-01T08:06:45.5691611Z".parse().unwrap();
        let tenant = world.principals[0].tenants[0].clone();
        let token = world.issue_token("admin", &tenant, BASE, now, SignedDuration::from_hours(1)).unwrap();
        Self { world, now, token }
    }

    /// From now on somebody else calls, or the same one for another tenant.
    pub(crate) fn sign_in(&mut self, principal: &str, tenant: &str) {
        let hour = SignedDuration::from_hours(1);
        self.token = self.world.issue_token(principal, tenant, BASE, self.now, hour).unwrap();
    }

    pub(crate) fn pass(&mut self, seconds: f64) {
        self.now += SignedDuration::from_secs_f64(seconds);
    }

    pub(crate) fn send(&mut self, request: &Request) -> Response {
        respond(&mut self.world, request, self.now)
    }

    /// A call with token and api-version.
    pub(crate) fn call(&mut self, method: &str, path: &str, body: &str) -> Response {
        let mut request = request(method, path, body);
        request.query.push(("api-version".into(), "2024-03-01".into()));
        request.headers.push(("authorization".into(), format!("Bearer {}", self.token)));
        self.send(&request)
    }

    pub(crate) fn get(&mut self, path: &str) -> (u16, Value) {
        let response = self.call("GET", path, "");
        (response.status, json(&response))
    }

    /// The body of a GET that must succeed.
    pub(crate) fn read(&mut self, path: &str) -> Value {
        let (status, body) = self.get(path);
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub(crate) fn post(&mut self, path: &str, body: &str) -> (u16, Value) {
        let response = self.call("POST", path, body);
        (response.status, json(&response))
    }

    /// Follows a link of an answer as a client does: unchanged.
    pub(crate) fn follow(&mut self, response: &Response, header: &str) -> Response {
        let link = response.header(header).unwrap().strip_prefix(BASE).unwrap().to_owned();
        let mut request = request("GET", &link, "");
        request.headers.push(("authorization".into(), format!("Bearer {}", self.token)));
        self.send(&request)
    }

    /// Status and code of a refusal.
    pub(crate) fn refusal(&mut self, method: &str, path: &str) -> (u16, String) {
        let response = self.call(method, path, "");
        (response.status, code(&json(&response)).to_owned())
    }
}

/// A request without token and api-version; the query may follow the path.
pub(crate) fn request(method: &str, path: &str, body: &str) -> Request {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    Request {
        method: method.into(),
        base: BASE.into(),
        path: path.into(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    }
}

pub(crate) fn json(response: &Response) -> Value {
    match &response.body {
        Body::Json(value) => value.clone(),
        Body::Text(text) | Body::Html(text) => Value::String(text.clone()),
        Body::Written(text) => serde_json::from_str(text).unwrap(),
        Body::Empty => Value::Null,
    }
}

pub(crate) fn code(body: &Value) -> &str {
    body["error"]["code"].as_str().unwrap_or_default()
}

pub(crate) fn message(body: &Value) -> &str {
    body["error"]["message"].as_str().unwrap_or_default()
}

pub(crate) fn names(list: &Value) -> Vec<&str> {
    list["value"].as_array().unwrap().iter().filter_map(|item| item["name"].as_str()).collect()
}

/// Everything that is published is there, with the same type and, where a published text is an id, a
/// time, a duration or a GUID, in the same format; more is allowed.
pub(crate) fn assert_has_shape(ours: &Value, published: &Value, place: &str) {
    match (ours, published) {
        (Value::Object(ours), Value::Object(published)) => {
            for (name, value) in published {
                let found = ours.get(name).unwrap_or_else(|| panic!("{place}.{name} is missing"));
                assert_has_shape(found, value, &format!("{place}.{name}"));
            }
        }
        (Value::Array(ours), Value::Array(published)) => {
            if let Some(pattern) = published.first() {
                assert!(!ours.is_empty(), "{place} is empty");
                for (index, item) in ours.iter().enumerate() {
                    assert_has_shape(item, pattern, &format!("{place}[{index}]"));
                }
            }
        }
        (Value::String(ours), Value::String(published)) => {
            let (found, wanted) = (format_of(ours), format_of(published));
            assert!(wanted == "text" || found == wanted, "{place} is `{ours}`, and not a {wanted}");
        }
        (Value::Number(_), Value::Number(_)) => {}
        (Value::Bool(_), Value::Bool(_)) | (Value::Null, Value::Null) => {}
        _ => panic!("{place} is {ours}, and not of the type of {published}"),
    }
}

fn format_of(text: &str) -> &'static str {
    // Every digit becomes 9, so that a form can be compared with a form.
    let form: String = text.chars().map(|c| if c.is_ascii_hexdigit() { '9' } else { c }).collect();
    let hex = |length: usize| "9".repeat(length);
    let date = "9999-99-99T99:99:99";
    if form == [8, 4, 4, 4, 12].map(hex).join("-") {
        "GUID"
    } else if form == format!("{date}.{}Z", hex(7)) {
        "UTC time with seven decimals"
    } else if form == format!("{date}.{}+99:99", hex(7)) {
        "time with offset and seven decimals"
    } else if form == format!("{date}Z") {
        "UTC time in whole seconds"
    } else if text.to_lowercase().starts_with("/subscriptions/") {
        "resource id"
    } else if crate::stamp::duration(text).is_some() || text == "PT0S" {
        "duration"
    } else {
        "text"
    }
}

#[test]
fn formats_are_told_apart() {
    let cases = [
        ("291bba3f-e0a5-47bc-a099-3bdcb2a50a05", "GUID"),
        ("2018-05-17T09:06:45.5691611Z", "UTC time with seven decimals"),
        ("2026-01-06T18:58:24.7596323+00:00", "time with offset and seven decimals"),
        ("2018-05-17T09:06:45Z", "UTC time in whole seconds"),
        ("2018-05-17T09:06:45.569Z", "text"),
        ("/subscriptions/S/resourceGroups/G", "resource id"),
        ("PT3H", "duration"),
        ("PT0S", "duration"),
        ("Succeeded", "text"),
    ];
    for (text, format) in cases {
        assert_eq!(format_of(text), format, "{text}");
    }
}
