//! What a tenant demands of people who sign in to it.

use serde::{Deserialize, Serialize};

/// One demand of a tenant's: a policy of Conditional Access, or something else that stands in the way of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What is demanded.
    pub demand: Demand,
    /// Of these people, by user principal name; of everybody when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// When they use one of these applications, by client id; any application when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applications: Vec<String>,
    /// With `mfa` and `sign-in-frequency`: for so many hours it is good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
}

/// What a tenant can demand; in brackets what Entra ID says when it is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Demand {
    /// Multi-factor authentication, done in this tenant (50076; too long ago: 50078; not registered: 50079).
    Mfa,
    /// A second factor of another company's (50158).
    ExternalMfa,
    /// A sign-in that is not too long ago (70043).
    SignInFrequency,
    /// A device that is compliant (53000).
    CompliantDevice,
    /// A device that is joined to the domain (53001).
    JoinedDevice,
    /// A device that says which one it is (50097).
    DeviceAuthentication,
    /// Something that this person will never have (53003).
    Block,
    /// Any way of signing in but a device code (53003).
    BlockDeviceCode,
    /// A person without risk, before they may register for multi-factor authentication (53004).
    NoRisk,
    /// A person without risk in their home tenant (53011).
    NoRiskAtHome,
    /// Being assigned to the application (50105).
    Assignment,
    /// An application that is known in the tenant (700016).
    KnownApplication,
    /// A home tenant that lets its people out (500212).
    OutboundAccess,
    /// A person whom the tenant lets in (500213).
    InboundAccess,
}

/// Who lets applications into a tenant; Microsoft's own need nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Consent {
    /// Nobody is asked.
    #[default]
    Given,
    /// Everybody for themselves (65001 until then).
    People,
    /// Only an administrator for all (90094).
    Admins,
}

impl Consent {
    pub(crate) fn is_given(&self) -> bool {
        *self == Self::Given
    }
}
