//! What touches the desktop: clients, notifications, files, the public address, the network.
//!
//! The only crate that knows which operating system it runs on. It decides nothing about access: it is told what
//! to do in `jit_core`'s words and answers in them.
//!
//! | to find | look in |
//! |---|---|
//! | how `ssh` and Remote Desktop are started | [`launch()`], and `launch/*` for each client |
//! | how it is known that a machine let nobody in | [`Session`], and [`Attended`] in the terminal |
//! | which programs there are | [`Surroundings`] |
//! | how the public address is asked for | [`AddressServices`] |
//! | how a web page is shown | [`open_page`] |
//! | whether a service answers | [`probe()`] |
//! | where files lie, how they are written and read | [`Dirs`], [`write_json`], [`load()`], [`change_file`] |
//! | notifications, other programs, another network | [`Notifier`], [`run()`], [`NetworkChanges`] |
//! | where secrets are kept | [`SecretStore`] |
//! | what is there and what is missing | [`found_clients`], [`found_desktop`], [`found_secret_store`] |

mod desktop;
mod files;
mod found;
mod launch;
mod network;
mod notify;
mod own_address;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod own_bus;
mod page;
mod probe;
mod public_address;
mod run;
mod secrets;
mod start;
mod surroundings;
mod taskbar;

pub use desktop::Desktop;
pub use files::{
    Dirs, LoadedFile, Read, add_to_history, change_file, load, load_accounts, load_cache, load_history,
    load_warned, load_welcome, load_windows, read, remove_cache, save_accounts, save_cache, save_warned,
    save_welcome, save_windows, write_json, write_text,
};
pub use found::{Found, found_clients, found_desktop};
pub use launch::{Attended, Opened, Session, attendant, forget_sessions, launch, ssh_here};
pub use network::NetworkChanges;
pub use notify::{NotShown, Notifier, TellNotice, register_app};
pub use own_address::own_address;
pub use page::open_page;
pub use probe::{gets_out, probe};
pub use public_address::AddressServices;
pub use run::run;
pub use secrets::{NoStore, NoStoreKind, SecretStore, found_secret_store};
pub use surroundings::Surroundings;
pub use taskbar::open_taskbar_settings;
