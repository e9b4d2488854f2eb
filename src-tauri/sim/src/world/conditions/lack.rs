//! What a sign-in lacks, and what would mend it.

/// What stands between a person and a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    /// A second factor, in this tenant.
    Mfa,
    /// A second factor that is not so long ago.
    MfaExpired,
    /// Registering a second factor first.
    Registration,
    /// Another company's second factor.
    ExternalMfa,
    /// A sign-in within the last so many seconds.
    SignIn {
        seconds: i64,
    },
    /// Their consent to the application.
    Consent,
    /// An administrator's consent to the application.
    AdminConsent,
    Blocked,
    CompliantDevice,
    JoinedDevice,
    DeviceAuthentication,
    NoRisk,
    NoRiskAtHome,
    Assignment,
    KnownApplication,
    OutboundAccess,
    InboundAccess,
    /// Their account is disabled.
    Enabled,
}

/// What the person can do about it in front of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Give their password again: [`Proof::password`](super::Proof::password).
    SignIn,
    /// Approve with a second factor: `World::approve`.
    Approve,
    /// Register one, and approve with it: `World::approve` as well.
    Register,
    /// Consent to the application: `World::consent`.
    Consent,
}

impl Lack {
    /// What the person can do; none when only somebody else can, or nobody.
    pub(crate) fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Mfa | Self::MfaExpired | Self::ExternalMfa => Some(Remedy::Approve),
            Self::Registration => Some(Remedy::Register),
            Self::SignIn { .. } => Some(Remedy::SignIn),
            Self::Consent => Some(Remedy::Consent),
            _ => None,
        }
    }
}
