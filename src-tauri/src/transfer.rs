//! A file that the page hands over: the page has read it, because the person gave it there.

use jit_core::{Code, Problem};
use tauri::ipc::{InvokeBody, Request};

/// The header with the file's name, percent-encoded.
const NAME: &str = "file-name";

/// The file's name and what it holds.
pub fn file(request: &Request<'_>) -> Result<(String, Vec<u8>), Problem> {
    let name = request.headers().get(NAME).and_then(|name| name.to_str().ok()).map(decoded);
    match (name, request.body()) {
        (Some(name), InvokeBody::Raw(bytes)) => Ok((name, bytes.clone())),
        // Where the system hands no bytes over, they come as numbers.
        (Some(name), InvokeBody::Json(value)) => {
            let bytes = serde_json::from_value(value.clone()).map_err(|_| not_handed_over())?;
            Ok((name, bytes))
        }
        (None, _) => Err(not_handed_over()),
    }
}

pub fn no_engine() -> Problem {
    let message = "JIT Tray did not start, so it has no favourites.";
    Problem::new(Code::Usage, message, "Mend what the message at the top says first.")
}

fn not_handed_over() -> Problem {
    let message = "The file did not arrive whole.";
    Problem::new(Code::Interrupted, message, "Try again, or use \"jit fav import FILE\".")
}

/// Bytes that are no text are replaced: the name is only shown.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code =
            after.get(..2).filter(|_| first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_arrive_as_they_were() {
        for (sent, name) in [
            ("Web%2001.rdp", "Web 01.rdp"),
            ("Z%C3%BCrich.rdp", "Zürich.rdp"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%FF", "\u{FFFD}"),
            ("", ""),
        ] {
            assert_eq!(decoded(sent), name);
        }
    }
}
