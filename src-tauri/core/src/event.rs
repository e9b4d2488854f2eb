//! Everything that can wake the core.

use std::net::Ipv4Addr;
use std::sync::Arc;

use jiff::SignedDuration;

use crate::{
    AboutView, Accepted, AccessWindow, Account, AskId, AttemptId, CheckFact, Edited, Favourites, History,
    Intent, Inventory, Look, NoticeNews, Observed, Operation, OperationState, Policy, Problem, Settings,
    SettingsField, SigningInId, SigningInNews, SigningInState, TenantNews, Warned, WelcomeProgress,
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
    /// A call for a question did not succeed and is sent again by itself.
    PutOff {
        /// Which attempt asked.
        attempt: AttemptId,
        /// Which question.
        ask: AskId,
        /// How long until then.
        wait: SignedDuration,
        /// For the how many-th time, from 1.
        again: u32,
    },
    /// The client that was opened for this attempt ended, because the machine let nobody in.
    SessionRefused {
        /// Which attempt opened it.
        attempt: AttemptId,
        /// Why.
        problem: Problem,
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
    /// The machines that can be seen, as they are known now.
    Machines(Arc<Inventory>),
    /// A part of a connection check.
    Checked {
        /// Of which attempt.
        attempt: AttemptId,
        /// What was found out.
        fact: CheckFact,
    },
    /// What became of the favourites.
    Favourites(FavouritesNews),
    /// What became of a notification.
    Notice {
        /// Its tag.
        tag: String,
        /// What.
        news: NoticeNews,
    },
    /// Whether a window is on the screen, so that what it shows is kept fresh.
    Watching(bool),
    /// The demo could not be started.
    NoSampleData(Problem),
    /// The settings were changed, or read again.
    Settings(Box<SettingsNews>),
    /// No tray host shows the icon, or one appeared.
    TrayHost(bool),
    /// What the desktop made of a wish.
    Desktop {
        /// Which wish.
        wish: DesktopWish,
        /// Why it is not granted, where it is not.
        problem: Option<Problem>,
    },
}

/// What the settings want of the desktop, which may refuse it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DesktopWish {
    /// Start the program when the person signs in to the computer.
    StartAtSignIn,
    /// Give the program one shortcut, whatever has the keyboard.
    Hotkey,
}

/// What is told of the favourites.
#[derive(Debug, Clone, PartialEq)]
pub enum FavouritesNews {
    /// These the file holds, or held when it could last be read.
    Are {
        /// The favourites.
        favourites: Box<Favourites>,
        /// What is wrong with the file now.
        problem: Option<Problem>,
    },
    /// A step was taken and written.
    Changed(Box<Edited>),
    /// A step was not taken, and nothing was changed.
    Refused(Problem),
}

/// What the files held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// The favourites.
    pub favourites: Favourites,
    /// What is wrong with their file.
    pub favourites_problem: Option<Problem>,
    /// The accounts that are signed in.
    pub accounts: Vec<Account>,
    /// What is true of signing in on this computer.
    pub signing_in: SigningInState,
    /// Whether somebody is there who can be asked to sign in: a desktop, or a terminal.
    pub can_ask: bool,
    /// Whether the program stays and tells people of what happens. A single command does not.
    pub stays: bool,
    /// Whether this is a demo that was started in place of the person's own machines.
    pub can_leave: bool,
    /// The windows known to be open.
    pub windows: Vec<AccessWindow>,
    /// What was told of them.
    pub warned: Vec<Warned>,
    /// What earlier attempts told of their machines.
    pub history: History,
    /// How far the first steps were; `None` where nobody ever began them.
    pub welcome: Option<WelcomeProgress>,
    /// Whether somebody has ever signed in to this cloud, or out.
    pub was_signed_in: bool,
    /// What is wrong with the settings file.
    pub settings_problem: Option<Problem>,
    /// This program, and where its files lie.
    pub about: AboutView,
    /// What was wrong with the other files, to be shown until it is mended.
    pub problems: Vec<Problem>,
    /// Where this cloud is.
    pub endpoints: Endpoints,
}

/// Where a cloud is, for links and for requests that are copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// Azure Resource Manager, `https://management.azure.com`.
    pub arm: String,
    /// The portal, `https://portal.azure.com`, where there is one.
    pub portal: Option<String>,
}

/// What is told of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingsNews {
    /// Somebody changed the file.
    Read {
        /// What it holds, or held when it could last be read.
        settings: Settings,
        /// What is wrong with it now.
        problem: Option<Problem>,
    },
    /// A change was made.
    Changed {
        /// Of which setting.
        field: SettingsField,
        /// The settings as they are now.
        settings: Settings,
    },
    /// A change was not made.
    Refused {
        /// Of which setting.
        field: SettingsField,
        /// Why.
        problem: Problem,
    },
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
    /// The operation that stops the machine.
    Stop(Result<Option<Operation>, Problem>),
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
            Self::Start(answer) | Self::Stop(answer) => answer.as_ref().err(),
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
