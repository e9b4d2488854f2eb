//! The pipeline of one tenant. Its token goes to the cloud's ARM host and nowhere else.

use std::sync::Arc;

use azure_core::credentials::TokenCredential;
use azure_core::http::policies::Policy;
use azure_core::http::{
    ClientOptions, Context, Pipeline, PipelineSendOptions, Request, RetryOptions, Transport, Url,
};
use jiff::Timestamp;
use jit_core::{Cloud, Problem};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;

use super::authorize::Authorize;
use super::call::To;
use super::repeats::{OfMany, OnlyReads};
use super::{Answer, Call, Repeats};
use crate::entra::{Tokens, tenant_named, token_of};
use crate::problem::{Place, Said, broken, foreign_host, refused, sign_in_failed};
use crate::{Clock, Surroundings};

/// ARM, as one tenant's token reaches it.
pub(crate) struct Arm {
    pipeline: Pipeline,
    base: Url,
    scope: String,
    tokens: Tokens,
    clock: Clock,
    elsewhere: Elsewhere,
}

/// Finds the pipeline of the tenant that a 401 names, for a call that went to the wrong one.
pub(crate) type Elsewhere = Box<dyn Fn(&str, &Call) -> Option<Arc<Arm>> + Send + Sync>;

/// Why a call came to nothing.
struct Failed {
    problem: Problem,
    /// The tenant to ask instead.
    tenant: Option<String>,
}

impl Arm {
    pub(crate) fn new(
        cloud: &Cloud,
        tokens: Tokens,
        transport: Transport,
        surroundings: &Surroundings,
        turns: Arc<Semaphore>,
        elsewhere: Elsewhere,
    ) -> Self {
        let scope = cloud.scope.clone();
        let authorize = Authorize { scope: scope.clone(), tokens: tokens.clone() };
        let options = ClientOptions {
            transport: Some(transport),
            retry: RetryOptions::none(),
            ..ClientOptions::default()
        };
        let repeats = Repeats::new(surroundings, turns);
        let pipeline = Pipeline::new(
            Some("jit-tray"),
            Some(env!("CARGO_PKG_VERSION")),
            options,
            vec![Arc::new(repeats) as Arc<dyn Policy>],
            vec![Arc::new(authorize) as Arc<dyn Policy>],
            None,
        );
        let clock = Arc::clone(&surroundings.clock);
        Self { pipeline, base: cloud.arm.clone(), scope, tokens, clock, elsewhere }
    }

    /// Sends a call. Anything but success is a problem. A call for another tenant's subscription is sent once more, with
    /// that tenant's token: who stars a machine by hand need not know where it belongs.
    pub(crate) async fn send(&self, call: &Call) -> Result<Answer, Problem> {
        let Failed { problem, tenant } = match self.try_send(call).await {
            Ok(answer) => return Ok(answer),
            Err(failed) => failed,
        };
        match tenant.and_then(|tenant| (self.elsewhere)(&tenant, call)) {
            Some(arm) if !std::ptr::eq(arm.as_ref(), self) => {
                arm.try_send(call).await.map_err(|failed| failed.problem)
            }
            _ => Err(problem),
        }
    }

    async fn try_send(&self, call: &Call) -> Result<Answer, Failed> {
        let place = self.place(call);
        let url = self.url(call)?;
        let mut request = Request::new(url, call.method);
        request.insert_header("accept", "application/json");
        if let Some(body) = &call.body {
            request.insert_header("content-type", "application/json");
            request.set_body(body.clone());
        }
        let mut context = Context::new();
        if call.reads {
            context.insert(OnlyReads);
        }
        if call.of_many {
            context.insert(OfMany);
        }
        let options = PipelineSendOptions { skip_checks: true, ..PipelineSendOptions::default() };
        // Had before the call takes its turn and its time: waiting for a token is not waiting for ARM.
        self.sign_in().await?;
        let sent = self.now();
        let result = self.pipeline.send(&context, &mut request, Some(options)).await;
        let received = self.now();
        let response = result.map_err(|error| broken(&error, &place, &self.tokens.signer(), received))?;
        let (status, headers, body) = response.deconstruct();
        let status = u16::from(status);
        tracing::debug!(request = place.request, status, "ARM answered");
        if status == 401 {
            // The next call starts with a new one.
            token_of(request.headers()).inspect(|refused| self.tokens.forget(refused));
        }
        if !(200..300).contains(&status) {
            let wrong = status == 401 && Said::of(body.as_ref()).is(&["InvalidAuthenticationTokenTenant"]);
            let tenant = if wrong { tenant_named(&headers) } else { None };
            let problem = refused(&call.purpose, &place, status, &headers, body.as_ref(), received);
            return Err(Failed { problem, tenant });
        }
        Ok(Answer { status, headers, body: body.into(), place, sent, received })
    }

    /// Sends a call and reads its answer.
    pub(crate) async fn read<T: DeserializeOwned>(&self, call: &Call) -> Result<T, Problem> {
        self.send(call).await?.json()
    }

    /// Gets a token, to see that one can be had.
    pub(crate) async fn sign_in(&self) -> Result<(), Problem> {
        match self.tokens.get_token(&[&self.scope], None).await {
            Ok(_) => Ok(()),
            Err(error) => Err(sign_in_failed(&error, &self.tokens.signer(), self.now())),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// What a message says about where a call went: never a query, which may hold more than a name.
    pub(crate) fn place(&self, call: &Call) -> Place {
        let path = match &call.to {
            To::Path { path, .. } => path.clone(),
            To::Link(link) => Url::parse(link).map_or_else(|_| link.clone(), |url| url.path().to_owned()),
        };
        Place { request: format!("{} {path}", call.method.as_str()), host: host(&self.base) }
    }

    fn url(&self, call: &Call) -> Result<Url, Problem> {
        match &call.to {
            To::Path { path, query } => {
                let mut url = self.base.clone();
                url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
                url.set_query(Some(query));
                Ok(url)
            }
            To::Link(link) => {
                let place = self.place(call);
                let url = Url::parse(link).map_err(|_| foreign_host(&place, "no address", self.now()))?;
                let same = url.scheme() == "https"
                    && url.host() == self.base.host()
                    && url.port_or_known_default() == self.base.port_or_known_default()
                    && url.username().is_empty();
                if same { Ok(url) } else { Err(foreign_host(&place, &host(&url), self.now())) }
            }
        }
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self { problem, tenant: None }
    }
}

impl std::fmt::Debug for Arm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Arm({})", self.base)
    }
}

fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => "no host".to_owned(),
    }
}
