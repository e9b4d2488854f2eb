//! IPv4 addresses and ranges as Azure writes them in rules.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One IPv4 address or a range in CIDR form. `*` is not a prefix, so nothing in the plan can ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct Prefix {
    address: Ipv4Addr,
    bits: u8,
}

impl Prefix {
    /// The range that holds exactly this address.
    #[must_use]
    pub fn one(address: Ipv4Addr) -> Self {
        Self { address, bits: 32 }
    }

    /// Whether the address lies inside.
    #[must_use]
    pub fn contains(self, address: Ipv4Addr) -> bool {
        let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
        u32::from(self.address) & mask == u32::from(address) & mask
    }

    /// Whether every address of `other` lies inside.
    #[must_use]
    pub fn covers(self, other: Prefix) -> bool {
        self.bits <= other.bits && self.contains(other.address)
    }

    /// How many leading bits are fixed: 32 for a single address, 0 for every address.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.bits
    }

    /// Whether this is a single address.
    #[must_use]
    pub fn is_one(self) -> bool {
        self.bits == 32
    }
}

impl FromStr for Prefix {
    type Err = NotAPrefix;
    fn from_str(text: &str) -> Result<Self, NotAPrefix> {
        let wrong = || NotAPrefix(text.to_owned());
        let (address, bits) = text.split_once('/').unwrap_or((text, "32"));
        let address = address.parse().map_err(|_| wrong())?;
        let bits: u8 = bits.parse().map_err(|_| wrong())?;
        if bits <= 32 { Ok(Self { address, bits }) } else { Err(wrong()) }
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_one() {
            write!(f, "{}", self.address)
        } else {
            write!(f, "{}/{}", self.address, self.bits)
        }
    }
}

/// The text is neither an IPv4 address nor a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAPrefix(String);

impl fmt::Display for NotAPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is neither an IPv4 address nor a range such as 203.0.113.0/24", self.0)
    }
}

impl std::error::Error for NotAPrefix {}

impl TryFrom<String> for Prefix {
    type Error = NotAPrefix;
    fn try_from(text: String) -> Result<Self, NotAPrefix> {
        text.parse()
    }
}

impl From<Prefix> for String {
    fn from(prefix: Prefix) -> String {
        prefix.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_its_addresses_and_no_others() {
        let office: Prefix = "203.0.113.0/24".parse().unwrap();
        assert!(office.contains(Ipv4Addr::new(203, 0, 113, 200)));
        assert!(!office.contains(Ipv4Addr::new(203, 0, 114, 1)));
        assert!(office.covers("203.0.113.128/25".parse().unwrap()));
        assert!(!office.covers("203.0.112.0/23".parse().unwrap()));
        assert!("0.0.0.0/0".parse::<Prefix>().unwrap().contains(Ipv4Addr::BROADCAST));
        assert_eq!("198.51.100.7/32".parse::<Prefix>().unwrap().to_string(), "198.51.100.7");
    }

    #[test]
    fn what_is_no_range_is_refused_by_name() {
        for text in ["*", "Internet", "203.0.113.0/33", "203.0.113", "::1"] {
            let said = text.parse::<Prefix>().unwrap_err().to_string();
            assert_eq!(
                said,
                format!("\"{text}\" is neither an IPv4 address nor a range such as 203.0.113.0/24")
            );
        }
    }
}
