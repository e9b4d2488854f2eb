//! The twenty most likely failures (`ux` 3.5), each as a connect that came to it.

use super::connecting::seen;
use super::{Scene, Story, contoso, press, wait};
use crate::state::story::{HOME, account, named, operation};
use crate::*;

pub(crate) const SCENES: &[Scene] = &[
    ("e01", || {
        at_address(Problem::new(Code::Offline, "management.azure.com cannot be reached.", "Check it."))
    }),
    ("e02", || signing_in_again(needs_sign_in(Code::NotSignedIn, "Your sign-in was ended."))),
    ("e03", || {
        signing_in_again(needs_sign_in(
            Code::MoreProofNeeded,
            "Your organisation wants a second factor (MFA).",
        ))
    }),
    ("e04", || {
        let action = REQUEST_ACTION.to_owned();
        refused(Code::MayNotRequest, Some(Remedy::Permission { action, scope: None }), "AuthorizationFailed")
    }),
    ("e05", || seeing(|look| look.policies.clear())),
    ("e06", port),
    ("e07", longest),
    ("e08", || seeing(|look| rule(look).sources = Sources::Only(vec!["198.51.100.0/24".parse().unwrap()]))),
    ("e08-range", range),
    ("e09", || {
        let wait = jiff::SignedDuration::from_secs(30);
        refused(Code::Busy, Some(Remedy::Wait(wait)), "TooManyRequests")
    }),
    ("e10", unsure),
    ("e11", moved),
    ("e12", || no_start(Code::StartFailed, Remedy::Capacity, "AllocationFailed")),
    ("e12-keep-trying", kept_trying),
    ("e13", || no_start(Code::StartBlocked, Remedy::Lock { name: Some("no-touch".into()) }, "ScopeLocked")),
    ("e13-permission", || {
        let action = START_ACTION.to_owned();
        no_start(Code::MayNotStart, Remedy::Permission { action, scope: None }, "AuthorizationFailed")
    }),
    ("e13-change", || no_start(Code::StartBlocked, Remedy::OtherChange, "Conflict")),
    ("e14", || seeing(|look| look.vm.public_address = None)),
    ("e15", || unreached(ProbeOutcome::Silent)),
    ("e16", || unreached(ProbeOutcome::Refused)),
    ("e17", sign_in_trouble),
    ("e18", || {
        turned_away(Problem::new(Code::KeyRefused, "Tried id_ed25519 as azureuser.", "Choose another."))
    }),
    ("e19", another_host_key),
    ("e20", || unopened(Code::NoClient, "No SSH app was found.")),
];

const ALIAS: &str = "db-02";
const MINE: &str = "203.0.113.7";

/// The machine of these stories, as it runs.
pub(crate) fn running() -> Look {
    seen(ALIAS, Power::Running)
}

fn begun() -> Story {
    let mut story = contoso();
    press(&mut story, ALIAS);
    story.pass_ms(1_200);
    story
}

fn at_address(problem: Problem) -> Story {
    let mut story = begun();
    story.answer(story.outstanding("PublicAddress"), Answer::PublicAddress(Err(problem)));
    story
}

/// Azure refuses the look, and again after somebody signed in.
fn signing_in_again(problem: Problem) -> Story {
    let mut story = begun();
    story.address(MINE);
    story.answer(story.outstanding("Look"), Answer::Look(Err(problem.clone())));
    let barbara = account("barbara@contoso.com", WayIn::Browser);
    story.pass_ms(20_000);
    story.tell(Event::SigningIn { id: SigningInId(1), news: SigningInNews::Ended(Ok(barbara)) });
    story.answer(story.outstanding("Look"), Answer::Look(Err(problem)));
    story
}

fn needs_sign_in(code: Code, message: &str) -> Problem {
    let account = AccountId("barbara@contoso.com-id".into());
    Problem::new(code, message, "Sign in again.")
        .mended_by(SignInNeeded { account, tenant: Some(HOME.into()) })
}

/// A machine that runs and is described like this.
fn seeing(change: fn(&mut Look)) -> Story {
    let mut story = begun();
    let mut look = seen(ALIAS, Power::Running);
    change(&mut look);
    story.address(MINE).look(look);
    story
}

fn rule(look: &mut Look) -> &mut PortRule {
    &mut look.policies[0].machines[0].ports[0]
}

fn port() -> Story {
    let mut story = contoso();
    let wish = Wish { port: Some(22), ..Wish::default() };
    story.want(Intent::ConnectTo { vm: named(ALIAS), label: ALIAS.into(), wish });
    let mut look = seen(ALIAS, Power::Running);
    rule(&mut look).number = 3389;
    story.pass_ms(1_200).address(MINE).look(look);
    story
}

fn refused(code: Code, remedy: Option<Remedy>, azure_code: &str) -> Story {
    let mut story = begun();
    story.address(MINE).look(seen(ALIAS, Power::Deallocated));
    story.pass_ms(1_500);
    let problem = told(&story, code, azure_code);
    story.refuse(Problem { remedy: remedy.map(Box::new), ..problem });
    story
}

/// The policy was made narrower between the look and the request.
fn longest() -> Story {
    let mut story = refused(Code::OutsidePolicy, None, "InvalidInitiateInput");
    let mut look = seen(ALIAS, Power::Deallocated);
    rule(&mut look).longest = JitDuration::from_mins(60);
    story.look(look);
    story
}

/// Azure wants the policy's range as it stands there.
fn range() -> Story {
    let mut story = begun();
    let mut look = seen(ALIAS, Power::Running);
    rule(&mut look).sources = Sources::Only(vec!["203.0.113.0/24".parse().unwrap()]);
    story.address(MINE).look(look);
    let problem = told(&story, Code::OutsidePolicy, "InvalidInitiateInput");
    story.refuse(problem);
    story
}

fn unsure() -> Story {
    let said = |operator: &str, address: &str| AddressAnswer {
        operator: operator.into(),
        answer: Ok(address.parse().unwrap()),
    };
    let answers = [said("Amazon", MINE), said("Cloudflare", "198.51.100.4")];
    at_address(agreed_address(&answers).unwrap_err())
}

/// The workstation moved to another network while the machine was starting.
fn moved() -> Story {
    let mut story = begun();
    story.address(MINE).look(seen(ALIAS, Power::Deallocated)).accept().start(Some(operation()));
    wait(&mut story, 3);
    story.pass_ms(10 * 60_000);
    let mut look = seen(ALIAS, Power::Starting);
    look.policies[0].requests = vec![AccessRequest { vm: named(ALIAS).id, ..story.open_request(MINE, 170) }];
    story.address("198.51.100.4").look(look);
    story
}

fn no_start(code: Code, remedy: Remedy, azure_code: &str) -> Story {
    let mut story = begun();
    story.address(MINE).look(seen(ALIAS, Power::Deallocated)).accept();
    story.pass_ms(1_500);
    let problem = told(&story, code, azure_code).with_remedy(remedy);
    story.answer(story.outstanding("Start"), Answer::Start(Err(problem)));
    story
}

fn kept_trying() -> Story {
    let mut story = no_start(Code::StartFailed, Remedy::Capacity, "AllocationFailed");
    let attempt = story.attempt().id;
    story.want(Intent::KeepTrying { attempt });
    let problem = told(&story, Code::StartFailed, "AllocationFailed").with_remedy(Remedy::Capacity);
    let mut look = seen(ALIAS, Power::Deallocated);
    let request = AccessRequest { vm: named(ALIAS).id, ..story.open_request(MINE, 170) };
    look.policies[0].requests = vec![request];
    story.look(look);
    story.answer(story.outstanding("Start"), Answer::Start(Err(problem))).pass_ms(12_000);
    story
}

fn unreached(outcome: ProbeOutcome) -> Story {
    let mut story = begun();
    story.address(MINE).look(seen(ALIAS, Power::Running)).accept();
    let until = story.now + jiff::SignedDuration::from_mins(6);
    while story.attempt().outcome.is_none() && story.now < until {
        if story.open_questions().contains(&"Probe") {
            story.probe(outcome.clone());
        }
        story.pass_ms(2_000);
        if story.open_questions().contains(&"Policy") {
            let request = AccessRequest { vm: named(ALIAS).id, ..story.open_request(MINE, 170) };
            let mut policies = seen(ALIAS, Power::Running).policies;
            policies[0].requests = vec![request];
            story.policy(policies.remove(0));
        }
    }
    story
}

fn unopened(code: Code, message: &str) -> Story {
    let mut story = begun();
    story.address(MINE).look(seen(ALIAS, Power::Running)).accept().probe(ProbeOutcome::Answered);
    let problem = Problem::new(code, message, "Access stays open.");
    story.answer(story.outstanding("Launch"), Answer::Launch(Err(problem)));
    story
}

/// The client was opened, and told a moment later why nobody was let in.
fn turned_away(problem: Problem) -> Story {
    let mut story = begun();
    story.address(MINE).look(seen(ALIAS, Power::Running)).accept().probe(ProbeOutcome::Answered).launched();
    let attempt = story.attempt().id;
    story.pass_ms(2_000).tell(Event::SessionRefused { attempt, problem });
    story
}

fn another_host_key() -> Story {
    let problem = Problem::new(
        Code::HostKeyChanged,
        "The machine shows another host key than before.",
        "It was rebuilt, or someone intercepts the line: do not continue unless you know why.",
    );
    turned_away(problem.with_details(Details {
        known_key: Some("ED25519 SHA256:7W3zXBgrVJFYq2yRr4nYJmJcPSKJ0SDvJDBz5XFZfGQ".into()),
        shown_key: Some("ED25519 SHA256:m0hIOCPAkLJR7YGCwYk1LNxyTRnMwkzXSDpNfGcDyw8".into()),
        known_key_place: Some("/home/ada/.local/share/jit-tray/known_hosts, line 3".into()),
        ..Details::default()
    }))
}

fn sign_in_trouble() -> Story {
    let mut story = contoso();
    press(&mut story, "sql-test");
    let mut look = seen("sql-test", Power::Running);
    look.vm.os = Os::Windows;
    rule(&mut look).number = 3389;
    story.address(MINE).look(look).accept().probe(ProbeOutcome::Answered).launched();
    let attempt = story.attempt().id;
    story.want(Intent::SignInTrouble { attempt });
    story
}

fn told(story: &Story, code: Code, azure_code: &str) -> Problem {
    Problem::new(code, "Azure said no.", "Do something else.").with_details(Details {
        request: Some(format!("POST /subscriptions/s/resourceGroups/rg-web/…/{ALIAS}/start")),
        status: Some(409),
        azure_code: Some(azure_code.into()),
        azure_message: Some("The operation was refused.".into()),
        correlation_id: Some("7f4e2c1a-0d5b-4b4e-9c55-2f6a1b0c9d3e".into()),
        time: Some(story.now),
        ..Details::default()
    })
}
