//! One request from the wire: controls, faults, delay, the answer, the journal.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};

use super::body::WireBody;
use super::control;
use super::faults::Fault;
use super::journal::Entry;
use crate::message::{Body, Request, Response};
use crate::respond;
use crate::sim::Sim;

const LARGEST_BODY: usize = 4 << 20;

pub(super) async fn serve(
    sim: Arc<Sim>,
    base: Arc<str>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<WireBody>, io::Error> {
    let line =
        format!("{} {}", request.method(), request.uri().path_and_query().map_or("/", |path| path.as_str()));
    let request = read(&base, request).await?;
    if request.path.starts_with("/_sim/") {
        return Ok(wire(control::answer(&sim, &request), None));
    }
    let fault = sim.faults.hit(&line);
    let delay = sim.latency + Duration::from_millis(fault.as_ref().map_or(0, |fault| fault.delay_ms));
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    carry_out(&sim, &request, &line, fault)
}

fn carry_out(
    sim: &Sim,
    request: &Request,
    line: &str,
    fault: Option<Fault>,
) -> Result<hyper::Response<WireBody>, io::Error> {
    let dropped = fault.as_ref().is_some_and(|fault| fault.drop);
    let before = dropped && !fault.as_ref().is_some_and(|fault| fault.after);
    let instead = fault.as_ref().and_then(|fault| fault.response(&request.path, sim.clock.now()));
    let (mut response, principal) = match instead {
        _ if before => (None, None),
        Some(response) => (Some(response), None),
        None if request.method == "GET" => {
            let (response, principal) = sim.answer(request);
            (Some(response), principal)
        }
        None => {
            let (response, principal) = sim.answer(request);
            sim.touch();
            (Some(response), principal)
        }
    };
    let fault = fault.filter(|fault| response.as_mut().is_none_or(|response| fault.edit(response)));
    let (method, path) = line.split_once(' ').unwrap_or((line, ""));
    sim.journal.note(Entry {
        time: sim.clock.now(),
        method: method.to_owned(),
        path: path.to_owned(),
        principal,
        status: response.as_ref().filter(|_| !dropped).map_or(0, |response| response.status),
        correlation_id: response
            .as_ref()
            .and_then(|r| r.header("x-ms-correlation-request-id"))
            .map(str::to_owned),
        client_request_id: request.header("x-ms-client-request-id").map(str::to_owned),
        fault: fault.is_some(),
    });
    match response {
        Some(response) if !dropped => {
            let mut wire = wire(response, fault.as_ref());
            if let Some(fault) = fault {
                fault.edit_headers(&mut wire);
            }
            Ok(wire)
        }
        _ => Err(io::Error::new(io::ErrorKind::ConnectionAborted, "dropped on demand")),
    }
}

async fn read(base: &str, request: hyper::Request<Incoming>) -> Result<Request, io::Error> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY).collect().await.map_err(io::Error::other)?.to_bytes();
    let uri = &head.uri;
    let query = uri.query().unwrap_or_default();
    Ok(Request {
        method: head.method.to_string(),
        base: base.to_owned(),
        path: decode(uri.path()),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: body.to_vec(),
    })
}

/// Percent-decoding of a path, where `+` means itself.
fn decode(path: &str) -> String {
    let pair = format!("p={}", path.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, path)| path.into_owned()).unwrap_or_default()
}

fn wire(response: Response, fault: Option<&Fault>) -> hyper::Response<WireBody> {
    let (kind, bytes) = match response.body {
        Body::Empty => (None, Bytes::new()),
        Body::Json(json) => (Some("application/json; charset=utf-8"), Bytes::from(json.to_string())),
        Body::Html(page) => (Some("text/html; charset=utf-8"), Bytes::from(page)),
        Body::Written(json) => (Some("application/json; charset=utf-8"), Bytes::from(json)),
        Body::Text(text) => (Some("text/plain; charset=utf-8"), Bytes::from(text)),
    };
    let body = match fault.filter(|fault| fault.truncate) {
        Some(fault) => WireBody::broken(bytes, !fault.chunked),
        None => WireBody::whole(bytes),
    };
    let length = body.length();
    let mut wire = hyper::Response::new(body);
    *wire.status_mut() =
        hyper::StatusCode::from_u16(response.status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = wire.headers_mut();
    if let Some(kind) = kind {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    if let Some(length) = length {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    for (name, value) in response.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            // Several cookies and several challenges are several headers.
            headers.append(name, value);
        }
    }
    wire
}

impl Sim {
    fn answer(&self, request: &Request) -> (Response, Option<String>) {
        self.with_world(|world, now| respond::answer(world, request, now))
    }
}
