//! What answers behind a gate.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use super::label;
use super::ssh::SshHosts;
use crate::config::{Backend, StartError};
use crate::world::{Endpoint, PortMap, World};

pub(super) struct Backends {
    real: HashMap<(String, u16), SocketAddr>,
    ssh: SshHosts,
}

/// The server behind one endpoint.
pub(super) enum Server {
    /// A real server elsewhere.
    Real(SocketAddr),
    /// The embedded SSH server.
    Ssh(super::ssh::SshHost),
    /// The first bytes of RDP.
    Rdp,
    /// A line of text.
    Plain(String),
}

impl Backends {
    /// Finds the machines that real servers were named for.
    pub(super) fn new(world: &mut World, ports: &PortMap, named: &[Backend]) -> Result<Self, StartError> {
        let mut real = HashMap::new();
        for backend in named {
            let machine = ports.keys().find(|machine| {
                let name = world.machines.get(machine).map_or("", |vm| vm.id.name());
                label(world, machine).eq_ignore_ascii_case(&backend.machine)
                    || name.eq_ignore_ascii_case(&backend.machine)
            });
            let machine = machine.filter(|machine| ports[*machine].contains_key(&backend.port));
            let Some(machine) = machine else {
                return Err(StartError::NoSuchPort {
                    machine: backend.machine.clone(),
                    port: backend.port,
                    known: known(world, ports),
                });
            };
            real.insert((machine.clone(), backend.port), backend.to);
            world.provide_service(machine, backend.port);
        }
        Ok(Self { real, ssh: SshHosts::default() })
    }

    pub(super) fn server(&self, endpoint: &Endpoint, name: &str) -> Server {
        match (self.real.get(&(endpoint.machine.clone(), endpoint.original)), endpoint.original) {
            (Some(address), _) => Server::Real(*address),
            (None, 22) => Server::Ssh(self.ssh.host(&endpoint.machine, name)),
            (None, 3389) => Server::Rdp,
            (None, port) => Server::Plain(format!("{name}: this is port {port} of a simulated machine\r\n")),
        }
    }
}

fn known(world: &World, ports: &PortMap) -> String {
    let all = ports
        .iter()
        .flat_map(|(machine, map)| map.keys().map(|port| format!("{}:{port}", label(world, machine))));
    let mut all: Vec<String> = all.collect();
    all.sort();
    all.join(", ")
}

/// Shared with every connection.
pub(super) type Shared = Arc<Backends>;
