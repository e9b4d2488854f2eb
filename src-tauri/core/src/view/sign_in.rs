//! Accounts, and where signing in stands.

use serde::Serialize;

use crate::{AccountId, Problem, WayIn};

/// An account that is signed in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AccountView {
    /// Its id, for [`crate::Intent::SignOut`].
    pub id: AccountId,
    /// The name people know it by.
    pub name: String,
    /// How it signed in: `browser`, `Azure CLI`.
    pub way: String,
    /// What to call signing it out; absent where there is nothing to sign out here.
    pub sign_out: Option<String>,
    /// Its tenants, as they were last read.
    pub tenants: Vec<TenantView>,
}

/// A tenant of an account.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TenantView {
    /// Its id.
    pub id: String,
    /// Its name, or its id where Azure gives no name.
    pub name: String,
    /// `Sign in to Contoso Robotics to see its machines`, where that would show them.
    pub sign_in: Option<String>,
    /// Why its machines cannot be seen.
    pub problem: Option<Problem>,
}

/// A way in that is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfferView {
    /// The way, for [`crate::Intent::SignIn`].
    pub way: WayIn,
    /// What the button says.
    pub label: String,
}

/// Where signing in stands; where several are so, the first of the list that waits for the person wins.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum SignInView {
    /// The files are not read yet.
    Starting,
    /// A sign-in has begun, and there is nothing for the person to do yet.
    SigningIn {
        /// `Signing in with Azure CLI`.
        label: String,
        /// What it is for: `To go on with web-01, as barbara@contoso.com.`
        purpose: Option<String>,
    },
    /// The browser shows the sign-in page.
    WaitingForBrowser {
        /// `Waiting for your browser`.
        label: String,
        /// What it is for.
        purpose: Option<String>,
        /// The address of the page, should nothing have opened.
        address: String,
        /// `15:42`: when nobody waits for it any more.
        until: String,
    },
    /// A code has to be entered on any device.
    WaitingForCode {
        /// `Waiting for your code`.
        label: String,
        /// What it is for.
        purpose: Option<String>,
        /// The code.
        code: String,
        /// Where to enter it.
        address: String,
        /// `15:42`: when it is worth nothing any more.
        until: String,
    },
    /// An administrator of the organisation has to consent.
    NeedsConsent {
        /// What was refused.
        problem: Problem,
        /// A text to send to an administrator; [`crate::Intent::CopySignIn`] copies it.
        request: String,
    },
    /// An account has to sign in once more.
    NeedsMore {
        /// Why.
        problem: Problem,
        /// What the button says: `Sign in to Contoso Robotics`.
        label: String,
        /// The account.
        account: AccountId,
        /// The tenant; without one, the account's own.
        tenant: Option<String>,
        /// The tenant's name, where it is known.
        tenant_name: Option<String>,
    },
    /// Somebody is signed in.
    SignedIn {
        /// The ways to add another account.
        offers: Vec<OfferView>,
        /// Why the last sign-in came to nothing.
        problem: Option<Problem>,
    },
    /// Nobody is signed in. Looking around with sample data is offered as well.
    SignedOut {
        /// The ways in, the best first.
        offers: Vec<OfferView>,
        /// Why the last sign-in came to nothing.
        problem: Option<Problem>,
    },
}
