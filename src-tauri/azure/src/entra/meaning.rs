//! What the numbers of Entra ID mean. Microsoft asks not to depend on them, so `error` and `suberror` decide wherever
//! they say enough; the numbers tell apart what those two lump together.

/// What a refusal comes down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A second factor is missing, or too old.
    SecondFactor,
    /// The person has to set up a second factor first.
    SetUpSecondFactor,
    /// Nobody is signed in in the browser, or more is to be shown there.
    NoSession,
    /// The sign-in was ended: revoked, or the password changed.
    Ended,
    /// The sign-in is too old.
    TooOld,
    /// Only devices that the organisation manages may sign in.
    ManagedDevice,
    /// A rule (Conditional Access) keeps the account out.
    Blocked,
    /// The sign-in or the account looks dangerous.
    Risk,
    /// The account is switched off.
    Disabled,
    /// The account is not in the tenant.
    NotInTenant,
    /// One of the two tenants forbids accounts to cross.
    TenantsClosed,
    /// The application is only for people who were assigned to it.
    NotAssigned,
    /// The application lacks consent.
    Consent,
    /// The application lacks consent that only an administrator can give.
    AdminConsent,
    /// The person said no to the application.
    ConsentDeclined,
    /// The person turned back.
    Cancelled,
    /// The tenant lacks the service that the application asks for.
    ServiceMissing,
    /// The tenant does not know the application.
    ApplicationUnknown,
    /// The application may not be answered at our address.
    AddressUnknown,
    /// The application would have to show a secret, which a program on a workstation cannot keep.
    ApplicationNotPublic,
    /// The service principal's secret is wrong or has expired.
    WrongSecret,
    /// There is no such tenant.
    TenantUnknown,
    /// The code of the browser is used up, too old, or not ours.
    CodeUnusable,
    /// The same was asked too often.
    TooOften,
    /// The sign-in on the other device is not done yet.
    Pending,
    /// The code for the other device is worth nothing any more.
    DeviceCodeExpired,
    /// The person said no on the other device.
    DeviceCodeDeclined,
}

impl Meaning {
    /// The meaning of the first number that is known.
    pub(super) fn of(numbers: &[i64]) -> Option<Self> {
        numbers.iter().find_map(|number| Self::of_one(*number))
    }

    fn of_one(number: i64) -> Option<Self> {
        Some(match number {
            50_074 | 50_076 | 50_078 | 50_158 => Self::SecondFactor,
            50_072 | 50_079 => Self::SetUpSecondFactor,
            50_058 => Self::NoSession,
            50_132 | 50_133 | 50_173 => Self::Ended,
            70_008 | 70_043 | 700_082 | 700_084 => Self::TooOld,
            50_097 | 53_000 | 53_001 => Self::ManagedDevice,
            53_003 => Self::Blocked,
            53_004 | 53_011 => Self::Risk,
            50_057 => Self::Disabled,
            16_000 | 50_020 | 50_034 | 51_004 => Self::NotInTenant,
            500_021 | 500_212 | 500_213 => Self::TenantsClosed,
            50_105 => Self::NotAssigned,
            65_001 => Self::Consent,
            90_094 => Self::AdminConsent,
            65_004 => Self::ConsentDeclined,
            650_052 => Self::ServiceMissing,
            700_011 | 700_016 => Self::ApplicationUnknown,
            50_011 => Self::AddressUnknown,
            7_000_218 => Self::ApplicationNotPublic,
            7_000_215 | 7_000_222 => Self::WrongSecret,
            90_002 | 90_013 => Self::TenantUnknown,
            54_005 | 501_481 => Self::CodeUnusable,
            50_196 => Self::TooOften,
            70_016 => Self::Pending,
            70_019 => Self::DeviceCodeExpired,
            _ => return None,
        })
    }
}
