//! Signing in to Entra ID.

mod authority;
mod az;
mod browser;
mod claims;
mod device_code;
mod granted;
mod identity;
mod marks;
mod meaning;
mod person;
mod proof;
mod redeem;
mod refresh_token;
mod refused;
mod secrets;
mod sign_in;
mod signed_in;
mod signer;
mod source;
mod tokens;
mod wanted;
mod www_authenticate;

pub use authority::Entra;
pub use claims::Challenge;
pub use person::Person;
pub use secrets::{NotKept, Secrets};
pub use sign_in::{ClientSecret, SignIn};
pub use signed_in::SignedIn;
pub use wanted::Wanted;

pub(crate) use claims::Claims;
pub(crate) use granted::Granted;
pub(crate) use meaning::Meaning;
pub(crate) use person::Missing;
pub(crate) use proof::{MoreProof, Need, Wish, tenant_named, token_of};
pub(crate) use redeem::{Grant, Ungranted};
pub(crate) use refused::Refused;
pub(crate) use signer::{Signer, Who};
pub(crate) use source::Credential;
pub(crate) use tokens::Tokens;
