//! Why a store did not do what it was asked, without anything that was kept in it.

use keyring_core::Error;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is there and refuses: locked, dismissed, or without a place for new secrets.
    NoAccess(String),
    /// Anything else, in its own words.
    Failed(String),
    /// It gave no answer in time.
    Silent,
    /// It has not answered several times, and is left alone until one of those calls comes back.
    Stuck,
}

/// Only the words are taken over: some of these errors hold what was kept.
impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::NoStorageAccess(reason) => Self::NoAccess(reason.to_string()),
            Error::PlatformFailure(reason) => Self::Failed(reason.to_string()),
            Error::NoEntry => Self::Failed("an entry was gone while it was used".to_owned()),
            Error::BadEncoding(_) | Error::BadDataFormat(..) => {
                Self::Failed("it gave back what it was not given".to_owned())
            }
            Error::BadStoreFormat(reason) | Error::NotSupportedByStore(reason) => Self::Failed(reason),
            Error::TooLong(what, most) => Self::Failed(format!("the {what} is longer than {most}")),
            Error::Invalid(what, reason) => Self::Failed(format!("the {what} {reason}")),
            Error::Ambiguous(entries) => Self::Failed(format!("{} entries have one name", entries.len())),
            _ => Self::Failed("it refused".to_owned()),
        }
    }
}
