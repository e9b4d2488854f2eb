//! One connection at a gate.

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::TcpStream;

use super::backend::{Server, Shared};
use super::{rdp, ssh};
use crate::sim::Sim;
use crate::world::{Endpoint, Gate};

/// Bytes under way between a connection and an embedded server.
const PIPE: usize = 64 * 1024;

pub(super) async fn pass(stream: TcpStream, endpoint: Endpoint, sim: Arc<Sim>, backends: Shared) {
    let _ = stream.set_nodelay(true);
    match sim.read(|world, now| world.gate(&endpoint, now)) {
        Gate::Silent => swallow(stream).await,
        Gate::Refused => {
            // Closing with nothing left to say resets the connection.
            let _ = stream.set_zero_linger();
        }
        Gate::Open { boot } => {
            let mut stream = stream;
            tokio::select! {
                () = serve(&mut stream, &endpoint, &sim, &backends) => {}
                () = end_of_boot(&sim, &endpoint.machine, boot) => {}
            }
        }
    }
}

/// A dropped packet has no answer, whatever is sent after it.
async fn swallow(mut stream: TcpStream) {
    let mut buffer = [0; 1024];
    while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
}

async fn serve(stream: &mut TcpStream, endpoint: &Endpoint, sim: &Sim, backends: &Shared) {
    let name = sim.read(|world, _| world.machines.get(&endpoint.machine).map(|vm| vm.id.name().to_owned()));
    match backends.server(endpoint, &name.unwrap_or_default()) {
        Server::Real(address) => match TcpStream::connect(address).await {
            Ok(mut real) => relay(stream, &mut real).await,
            Err(error) => {
                tracing::warn!(%address, %error, "the backend does not answer");
                let _ = stream.set_zero_linger();
            }
        },
        Server::Ssh(host) => {
            let (mut outside, inside) = tokio::io::duplex(PIPE);
            let session = ssh::serve(host, inside);
            tokio::join!(relay(stream, &mut outside), session);
        }
        Server::Rdp => rdp::answer(stream).await,
        Server::Plain(text) => {
            let _ = stream.write_all(text.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    }
}

async fn relay<A, B>(a: &mut A, b: &mut B)
where
    A: AsyncRead + AsyncWrite + Unpin,
    B: AsyncRead + AsyncWrite + Unpin,
{
    let _ = copy_bidirectional(a, b).await;
}

/// A connection outlives the rule that let it in, and ends with the machine's boot.
async fn end_of_boot(sim: &Sim, machine: &str, boot: u64) {
    let mut changes = sim.changes();
    loop {
        changes.borrow_and_update();
        let up = sim.read(|world, now| {
            world.machines.get(machine).is_some_and(|vm| vm.life.boot == boot && vm.is_up(now))
        });
        if !up || changes.changed().await.is_err() {
            return;
        }
    }
}
