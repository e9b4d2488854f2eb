//! Who is signed in.

/// Who is signed in, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The way, for people: `az login`, or the service principal's application id.
    pub way: String,
    /// The account's own tenant, where it is known.
    pub tenant: Option<String>,
    /// The cloud's name.
    pub cloud: String,
}
