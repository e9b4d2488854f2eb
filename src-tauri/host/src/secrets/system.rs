//! The store of each system.

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
    let ours = HashMap::from([("service", super::keyring::SERVICE)]);
    Ok(Keyring { store, modifiers: HashMap::from([("label", LABEL)]), ours })
}

/// Entries stay on this computer: by default they would follow the person to others. Windows has one name for an
/// entry, with the service as its last word, which therefore must not hold what divides the words.
#[cfg(target_os = "windows")]
pub(super) fn open() -> Result<Keyring, Fault> {
    let prefix = format!("{LABEL}: ");
    let config =
        HashMap::from([("prefix", prefix.as_str()), ("divider", "@"), ("service_no_divider", "true")]);
    let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new_with_configuration(&config)?;
    let ours = HashMap::from([("pattern", "^JIT Tray sign-in: .*@JIT Tray$")]);
    Ok(Keyring { store, modifiers: HashMap::from([("persistence", "Local")]), ours })
}

#[cfg(target_os = "macos")]
pub(super) fn open() -> Result<Keyring, Fault> {
    let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new()?;
    let ours = HashMap::from([("service", super::keyring::SERVICE)]);
    Ok(Keyring { store, modifiers: HashMap::new(), ours })
}
