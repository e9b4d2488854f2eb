//! Things that go wrong on demand.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use regex::Regex;
use serde::Deserialize;
use serde_json::{Value, json};

use super::edit;
use crate::entra;
use crate::message::Response;

/// A fault for the next requests that match.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fault {
    /// Answer with this status instead of carrying the request out; with `patch`, `headers` or `body` only the
    /// status of the real answer changes.
    pub status: Option<u16>,
    /// The error code of that answer.
    pub code: Option<String>,
    /// The message of that answer.
    pub message: Option<String>,
    /// The `suberror` of that answer, when it is Entra ID's.
    pub suberror: Option<String>,
    /// The `claims` of that answer, when it is Entra ID's.
    pub claims: Option<Value>,
    /// The `Retry-After` of that answer, in seconds.
    pub retry_after: Option<u64>,
    /// How many requests it hits; one if absent.
    pub count: Option<u32>,
    /// A regular expression on method, space, path and query; every request if absent.
    #[serde(rename = "match")]
    pub matching: Option<String>,
    /// Close the connection without an answer.
    pub drop: bool,
    /// With `drop`: carry the request out first, and lose only the answer.
    pub after: bool,
    /// Wait this long before anything else.
    pub delay_ms: u64,
    /// Carry the request out and break off in the middle of the answer.
    pub truncate: bool,
    /// With `truncate`: do not tell the length beforehand, so that only the missing end shows that a part is missing.
    pub chunked: bool,
    /// Carry the request out and edit the JSON of the answer (RFC 6902). An answer that it does not fit stays as it is.
    pub patch: Option<json_patch::Patch>,
    /// Carry the request out and set these headers of the answer, or take them away where the value is `null`.
    pub headers: BTreeMap<String, Option<String>>,
    /// Carry the request out and send this text in place of the answer's body.
    pub body: Option<String>,
}

#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<Armed>>);

struct Armed {
    fault: Fault,
    pattern: Regex,
    left: u32,
}

impl Faults {
    /// Arms a fault; the error says what is wrong with it.
    pub(crate) fn arm(&self, fault: Fault) -> Result<(), String> {
        let pattern =
            Regex::new(fault.matching.as_deref().unwrap_or_default()).map_err(|error| error.to_string())?;
        if fault.status.is_some_and(|status| !(200..=599).contains(&status)) {
            return Err("`status` must be a number from 200 to 599".into());
        }
        let breaks = fault.drop || fault.truncate || fault.delay_ms > 0;
        if fault.status.is_none() && !breaks && !fault.edits() {
            return Err(
                "one of `status`, `drop`, `delay_ms`, `truncate`, `patch`, `headers` or `body` is needed"
                    .into(),
            );
        }
        if fault.chunked && !fault.truncate {
            return Err("`chunked` needs `truncate`: it says how the answer is broken off".into());
        }
        if let Some(name) = fault.headers.keys().find(|name| !edit::is_header(name)) {
            return Err(format!("`{name}` is not the name of a header"));
        }
        let left = fault.count.unwrap_or(1);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Armed { fault, pattern, left });
        Ok(())
    }

    /// The fault that hits this request, if any; it is used up by one.
    pub(crate) fn hit(&self, line: &str) -> Option<Fault> {
        let mut armed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = armed.iter().position(|armed| armed.left > 0 && armed.pattern.is_match(line))?;
        armed[at].left -= 1;
        let fault = armed[at].fault.clone();
        armed.retain(|armed| armed.left > 0);
        Some(fault)
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Fault {
    /// The answer in the style of the service that is asked.
    pub(crate) fn response(&self, path: &str, now: jiff::Timestamp) -> Option<Response> {
        let status = self.status.filter(|_| !self.edits())?;
        let code = self.code.clone().unwrap_or_else(|| default_code(status).to_owned());
        let message =
            self.message.clone().unwrap_or_else(|| format!("The service answered {status} ({code})."));
        let mut response = if path.starts_with("/_address/") {
            Response::text(status, message)
        } else if entra::is_entra(path) {
            let words = entra::Words {
                error: self.code.as_deref(),
                suberror: self.suberror.as_deref(),
                message: self.message.as_deref(),
                claims: self.claims.as_ref(),
            };
            entra::failure(status, &words, now)
        } else {
            Response::json(status, json!({ "error": { "code": code, "message": message } }))
        };
        if let Some(seconds) = self.retry_after {
            response = response.with("retry-after", seconds.to_string());
        }
        Some(response.with("date", crate::stamp::http(now)))
    }
}

fn default_code(status: u16) -> &'static str {
    match status {
        400 => "BadRequest",
        401 => "InvalidAuthenticationToken",
        403 => "AuthorizationFailed",
        404 => "ResourceNotFound",
        408 => "RequestTimeout",
        409 => "Conflict",
        429 => "TooManyRequests",
        500 => "InternalServerError",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        _ => "SimulatedFault",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_hits_matching_requests_as_often_as_said() {
        let faults = Faults::default();
        let fault = Fault {
            status: Some(429),
            count: Some(2),
            matching: Some("^POST .*/initiate".into()),
            ..Fault::default()
        };
        faults.arm(fault).unwrap();
        assert!(faults.hit("GET /subscriptions?api-version=1").is_none());
        assert!(faults.hit("POST /x/initiate?api-version=1").is_some());
        assert!(faults.hit("POST /x/initiate?api-version=1").is_some());
        assert!(faults.hit("POST /x/initiate?api-version=1").is_none());
    }

    #[test]
    fn faults_that_do_nothing_or_cannot_match_are_refused() {
        let faults = Faults::default();
        let refused = |fault| faults.arm(fault).unwrap_err();
        let needed =
            "one of `status`, `drop`, `delay_ms`, `truncate`, `patch`, `headers` or `body` is needed";
        assert_eq!(refused(Fault::default()), needed);
        let header = Fault { headers: [("a b".into(), None)].into(), ..Fault::default() };
        assert_eq!(refused(header), "`a b` is not the name of a header");
        let status = Fault { status: Some(42), ..Fault::default() };
        assert_eq!(refused(status), "`status` must be a number from 200 to 599");
        let pattern = Fault { drop: true, matching: Some("(".into()), ..Fault::default() };
        assert!(refused(pattern).contains("unclosed group"));
    }
}
