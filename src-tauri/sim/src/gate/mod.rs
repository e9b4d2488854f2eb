//! The gates: loopback listeners that let bytes through when Azure would.

mod backend;
mod block;
mod passage;
mod rdp;
mod shell;
mod ssh;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::net::{SocketAddr, SocketAddrV4, TcpListener as Reserved};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use crate::config::{Backend, StartError};
use crate::running::GateMap;
use crate::sim::Sim;
use crate::world::{Endpoint, Gate, World};
use backend::Backends;
use block::Ground;

/// A large estate would need more sockets than a process may have.
const LARGEST: usize = 200;

pub(crate) struct Gates {
    backends: Arc<Backends>,
    listeners: HashMap<SocketAddrV4, (Endpoint, JoinHandle<()>)>,
    reserved: HashMap<SocketAddrV4, Reserved>,
    /// Keeps other simulators out of this one's addresses.
    _block: Option<Reserved>,
    /// Machines that would be reachable and have no gate.
    pub(crate) left_out: usize,
}

impl Gates {
    /// Gives every machine that can be reached from outside an address and ports on loopback.
    pub(crate) fn prepare(
        world: &mut World,
        backends: &[Backend],
        own_addresses: bool,
    ) -> Result<Self, StartError> {
        let mut wanted = world.reachable_ports();
        let beyond = wanted.keys().nth(LARGEST).cloned();
        let left_out = beyond.map_or(0, |first| wanted.split_off(&first).len());
        let ground = Ground::choose(&wanted, own_addresses).map_err(StartError::Machines)?;
        world.go_live(&ground.ports, ground.pool);
        let backends = Backends::new(world, &wanted, backends)?;
        Ok(Self {
            backends: Arc::new(backends),
            listeners: HashMap::new(),
            reserved: ground.reserved,
            _block: ground.block,
            left_out,
        })
    }

    /// Follows the world: listeners come and go with addresses and services.
    pub(crate) async fn run(mut self, sim: Arc<Sim>) {
        let mut changes = sim.changes();
        loop {
            changes.borrow_and_update();
            let complete = self.open(&sim).await;
            let next = sim.read(|world, now| world.next_change(now)).and_then(|at| sim.clock.until(at));
            // A port that could not be bound is tried again soon.
            let wait = if complete { next } else { Some(Duration::from_millis(50)) };
            let timer = async {
                match wait {
                    Some(wait) => tokio::time::sleep(wait.max(Duration::from_millis(1))).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                changed = changes.changed() => if changed.is_err() { return },
                () = timer => sim.touch(),
            }
        }
    }

    /// Makes the listeners those that the world has now; tells whether all could be opened.
    pub(crate) async fn open(&mut self, sim: &Arc<Sim>) -> bool {
        let wanted: BTreeMap<SocketAddrV4, Endpoint> = sim.read(|world, now| {
            // A machine that is reached and has no such service refuses, so nothing listens.
            let listening =
                world.endpoints().into_iter().filter(|endpoint| world.gate(endpoint, now) != Gate::Refused);
            listening.map(|endpoint| (SocketAddrV4::new(endpoint.address, endpoint.port), endpoint)).collect()
        });
        let gone: Vec<SocketAddrV4> = self
            .listeners
            .iter()
            .filter(|(address, (endpoint, task))| {
                wanted.get(*address) != Some(endpoint) || task.is_finished()
            })
            .map(|(address, _)| *address)
            .collect();
        for address in gone {
            if let Some((_, task)) = self.listeners.remove(&address) {
                task.abort();
                let _ = task.await;
            }
        }
        let mut complete = true;
        for (address, endpoint) in wanted {
            if self.listeners.contains_key(&address) {
                continue;
            }
            match self.bind(address).await {
                Ok(listener) => {
                    let task =
                        tokio::spawn(accept(listener, endpoint.clone(), sim.clone(), self.backends.clone()));
                    self.listeners.insert(address, (endpoint, task));
                }
                Err(error) => {
                    tracing::debug!(%address, %error, "cannot listen for a machine");
                    // A low port that a policy names is not ours to have, however often it is tried.
                    complete &= error.kind() == std::io::ErrorKind::PermissionDenied;
                }
            }
        }
        complete
    }

    async fn bind(&mut self, address: SocketAddrV4) -> std::io::Result<TcpListener> {
        match self.reserved.remove(&address) {
            Some(listener) => {
                listener.set_nonblocking(true)?;
                TcpListener::from_std(listener)
            }
            None => TcpListener::bind(address).await,
        }
    }
}

impl Drop for Gates {
    fn drop(&mut self) {
        self.listeners.values().for_each(|(_, task)| task.abort());
    }
}

/// Where machines can be connected to now.
pub(crate) fn map(sim: &Sim) -> GateMap {
    sim.read(|world, _| {
        let mut gates = GateMap::new();
        for endpoint in world.endpoints() {
            let address = SocketAddr::from((endpoint.address, endpoint.port));
            gates.entry(label(world, &endpoint.machine)).or_default().insert(endpoint.original, address);
        }
        gates
    })
}

/// The machine's name; with its group where the name alone would be ambiguous.
fn label(world: &World, machine: &str) -> String {
    let Some(vm) = world.machines.get(machine) else { return machine.to_owned() };
    let name = vm.id.name();
    let mut others = world.machines.values().filter(|other| other.id != vm.id);
    if others.all(|other| !other.id.name().eq_ignore_ascii_case(name)) {
        name.to_owned()
    } else {
        format!("{}/{name}", vm.id.group().to_lowercase())
    }
}

/// Accepts until dropped; its connections end with it.
async fn accept(listener: TcpListener, endpoint: Endpoint, sim: Arc<Sim>, backends: Arc<Backends>) {
    let mut passages = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                passages.spawn(passage::pass(stream, endpoint.clone(), sim.clone(), backends.clone()));
            }
            // Out of file descriptors: give others the time to close some.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        while passages.try_join_next().is_some() {}
    }
}
