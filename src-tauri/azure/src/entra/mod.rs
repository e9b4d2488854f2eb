//! Signing in to Entra ID.

mod account;
mod az;
mod challenge;
mod claims;
mod secrets;
mod sign_in;
mod tokens;
mod www_authenticate;

pub use account::Account;
pub use claims::Challenge;
pub use secrets::{NotKept, Secrets};
pub use sign_in::{ClientSecret, SignIn};

pub(crate) use challenge::{FreshToken, MoreProof};
pub(crate) use tokens::{Rejected, Signer, Tokens};
