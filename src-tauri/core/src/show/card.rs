//! The error card of an attempt (`ux` 3.4, 3.5): which failure it is, in plain words, and the one action that mends it.

mod access;
mod machine;
mod service;
mod way;

use jiff::Timestamp;

use crate::attempt::{Attempt, STAGES};
use crate::short::around;
use crate::{
    ActionView, Adjustment, CardView, Code, Intent, PortalPage, Problem, Protocol, Remedy, SettingsSection,
    Stage, StageState, State, words,
};

/// What cards have room for.
const LONGEST_TITLE: usize = 60;

impl State {
    pub(super) fn card(&self, attempt: &Attempt, problem: &Problem, state: &str, now: Timestamp) -> CardView {
        let case = Case { state: self, attempt, problem, now };
        let Face { id, title, body, action, mut more } = case.face();
        more.push(ActionView::new(words::DISMISS, Intent::Dismiss { attempt: attempt.id }));
        CardView {
            id: id.to_owned(),
            title,
            body,
            state: Some(state.to_owned()),
            action,
            more,
            step: case.stage(),
            details: problem.details.clone(),
        }
    }
}

/// What a card says, whatever it is about.
struct Face {
    id: &'static str,
    title: String,
    body: String,
    action: ActionView,
    more: Vec<ActionView>,
}

impl Face {
    fn new(id: &'static str, title: String, body: impl Into<String>, action: ActionView) -> Self {
        Self { id, title, body: body.into(), action, more: Vec::new() }
    }

    /// The same with another way.
    fn or(mut self, other: impl IntoIterator<Item = ActionView>) -> Self {
        self.more.extend(other);
        self
    }
}

/// A failure, with everything there is to know of it.
struct Case<'a> {
    state: &'a State,
    attempt: &'a Attempt,
    problem: &'a Problem,
    now: Timestamp,
}

impl Case<'_> {
    fn face(&self) -> Face {
        match self.problem.code {
            Code::Offline if self.asked_for_the_address() => self.no_address_service(),
            Code::Offline => self.offline(),
            Code::NotSignedIn
            | Code::MoreProofNeeded
            | Code::WrongAccount
            | Code::ConsentNeeded
            | Code::BlockedByOrganisation
            | Code::NoSecretStore
            | Code::Cancelled => self.sign_in(),
            Code::TimedOut if self.remedy() == Some(&Remedy::NobodySignedIn) => self.sign_in(),
            Code::ProxyFailed | Code::NotTrusted | Code::ClockWrong => self.network(),
            Code::Busy | Code::AzureFailed | Code::Interrupted | Code::NotUnderstood => self.azure(),
            Code::MayNotRequest | Code::NotPermitted => self.not_permitted(),
            Code::NoPolicy => self.no_policy(),
            Code::PortNotInPolicy => self.port_not_allowed(),
            Code::SourceNotAllowed | Code::OutsidePolicy => self.outside_policy(),
            Code::RequestRevoked => self.revoked(),
            Code::AddressUnsure => self.address_unsure(),
            Code::AddressChanged => self.address_changed(),
            Code::MayNotStart | Code::StartBlocked => self.may_not_start(),
            Code::StartFailed => self.did_not_start(),
            Code::MachineStopped => self.stopped(),
            Code::MachineNotFound | Code::UnknownMachine | Code::AmbiguousMachine => self.not_found(),
            Code::NoPublicAddress => self.no_public_address(),
            Code::NotAnswering => self.not_answering(),
            Code::ServiceNotRunning | Code::WrongService => self.service_not_running(),
            Code::TimedOut => self.took_too_long(),
            Code::NoClient | Code::ClientFailed => self.no_client(),
            Code::GuestRefused | Code::KeyRefused | Code::HostKeyChanged => self.guest_refused(),
            Code::BadFile | Code::Usage | Code::BadSetting => self.wrong_wish(),
        }
    }

    /// The stage that failed.
    fn stage(&self) -> Option<Stage> {
        STAGES.into_iter().find(|stage| self.attempt.clocks.state(*stage) == StageState::Failed)
    }

    fn remedy(&self) -> Option<&Remedy> {
        self.problem.remedy.as_deref()
    }

    fn asked_for_the_address(&self) -> bool {
        self.stage() == Some(Stage::Address) && self.attempt.look.known().is_some()
    }

    /// A title around the machine's name.
    fn title(&self, before: &str, after: &str) -> String {
        around(before, &self.attempt.label, after, LONGEST_TITLE)
    }

    fn service(&self) -> &'static str {
        let fitted = self.attempt.request.fitted().map(|fitted| fitted.protocol);
        fitted.or(self.attempt.wish.protocol).map_or("The service", Protocol::label)
    }

    fn port(&self) -> Option<u16> {
        self.attempt.request.fitted().map(|fitted| fitted.port).or(self.attempt.wish.port)
    }

    fn retry(&self, label: &str) -> ActionView {
        ActionView::new(label, Intent::Retry { attempt: self.attempt.id })
    }

    fn again(&self) -> ActionView {
        self.retry(words::TRY_AGAIN)
    }

    fn with(&self, label: impl Into<String>, adjustment: Adjustment) -> ActionView {
        ActionView::new(label, Intent::RetryWith { attempt: self.attempt.id, adjustment })
    }

    fn for_admin(&self) -> ActionView {
        self.for_somebody(words::COPY_FOR_ADMIN)
    }

    fn for_somebody(&self, label: &str) -> ActionView {
        ActionView::new(label, Intent::CopyForAdmin { attempt: self.attempt.id })
    }

    fn keep_trying(&self, label: &str) -> ActionView {
        ActionView::new(label, Intent::KeepTrying { attempt: self.attempt.id })
    }

    /// A page of the portal, where this cloud has one.
    fn portal(&self, label: &str, page: PortalPage) -> Option<ActionView> {
        let vm = &self.attempt.vm;
        self.state.portal_page(vm, page)?;
        Some(ActionView::new(label, Intent::OpenPortal { vm: vm.clone(), page }))
    }

    fn in_portal(&self) -> Option<ActionView> {
        self.portal(words::OPEN_IN_PORTAL, PortalPage::Overview)
    }

    /// The favourite's own options, or else those of all machines.
    fn options(&self, label: &str, section: SettingsSection) -> ActionView {
        let intent = match self.state.favourite_of(self.attempt) {
            Some(favourite) => Intent::EditFavourite { favourite: favourite.id.clone() },
            None => Intent::ShowSettings { section },
        };
        ActionView::new(label, intent)
    }
}

fn settings(label: &str, section: SettingsSection) -> ActionView {
    ActionView::new(label, Intent::ShowSettings { section })
}
