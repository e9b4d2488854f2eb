//! Signing in to Entra ID.

mod account;
mod authority;
mod az;
mod challenge;
mod claims;
mod granted;
mod identity;
mod meaning;
mod redeem;
mod refused;
mod secrets;
mod sign_in;
mod signer;
mod tokens;
mod www_authenticate;

pub use account::Account;
pub use authority::Entra;
pub use claims::Challenge;
pub use secrets::{NotKept, Secrets};
pub use sign_in::{ClientSecret, SignIn};

pub(crate) use challenge::{FreshToken, MoreProof};
pub(crate) use claims::Claims;
pub(crate) use granted::Granted;
pub(crate) use meaning::Meaning;
pub(crate) use redeem::{Grant, Ungranted};
pub(crate) use refused::Refused;
pub(crate) use signer::{Signer, Who};
pub(crate) use tokens::{Rejected, Tokens};
