//! What can go wrong, as people are told about it: a code, what is so, the way out, and Azure's own words.

mod remedy;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use remedy::Remedy;

use crate::SignInNeeded;

/// A failure as it is shown. Nothing branches on its texts; only [`Code`] decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Problem {
    /// What kind of failure it is.
    pub code: Code,
    /// What is so, in plain words, without codes.
    pub message: String,
    /// The way out.
    pub hint: String,
    /// What support asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub details: Option<Box<Details>>,
    /// A sign-in that mends it, where one does and the person can be asked here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub sign_in: Option<Box<SignInNeeded>>,
    /// What the way out needs to know. Never leaves the program.
    #[serde(skip)]
    #[cfg_attr(test, ts(skip))]
    pub remedy: Option<Box<Remedy>>,
}

impl Problem {
    /// A problem without details from Azure.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), details: None, sign_in: None, remedy: None }
    }

    /// The same with the sign-in that mends it.
    #[must_use]
    pub fn mended_by(mut self, sign_in: SignInNeeded) -> Self {
        self.sign_in = Some(Box::new(sign_in));
        self
    }

    /// The same with what its way out needs to know.
    #[must_use]
    pub fn with_remedy(mut self, remedy: Remedy) -> Self {
        self.remedy = Some(Box::new(remedy));
        self
    }

    /// The same with what Azure said.
    #[must_use]
    pub fn with_details(mut self, details: Details) -> Self {
        self.details = Some(Box::new(details));
        self
    }
}

/// What stands behind "Details". Never holds a token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
#[serde(default)]
pub struct Details {
    /// Method and path of the call that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Azure's own error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub azure_code: Option<String>,
    /// Azure's own words, cut to a readable length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub azure_message: Option<String>,
    /// The correlation id support asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// The fingerprint of the host key that `ssh` knows of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_key: Option<String>,
    /// The fingerprint of the host key that the machine shows now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_key: Option<String>,
    /// File and line where `ssh` keeps the key it knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_key_place: Option<String>,
    /// When it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
}

/// The kinds of failure that somebody acts on differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// Nobody is signed in, or the sign-in was refused.
    NotSignedIn,
    /// Azure wants an extra check (MFA, a device rule, revoked session).
    MoreProofNeeded,
    /// The application lacks the consent of the person or of an administrator.
    ConsentNeeded,
    /// A rule of the organisation keeps this account, device or application out; an administrator has to act.
    BlockedByOrganisation,
    /// The account is not in the tenant.
    WrongAccount,
    /// The account lacks the permission to request access.
    MayNotRequest,
    /// The account lacks the permission to start the machine.
    MayNotStart,
    /// The account lacks another permission.
    NotPermitted,
    /// No JIT policy holds the machine.
    NoPolicy,
    /// The policy has no rule for the port.
    PortNotInPolicy,
    /// The workstation's address is outside what the policy allows.
    SourceNotAllowed,
    /// Azure refused the request as not within the policy.
    OutsidePolicy,
    /// Azure ended the request before its time.
    RequestRevoked,
    /// The machine was not found in Azure.
    MachineNotFound,
    /// No machine has this name.
    UnknownMachine,
    /// More than one machine has this name.
    AmbiguousMachine,
    /// The machine has no public address.
    NoPublicAddress,
    /// Nothing answers on the port.
    NotAnswering,
    /// The machine answers, the service does not.
    ServiceNotRunning,
    /// Another service answers on the port.
    WrongService,
    /// Azure has no capacity, or the start failed for another reason.
    StartFailed,
    /// A lock or another operation is in the way.
    StartBlocked,
    /// The machine is stopped and starting it was not wanted.
    MachineStopped,
    /// Azure asks to wait.
    Busy,
    /// Azure answered with a server error.
    AzureFailed,
    /// Neither Azure nor the address services can be reached.
    Offline,
    /// The web proxy wants a sign-in of its own, or cannot be reached.
    ProxyFailed,
    /// The other side's certificate is not trusted on this computer.
    NotTrusted,
    /// This computer's clock is wrong.
    ClockWrong,
    /// The system's secret store is missing or locked.
    NoSecretStore,
    /// A connection broke before its answer arrived.
    Interrupted,
    /// The address services disagree or gave nothing usable.
    AddressUnsure,
    /// The workstation's public address is no longer the one access is open for.
    AddressChanged,
    /// A stage took longer than it may.
    TimedOut,
    /// The person cancelled.
    Cancelled,
    /// No client program was found.
    NoClient,
    /// The client program could not be started.
    ClientFailed,
    /// A setting cannot have this value.
    BadSetting,
    /// The machine did not accept the user or the password.
    GuestRefused,
    /// The machine did not accept the key.
    KeyRefused,
    /// The machine shows another host key than before.
    HostKeyChanged,
    /// A file cannot be read or does not hold what it should.
    BadFile,
    /// A flag or argument is wrong.
    Usage,
    /// Azure's answer was not understood.
    NotUnderstood,
}

impl Code {
    /// The exit code of `jit` for this failure; `jit --help` lists them.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Usage
            | Self::UnknownMachine
            | Self::AmbiguousMachine
            | Self::BadFile
            | Self::BadSetting => 2,
            Self::NotSignedIn
            | Self::MoreProofNeeded
            | Self::ConsentNeeded
            | Self::BlockedByOrganisation
            | Self::WrongAccount => 3,
            Self::MayNotRequest | Self::MayNotStart | Self::NotPermitted => 4,
            Self::NoPolicy
            | Self::PortNotInPolicy
            | Self::SourceNotAllowed
            | Self::OutsidePolicy
            | Self::RequestRevoked => 5,
            Self::NoPublicAddress
            | Self::NotAnswering
            | Self::ServiceNotRunning
            | Self::WrongService
            | Self::AddressChanged => 6,
            Self::StartFailed | Self::StartBlocked | Self::MachineStopped => 7,
            Self::Offline | Self::ProxyFailed | Self::NotTrusted => 8,
            Self::Cancelled => 9,
            Self::TimedOut => 10,
            Self::MachineNotFound
            | Self::Busy
            | Self::AzureFailed
            | Self::Interrupted
            | Self::AddressUnsure
            | Self::NoClient
            | Self::ClientFailed
            | Self::GuestRefused
            | Self::KeyRefused
            | Self::HostKeyChanged
            | Self::ClockWrong
            | Self::NoSecretStore
            | Self::NotUnderstood => 1,
        }
    }
}
