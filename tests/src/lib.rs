//! What tests that cross crates share: a simulated Azure, a workstation, clients that are only recorded.
#![forbid(unsafe_code)]

mod calls;
mod desk;
#[cfg(target_os = "linux")]
pub mod desktop;
mod guard;
mod keyring;
mod log;
mod person;
mod program;
mod recorder;
mod requested;
mod simulated_azure;
mod wait;
mod walker;
mod web_proxy;

pub use calls::{ADDRESS, INITIATE, LOOK, OBSERVE, OPERATION, POLICY, START};
pub use desk::{Desk, no_launch, state};
pub use keyring::{Dies, Keyring};
pub use person::{is_signed_in, sign_in};
pub use program::program;
pub use recorder::{Recorded, Recorder};
pub use requested::Requested;
pub use simulated_azure::{MY_ADDRESS, SimulatedAzure, client_of, contoso, on};
pub use wait::until;
pub use walker::{Shown, Walker};
pub use web_proxy::{Manner, WebProxy, nobody};
