//! Tenants, subscriptions, and who may do what in them.

use serde::{Deserialize, Serialize};

use super::{Condition, Consent, Eligibility};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tenant {
    pub(crate) id: String,
    pub(crate) display_name: String,
    pub(crate) default_domain: String,
    #[serde(default = "home")]
    pub(crate) category: String,
    /// What people have to show who sign in here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) conditions: Vec<Condition>,
    /// Who lets applications in.
    #[serde(default, skip_serializing_if = "Consent::is_given")]
    pub(crate) consent: Consent,
    /// The applications that an administrator has let in for everybody, by client id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) consented: Vec<String>,
    /// Resource Manager lets people create, change and delete only with multi-factor authentication.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) mfa_for_changes: bool,
}

/// A role: its actions, minus its not-actions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) actions: Vec<String>,
    #[serde(default)]
    pub(crate) not_actions: Vec<String>,
    /// The GUID of the definition; built-in roles have Azure's, others one made from the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) description: String,
}

/// A service principal, which signs in with its secret, or a person. The first tenant is its home.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Principal {
    pub(crate) name: String,
    pub(crate) object_id: String,
    /// Empty for a person, who signs in through somebody else's application.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) client_id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) client_secret: String,
    /// Where an application lets browsers bring codes to; without any, to the computer's own `http://localhost`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) redirect_uris: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) person: Option<Person>,
    pub(crate) tenants: Vec<String>,
    pub(crate) assignments: Vec<Assignment>,
    /// Roles that can be activated through Privileged Identity Management.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) eligibilities: Vec<Eligibility>,
}

/// What makes a principal somebody who can sit at a computer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub(crate) user_principal_name: String,
    pub(crate) display_name: String,
    /// The account can no longer be used.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) disabled: bool,
    /// They have not registered for multi-factor authentication.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) unregistered: bool,
    /// Their browser can show that its computer is one of the company's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) managed_device: bool,
}

impl Principal {
    /// How Azure calls it in a refusal: by its user principal name, or by its application's id.
    pub(crate) fn called(&self) -> &str {
        self.person.as_ref().map_or(&self.client_id, |person| &person.user_principal_name)
    }

    /// Whom an access request names: a user principal name, or a service principal's object id.
    pub(crate) fn requestor(&self) -> &str {
        self.person.as_ref().map_or(&self.object_id, |person| &person.user_principal_name)
    }

    pub(crate) fn is_in(&self, tenant: &str) -> bool {
        self.tenants.iter().any(|held| held.eq_ignore_ascii_case(tenant))
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignment {
    pub(crate) role: String,
    pub(crate) scope: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) tenant: String,
    pub(crate) display_name: String,
    #[serde(default = "enabled")]
    pub(crate) state: String,
    #[serde(default)]
    pub(crate) defender: DefenderPlan,
}

/// The Defender for Servers plan of a subscription; just-in-time access is part of `P2`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum DefenderPlan {
    Free,
    P1,
    #[default]
    P2,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResourceGroup {
    pub(crate) subscription: String,
    pub(crate) name: String,
    pub(crate) location: String,
}

fn home() -> String {
    "Home".into()
}

fn enabled() -> String {
    "Enabled".into()
}
