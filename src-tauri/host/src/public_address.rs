//! Asks address services where this workstation seems to come from. Whether to believe them is decided by
//! [`jit_core::agreed_address`].

mod answer;
mod service;

use std::net::Ipv4Addr;
use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt};
use jit_core::{AddressAnswer, AddressService, Code, Problem, agreed_address};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};
use tokio::time::{Instant, timeout_at};
use url::Host;

/// No service is waited for longer.
const OVERALL: Duration = Duration::from_secs(4);
/// When two operators agree, the others may still contradict: they get as long again as the two took, in these
/// bounds. So one service that is blocked here does not make every connect slow.
const VETO: (Duration, Duration) = (Duration::from_millis(200), Duration::from_millis(1500));

/// Services that tell the public address, and the connections to them, which are kept for the next time.
#[derive(Debug, Clone)]
pub struct AddressServices {
    services: Vec<AddressService>,
    client: Client,
}

impl AddressServices {
    /// Services to ask, with the certificates (PEM) of an extra authority to trust.
    ///
    /// # Errors
    /// [`Code::BadFile`] when the certificates cannot be used.
    pub fn new(services: Vec<AddressService>, ca: Option<&[u8]>) -> Result<Self, Problem> {
        // Building a client without a crypto provider would end the program. A second installation does nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let extra = ca.map(certificates).transpose()?;
        let client =
            client(extra, services.iter().all(on_this_computer)).map_err(|error| unusable(&error))?;
        Ok(Self { services, client })
    }

    /// The address two operators agree on.
    ///
    /// # Errors
    /// As [`agreed_address`] has them.
    pub async fn agreed(&self) -> Result<Ipv4Addr, Problem> {
        agreed_address(&self.ask().await)
    }

    /// Asks all services at once; one answer for each, in their order, after four seconds at the latest.
    pub async fn ask(&self) -> Vec<AddressAnswer> {
        let start = Instant::now();
        let mut deadline = start + OVERALL;
        let mut answers: Vec<AddressAnswer> = self.services.iter().map(unanswered).collect();
        let mut asked: FuturesUnordered<_> = self
            .services
            .iter()
            .enumerate()
            .map(|(index, service)| async move { (index, service::ask(&self.client, service).await) })
            .collect();
        let mut agreed = false;
        while let Ok(Some((index, answer))) = timeout_at(deadline, asked.next()).await {
            if let Some(slot) = answers.get_mut(index) {
                slot.answer = answer;
            }
            if !agreed && agreed_address(&answers).is_ok() {
                agreed = true;
                deadline = deadline.min(Instant::now() + start.elapsed().clamp(VETO.0, VETO.1));
            }
        }
        answers
    }
}

fn unanswered(service: &AddressService) -> AddressAnswer {
    AddressAnswer { operator: service.operator.clone(), answer: Err("no answer in time".to_owned()) }
}

/// RDP and SSH do not go through the web proxy, so its address would be the wrong one; and they use IPv4.
fn client(extra: Option<Vec<Certificate>>, simulated: bool) -> reqwest::Result<Client> {
    let mut builder = Client::builder()
        .https_only(true)
        .no_proxy()
        .redirect(Policy::none())
        .local_address(std::net::IpAddr::V4(Ipv4Addr::UNSPECIFIED))
        .timeout(OVERALL)
        .no_gzip()
        .user_agent(concat!("jit-tray/", env!("CARGO_PKG_VERSION")));
    builder = match extra {
        // Nobody else can vouch for an address of this computer.
        Some(extra) if simulated => builder.tls_certs_only(extra),
        Some(extra) => builder.tls_certs_merge(extra),
        None => builder,
    };
    builder.build()
}

fn on_this_computer(service: &AddressService) -> bool {
    match service.url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, Problem> {
    match Certificate::from_pem_bundle(pem) {
        Ok(none) if none.is_empty() => Err(not_usable("it holds no certificate")),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(unusable(&error)),
    }
}

fn unusable(error: &reqwest::Error) -> Problem {
    not_usable(&service::cause(error))
}

fn not_usable(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The extra certificate authority cannot be used: {reason}."),
        "Give the certificates in PEM form (-----BEGIN CERTIFICATE-----).",
    )
}

#[cfg(test)]
mod tests;
