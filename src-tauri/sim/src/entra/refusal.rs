//! Errors as Entra ID's endpoints write them.

use jiff::Timestamp;
use serde_json::json;

use crate::message::{Request, Response};
use crate::world::World;

pub(super) type Answer = Result<Response, Refusal>;

/// A request that is answered with an error. Clients act on `error`; number and text are for people.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    status: u16,
    error: &'static str,
    number: u32,
    description: String,
    suberror: Option<&'static str>,
    claims: Option<String>,
}

/// A refusal of one request.
pub(super) struct Traced {
    pub(super) error: &'static str,
    pub(super) suberror: Option<&'static str>,
    pub(super) claims: Option<String>,
    pub(super) number: u32,
    /// Number and text.
    pub(super) message: String,
    /// The same, and which request it was.
    pub(super) description: String,
    pub(super) trace: String,
    pub(super) correlation: String,
    pub(super) at: String,
}

impl Refusal {
    pub(super) fn new(status: u16, error: &'static str, number: u32, description: impl Into<String>) -> Self {
        Self { status, error, number, description: description.into(), suberror: None, claims: None }
    }

    pub(super) fn suberror(mut self, suberror: &'static str) -> Self {
        self.suberror = Some(suberror);
        self
    }

    /// The same under another name: version 1.0 and the authorization endpoint have their own.
    pub(super) fn error(mut self, error: &'static str) -> Self {
        self.error = error;
        self
    }

    /// The claims that the next request is to ask for, as JSON in text.
    pub(super) fn claims(mut self, claims: String) -> Self {
        self.claims = Some(claims);
        self
    }

    pub(super) fn invalid_request(number: u32, description: impl Into<String>) -> Self {
        Self::new(400, "invalid_request", number, description)
    }

    pub(super) fn invalid_grant(number: u32, description: impl Into<String>) -> Self {
        Self::new(400, "invalid_grant", number, description)
    }

    pub(super) fn missing(parameter: &str) -> Self {
        let text = format!("The request body must contain the following parameter: '{parameter}'.");
        Self::invalid_request(900_144, text)
    }

    pub(super) fn only_post(method: &str) -> Self {
        let text = format!("The endpoint only accepts POST requests. Received a {method} request.");
        Self::invalid_request(900_561, text)
    }

    pub(super) fn transient() -> Self {
        Self::new(503, "temporarily_unavailable", 90_033, "A transient error has occurred. Please try again.")
    }

    /// The same for whoever reads it: which request it was, and when.
    pub(super) fn trace(&self, world: &mut World, request: &Request, now: Timestamp) -> Traced {
        let trace = world.dice.guid();
        let sent = request.header("client-request-id").or_else(|| request.query("client-request-id"));
        let correlation = sent.map_or_else(|| world.dice.guid(), str::to_owned);
        let at = now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let number = self.number;
        let description = format!(
            "AADSTS{number}: {} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {at}",
            self.description
        );
        let message = format!("AADSTS{number}: {}", self.description);
        Traced {
            error: self.error,
            suberror: self.suberror,
            claims: self.claims.clone(),
            number,
            message,
            description,
            trace,
            correlation,
            at,
        }
    }

    pub(super) fn into_response(self, world: &mut World, request: &Request, now: Timestamp) -> Response {
        let traced = self.trace(world, request, now);
        let number = self.number;
        let mut body = json!({
            "error": self.error,
            "error_description": traced.description,
            "error_codes": [number],
            "timestamp": traced.at,
            "trace_id": traced.trace,
            "correlation_id": traced.correlation,
            "error_uri": format!("{}/error?code={number}", request.base),
        });
        if let Some(suberror) = self.suberror {
            body["suberror"] = json!(suberror);
        }
        if let Some(claims) = self.claims {
            body["claims"] = json!(claims);
        }
        Response::json(self.status, body)
    }
}
