//! What a simulator is started with.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use thiserror::Error;

use crate::clock::Tempo;
use crate::world::World;

/// How to run a simulator. The default serves Contoso Manufacturing over https on a free port.
#[derive(Clone, Debug)]
pub struct Config {
    /// What exists.
    pub world: World,
    /// Where to serve https; loopback only.
    pub https: Option<SocketAddr>,
    /// Where to serve plain http, for clients that cannot be given a certificate; loopback only.
    pub http: Option<SocketAddr>,
    /// Delay of every answer of Azure's (not of the machines').
    pub latency: Duration,
    /// Time from an access request to its rules.
    pub jit: Duration,
    /// Time from a start to a machine that answers.
    pub boot: Duration,
    /// Time that stopping or deallocating takes.
    pub stop: Duration,
    /// The `Retry-After` of operations, in seconds.
    pub retry_after: Option<u64>,
    /// Entries per page of a list.
    pub page: Option<usize>,
    /// Whether Azure's rate limits count; otherwise their headers stand still.
    pub limits: bool,
    /// Time from an event to its appearance in the Activity Log.
    pub log_lag: Duration,
    /// Time from the activation of a role to its effect.
    pub role: Duration,
    /// Makes ids repeatable.
    pub seed: u64,
    /// Real servers behind machines.
    pub backends: Vec<Backend>,
    /// Whether time passes by itself.
    pub tempo: Tempo,
    /// Gives every machine a loopback address of its own where the system has more than one; otherwise, and when
    /// this is false, machines are told apart by high ports of 127.0.0.1.
    pub own_addresses: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            world: World::contoso(),
            https: Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0)),
            http: None,
            latency: Duration::ZERO,
            jit: Duration::from_secs(4),
            boot: Duration::from_secs(20),
            stop: Duration::from_secs(5),
            retry_after: Some(10),
            page: None,
            limits: false,
            log_lag: Duration::from_secs(180),
            role: Duration::from_secs(15),
            seed: 0,
            backends: Vec::new(),
            tempo: Tempo::Own,
            own_addresses: true,
        }
    }
}

/// A real server that answers on a port of a machine: `web-01:22=127.0.0.1:2022`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backend {
    /// The machine's name.
    pub machine: String,
    /// The port as the world's file names it.
    pub port: u16,
    /// Where the real server listens.
    pub to: SocketAddr,
}

impl std::str::FromStr for Backend {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form =
            || format!("`{text}` is not MACHINE:PORT=HOST:PORT, for instance web-01:22=127.0.0.1:2022");
        let (from, to) = text.split_once('=').ok_or_else(form)?;
        let (machine, port) = from.rsplit_once(':').ok_or_else(form)?;
        let port = port.parse().map_err(|_| form())?;
        let to = std::net::ToSocketAddrs::to_socket_addrs(to)
            .ok()
            .and_then(|mut found| found.next())
            .ok_or_else(form)?;
        if machine.is_empty() { Err(form()) } else { Ok(Self { machine: machine.to_owned(), port, to }) }
    }
}

/// Why a simulator does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// A simulated cloud is for this computer only.
    #[error(
        "{0} is not a loopback address; a simulated Azure serves this computer only, for instance on 127.0.0.1:0"
    )]
    NotLoopback(SocketAddr),
    /// The port is taken, or may not be used.
    #[error("cannot listen on {address}: {source}; choose another port, or port 0 for a free one")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// A backend for something that is not there.
    #[error(
        "there is no machine `{machine}` with port {port} that can be reached from outside, so nothing can be put behind it; known: {known}"
    )]
    NoSuchPort {
        /// The machine named.
        machine: String,
        /// The port named.
        port: u16,
        /// What there is.
        known: String,
    },
    /// The certificate could not be made.
    #[error("cannot make the certificate: {0}")]
    Certificate(String),
    /// No port is left for a machine.
    #[error("cannot find a loopback port for a machine: {0}")]
    Machines(std::io::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backend_is_read_and_nonsense_is_refused() {
        let backend: Backend = "web-01:22=127.0.0.1:2022".parse().unwrap();
        assert_eq!(
            backend,
            Backend { machine: "web-01".into(), port: 22, to: "127.0.0.1:2022".parse().unwrap() }
        );
        for text in [
            "web-01",
            "web-01:22",
            "web-01=127.0.0.1:1",
            ":22=127.0.0.1:1",
            "web-01:ssh=127.0.0.1:1",
            "web-01:22=nowhere",
        ] {
            let error = text.parse::<Backend>().unwrap_err();
            assert_eq!(
                error,
                format!("`{text}` is not MACHINE:PORT=HOST:PORT, for instance web-01:22=127.0.0.1:2022")
            );
        }
    }
}
