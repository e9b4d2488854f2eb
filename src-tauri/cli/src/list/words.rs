//! What is said beside the table.

use std::collections::BTreeSet;

use jit_core::search::Query;
use jit_core::{Inventory, Unanswered};

/// Up to so many failures are told one by one.
const ONE_BY_ONE: usize = 3;

/// What did not answer, and why.
pub(super) fn warnings(inventory: &Inventory) -> Vec<String> {
    let failures = &inventory.failures;
    if names(failures).len() <= ONE_BY_ONE {
        let told = failures
            .iter()
            .map(|failure| format!("warning: {} did not answer: {}", failure.scope, failure.problem.message));
        let mut told: Vec<String> = told.collect();
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
    let told = groups.iter().map(|(first, group)| {
        let names = names(group.iter().copied());
        let such = if names.len() > 1 { ", for instance:" } else { ":" };
        format!("warning: {} did not answer{such} {}", listed(&names), first.problem.message)
    });
    told.collect()
}

/// How many are shown, and which are missing.
pub(super) fn count(shown: usize, inventory: &Inventory) -> String {
    let all = inventory.machines.len();
    let mut line =
        if shown == all { machines(all) } else { format!("{} of {}", number(shown), machines(all)) };
    let missing = names(&inventory.failures);
    if !missing.is_empty() {
        let word = if missing.len() == 1 { "subscription" } else { "subscriptions" };
        line.push_str(&format!("; {} {word} did not answer: {}", missing.len(), listed(&missing)));
    }
    line + "."
}

/// That nothing is shown, and what can be done.
pub(super) fn nothing(inventory: &Inventory, query: &Query) -> String {
    let missing = names(&inventory.failures);
    if inventory.machines.is_empty() {
        return match missing.len() {
            0 => "You are signed in, but you cannot see any machine yet. Ask for the role Reader on a subscription, or \
                  sign in with another account."
                .to_owned(),
            _ => format!("No machine could be read: {} did not answer.", listed(&missing)),
        };
    }
    let subscriptions: BTreeSet<&str> =
        inventory.machines.iter().map(|machine| machine.vm.subscription.as_str()).collect();
    let word = if subscriptions.len() == 1 { "subscription" } else { "subscriptions" };
    let mut line = format!(
        "No machine matches \"{}\". Looked at {} in {} {word}",
        jit_core::clean(query.text()),
        machines(inventory.machines.len()),
        number(subscriptions.len())
    );
    if !missing.is_empty() {
        line.push_str(&format!("; {} did not answer: {}", missing.len(), listed(&missing)));
    }
    line + ". \"jit list --help\" tells how to search."
}

/// Machines that may or may not match, because their policies could not be read.
pub(super) fn undecided(machines: usize) -> Option<String> {
    match machines {
        0 => None,
        1 => Some(
            "note: Of one machine it is not known whether it matches: its JIT policies could not be read."
                .to_owned(),
        ),
        more => Some(format!(
            "note: Of {} machines it is not known whether they match: their JIT policies could not be read.",
            number(more)
        )),
    }
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
fn number(number: usize) -> String {
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
