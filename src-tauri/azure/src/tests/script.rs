//! A transport that answers by a script and keeps what was asked.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use azure_core::error::ErrorKind;
use azure_core::http::headers::Headers;
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Request, Transport};
use jiff::{SignedDuration, Timestamp};
use jit_core::Cloud;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::{Azure, ClientSecret, Entra, SignIn, Surroundings};

/// What is answered to a call.
#[derive(Clone)]
pub(super) enum Reply {
    Answer { status: u16, headers: Vec<(&'static str, String)>, body: String },
    Unreachable,
    Broken,
    Never,
}

/// A call as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) line: String,
    pub(super) body: Value,
    /// The fields of a form.
    pub(super) form: HashMap<String, String>,
    pub(super) token: String,
    pub(super) client_request_id: String,
}

#[derive(Default)]
pub(super) struct Script {
    once: Mutex<VecDeque<(String, Reply)>>,
    always: Mutex<Vec<(String, Reply)>>,
    asked: Mutex<Vec<Asked>>,
    tokens: Mutex<u32>,
    latency: Duration,
}

pub(super) const START: &str = "2026-02-01T09:00:00Z";

impl Reply {
    pub(super) fn json(status: u16, body: Value) -> Self {
        Self::Answer { status, headers: Vec::new(), body: body.to_string() }
    }

    pub(super) fn text(status: u16, body: &str) -> Self {
        Self::Answer { status, headers: Vec::new(), body: body.to_owned() }
    }

    pub(super) fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, json!({ "error": { "code": code, "message": message } }))
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name, value.to_owned()));
        }
        self
    }
}

impl Script {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Every answer takes this long.
    pub(super) fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Answers the next call whose line holds `part`, before anything that is always answered.
    pub(super) fn once(self, part: &str, reply: Reply) -> Self {
        self.answer_once(part, reply);
        self
    }

    /// The same for a script that is in use already.
    pub(super) fn answer_once(&self, part: &str, reply: Reply) {
        self.once.lock().unwrap().push_back((part.to_owned(), reply));
    }

    /// Answers every call whose line holds `part`; the first that fits counts.
    pub(super) fn on(self, part: &str, body: Value) -> Self {
        self.always(part, Reply::json(200, body))
    }

    pub(super) fn always(self, part: &str, reply: Reply) -> Self {
        self.always.lock().unwrap().push((part.to_owned(), reply));
        self
    }

    /// A client of this script, signed in as a service principal of tenant `t1`. Time is the runtime's.
    pub(super) fn azure(self) -> (Azure, Arc<Self>) {
        self.azure_in(no_programs())
    }

    pub(super) fn azure_in(self, surroundings: Surroundings) -> (Azure, Arc<Self>) {
        let sign_in = SignIn::ServicePrincipal {
            tenant: "t1".to_owned(),
            client_id: "app".to_owned(),
            client_secret: ClientSecret::new("hidden".to_owned()),
        };
        self.azure_with(sign_in, surroundings)
    }

    pub(super) fn azure_with(self, sign_in: SignIn, surroundings: Surroundings) -> (Azure, Arc<Self>) {
        let (surroundings, script) = self.surroundings(surroundings);
        let cloud = Cloud::built_in("public").unwrap();
        (Azure::new(&cloud, sign_in, surroundings).unwrap(), script)
    }

    /// Entra ID of this script, for the application `app`.
    pub(super) fn entra(self) -> (Entra, Arc<Self>) {
        self.entra_with(no_programs())
    }

    pub(super) fn entra_with(self, surroundings: Surroundings) -> (Entra, Arc<Self>) {
        let (surroundings, script) = self.surroundings(surroundings);
        let cloud = Cloud::built_in("public").unwrap();
        (Entra::new(&cloud, "app", &surroundings).unwrap(), script)
    }

    /// The surroundings with this script in place of the network. Time is the runtime's.
    pub(super) fn surroundings(self, mut surroundings: Surroundings) -> (Surroundings, Arc<Self>) {
        let script = Arc::new(self);
        let began = tokio::time::Instant::now();
        let start: Timestamp = START.parse().unwrap();
        surroundings.clock = Arc::new(move || start + SignedDuration::try_from(began.elapsed()).unwrap());
        surroundings.transport = Some(Transport::new(script.clone()));
        (surroundings, script)
    }

    pub(super) fn asked(&self, part: &str) -> Vec<Asked> {
        self.asked.lock().unwrap().iter().filter(|asked| asked.line.contains(part)).cloned().collect()
    }

    pub(super) fn count(&self, part: &str) -> usize {
        self.asked(part).len()
    }

    fn reply(&self, line: &str, form: &HashMap<String, String>) -> Reply {
        let mut once = self.once.lock().unwrap();
        if let Some(at) = once.iter().position(|(part, _)| line.contains(part)) {
            return once.remove(at).unwrap().1;
        }
        if let Some((_, reply)) = self.always.lock().unwrap().iter().find(|(part, _)| line.contains(part)) {
            return reply.clone();
        }
        if line.contains("/oauth2/v2.0/token") {
            let mut tokens = self.tokens.lock().unwrap();
            *tokens += 1;
            let mut token = json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": format!("token-{tokens}") });
            if form.contains_key("refresh_token") {
                token["refresh_token"] = json!(format!("{}'", form["refresh_token"]));
            }
            return Reply::json(200, token);
        }
        panic!("the script has no answer for {line}")
    }
}

/// Surroundings in which no program runs.
pub(super) fn no_programs() -> Surroundings {
    Surroundings::new(Arc::new(|_, _| Box::pin(async { unreachable!() })))
}

#[async_trait]
impl HttpClient for Script {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let url = request.url();
        let line = format!("{} {url}", request.method().as_str());
        let (body, form) = match request.body() {
            Body::Bytes(bytes) => (
                serde_json::from_slice(bytes).unwrap_or(Value::Null),
                form_urlencoded::parse(bytes).into_owned().collect::<HashMap<_, _>>(),
            ),
            Body::SeekableStream(_) => (Value::Null, HashMap::new()),
        };
        let header =
            |name: &'static str| request.headers().get_optional_string(&name.into()).unwrap_or_default();
        self.asked.lock().unwrap().push(Asked {
            line: line.clone(),
            body,
            form: form.clone(),
            token: header("authorization"),
            client_request_id: header("x-ms-client-request-id"),
        });
        let reply = self.reply(&line, &form);
        tokio::time::sleep(self.latency).await;
        match reply {
            Reply::Answer { status, headers, body } => {
                let mut given = Headers::new();
                for (name, value) in headers {
                    given.insert(name, value);
                }
                Ok(AsyncRawResponse::from_bytes(status.into(), given, body.into_bytes()))
            }
            Reply::Unreachable => Err(azure_core::Error::with_message(ErrorKind::Connection, "no route")),
            Reply::Broken => Err(azure_core::Error::with_message(ErrorKind::Io, "reset")),
            Reply::Never => std::future::pending().await,
        }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Script")
    }
}
