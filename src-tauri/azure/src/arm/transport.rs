//! The one HTTP client: TLS only, verified names, no redirects, the system's web proxy.

use std::sync::Arc;

use azure_core::http::Transport;
use jit_core::{Code, Problem};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};
use rustls::crypto::{CryptoProvider, ring};

use crate::Pace;

/// A transport that trusts the system's certificate authorities, and these besides.
pub(crate) fn over_tls(ca: Option<&[u8]>, pace: &Pace) -> Result<Transport, Problem> {
    if CryptoProvider::get_default().is_none() {
        // Somebody else may be first; then theirs is in place, which is as good.
        let _ = ring::default_provider().install_default();
    }
    let mut builder = Client::builder()
        .https_only(true)
        .redirect(Policy::none())
        .connect_timeout(pace.connect)
        .read_timeout(pace.read)
        .tcp_nodelay(true)
        .pool_idle_timeout(std::time::Duration::from_secs(90));
    if let Some(pem) = ca {
        builder = builder.tls_certs_merge(certificates(pem)?);
    }
    let client = builder.build().map_err(|error| unusable(&error.to_string()))?;
    Ok(Transport::new(Arc::new(client)))
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, Problem> {
    match Certificate::from_pem_bundle(pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(unusable("it holds no certificate in PEM form")),
        Err(error) => Err(unusable(&error.to_string())),
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

    #[test]
    fn a_file_without_a_certificate_is_refused() {
        let problem = over_tls(Some(b"no certificate"), &Pace::default()).unwrap_err();
        assert_eq!(
            (problem.code, problem.message.as_str()),
            (
                Code::BadFile,
                "The extra certificate authority cannot be used: it holds no certificate in PEM form."
            )
        );
    }
}
