//! What the entries of a value are called: `KEY/0` is its header, `KEY/GENERATION.1` its first piece.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ring::rand::{SecureRandom, SystemRandom};

use crate::secrets::fault::Fault;

/// Longer than any program takes to write a value.
const WRITING: Duration = Duration::from_secs(60);

/// One writing of a value: when, and something no other writing has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::secrets) struct Generation {
    time: Duration,
    random: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) key: String,
    /// None for the header.
    piece: Option<(String, usize)>,
}

impl Generation {
    pub(in crate::secrets) fn now() -> Result<Self, Fault> {
        let mut random = [0; 4];
        SystemRandom::new()
            .fill(&mut random)
            .map_err(|_| Fault::Failed("the system gave no random numbers".to_owned()))?;
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Self::new(time, u32::from_le_bytes(random)))
    }

    pub(in crate::secrets) fn new(time: Duration, random: u32) -> Self {
        Self { time: Duration::from_secs(time.as_secs()), random }
    }

    fn parse(text: &str) -> Option<Self> {
        let (time, random) = text.split_once('-')?;
        let time = Duration::from_secs(u64::from_str_radix(time, 16).ok()?);
        Some(Self { time, random: u32::from_str_radix(random, 16).ok()? })
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{:08x}", self.time.as_secs(), self.random)
    }
}

impl Name {
    pub(super) fn header(key: &str) -> Self {
        Self { key: key.to_owned(), piece: None }
    }

    pub(super) fn piece(key: &str, generation: &str, number: usize) -> Self {
        Self { key: key.to_owned(), piece: Some((generation.to_owned(), number)) }
    }

    pub(super) fn parse(user: &str) -> Option<Self> {
        let (key, last) = user.rsplit_once('/')?;
        if last == "0" {
            return Some(Self::header(key));
        }
        let (generation, number) = last.rsplit_once('.')?;
        Some(Self::piece(key, generation, number.parse().ok()?))
    }

    pub(super) fn is_header(&self) -> bool {
        self.piece.is_none()
    }

    pub(super) fn is_of(&self, generation: &Generation) -> bool {
        self.piece.as_ref().is_some_and(|(own, _)| *own == generation.to_string())
    }

    /// Whether nobody can be writing it any more when this generation is written. One from far in the future was
    /// written under a wrong clock.
    pub(super) fn is_left_over(&self, now: &Generation) -> bool {
        self.piece.as_ref().is_some_and(|(own, _)| {
            Generation::parse(own).is_none_or(|own| own.time.abs_diff(now.time) > WRITING)
        })
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.piece {
            None => write!(f, "{}/0", self.key),
            Some((generation, number)) => write!(f, "{}/{generation}.{number}", self.key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_back_as_it_was_written() {
        let generation = Generation::new(Duration::from_secs(0x6560), 0x7f);
        assert_eq!(generation.to_string(), "6560-0000007f");
        let piece = Name::piece("login.example/app/oid.tid", &generation.to_string(), 12);
        assert_eq!(piece.to_string(), "login.example/app/oid.tid/6560-0000007f.12");
        for name in [piece, Name::header("a/b")] {
            assert_eq!(Name::parse(&name.to_string()), Some(name));
        }
        for other in ["", "a", "a/b", "a/b.c", "a/1"] {
            assert_eq!(Name::parse(other), None, "{other}");
        }
    }

    #[test]
    fn only_what_nobody_can_be_writing_is_left_over() {
        let at = |second| Generation::new(Duration::from_secs(second), 1);
        let name = |second| Name::piece("k", &at(second).to_string(), 1);
        let left = [0, 939, 941, 1000, 1059, 1061].map(|second| name(second).is_left_over(&at(1000)));
        assert_eq!(left, [true, true, false, false, false, true]);
        assert!(
            Name::piece("k", "7", 1).is_left_over(&at(1000)) && !Name::header("k").is_left_over(&at(1000))
        );
    }
}
