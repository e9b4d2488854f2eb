//! The store of each system.

#[cfg(windows)]
mod names;

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::CredentialStore;

use super::fault::Fault;
use super::keyring::Keyring;

/// What people see in their system's list of passwords.
#[cfg(not(target_os = "macos"))]
const LABEL: &str = "JIT Tray sign-in";

#[cfg(target_os = "linux")]
pub(super) fn open() -> Result<Keyring, Fault> {
    let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new()?;
    Ok(Keyring { store, modifiers: HashMap::from([("label", LABEL)]), list: Keyring::of_our_service })
}

/// Entries stay on this computer: by default they would follow the person to others.
#[cfg(target_os = "windows")]
pub(super) fn open() -> Result<Keyring, Fault> {
    let prefix = format!("{LABEL}: ");
    let words = [("prefix", prefix.as_str()), ("divider", DIVIDER), ("service_no_divider", "true")];
    let config = HashMap::from(words);
    let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new_with_configuration(&config)?;
    Ok(Keyring { store, modifiers: HashMap::from([("persistence", "Local")]), list: listed })
}

/// Windows has one name for an entry, with the service behind the last of these.
#[cfg(target_os = "windows")]
const DIVIDER: &str = "@";

#[cfg(target_os = "windows")]
fn listed(keyring: &Keyring) -> Result<Vec<keyring_core::Entry>, Fault> {
    let (prefix, suffix) = (format!("{LABEL}: "), format!("{DIVIDER}{}", super::keyring::SERVICE));
    let names = names::beginning_with(&prefix)?;
    let users = names.iter().filter_map(|name| name.strip_prefix(&prefix)?.strip_suffix(&suffix));
    users.map(|user| keyring.named(user)).collect()
}

#[cfg(target_os = "macos")]
pub(super) fn open() -> Result<Keyring, Fault> {
    let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new()?;
    Ok(Keyring { store, modifiers: HashMap::new(), list: Keyring::of_our_service })
}
