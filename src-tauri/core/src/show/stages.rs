//! The stages of an attempt, each with the label people read (`ux` 3.1).

use jiff::Timestamp;

use crate::attempt::{Attempt, Keeping, STAGES};
use crate::menu::lower_first;
use crate::{Protocol, Stage, StageState, StageView, State};

/// What an attempt is at while Azure wants a person.
const WAITING: &str = "Waiting for you to sign in";

impl State {
    pub(super) fn stages(&self, attempt: &Attempt, now: Timestamp) -> Vec<StageView> {
        let show = |stage| StageView {
            stage,
            state: attempt.clocks.state(stage),
            label: self.label(attempt, stage, now),
            ms: i64::try_from(attempt.clocks.took(stage, now).as_millis()).unwrap_or(i64::MAX),
            note: self.next_try(attempt, stage, now).or_else(|| self.pace(attempt, stage, now)),
        };
        let all = if attempt.is_extension() { &STAGES[..=Stage::Request as usize] } else { &STAGES[..] };
        all.iter().copied().map(show).collect()
    }

    pub(super) fn stage_is(&self, attempt: &Attempt, stage: Stage) -> bool {
        attempt.clocks.state(stage) == StageState::Running
    }

    /// What an attempt is at, for one line: `starting`, `waiting for SSH to answer`.
    pub(super) fn doing(&self, attempt: &Attempt) -> String {
        let service = self.service(attempt);
        let running = |stage| self.stage_is(attempt, stage);
        if attempt.waiting.is_some() {
            lower_first(WAITING)
        } else if let Some(pause) = attempt.pauses() {
            lower_first(waits_for(pause))
        } else if running(Stage::Launch) {
            format!("opening {service}")
        } else if running(Stage::Start) {
            "starting".to_owned()
        } else if running(Stage::Request) {
            "asking for access".to_owned()
        } else if running(Stage::Reach) {
            format!("waiting for {service} to answer")
        } else {
            "connecting".to_owned()
        }
    }

    fn label(&self, attempt: &Attempt, stage: Stage, now: Timestamp) -> String {
        if attempt.waiting.as_ref().is_some_and(|waiting| waiting.stage == stage) {
            return WAITING.to_owned();
        }
        let name = crate::clean(&attempt.label);
        let service = self.service(attempt);
        let ended = matches!(attempt.clocks.state(stage), StageState::Done | StageState::Skipped);
        match (stage, ended) {
            (Stage::Address, true) => {
                let address = attempt.address.known().map(|address| self.named_address(address));
                format!("Your address: {}", address.unwrap_or_default())
            }
            (Stage::Address, false) => "Finding your address".to_owned(),
            (Stage::Look, true) => {
                let power = attempt.look.known().map_or("read", |look| look.vm.power.word());
                format!("{name} was {power}")
            }
            (Stage::Look, false) => format!("Looking at {name}"),
            (Stage::Request, true) => format!("Open until {}", self.until(attempt, now)),
            (Stage::Request, false) if attempt.is_extension() => "Asking Azure for more time".to_owned(),
            (Stage::Request, false) => match attempt.request.fitted() {
                Some(fitted) => format!("Asking Azure to open port {}", fitted.port),
                None => "Asking Azure to open access".to_owned(),
            },
            (Stage::Start, true) => "Running".to_owned(),
            (Stage::Start, false) => match attempt.pauses() {
                Some(pause) => waits_for(pause).to_owned(),
                None => format!("Starting {name}"),
            },
            (Stage::Reach, true) => "Answering".to_owned(),
            (Stage::Reach, false) => format!("Waiting for {service} to answer"),
            (Stage::Launch, true) => format!("{service} opened"),
            (Stage::Launch, false) => format!("Opening {service}"),
        }
    }

    /// When Azure is asked again, and when that ends.
    fn next_try(&self, attempt: &Attempt, stage: Stage, now: Timestamp) -> Option<String> {
        let pause = attempt.pauses().filter(|_| stage == Stage::Start)?;
        let next = self.clock_time(pause.next?, now);
        Some(format!("Next try at {next}. We stop trying at {}.", self.clock_time(pause.until, now)))
    }

    fn service(&self, attempt: &Attempt) -> &'static str {
        let wished = attempt.wish.protocol;
        let fitted = attempt.request.fitted().map(|fitted| fitted.protocol);
        fitted.or(wished).map_or("the service", Protocol::label)
    }
}

/// What somebody waits for who keeps trying.
fn waits_for(pause: &Keeping) -> &'static str {
    if pause.for_capacity { "Waiting for free capacity" } else { "Waiting for another change to end" }
}
