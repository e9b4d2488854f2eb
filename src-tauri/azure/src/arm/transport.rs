//! The one HTTP client: TLS only, verified names, no redirects, the system's web proxy.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use azure_core::http::{AsyncRawResponse, HttpClient, Request, Transport};
use jit_core::{Cloud, Code, Problem};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};
use rustls::crypto::{CryptoProvider, ring};

use crate::problem::{causes, plain};
use crate::{Pace, Surroundings};

/// How often an open HTTP/2 connection is asked whether it still lives, while an answer is waited for.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);

/// The connections of a cloud. They can be left behind all at once: after sleep or a change of network they look
/// alive and are not, and a call on one of them would wait for nothing.
pub(crate) struct Line {
    ca: Vec<Certificate>,
    pace: Pace,
    /// A cloud on this computer is not behind the web proxy, and only its own authority can vouch for it.
    here: bool,
    client: RwLock<Client>,
}

impl Line {
    /// Connections that trust the system's certificate authorities, and these besides.
    pub(crate) fn new(cloud: &Cloud, ca: Option<&[u8]>, pace: Pace) -> Result<Self, Problem> {
        if CryptoProvider::get_default().is_none() {
            // Somebody else may be first; then theirs is in place, which is as good.
            let _ = ring::default_provider().install_default();
        }
        let ca = ca.map(certificates).transpose()?.unwrap_or_default();
        let here = cloud.is_loopback();
        let client = client(&ca, &pace, here)?;
        Ok(Self { ca, pace, here, client: RwLock::new(client) })
    }

    /// The connections to a cloud, and the transport over them. There are none where the network is imitated.
    pub(crate) fn to(
        cloud: &Cloud,
        surroundings: &Surroundings,
    ) -> Result<(Option<Arc<Self>>, Transport), Problem> {
        if let Some(given) = surroundings.transport.clone() {
            return Ok((None, given));
        }
        let line = Arc::new(Self::new(cloud, surroundings.ca.as_deref(), surroundings.pace)?);
        let transport = line.transport();
        Ok((Some(line), transport))
    }

    /// Leaves the open connections behind: the next call makes a new one. Calls under way are not disturbed.
    pub(crate) fn renew(&self) {
        match client(&self.ca, &self.pace, self.here) {
            Ok(fresh) => *self.client.write().unwrap_or_else(PoisonError::into_inner) = fresh,
            Err(problem) => tracing::warn!(problem = problem.message, "the connections are kept"),
        }
    }

    pub(crate) fn transport(self: &Arc<Self>) -> Transport {
        Transport::new(Arc::clone(self) as Arc<dyn HttpClient>)
    }
}

#[async_trait]
impl HttpClient for Line {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let client = self.client.read().unwrap_or_else(PoisonError::into_inner).clone();
        client.execute_request(request).await
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line")
    }
}

fn client(ca: &[Certificate], pace: &Pace, here: bool) -> Result<Client, Problem> {
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
    if here {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| {
        Problem::new(
            Code::BadFile,
            format!("No secure connection can be made on this computer: {}.", innermost(&error)),
            "Check that the system's certificate authorities are installed (ca-certificates on Linux) and that \
             the extra one is a certificate.",
        )
    })
}

fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), |cause| plain(&cause.to_string()))
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, Problem> {
    match Certificate::from_pem_bundle(pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(unusable("it holds no certificate in PEM form")),
        Err(error) => Err(unusable(&innermost(&error))),
    }
}

fn unusable(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The extra certificate authority cannot be used: {reason}."),
        "Correct \"ca\" or \"ca_file\" in the cloud file.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(pem: &str) -> Problem {
        Line::new(&Cloud::built_in("public").unwrap(), Some(pem.as_bytes()), Pace::default()).unwrap_err()
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
}
