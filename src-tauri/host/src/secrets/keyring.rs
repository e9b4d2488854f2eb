//! Values in a store of entries: pieces first, then the header that names them, then the old pieces go. So at every
//! instant the header names a whole value, the old one or the new one.
//!
//! Several programs may write at once. Each writes pieces under a generation of its own, the last header counts, and
//! what nobody names is taken away by whoever comes later.

mod name;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use super::fault::Fault;
use super::header::{Header, pieces};
use name::Name;

pub(super) use name::Generation;

/// Who keeps the entries: the same for everything of ours.
pub(super) const SERVICE: &str = "JIT Tray";
/// How often a value is read that another program replaces at the same moment.
const TRIES: usize = 4;

/// An open store.
pub(super) struct Keyring {
    pub(super) store: Arc<CredentialStore>,
    /// What this system wants to be told about a new entry.
    pub(super) modifiers: HashMap<&'static str, &'static str>,
    /// Gives all entries of ours.
    pub(super) list: fn(&Self) -> Result<Vec<Entry>, Fault>,
}

/// Whether to go on: asked before every step that changes something.
pub(super) type GoOn<'a> = &'a dyn Fn() -> bool;

impl Keyring {
    /// All entries of ours, where the store can be asked for them by the service.
    #[cfg_attr(all(windows, not(test)), expect(dead_code, reason = "Windows is asked in its own way"))]
    pub(super) fn of_our_service(&self) -> Result<Vec<Entry>, Fault> {
        Ok(self.store.search(&HashMap::from([("service", SERVICE)]))?)
    }

    pub(super) fn get(&self, key: &str) -> Result<Option<SecretString>, Fault> {
        for _ in 0..TRIES {
            let Some(header) = self.header(key)? else { return Ok(None) };
            if let Some(value) = self.value(key, &header)? {
                return Ok(Some(value));
            }
            if self.header(key)?.as_ref() == Some(&header) {
                tracing::warn!("a secret is damaged; it counts as not there");
                return Ok(None);
            }
        }
        Ok(None)
    }

    pub(super) fn put(
        &self,
        key: &str,
        value: &SecretString,
        generation: &Generation,
        go_on: GoOn<'_>,
    ) -> Result<(), Fault> {
        let header = Header::of(value, generation.to_string());
        for (number, piece) in (1..).zip(pieces(value)) {
            self.write(&Name::piece(key, &header.generation, number), piece, go_on)?;
        }
        let old = self.header(key)?;
        self.write(&Name::header(key), header.text().as_bytes(), go_on)?;
        // The new value counts from here on. What cannot be taken away now is taken away later.
        let old = old.filter(|old| old.generation != header.generation);
        let tidied = old.map_or(Ok(()), |old| self.remove_pieces(key, &old, go_on));
        if let Err(fault) = tidied.and_then(|()| self.tidy(key, generation, go_on)) {
            tracing::debug!(?fault, "something was left over in the secret store");
        }
        Ok(())
    }

    pub(super) fn remove(&self, key: &str, go_on: GoOn<'_>) -> Result<(), Fault> {
        let header = self.header(key)?;
        self.delete(&self.entry(&Name::header(key))?, go_on)?;
        if let Some(header) = header {
            self.remove_pieces(key, &header, go_on)?;
        }
        for (entry, name) in self.entries()? {
            if name.key == key {
                self.delete(&entry, go_on)?;
            }
        }
        Ok(())
    }

    fn header(&self, key: &str) -> Result<Option<Header>, Fault> {
        Ok(self.read(&Name::header(key))?.and_then(|text| Header::parse(&text)))
    }

    fn value(&self, key: &str, header: &Header) -> Result<Option<SecretString>, Fault> {
        // Exactly as long as it has to be, so that no copy is left behind by growing.
        let mut bytes = Zeroizing::new(Vec::with_capacity(header.len));
        for number in 1..=header.pieces {
            match self.read(&Name::piece(key, &header.generation, number))? {
                Some(piece) if bytes.len() + piece.len() <= header.len => bytes.extend_from_slice(&piece),
                Some(_) | None => return Ok(None),
            }
        }
        if !header.is_of(&bytes) {
            return Ok(None);
        }
        Ok(String::from_utf8(std::mem::take(&mut *bytes)).ok().map(SecretString::from))
    }

    fn remove_pieces(&self, key: &str, header: &Header, go_on: GoOn<'_>) -> Result<(), Fault> {
        (1..=header.pieces).try_for_each(|number| {
            self.delete(&self.entry(&Name::piece(key, &header.generation, number))?, go_on)
        })
    }

    /// Takes away what crashes left over: pieces that no header names. Young ones may be of a program that is
    /// writing just now.
    fn tidy(&self, key: &str, generation: &Generation, go_on: GoOn<'_>) -> Result<(), Fault> {
        let entries = self.entries()?;
        let headed: HashSet<_> =
            entries.iter().filter(|(_, name)| name.is_header()).map(|(_, name)| name.key.clone()).collect();
        for (entry, name) in entries {
            let named = if name.key == key { name.is_of(generation) } else { headed.contains(&name.key) };
            if !named && !name.is_header() && name.is_left_over(generation) {
                self.delete(&entry, go_on)?;
            }
        }
        Ok(())
    }

    fn entries(&self) -> Result<Vec<(Entry, Name)>, Fault> {
        let entries = (self.list)(self)?;
        let named = entries.into_iter().filter_map(|entry| {
            let (service, user) = entry.get_specifiers()?;
            (service == SERVICE).then_some(())?;
            Some((entry, Name::parse(&user)?))
        });
        Ok(named.collect())
    }

    fn entry(&self, name: &Name) -> Result<Entry, Fault> {
        self.named(&name.to_string())
    }

    pub(super) fn named(&self, user: &str) -> Result<Entry, Fault> {
        Ok(self.store.build(SERVICE, user, Some(&self.modifiers))?)
    }

    fn read(&self, name: &Name) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
        match self.entry(name)?.get_secret() {
            Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
            // Nobody can say which of several is meant; the next one that is written replaces them all.
            Err(Error::NoEntry | Error::Ambiguous(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn write(&self, name: &Name, bytes: &[u8], go_on: GoOn<'_>) -> Result<(), Fault> {
        let entry = self.entry(name)?;
        asked(go_on)?;
        match entry.set_secret(bytes) {
            Err(Error::Ambiguous(_)) => {
                self.delete(&entry, go_on)?;
                Ok(entry.set_secret(bytes)?)
            }
            written => Ok(written?),
        }
    }

    fn delete(&self, entry: &Entry, go_on: GoOn<'_>) -> Result<(), Fault> {
        asked(go_on)?;
        match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(Error::Ambiguous(entries)) => entries.iter().try_for_each(|entry| self.delete(entry, go_on)),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whoever asked may have been told in the meantime that it did not work.
fn asked(go_on: GoOn<'_>) -> Result<(), Fault> {
    if go_on() { Ok(()) } else { Err(Fault::Silent) }
}

#[cfg(test)]
mod tests;
