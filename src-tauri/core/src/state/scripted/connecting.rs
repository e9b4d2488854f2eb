//! A connect at each of its steps, and the ways it ends.

use jiff::Timestamp;

use super::{Scene, Story, contoso, press, wait};
use crate::state::story::{account, named, operation};
use crate::*;

pub(super) const SCENES: &[Scene] = &[
    ("connecting-address", || at(Step::Address)),
    ("connecting-request", || at(Step::Request)),
    ("connecting-start", || at(Step::Start)),
    ("connecting-start-long", starting_for_long),
    ("connecting-reach", || at(Step::Reach)),
    ("connecting-launch", || at(Step::Launch)),
    ("connected", connected),
    ("connecting-two", two),
    ("cancelled-address", || cancelled(Step::Address)),
    ("cancelled-request", || cancelled(Step::Request)),
    ("cancelled-start", || cancelled(Step::Start)),
    ("cancelled-reach", || cancelled(Step::Reach)),
    ("cancelled-launch", || cancelled(Step::Launch)),
    ("failed-request", failed_request),
    ("failed-start", failed_start),
    ("offline", offline),
];

const ALIAS: &str = "db-02";
pub(super) const ADDRESS: &str = "198.51.100.50";

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Step {
    Address,
    Request,
    Start,
    Reach,
    Launch,
}

/// A connect to a stopped machine, this far.
fn at(step: Step) -> Story {
    let mut story = contoso();
    press(&mut story, ALIAS);
    story.pass_ms(1_200);
    if step >= Step::Request {
        story.address("203.0.113.7").look(seen(ALIAS, Power::Deallocated));
        story.pass_ms(2_000);
    }
    if step >= Step::Start {
        story.accept().start(Some(operation()));
        wait(&mut story, 12);
    }
    if step >= Step::Reach {
        story.observe(Power::Running, Some(ADDRESS));
        wait(&mut story, 3);
    }
    if step >= Step::Launch {
        story.probe(ProbeOutcome::Answered).pass_ms(1_000);
    }
    story
}

fn starting_for_long() -> Story {
    let mut story = at(Step::Start);
    wait(&mut story, 200);
    story
}

fn connected() -> Story {
    let mut story = at(Step::Launch);
    story.launched();
    story
}

fn two() -> Story {
    let mut story = at(Step::Start);
    press(&mut story, "sql-test");
    story.pass_ms(1_500);
    story
}

fn cancelled(step: Step) -> Story {
    let mut story = at(step);
    story.cancel().pass_ms(500);
    story
}

fn failed_request() -> Story {
    let mut story = at(Step::Request);
    let time = story.now;
    story.refuse(refused(
        Code::MayNotRequest,
        "You may not request access to db-02.",
        "Ask your administrator for the role \"JIT Access Requester\".",
        details("initiate", 403, "AuthorizationFailed", "The client does not have authorization.", time),
    ));
    story
}

fn failed_start() -> Story {
    let mut story = at(Step::Request);
    let time = story.now;
    story.accept();
    let problem = refused(
        Code::StartFailed,
        "Azure has no free capacity for this size in West Europe right now.",
        "Try again later, or choose another size.",
        details("start", 409, "AllocationFailed", "Allocation failed.", time),
    )
    .with_remedy(Remedy::Capacity);
    story.answer(story.outstanding("Start"), Answer::Start(Err(problem)));
    story
}

fn offline() -> Story {
    let mut story = contoso();
    press(&mut story, ALIAS);
    story.pass_ms(1_200);
    let problem = Problem::new(Code::Offline, "Azure cannot be reached.", "Check the network connection.");
    story.answer(story.outstanding("PublicAddress"), Answer::PublicAddress(Err(problem)));
    story
}

fn refused(code: Code, message: &str, hint: &str, details: Details) -> Problem {
    let mut problem = Problem::new(code, message, hint);
    problem.details = Some(Box::new(details));
    problem
}

fn details(request: &str, status: u16, code: &str, message: &str, time: Timestamp) -> Details {
    Details {
        request: Some(request.into()),
        status: Some(status),
        azure_code: Some(code.into()),
        azure_message: Some(message.into()),
        correlation_id: Some("7f4e2c1a-0d5b-4b4e-9c55-2f6a1b0c9d3e".into()),
        time: Some(time),
        ..Details::default()
    }
}

/// What Azure tells of a machine that may be used.
pub(super) fn seen(machine: &str, power: Power) -> Look {
    let address = if power == Power::Running { Some(ADDRESS) } else { None };
    let mut look = crate::state::story::look(power, address);
    look.vm.at = VmRef { account: Some(account("barbara@contoso.com", WayIn::Browser).id), ..named(machine) };
    look.vm.name = machine.into();
    look.vm.computer_name = Some(machine.into());
    look.policies[0].machines[0].vm = named(machine).id;
    look
}
