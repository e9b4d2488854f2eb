//! What is said beside the table.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jit_core::search::Query;
use jit_core::{Code, Inventory, Part, Unanswered};

use super::signed::Signed;

/// Up to so many failures are told one by one.
const ONE_BY_ONE: usize = 3;

/// What did not answer, why, and how old that is which is shown in its place.
pub(super) fn warnings(inventory: &Inventory, signed: &Signed, now: Timestamp) -> Vec<String> {
    let mut told: Vec<String> =
        inventory.failures.iter().filter_map(|failure| sign_in(failure, signed, now)).collect();
    told.dedup();
    let failures: Vec<&Unanswered> = inventory.failures.iter().filter(|it| !wants_sign_in(it)).collect();
    let failures = failures.as_slice();
    if names(failures.iter().copied()).len() <= ONE_BY_ONE {
        let one = |failure: &&Unanswered| {
            let old = failure.known_from.map(|from| format!(" Shown as it was {}.", ago(from, now)));
            let (scope, message) = (jit_core::clean(&failure.scope), &failure.problem.message);
            let old = old.unwrap_or_default();
            let signing_in = matches!(failure.problem.code, Code::MoreProofNeeded | Code::NotSignedIn);
            let hint = if signing_in { format!(" {}", failure.problem.hint) } else { String::new() };
            format!("warning: {scope} did not answer: {message}{hint}{old}")
        };
        told.extend(failures.iter().map(one));
        told.dedup();
        return told;
    }
    let mut groups: Vec<(&Unanswered, Vec<&Unanswered>)> = Vec::new();
    for failure in failures {
        match groups.iter_mut().find(|(first, _)| first.problem.code == failure.problem.code) {
            Some((_, group)) => group.push(failure),
            None => groups.push((failure, vec![failure])),
        }
    }
    told.extend(groups.iter().map(|(first, group)| {
        let names = names(group.iter().copied());
        let such = if names.len() > 1 { ", for instance:" } else { ":" };
        let oldest = group.iter().filter_map(|failure| failure.known_from).min();
        let old = oldest.map(|from| format!(" What is shown of them was read {} or later.", ago(from, now)));
        let message = &first.problem.message;
        format!("warning: {} did not answer{such} {message}{}", listed(&names), old.unwrap_or_default())
    }));
    told
}

fn wants_sign_in(failure: &Unanswered) -> bool {
    failure.problem.sign_in.is_some()
}

/// The way to machines that only a sign-in lets be seen. That is no failure: each tenant may ask for its own.
fn sign_in(failure: &Unanswered, signed: &Signed, now: Timestamp) -> Option<String> {
    let command = signed.command(&failure.problem)?;
    let old = failure.known_from.map(|from| format!(" (shown as it was {})", ago(from, now)));
    let (scope, old) = (jit_core::clean(&failure.scope), old.unwrap_or_default());
    Some(format!("note: {scope}: sign in to see its machines{old}: {command}"))
}

/// That names in the settings do not lead anywhere.
pub(super) fn unknown(inventory: &Inventory) -> Option<String> {
    let (names, is) = match inventory.unknown.as_slice() {
        [] => return None,
        [one] => (format!("\"{one}\""), "is"),
        several => (several.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", "), "are"),
    };
    Some(format!(
        "note: {names} in \"look_at\" of the settings {is} the name, domain or id of no tenant or subscription that \
         was found. \"jit whoami\" shows the tenants."
    ))
}

/// How many are shown, and which are missing.
pub(super) fn count(shown: usize, inventory: &Inventory) -> String {
    let all = inventory.machines.len();
    let line = if shown == all { machines(all) } else { format!("{} of {}", number(shown), machines(all)) };
    format!("{line}{}.", missing(inventory))
}

/// How old the machines are that were read before.
pub(super) fn age(inventory: &Inventory, now: Timestamp) -> Option<String> {
    let as_of = inventory.as_of?;
    Some(format!("As read {}. \"jit list\" without --cached reads them anew.", ago(as_of, now)))
}

/// That nothing is shown, and what can be done.
pub(super) fn nothing(inventory: &Inventory, query: &Query) -> String {
    if inventory.machines.is_empty() {
        let names = names(&inventory.failures);
        return match names.len() {
            0 => "You are signed in, but you cannot see any machine yet. Ask for the role Reader on a \
                  subscription, or sign in with another account."
                .to_owned(),
            _ => format!("No machine could be read: {} did not answer.", listed(&names)),
        };
    }
    let subscriptions: BTreeSet<&str> =
        inventory.machines.iter().map(|machine| machine.vm.at.id.subscription()).collect();
    let word = if subscriptions.len() == 1 { "subscription" } else { "subscriptions" };
    format!(
        "No machine matches \"{}\". Looked at {} in {} {word}{}. \"jit list --help\" tells how to search.",
        jit_core::clean(query.text()),
        machines(inventory.machines.len()),
        number(subscriptions.len()),
        missing(inventory)
    )
}

/// Machines that may or may not match.
pub(super) fn undecided(machines: usize) -> Option<String> {
    let whether = match machines {
        0 => return None,
        1 => "one machine it is not known whether it matches".to_owned(),
        more => format!("{} machines it is not known whether they match", number(more)),
    };
    Some(format!(
        "note: Of {whether}: JIT policies could not be read, or it depends on the security rules, which are not read yet."
    ))
}

/// `3 h ago`.
pub(super) fn ago(then: Timestamp, now: Timestamp) -> String {
    match now.duration_since(then).as_secs() {
        ..60 => "a moment ago".to_owned(),
        seconds @ ..3_600 => format!("{} min ago", seconds / 60),
        seconds @ ..172_800 => format!("{} h ago", seconds / 3_600),
        seconds => format!("{} days ago", seconds / 86_400),
    }
}

fn missing(inventory: &Inventory) -> String {
    let (signing_in, failed): (Vec<&Unanswered>, Vec<&Unanswered>) =
        inventory.failures.iter().partition(|failure| wants_sign_in(failure));
    let (wanting, names) = (names(signing_in), names(failed.iter().copied()));
    let wanting = match wanting.len() {
        0 => String::new(),
        1 => format!("; sign in to see more: {}", listed(&wanting)),
        many => format!("; sign in to see more of {}: {}", number(many), listed(&wanting)),
    };
    if names.is_empty() {
        return wanting;
    }
    let within = |failure: &Unanswered| matches!(failure.part, Part::Policies(_) | Part::Power(_));
    let what = match (failed.into_iter().all(within), names.len()) {
        (true, 1) => "1 subscription".to_owned(),
        (true, many) => format!("{} subscriptions", number(many)),
        (false, many) => number(many),
    };
    format!("{wanting}; {what} did not answer: {}", listed(&names))
}

fn names<'a>(failures: impl IntoIterator<Item = &'a Unanswered>) -> BTreeSet<&'a str> {
    failures.into_iter().map(|failure| failure.scope.as_str()).collect()
}

fn listed(names: &BTreeSet<&str>) -> String {
    names.iter().map(|name| jit_core::clean(name)).collect::<Vec<_>>().join(", ")
}

fn machines(count: usize) -> String {
    format!("{} {}", number(count), if count == 1 { "machine" } else { "machines" })
}

/// With a comma between the thousands.
pub(super) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
