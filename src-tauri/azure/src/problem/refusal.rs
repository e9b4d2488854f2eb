//! Answers other than success.

use azure_core::http::headers::Headers;
use jiff::Timestamp;
use jit_core::{Code, Problem, REQUEST_ACTION, Remedy, START_ACTION};

use super::envelope::Said;
use super::place::Place;
use super::start::start_failed;
use super::words::{quoted, scope, wait};
use crate::arm::{Purpose, retry_after};

/// The problem behind an answer that is no success.
pub(crate) fn refused(
    purpose: &Purpose,
    place: &Place,
    status: u16,
    headers: &Headers,
    body: &[u8],
    now: Timestamp,
) -> Problem {
    let said = Said::of(body);
    let mut details = place.details(now);
    details.status = Some(status);
    details.azure_code = Some(said.code.clone()).filter(|code| !code.is_empty());
    details.azure_message = Some(said.message.clone()).filter(|message| !message.is_empty());
    details.correlation_id = headers.get_optional_string(&"x-ms-correlation-request-id".into());
    let asked = retry_after(headers, now);
    let problem = match status {
        401 => not_signed_in(&said),
        403 => not_permitted(purpose, &said),
        404 => not_found(purpose, &said),
        409 => conflict(purpose, &said),
        429 => {
            let hint = asked.map_or_else(
                || "Wait a minute, then try again.".to_owned(),
                |time| format!("Wait {}, then try again.", wait(time)),
            );
            let when = asked.map_or_else(String::new, |time| format!(" It asks to wait {}.", wait(time)));
            let busy = Problem::new(
                Code::Busy,
                format!("Azure is busy and put off {}.{when}", doing(purpose)),
                hint,
            );
            match asked {
                Some(time) => busy.with_remedy(Remedy::Wait(time)),
                None => busy,
            }
        }
        300..=399 => Problem::new(
            Code::NotUnderstood,
            format!("{} sent us elsewhere instead of answering. That was not followed.", place.host),
            "Check the web proxy and the cloud's address in the settings.",
        ),
        408 | 500..=599 => Problem::new(
            if unsettled(status, purpose) { Code::Interrupted } else { Code::AzureFailed },
            format!("Azure failed at {} (error {status}).", doing(purpose)),
            "Try again in a minute. If it stays, look at Azure's status page.",
        ),
        _ => not_accepted(purpose, &said),
    };
    problem.with_details(details)
}

fn not_signed_in(said: &Said) -> Problem {
    if said.is(&["InvalidAuthenticationTokenTenant"]) {
        return Problem::new(
            Code::NotSignedIn,
            "You are signed in to another tenant than the one this belongs to.",
            "Sign in to that tenant, for example with az login --tenant.",
        );
    }
    Problem::new(
        Code::NotSignedIn,
        "Azure did not accept the sign-in, not even with a fresh token.",
        "Sign in again, for example with az login, and check this computer's clock.",
    )
}

fn not_permitted(purpose: &Purpose, said: &Said) -> Problem {
    let (code, title, action) = match purpose {
        Purpose::Request(vm) => {
            (Code::MayNotRequest, format!("You may not request access to {vm}"), Some(REQUEST_ACTION))
        }
        Purpose::Start(vm) => (Code::MayNotStart, format!("You may not start {vm}"), Some(START_ACTION)),
        Purpose::Stop(vm) => (Code::NotPermitted, format!("You may not stop {vm}"), None),
        Purpose::Machine(vm) => (Code::NotPermitted, format!("You may not read {vm}"), None),
        Purpose::Policies(what) => {
            (Code::NotPermitted, format!("You may not read the JIT policies of {what}"), None)
        }
        Purpose::Read(what) => (Code::NotPermitted, format!("You may not read {what}"), None),
    };
    if said.is(&["RequestDisallowedByPolicy"]) {
        return Problem::new(
            code,
            format!("{title}: a rule of your organisation (Azure Policy) forbids it."),
            "Ask whoever manages Azure Policy in your organisation. The rule's name is in the details.",
        )
        .with_remedy(Remedy::Rule);
    }
    let action = quoted(&said.message, "perform action ").or(action);
    let over = quoted(&said.message, "over scope ");
    let at = over.map(|id| format!(" on {}", scope(id))).unwrap_or_default();
    let why = match action {
        Some(action) => format!("your account lacks the permission \"{action}\"{at}"),
        None => format!("your account lacks a permission{at}"),
    };
    let hint = "Ask your administrator for it, or activate a role that has it.";
    let problem = Problem::new(code, format!("{title}: {why}."), hint);
    match action {
        Some(action) => problem.with_remedy(Remedy::Permission {
            action: jit_core::clean(action),
            scope: over.map(jit_core::clean),
        }),
        None => problem,
    }
}

fn not_found(purpose: &Purpose, said: &Said) -> Problem {
    let of_policies = |text: &str| text.to_ascii_lowercase().contains("jitnetworkaccesspolic");
    match purpose {
        Purpose::Request(vm) | Purpose::Policies(vm)
            if of_policies(&said.code) || of_policies(&said.message) =>
        {
            Problem::new(
                Code::NoPolicy,
                format!("{vm} has no JIT policy."),
                "Switch on just-in-time access for the machine in Microsoft Defender for Cloud first.",
            )
        }
        Purpose::Request(vm) | Purpose::Start(vm) | Purpose::Stop(vm) | Purpose::Machine(vm) => Problem::new(
            Code::MachineNotFound,
            format!("{vm} was not found in Azure."),
            "It may have been deleted or moved. Look for it again with jit list.",
        ),
        Purpose::Policies(what) | Purpose::Read(what) => Problem::new(
            Code::NotPermitted,
            format!("Azure does not find {what}."),
            "It may have been deleted, or your account may not see it.",
        ),
    }
}

fn conflict(purpose: &Purpose, said: &Said) -> Problem {
    if said.is(&["ScopeLocked"]) {
        return locked(purpose, said);
    }
    if said.is(&["MissingSubscriptionRegistration"]) {
        return Problem::new(
            Code::NoPolicy,
            "Just-in-time access is not switched on in this subscription.",
            "Switch on Defender for Servers Plan 2 in Microsoft Defender for Cloud first.",
        )
        .with_remedy(Remedy::PlanOff);
    }
    match purpose {
        Purpose::Start(vm) => start_failed(vm, said),
        other => Problem::new(
            Code::StartBlocked,
            format!("Another change is running in Azure, which put off {}.", doing(other)),
            "Wait until it has ended, then try again.",
        )
        .with_remedy(Remedy::OtherChange),
    }
}

fn locked(purpose: &Purpose, said: &Said) -> Problem {
    let lock = quoted(&said.message, "are locked: ").or_else(|| quoted(&said.message, "is locked: "));
    let name = |id: &str| id.to_ascii_lowercase().find("/locks/").map(|at| id[at + 7..].to_owned());
    let lock = lock.map(|id| (name(id), id));
    let name = lock.as_ref().and_then(|(name, _)| name.as_deref()).map(jit_core::clean);
    let who = match lock {
        Some((Some(name), _)) => format!("lock named '{name}'"),
        Some((None, id)) => format!("lock on {}", scope(id)),
        None => "lock".to_owned(),
    };
    let what = match purpose {
        Purpose::Start(vm) => format!("{vm} cannot be started: a {who} protects it."),
        other => format!("A {who} stands in the way of {}.", doing(other)),
    };
    Problem::new(Code::StartBlocked, what, "Ask your administrator to lift the lock.")
        .with_remedy(Remedy::Lock { name })
}

fn not_accepted(purpose: &Purpose, said: &Said) -> Problem {
    let outside = said.message.contains("is not a subset of policy");
    match purpose {
        Purpose::Request(vm) if outside => Problem::new(
            Code::OutsidePolicy,
            format!("Azure refused the request for {vm}: it goes beyond what the JIT policy allows."),
            "Ask for a shorter time, or agree to open for the policy's whole source range.",
        ),
        Purpose::Start(vm) => start_failed(vm, said),
        other if said.message.is_empty() => Problem::new(
            Code::AzureFailed,
            format!("Azure refused {} without a reason.", doing(other)),
            "The details have Azure's answer.",
        ),
        other => Problem::new(
            Code::AzureFailed,
            format!("Azure refused {}: {}.", doing(other), said.message.trim_end_matches('.')),
            "The details have Azure's answer.",
        ),
    }
}

/// A gateway that gave up says nothing about the change behind it: it may have been made.
fn unsettled(status: u16, purpose: &Purpose) -> bool {
    matches!(status, 408 | 502 | 504) && matches!(purpose, Purpose::Request(_) | Purpose::Start(_))
}

/// What was being done, to stand in a sentence.
fn doing(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Request(vm) => format!("the access request for {vm}"),
        Purpose::Start(vm) => format!("the start of {vm}"),
        Purpose::Stop(vm) => format!("the stop of {vm}"),
        Purpose::Machine(vm) => format!("reading {vm}"),
        Purpose::Policies(what) => format!("reading the JIT policies of {what}"),
        Purpose::Read(what) => format!("reading {what}"),
    }
}
