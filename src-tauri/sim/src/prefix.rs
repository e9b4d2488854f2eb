//! IPv4 addresses and ranges, as policies and security rules name them.

use std::net::Ipv4Addr;

/// `203.0.113.9` or `203.0.113.0/24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prefix {
    base: u32,
    length: u8,
}

impl Prefix {
    pub(crate) const ANY: Self = Self { base: 0, length: 0 };

    /// Reads one address or CIDR range; bits beyond the length are cut off, as Azure does.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, length.parse::<u8>().ok().filter(|length| *length <= 32)?),
            None => (text, 32),
        };
        let address: Ipv4Addr = address.parse().ok()?;
        Some(Self { base: u32::from(address) & mask(length), length })
    }

    /// How many bits are fixed.
    pub(crate) fn length(self) -> u8 {
        self.length
    }

    pub(crate) fn holds(self, address: Ipv4Addr) -> bool {
        u32::from(address) & mask(self.length) == self.base
    }

    /// Every address of `other` is also one of this range.
    pub(crate) fn covers(self, other: Self) -> bool {
        self.length <= other.length && other.base & mask(self.length) == self.base
    }
}

fn mask(length: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_and_cover() {
        let office = Prefix::parse("203.0.113.77/24").unwrap();
        assert!(office.holds("203.0.113.9".parse().unwrap()));
        assert!(!office.holds("203.0.114.9".parse().unwrap()));
        assert!(office.covers(Prefix::parse("203.0.113.9").unwrap()));
        assert!(office.covers(office));
        assert!(!office.covers(Prefix::parse("203.0.112.0/23").unwrap()));
        assert!(Prefix::ANY.covers(office) && !office.covers(Prefix::ANY));
        assert!(Prefix::parse("0.0.0.0/0") == Some(Prefix::ANY));
    }

    #[test]
    fn nonsense_is_no_range() {
        for text in ["", "*", "203.0.113", "203.0.113.9/33", "203.0.113.9/", "::1", "203.0.113.9/24/8"] {
            assert_eq!(Prefix::parse(text), None, "{text}");
        }
    }
}
