//! What state the secret store is in, without asking anybody to unlock it.

use crate::Found;

use super::reason;

/// What can be said of a store from outside.
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "on other systems the store is part of them")
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing is wrong with it.
    Good,
    /// There is no bus to ask on, and why.
    NoBus(String),
    /// There is a bus, and no store on it.
    NoService,
    /// There is a store with no place for new secrets.
    NoKeyring,
    /// That place is locked.
    Locked,
}

/// The secret store, for `jit doctor`. Answers within seconds, whatever the store does.
pub async fn found_secret_store() -> Found {
    let state = state().await;
    let (good, found, hint) = match reason::of_state(&state) {
        None => (true, NAME.to_owned(), None),
        // Nobody was asked to unlock it.
        Some(no_store) if state == State::Locked => (false, "it is locked".to_owned(), Some(no_store.hint)),
        Some(no_store) => (false, no_store.message, Some(no_store.hint)),
    };
    Found { what: "secret store", good, found, hint }
}

#[cfg(target_os = "linux")]
const NAME: &str = "there and unlocked";
#[cfg(target_os = "windows")]
const NAME: &str = "Windows Credential Manager";
#[cfg(target_os = "macos")]
const NAME: &str = "the login keychain";

#[cfg(not(target_os = "linux"))]
pub(super) async fn state() -> State {
    State::Good
}

#[cfg(target_os = "linux")]
pub(super) use linux::state;

#[cfg(target_os = "linux")]
mod linux {
    use std::time::Duration;

    use zbus::fdo::DBusProxy;
    use zbus::zvariant::OwnedObjectPath;
    use zbus::{Connection, Proxy};

    use super::State;

    const PATIENCE: Duration = Duration::from_secs(2);
    const NAME: &str = "org.freedesktop.secrets";
    const PATH: &str = "/org/freedesktop/secrets";
    const SERVICE: &str = "org.freedesktop.Secret.Service";
    const COLLECTION: &str = "org.freedesktop.Secret.Collection";

    pub(in crate::secrets) async fn state() -> State {
        let bus = match tokio::time::timeout(PATIENCE, Connection::session()).await {
            Ok(Ok(bus)) => bus,
            Ok(Err(error)) => return State::NoBus(error.to_string()),
            Err(_) => return State::NoBus("it does not answer".to_owned()),
        };
        // Whatever a store fails at here, it says better when it is used.
        tokio::time::timeout(PATIENCE, on(&bus)).await.unwrap_or(Ok(State::Good)).unwrap_or(State::Good)
    }

    async fn on(bus: &Connection) -> zbus::Result<State> {
        let names = DBusProxy::new(bus).await?;
        let startable = names.list_activatable_names().await?.iter().any(|name| name.as_str() == NAME);
        if !startable && !names.name_has_owner(NAME.try_into()?).await? {
            return Ok(State::NoService);
        }
        let service = Proxy::new(bus, NAME, PATH, SERVICE).await?;
        let keyring: OwnedObjectPath = service.call("ReadAlias", &("default",)).await?;
        if keyring.as_str() == "/" {
            return Ok(State::NoKeyring);
        }
        let locked = Proxy::new(bus, NAME, keyring, COLLECTION).await?.get_property::<bool>("Locked").await?;
        Ok(if locked { State::Locked } else { State::Good })
    }
}
