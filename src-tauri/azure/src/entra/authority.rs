//! Entra ID, as one application reaches it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use azure_core::Bytes;
use azure_core::http::policies::Policy;
use azure_core::http::{
    ClientOptions, Context, Method, Pipeline, PipelineSendOptions, Request, RetryOptions, Url,
};
use jiff::{SignedDuration, Timestamp};
use jit_core::{Cloud, Problem};
use tokio::sync::Semaphore;
use url::form_urlencoded::Serializer;

use super::{Signer, Who};
use crate::arm::{Line, Repeats};
use crate::{Clock, Pace, Surroundings};

/// Entra ID of one cloud, for one application. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Entra(Arc<Inner>);

struct Inner {
    pipeline: Pipeline,
    /// Absent when the network is imitated.
    line: Option<Arc<Line>>,
    authority: Url,
    client_id: String,
    scope: String,
    clock: Clock,
    pace: Pace,
}

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_secs(10);

impl Entra {
    /// Entra ID of a cloud, for the application with this client id. Nothing is asked before somebody signs in.
    ///
    /// # Errors
    /// When the extra certificate authority cannot be used, or no TLS client can be made.
    pub fn new(cloud: &Cloud, client_id: &str, surroundings: &Surroundings) -> Result<Self, Problem> {
        let (line, transport) = Line::to(cloud, surroundings)?;
        let options = ClientOptions {
            transport: Some(transport),
            retry: RetryOptions::none(),
            ..ClientOptions::default()
        };
        // What is sent here is spent when it arrives, be it a code or a refresh token that rotates: it is sent
        // again only where it surely did not arrive or was put off.
        let repeats = Repeats::new(surroundings, Arc::new(Semaphore::new(1)));
        let pipeline = Pipeline::new(
            Some("jit-tray"),
            Some(env!("CARGO_PKG_VERSION")),
            options,
            vec![Arc::new(repeats) as Arc<dyn Policy>],
            Vec::new(),
            None,
        );
        Ok(Self(Arc::new(Inner {
            pipeline,
            line,
            authority: cloud.authority.clone(),
            client_id: client_id.to_owned(),
            scope: cloud.scope.clone(),
            clock: Arc::clone(&surroundings.clock),
            pace: surroundings.pace,
        })))
    }

    /// Leaves open connections behind, as [`crate::Azure::reconnect`] does.
    pub fn reconnect(&self) {
        if let Some(line) = &self.0.line {
            line.renew();
        }
    }

    /// An endpoint for those who sign in to this directory: a tenant, or all of them.
    pub(super) fn endpoint(&self, directory: &str, name: &str) -> Url {
        let mut url = self.0.authority.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend([directory, "oauth2", "v2.0", name]);
        }
        url
    }

    /// Sends a form and gives back what came, whatever its status.
    pub(super) async fn post(&self, url: Url, form: &[(&str, &str)]) -> azure_core::Result<(u16, Bytes)> {
        let path = url.path().to_owned();
        let mut request = Request::new(url, Method::Post);
        request.insert_header("accept", "application/json");
        request.insert_header("content-type", "application/x-www-form-urlencoded");
        request.set_body(Serializer::new(String::new()).extend_pairs(form).finish());
        let options = PipelineSendOptions { skip_checks: true, ..PipelineSendOptions::default() };
        let response = self.0.pipeline.send(&Context::new(), &mut request, Some(options)).await?;
        let (status, _, body) = response.deconstruct();
        let status = u16::from(status);
        tracing::debug!(path, status, "Entra ID answered");
        Ok((status, body.into()))
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.0.client_id
    }

    /// What is asked for: ARM, a refresh token, and who it is.
    pub(super) fn scope(&self) -> String {
        format!("{} offline_access openid profile", self.0.scope)
    }

    /// Who signs in, for messages.
    pub(crate) fn signer(&self, who: Who, tenant: Option<&str>) -> Signer {
        Signer {
            authority: self.0.authority.host_str().unwrap_or_default().to_owned(),
            who,
            tenant: tenant.map(str::to_owned),
            scope: self.0.scope.clone(),
        }
    }

    pub(crate) fn authority(&self) -> &Url {
        &self.0.authority
    }

    pub(crate) fn pace(&self) -> &Pace {
        &self.0.pace
    }

    pub(crate) fn clock(&self) -> Clock {
        Arc::clone(&self.0.clock)
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    pub(super) fn until(&self, left: Duration) -> Timestamp {
        let left = SignedDuration::try_from(left).unwrap_or(SignedDuration::MAX);
        self.now().checked_add(left).unwrap_or(Timestamp::MAX)
    }

    /// Waits until a time is past. It looks at the clock now and then, because timers stand still while a computer
    /// sleeps.
    pub(super) async fn past(&self, time: Timestamp) {
        while let Ok(left) = Duration::try_from(time.duration_since(self.now()))
            && !left.is_zero()
        {
            tokio::time::sleep(left.min(LOOK)).await;
        }
    }
}

impl fmt::Debug for Entra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entra({})", self.0.authority)
    }
}
