//! What stands behind a sign-in, and so behind the refresh token that came of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

/// What a person has shown, and when. Each tenant believes only what was shown to itself, except for the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proof {
    /// When they gave their password.
    pub(crate) signed_in: Timestamp,
    /// They entered a code that another device showed.
    pub(crate) device_code: bool,
    /// Their browser showed that its computer is one of the company's.
    pub(crate) device: bool,
    /// When they last used a second factor, by tenant.
    mfa: BTreeMap<String, Timestamp>,
    /// Authentication contexts that they stepped up to, by tenant.
    contexts: BTreeSet<(String, String)>,
}

impl Proof {
    /// They gave their password, just now.
    pub(crate) fn password(now: Timestamp) -> Self {
        Self {
            signed_in: now,
            device_code: false,
            device: false,
            mfa: BTreeMap::new(),
            contexts: BTreeSet::new(),
        }
    }

    /// They gave their password, and a code that another device shows.
    pub(crate) fn device_code(now: Timestamp) -> Self {
        Self { device_code: true, ..Self::password(now) }
    }

    /// They approve a request for a second factor in a tenant, which also covers these authentication contexts.
    pub(crate) fn approve<'a>(
        &mut self,
        tenant: &str,
        contexts: impl IntoIterator<Item = &'a String>,
        now: Timestamp,
    ) {
        let tenant = tenant.to_lowercase();
        self.contexts.extend(contexts.into_iter().map(|context| (tenant.clone(), context.clone())));
        self.mfa.insert(tenant, now);
    }

    /// When they last used a second factor in a tenant.
    pub(crate) fn mfa(&self, tenant: &str) -> Option<Timestamp> {
        self.mfa.get(&tenant.to_lowercase()).copied()
    }

    /// Whether they have shown what an authentication context stands for; `p1` is multi-factor authentication.
    pub(crate) fn covers(&self, tenant: &str, context: &str) -> bool {
        let tenant = tenant.to_lowercase();
        match context {
            MFA_CONTEXT => self.mfa.contains_key(&tenant),
            _ => self.contexts.contains(&(tenant, context.to_owned())),
        }
    }
}

/// The authentication context that Resource Manager demands for changes.
pub(crate) const MFA_CONTEXT: &str = "p1";
