//! How a value is cut into pieces that every system takes (Windows allows 2,560 bytes), and what says that they
//! belong together.

use ring::digest::{SHA256, digest};
use secrecy::{ExposeSecret, SecretString};

use super::NoStore;

const PIECE: usize = 2_000;
const LONGEST: usize = 64 * 1024;
const FORMAT: &str = "v1";

/// Says which pieces are the value. The value is what the header names: pieces that none names do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) pieces: usize,
    pub(super) len: usize,
    sha256: String,
    pub(super) generation: String,
}

/// Whether the value can be kept at all.
pub(super) fn check(value: &SecretString) -> Result<(), NoStore> {
    let value = value.expose_secret();
    if value.is_empty() || value.len() > LONGEST {
        return Err(NoStore::failed("a secret must have between 1 byte and 64 KiB"));
    }
    // One of the stores on Linux takes nothing but text, and text must not be cut inside a character.
    if value.is_ascii() { Ok(()) } else { Err(NoStore::failed("a secret must be ASCII text")) }
}

/// The pieces, in their order.
pub(super) fn pieces(value: &SecretString) -> impl Iterator<Item = &[u8]> {
    value.expose_secret().as_bytes().chunks(PIECE)
}

impl Header {
    pub(super) fn of(value: &SecretString, generation: String) -> Self {
        let bytes = value.expose_secret().as_bytes();
        Self { pieces: bytes.len().div_ceil(PIECE), len: bytes.len(), sha256: hash(bytes), generation }
    }

    /// Nothing that somebody else wrote is taken for one.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let mut fields = std::str::from_utf8(text).ok()?.strip_prefix(FORMAT)?.split(';').skip(1);
        let mut field = |name: &str| fields.next()?.strip_prefix(name)?.strip_prefix('=');
        let header = Self {
            pieces: field("n")?.parse().ok()?,
            len: field("len")?.parse().ok()?,
            sha256: field("sha256")?.to_owned(),
            generation: field("gen")?.to_owned(),
        };
        let fits = header.len <= LONGEST && header.pieces == header.len.div_ceil(PIECE);
        fits.then_some(header)
    }

    pub(super) fn text(&self) -> String {
        let Self { pieces, len, sha256, generation } = self;
        format!("{FORMAT};n={pieces};len={len};sha256={sha256};gen={generation}")
    }

    /// Whether the pieces together are what was kept.
    pub(super) fn is_of(&self, bytes: &[u8]) -> bool {
        bytes.len() == self.len && bytes.is_ascii() && hash(bytes) == self.sha256
    }
}

fn hash(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(len: usize) -> SecretString {
        "x".repeat(len).into()
    }

    #[test]
    fn a_value_is_cut_into_pieces_that_windows_takes() {
        for (len, expected) in [(1, 1), (2_000, 1), (2_001, 2), (6_144, 4), (LONGEST, 33)] {
            let value = secret(len);
            assert_eq!(Header::of(&value, "7".to_owned()).pieces, expected);
            assert_eq!(pieces(&value).map(<[u8]>::len).sum::<usize>(), len);
            assert!(pieces(&value).count() == expected && pieces(&value).all(|piece| piece.len() <= PIECE));
        }
    }

    #[test]
    fn a_header_is_read_back_as_it_was_written() {
        let header = Header::of(&"abc".into(), "19-7f".to_owned());
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(header.text(), format!("v1;n=1;len=3;sha256={sha256};gen=19-7f"));
        assert_eq!(Header::parse(header.text().as_bytes()), Some(header.clone()));
        assert!(header.is_of(b"abc") && !header.is_of(b"abd") && !header.is_of(b"ab"));
    }

    #[test]
    fn what_somebody_else_wrote_is_no_header() {
        let hash = hash(b"");
        for text in [
            String::new(),
            "v2;n=1;len=3;sha256=;gen=7".to_owned(),
            format!("v1;n=2;len=3;sha256={hash};gen=7"),
            format!("v1;n=99999999;len=199999998000;sha256={hash};gen=7"),
            format!("v1;n=-1;len=3;sha256={hash};gen=7"),
            format!("v1;len=3;n=1;sha256={hash};gen=7"),
        ] {
            assert_eq!(Header::parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(Header::parse(b"v1;n=1;len=3;sha256=\xff;gen=7"), None);
    }

    #[test]
    fn what_a_store_may_spoil_is_not_kept() {
        assert!(check(&secret(LONGEST)).is_ok());
        for value in [secret(LONGEST + 1), "".into(), "sécret".into()] {
            let refused = check(&value).unwrap_err();
            assert!(refused.message.starts_with("The secret store failed: a secret must "), "{refused}");
        }
    }
}
