//! Puts the parts together and carries out what `jit-core` decides.
//!
//! | to find | look in |
//! |---|---|
//! | the loop | `drive` |
//! | how an effect is carried out | `carry_out` |
//! | which parts there are, for a real cloud or for the demo | `assemble`, `demo` |
//! | who is signed in, and signing in and out | `accounts` |
//! | the settings, while they are changed | `preferences` |
//! | the favourites' file | `favourites` |
//! | machines by name | [`Engine::find`] |
//! | every machine: read, kept, watched | `machines` |
//! | whom to trust, through which proxy | `network` |
//! | favourites from files and to files | `transfer` |
//! | a session in a terminal, seen from inside it | `session` |
//! | what `jit doctor` looks at | `doctor` |
#![forbid(unsafe_code)]

mod accounts;
mod assemble;
mod carry_out;
mod check;
mod clock;
mod current;
mod demo;
mod doctor;
mod drive;
mod engine;
mod favourites;
mod find;
mod machines;
mod network;
mod perform;
mod preferences;
mod session;
mod transfer;
mod writer;

pub use accounts::{Overview, SignInWish, SignedIn, TellTrouble, TenantSeen, not_signed_in};
pub use assemble::{APP_ID, Options};
pub use doctor::{Check, Outlook};
pub use drive::Desktop;
pub use engine::{Engine, install_tls, start};
pub use find::Target;
pub use machines::{Rhythm, Watch};
pub use session::{attend, attendant};
