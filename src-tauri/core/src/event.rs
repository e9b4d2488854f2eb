//! Everything that can wake the core.

use std::net::Ipv4Addr;

use crate::{
    Accepted, AccessWindow, Account, AskId, AttemptId, Favourites, Intent, Look, Observed, Operation,
    OperationState, Policy, Problem, Settings, SigningInId, SigningInNews, SigningInState, TenantNews,
};

/// The inbox.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The files were read.
    Loaded(Box<Loaded>),
    /// Somebody wants something.
    Intent(Intent),
    /// The answer to a question. Exactly one for each, also when it failed.
    Answered {
        /// Which attempt asked.
        attempt: AttemptId,
        /// Which question.
        ask: AskId,
        /// What came back.
        answer: Answer,
    },
    /// The network changed: what was known about the public address is stale.
    NetworkChanged,
    /// The deadline has come, or the clock jumped.
    Woke,
    /// These accounts are signed in, in the order in which they signed in.
    Accounts(Vec<Account>),
    /// A sign-in has come further.
    SigningIn {
        /// Which.
        id: SigningInId,
        /// What is told of it.
        news: SigningInNews,
    },
    /// What is true of signing in on this computer.
    SigningInState(Box<SigningInState>),
    /// The tenants of all accounts, as the machines were read.
    Tenants(Vec<TenantNews>),
    /// The demo could not be started.
    NoSampleData(Problem),
    /// No tray host shows the icon, or one appeared.
    TrayHost(bool),
}

/// What the files held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// The favourites.
    pub favourites: Favourites,
    /// The accounts that are signed in.
    pub accounts: Vec<Account>,
    /// What is true of signing in on this computer.
    pub signing_in: SigningInState,
    /// Whether somebody is there who can be asked to sign in: a desktop, or a terminal.
    pub can_ask: bool,
    /// Whether this is a demo that was started in place of the person's own machines.
    pub can_leave: bool,
    /// The windows known to be open.
    pub windows: Vec<AccessWindow>,
    /// What was wrong with the files, to be shown until it is mended.
    pub problems: Vec<Problem>,
}

/// The answer to an [`crate::Ask`]; each variant belongs to the question of the same name.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The address two operators agree on.
    PublicAddress(Result<Ipv4Addr, Problem>),
    /// The machine.
    Look(Result<Box<Look>, Problem>),
    /// Azure's 202.
    Initiate(Result<Accepted, Problem>),
    /// The policy.
    Policy(Result<Policy, Problem>),
    /// The operation that starts the machine; `None` when there is nothing to follow.
    Start(Result<Option<Operation>, Problem>),
    /// How far the operation is.
    Operation(Result<OperationState, Problem>),
    /// Power and address.
    Observe(Result<Observed, Problem>),
    /// What the port did.
    Probe(ProbeOutcome),
    /// The name of the client that was opened.
    Launch(Result<String, Problem>),
}

impl Answer {
    /// Why there is no answer, where there is none.
    pub(crate) fn problem(&self) -> Option<&Problem> {
        match self {
            Self::PublicAddress(answer) => answer.as_ref().err(),
            Self::Look(answer) => answer.as_ref().err(),
            Self::Initiate(answer) => answer.as_ref().err(),
            Self::Policy(answer) => answer.as_ref().err(),
            Self::Start(answer) => answer.as_ref().err(),
            Self::Operation(answer) => answer.as_ref().err(),
            Self::Observe(answer) => answer.as_ref().err(),
            Self::Probe(_) => None,
            Self::Launch(answer) => answer.as_ref().err(),
        }
    }
}

/// What happened on one try to reach a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeOutcome {
    /// The service said what it should.
    Answered,
    /// Nothing came back: dropped on the way, or not up yet.
    Silent,
    /// The machine refused: it is up, the service is not.
    Refused,
    /// Something else answered; its first bytes, cleaned for people.
    Other(String),
    /// The network has no way there.
    Unreachable(String),
}
