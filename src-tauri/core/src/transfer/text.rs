//! The text of a file that came from somewhere else.

use super::found::Flaw;

/// Far more than thousands of machines need.
pub(super) const LIMIT: usize = 1024 * 1024;

/// Reads UTF-8, and UTF-16 as Windows writes it.
pub(super) fn decode(bytes: &[u8]) -> Result<String, Flaw> {
    if bytes.len() > LIMIT {
        return Err(Flaw::new("it is larger than 1 MB", "Split it, or choose another file."));
    }
    let decoded = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        // Every file that is read here begins with a letter or sign of ASCII.
        [first, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes),
        _ => utf8(bytes),
    };
    let text = decoded.ok_or_else(not_text)?;
    if text.contains('\0') { Err(not_text()) } else { Ok(text) }
}

fn utf8(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    String::from_utf16(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>()).ok()
}

fn not_text() -> Flaw {
    Flaw::new(
        "it is not text in UTF-8 or UTF-16",
        "Choose the file itself, not a shortcut or an archive; save it as UTF-8 if it is a text.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_windows_and_others_write_it() {
        let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        let text = "full address:s:Zürich 🖥\r\n";
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [&[0xFF, 0xFE], &*little(text)].concat(),
            [&[0xFE, 0xFF], &*big(text)].concat(),
            little(text),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(text));
        }
        assert_eq!(decode(b"").as_deref(), Ok(""));
    }

    #[test]
    fn what_is_no_text_is_said_to_be_none() {
        for bytes in [&b"\xFF\xFEa"[..], b"\x89PNG\r\n", b"\0\0\0", b"a\0b", b"\xFF\xFE\x00\xD8", b"ok \0"] {
            assert_eq!(decode(bytes).unwrap_err().reason, "it is not text in UTF-8 or UTF-16", "{bytes:?}");
        }
        assert_eq!(decode(&vec![b'a'; LIMIT + 1]).unwrap_err().reason, "it is larger than 1 MB");
        assert!(decode(&vec![b'a'; LIMIT]).is_ok());
    }
}
