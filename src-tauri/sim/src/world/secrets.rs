//! What nobody but its holder may know: a test looks for it wherever it must not be.

use super::World;

/// Shorter text could be found anywhere.
const SHORTEST: usize = 8;

impl World {
    /// This was issued, or somebody showed it.
    pub(crate) fn note_secret(&mut self, secret: &str) {
        if secret.len() >= SHORTEST && !self.sessions.secrets.contains(secret) {
            self.sessions.secrets.insert(secret.to_owned());
        }
    }

    /// Every token, code, verifier and client secret that was issued or shown so far.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let held = self.principals.iter().map(|held| &held.client_secret).filter(|secret| !secret.is_empty());
        let mut all = self.sessions.secrets.clone();
        all.extend(held.cloned());
        all.into_iter().collect()
    }
}
