//! Signing in to Entra ID.

mod account;
mod az;
mod challenge;
mod sign_in;
mod tokens;

pub use account::Account;
pub use sign_in::{ClientSecret, SignIn};

pub(crate) use challenge::{FreshToken, MoreProof};
pub(crate) use tokens::{Rejected, Signer, Tokens};
