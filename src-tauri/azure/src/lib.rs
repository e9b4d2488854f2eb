//! Asks Entra ID and Azure Resource Manager (ARM), and answers in the words of `jit-core`.
//!
//! [`Azure`] is the whole of it: one value, cheap to clone, one pipeline per tenant. Wire types are private to the
//! file that speaks of their resource. Every failure is a [`jit_core::Problem`].
//!
//! | to find | look in |
//! |---|---|
//! | sign-in, tokens, challenges | `entra` |
//! | one call: pipeline, repeats, pages, hosts that may see a token | `arm` |
//! | how a refusal or a broken connection is told | `problem` |
//! | what answers tell of the clock | `skew` |
//! | a resource of Azure | `resource`, one file each |
//! | questions that need several resources | `inventory`, `look`, `observe` |
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod arm;
mod azure;
mod entra;
mod inventory;
mod known;
mod look;
mod observe;
mod pace;
mod problem;
mod resource;
mod skew;
mod surroundings;
mod telling;
#[cfg(test)]
mod tests;
mod vitals;

pub use arm::web_proxy;
pub use azure::Azure;
pub use entra::{Challenge, ClientSecret, Entra, NotKept, Person, Secrets, SignIn, SignedIn, Wanted};
pub use pace::Pace;
pub use resource::permissions::Permissions;
pub use resource::subscriptions::Subscription;
pub use resource::tenants::Tenant;
pub use skew::Skew;
pub use surroundings::{Clock, RunProgram, Surroundings};
pub use telling::{TellRepeat, telling};
