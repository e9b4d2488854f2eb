//! One address service over https, as a resolver of the `public-ip` crate, whose own speak plain HTTP and DNS.

use std::error::Error;
use std::io;
use std::net::{IpAddr, Ipv4Addr};

use futures::StreamExt;
use futures::stream;
use jit_core::{AddressService, clean};
use public_ip::{Resolutions, Resolver, Version};
use reqwest::{Client, StatusCode};

use super::answer::{LONGEST, address};

/// The IPv4 address the service gives, or why there is none, in a few words.
pub(super) async fn ask(client: &Client, service: &AddressService) -> Result<Ipv4Addr, String> {
    let told = public_ip::resolve(Echo { client, service }, Version::V4).next().await;
    match told {
        Some(Ok((IpAddr::V4(address), _))) => Ok(address),
        Some(Ok((IpAddr::V6(_), _)) | Err(public_ip::Error::Version)) => {
            Err("it gave an IPv6 address".to_owned())
        }
        Some(Err(public_ip::Error::Other(reason))) => Err(reason.to_string()),
        Some(Err(_)) | None => Err("it gave no address".to_owned()),
    }
}

struct Echo<'a> {
    client: &'a Client,
    service: &'a AddressService,
}

impl<'a> Resolver<'a> for Echo<'a> {
    fn resolve(&self, _: Version) -> Resolutions<'a> {
        let (client, service) = (self.client, self.service);
        let once = async move {
            let address = fetch(client, service).await.map_err(public_ip::Error::new)?;
            Ok((address, Box::new(()) as public_ip::Details))
        };
        Box::pin(stream::once(once))
    }
}

#[derive(Debug, thiserror::Error)]
enum NoAddress {
    #[error("{}", cause(.0))]
    Failed(#[from] reqwest::Error),
    #[error("it answered {0}")]
    Status(StatusCode),
    #[error("it answered with something else than an address")]
    NotAnAddress,
}

async fn fetch(client: &Client, service: &AddressService) -> Result<IpAddr, NoAddress> {
    let mut response = client.get(service.url.clone()).send().await?;
    if response.status() != StatusCode::OK {
        return Err(NoAddress::Status(response.status()));
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await? {
        body.extend_from_slice(&piece);
        if body.len() > LONGEST {
            return Err(NoAddress::NotAnAddress);
        }
    }
    address(&body).ok_or(NoAddress::NotAnAddress)
}

/// Why a call failed, for people: what `reqwest` says first is only that it did.
pub(super) fn cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut inner = error.source();
    let mut last = None;
    while let Some(reason) = inner {
        if let Some(rustls::Error::InvalidCertificate(reason)) = reason.downcast_ref() {
            return format!("its certificate is not trusted ({reason})");
        }
        last = Some(reason.to_string());
        // An I/O error gives the source of what it was made from, not that itself.
        let made_from = reason.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        inner = made_from.map(|error| error as &(dyn Error + 'static)).or_else(|| reason.source());
    }
    clean(&last.unwrap_or_else(|| error.to_string())).chars().take(120).collect()
}
