//! The one HTTP client: TLS only, verified names, no redirects, the web proxy of the system or of the settings.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use azure_core::error::{ErrorKind, ResultExt};
use azure_core::http::headers::Headers;
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Request, Transport};
use futures::TryStreamExt;
use jit_core::{Cloud, Problem};
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method};
use rustls::crypto::{CryptoProvider, ring};

use super::route::Route;
use super::timed::{By, Timed};
use crate::problem::{no_certificate, no_client, unusable_certificate};
use crate::{Pace, Surroundings};

/// How often an open HTTP/2 connection is asked whether it still lives, while an answer is waited for.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);

/// The connections of a cloud. They can be left behind all at once: after sleep or a change of network they look
/// alive and are not, and a call on one of them would wait for nothing.
pub(crate) struct Line {
    ca: Vec<Certificate>,
    pace: Pace,
    /// Only its own authority can vouch for a cloud on this computer.
    here: bool,
    route: Route,
    client: RwLock<Client>,
}

impl Line {
    /// Connections that trust the system's certificate authorities, and the extra ones besides.
    fn new(cloud: &Cloud, surroundings: &Surroundings) -> Result<Self, Problem> {
        if CryptoProvider::get_default().is_none() {
            // Somebody else may be first; then theirs is in place, which is as good.
            let _ = ring::default_provider().install_default();
        }
        let ca = surroundings.ca.as_deref().map(certificates).transpose()?.unwrap_or_default();
        let (here, pace) = (cloud.is_loopback(), surroundings.pace);
        let route = Route::to(cloud, &surroundings.proxy);
        let client = RwLock::new(client(&ca, &pace, here, &route)?);
        Ok(Self { ca, pace, here, route, client })
    }

    /// The connections to a cloud, for ARM or for Entra ID, and the transport over them, which notes what answers say
    /// of the time. There are no connections where the network is imitated.
    pub(crate) fn to(
        cloud: &Cloud,
        surroundings: &Surroundings,
    ) -> Result<(Option<Arc<Self>>, Transport), Problem> {
        let (line, by) = match &surroundings.transport {
            Some(given) => (None, By::Given(given.clone())),
            None => {
                let line = Arc::new(Self::new(cloud, surroundings)?);
                (Some(Arc::clone(&line)), By::Line(line))
            }
        };
        let (clock, skew) = (Arc::clone(&surroundings.clock), surroundings.skew.clone());
        Ok((line, Transport::new(Arc::new(Timed { by, clock, skew }))))
    }

    /// Leaves the open connections behind: the next call makes a new one. Calls under way are not disturbed.
    pub(crate) fn renew(&self) {
        match client(&self.ca, &self.pace, self.here, &self.route) {
            Ok(fresh) => *self.client.write().unwrap_or_else(PoisonError::into_inner) = fresh,
            Err(problem) => tracing::warn!(problem = problem.message, "the connections are kept"),
        }
    }
}

#[async_trait]
impl HttpClient for Line {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let client = self.client.read().unwrap_or_else(PoisonError::into_inner).clone();
        send(&client, request).await.map_err(|error| self.route.told(error, request.url().as_str()))
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line")
    }
}

/// `reqwest` can be a pipeline's client by itself, but then only the last of several headers of one name arrives.
async fn send(client: &Client, request: &Request) -> azure_core::Result<AsyncRawResponse> {
    let method = Method::from_bytes(request.method().as_str().as_bytes())
        .with_context(ErrorKind::Other, "the method is not known")?;
    let Body::Bytes(body) = request.body().clone() else {
        return Err(azure_core::Error::with_message(ErrorKind::Other, "only whole bodies are sent"));
    };
    let mut sent = client.request(method, request.url().clone()).body(body);
    for (name, value) in request.headers().iter() {
        sent = sent.header(name.as_str(), value.as_str());
    }
    let answer = sent.send().await.map_err(|error| {
        let kind = if error.is_connect() { ErrorKind::Connection } else { ErrorKind::Io };
        azure_core::Error::with_error(kind, error, "the call was not answered")
    })?;
    let (status, headers) = (answer.status().as_u16(), joined(answer.headers()));
    let body = answer.bytes_stream().map_err(|error| {
        azure_core::Error::with_error(ErrorKind::Io, error, "the answer did not arrive whole")
    });
    Ok(AsyncRawResponse::new(status.into(), headers, Box::pin(body)))
}

/// Headers as the pipeline has them, one of each name: a header that was sent several times is one list (RFC 9110, 5.3).
fn joined(map: &HeaderMap) -> Headers {
    let mut headers = Headers::new();
    for name in map.keys() {
        let values: Vec<&str> = map.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        if !values.is_empty() {
            headers.insert(name.as_str().to_owned(), values.join(", "));
        }
    }
    headers
}

fn client(ca: &[Certificate], pace: &Pace, here: bool, route: &Route) -> Result<Client, Problem> {
    let mut builder = Client::builder()
        .https_only(true)
        .redirect(Policy::none())
        .connect_timeout(pace.connect)
        .read_timeout(pace.change)
        .http2_keep_alive_interval(SIGN_OF_LIFE)
        .http2_keep_alive_timeout(SIGN_OF_LIFE);
    builder = match (ca, here) {
        ([], _) => builder,
        (extra, true) => builder.tls_certs_only(extra.iter().cloned()),
        (extra, false) => builder.tls_certs_merge(extra.iter().cloned()),
    };
    route.set(builder)?.build().map_err(|error| no_client(&error))
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, Problem> {
    match Certificate::from_pem_bundle(pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(no_certificate()),
        Err(error) => Err(unusable_certificate(&error)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jit_core::Code;

    use super::*;

    fn refused(pem: &str) -> Problem {
        let run = Arc::new(|_, _| unreachable!("no program is run"));
        let surroundings = Surroundings::new(run).trusting(Some(pem.as_bytes().to_vec()));
        Line::new(&Cloud::built_in("public").unwrap(), &surroundings).unwrap_err()
    }

    #[test]
    fn what_is_no_certificate_is_refused_with_the_reason() {
        let problem = refused("no certificate");
        assert_eq!(problem.code, Code::BadFile);
        assert_eq!(
            problem.message,
            "The extra certificate authority cannot be used: it holds no certificate in PEM form."
        );
        let hollow = refused("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assert_eq!(hollow.code, Code::BadFile);
        assert!(
            hollow.message.starts_with("No secure connection can be made on this computer: "),
            "{hollow:?}"
        );
        let broken = refused("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n");
        assert!(broken.message.starts_with("The extra certificate authority cannot be used: "), "{broken:?}");
    }

    #[test]
    fn a_header_that_came_twice_arrives_whole() {
        let mut map = HeaderMap::new();
        for scheme in ["Bearer error=\"insufficient_claims\"", "PoP nonce=\"x\""] {
            map.append("www-authenticate", scheme.parse().unwrap());
        }
        let headers = joined(&map);
        assert_eq!(
            headers.get_optional_str(&"www-authenticate".into()),
            Some("Bearer error=\"insufficient_claims\", PoP nonce=\"x\"")
        );
    }
}
