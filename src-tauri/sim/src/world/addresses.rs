//! Where dynamic public addresses come from.

use std::net::Ipv4Addr;

/// A range that is handed out in turn, so that an address given back is not given out again at once.
#[derive(Clone, Debug)]
pub(crate) struct AddressPool {
    base: u32,
    size: u32,
    next: u32,
}

impl Default for AddressPool {
    /// The benchmark range 198.18.0.0/15: nobody's, and large.
    fn default() -> Self {
        Self::new(Ipv4Addr::new(198, 18, 0, 0), 1 << 17)
    }
}

impl AddressPool {
    pub(crate) fn new(base: Ipv4Addr, size: u32) -> Self {
        Self { base: u32::from(base), size, next: 1 }
    }

    /// An address that is not in use, as long as there is one.
    pub(crate) fn take(&mut self, in_use: impl Fn(Ipv4Addr) -> bool) -> Ipv4Addr {
        for _ in 0..self.size {
            let candidate = Ipv4Addr::from(self.base + self.next % self.size);
            self.next += 1;
            if candidate.octets()[3] != 0 && !in_use(candidate) {
                return candidate;
            }
        }
        Ipv4Addr::from(self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_differ_and_skip_those_in_use() {
        let mut pool = AddressPool::new(Ipv4Addr::new(127, 9, 8, 0), 4);
        let taken = Ipv4Addr::new(127, 9, 8, 2);
        assert_eq!(pool.take(|_| false), Ipv4Addr::new(127, 9, 8, 1));
        assert_eq!(pool.take(|address| address == taken), Ipv4Addr::new(127, 9, 8, 3));
        assert_eq!(pool.take(|address| address == taken), Ipv4Addr::new(127, 9, 8, 1));
    }

    #[test]
    fn a_pool_of_one_gives_the_same_address_again() {
        let mut pool = AddressPool::new(Ipv4Addr::LOCALHOST, 1);
        assert_eq!(pool.take(|_| false), Ipv4Addr::LOCALHOST);
        assert_eq!(pool.take(|_| true), Ipv4Addr::LOCALHOST);
    }
}
