//! The clipboard. Straight through `arboard`: Tauri's plugin is the same crate with commands for the page, which
//! needs none, and with image formats.

use std::sync::{Mutex, PoisonError};

use arboard::Clipboard;

/// On Linux the program that copied also serves the text, so the connection is kept.
#[derive(Default)]
pub struct Copied(Mutex<Option<Clipboard>>);

impl Copied {
    pub fn put(&self, text: &str) -> Result<(), arboard::Error> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut clipboard = match kept.take() {
            Some(clipboard) => clipboard,
            None => Clipboard::new()?,
        };
        // After a failure the connection is given up, and the next copy makes a new one.
        clipboard.set_text(text)?;
        *kept = Some(clipboard);
        Ok(())
    }
}
