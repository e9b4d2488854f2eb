//! Which loopback addresses and ports the machines get.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::dice::Dice;
use crate::world::{AddressPool, PortMap};

/// Held on the first address of a block for as long as its simulator runs.
const GUARD_PORT: u16 = 40404;

pub(super) struct Ground {
    pub(super) ports: PortMap,
    pub(super) pool: AddressPool,
    pub(super) reserved: HashMap<SocketAddrV4, TcpListener>,
    pub(super) block: Option<TcpListener>,
}

impl Ground {
    /// An own address for every machine where the system lets us, else high ports of 127.0.0.1.
    pub(super) fn choose(wanted: &PortMap, own_addresses: bool) -> io::Result<Self> {
        match own_addresses.then(free_block).flatten() {
            Some((base, guard)) => Ok(Self::in_block(wanted, base, guard)),
            None => Self::on_localhost(wanted),
        }
    }

    fn in_block(wanted: &PortMap, base: Ipv4Addr, guard: TcpListener) -> Self {
        let [a, b, c, _] = base.octets();
        let probe = Ipv4Addr::new(a, b, c, 1);
        let mut chosen: BTreeMap<u16, u16> = BTreeMap::new();
        let mut ports = PortMap::new();
        for (machine, map) in wanted {
            for (original, natural) in map {
                let taken: Vec<u16> = chosen.values().copied().collect();
                let live = *chosen.entry(*natural).or_insert_with(|| bindable(probe, *natural, &taken));
                ports.entry(machine.clone()).or_default().insert(*original, live);
            }
        }
        Self { ports, pool: AddressPool::new(base, 255), reserved: HashMap::new(), block: Some(guard) }
    }

    fn on_localhost(wanted: &PortMap) -> io::Result<Self> {
        let mut reserved = HashMap::new();
        let mut ports = PortMap::new();
        for (machine, map) in wanted {
            for original in map.keys() {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
                let port = listener.local_addr()?.port();
                ports.entry(machine.clone()).or_default().insert(*original, port);
                reserved.insert(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port), listener);
            }
        }
        Ok(Self { ports, pool: AddressPool::new(Ipv4Addr::LOCALHOST, 1), reserved, block: None })
    }
}

/// A block of 127/8 that no other simulator holds.
fn free_block() -> Option<(Ipv4Addr, TcpListener)> {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos() as u64);
    let mut dice = Dice::new(time ^ (u64::from(std::process::id()) << 32));
    for _ in 0..64 {
        let (second, third) = (10 + dice.below(240) as u8, dice.below(256) as u8);
        let guard = Ipv4Addr::new(127, second, third, 1);
        match TcpListener::bind((guard, GUARD_PORT)) {
            Ok(listener) => return Some((Ipv4Addr::new(127, second, third, 0), listener)),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            // Only 127.0.0.1 exists here, as on macOS.
            Err(_) => return None,
        }
    }
    None
}

/// The natural port, or the nearest thing that may be bound.
fn bindable(address: Ipv4Addr, natural: u16, taken: &[u16]) -> u16 {
    let instead = if natural == 22 { 2222 } else { natural.checked_add(20_000).unwrap_or(natural) };
    let free = |port: u16| !taken.contains(&port) && TcpListener::bind((address, port)).is_ok();
    let fallback =
        || TcpListener::bind((address, 0)).and_then(|l| l.local_addr()).map_or(instead, |bound| bound.port());
    [natural, instead].into_iter().find(|port| free(*port)).unwrap_or_else(fallback)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> PortMap {
        PortMap::from([
            ("a".to_owned(), BTreeMap::from([(22, 22), (3389, 13389)])),
            ("b".to_owned(), BTreeMap::from([(22, 22)])),
        ])
    }

    #[test]
    fn two_simulators_never_share_a_block() {
        let (Some(first), Some(second)) = (free_block(), free_block()) else { return };
        assert_ne!(first.0, second.0);
    }

    #[test]
    fn in_a_block_a_port_means_the_same_on_every_machine() {
        let Some((base, guard)) = free_block() else { return };
        let ground = Ground::in_block(&wanted(), base, guard);
        assert_eq!(ground.ports["a"][&22], ground.ports["b"][&22]);
        assert_eq!(ground.ports["a"].len(), 2);
    }

    #[test]
    fn on_localhost_every_port_is_a_reserved_one_of_its_own() {
        let ground = Ground::on_localhost(&wanted()).unwrap();
        let mut ports: Vec<u16> = ground.ports.values().flat_map(|map| map.values().copied()).collect();
        ports.sort_unstable();
        ports.dedup();
        assert_eq!((ports.len(), ground.reserved.len()), (3, 3));
    }
}
