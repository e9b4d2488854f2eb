//! Listening, with and without TLS.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::serve::serve;
use crate::config::StartError;
use crate::sim::Sim;

pub(crate) struct Listener {
    socket: TcpListener,
    tls: Option<TlsAcceptor>,
    /// Scheme, host and port, as clients are to name it.
    pub(crate) base: String,
}

/// Binds a loopback address.
pub(crate) async fn bind(
    address: SocketAddr,
    tls: Option<Arc<rustls::ServerConfig>>,
) -> Result<Listener, StartError> {
    if !address.ip().is_loopback() {
        return Err(StartError::NotLoopback(address));
    }
    let failed = |source| StartError::Listen { address, source };
    let socket = TcpListener::bind(address).await.map_err(failed)?;
    let bound = socket.local_addr().map_err(failed)?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    Ok(Listener { socket, tls: tls.map(TlsAcceptor::from), base: format!("{scheme}://{bound}") })
}

impl Listener {
    /// Serves until dropped; its connections end with it.
    pub(crate) async fn run(self, sim: Arc<Sim>) {
        let base: Arc<str> = self.base.into();
        let mut connections = JoinSet::new();
        loop {
            match self.socket.accept().await {
                Ok((stream, _)) => {
                    let _ = stream.set_nodelay(true);
                    connections.spawn(handshake(stream, self.tls.clone(), sim.clone(), base.clone()));
                }
                // Out of file descriptors: give others the time to close some.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
            while connections.try_join_next().is_some() {}
        }
    }
}

async fn handshake(stream: TcpStream, tls: Option<TlsAcceptor>, sim: Arc<Sim>, base: Arc<str>) {
    match tls {
        None => connection(stream, sim, base).await,
        Some(tls) => match tls.accept(stream).await {
            Ok(stream) => connection(stream, sim, base).await,
            Err(error) => tracing::debug!(%error, "TLS handshake failed"),
        },
    }
}

async fn connection<S>(stream: S, sim: Arc<Sim>, base: Arc<str>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| serve(sim.clone(), base.clone(), request));
    let builder = auto::Builder::new(TokioExecutor::new());
    if let Err(error) = builder.serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(%error, "connection ended");
    }
}
