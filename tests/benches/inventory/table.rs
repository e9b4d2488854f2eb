//! The table.

use std::io::Write;
use std::time::Duration;

use crate::{LATENCY, MACHINES, Measured, SUBSCRIPTIONS};

pub fn head() {
    say(&format!(
        "{MACHINES} machines in {SUBSCRIPTIONS} subscriptions, {} ms to Azure; medians, in seconds.\n\n{:<26}{:>6}{:>10}{:>10}{:>8}{:>10}{:>9}",
        LATENCY.as_millis(),
        "by",
        "runs",
        "machines",
        "requests",
        "first",
        "complete",
        "memory",
    ));
}

/// Sorted runs.
pub fn row(name: &str, runs: &[Measured]) {
    let middle = &runs[runs.len() / 2];
    let mut firsts: Vec<Duration> = runs.iter().filter_map(|run| run.first).collect();
    firsts.sort_unstable();
    let first = firsts.get(firsts.len() / 2).map_or("-".to_owned(), |first| seconds(*first));
    let memory = runs.iter().filter_map(|run| run.memory).max();
    let memory = memory.map_or("-".to_owned(), |kib| format!("{} MB", kib * 1024 / 1_000_000));
    say(&format!(
        "{name:<26}{:>6}{:>10}{:>10}{first:>8}{:>10}{memory:>9}",
        runs.len(),
        middle.machines,
        middle.requests,
        seconds(middle.complete),
    ));
}

pub fn foot() {
    say(
        "\nBudget: first rows in 1 s, everything in 6 s, at most 450 requests.\nmemory: the most of any run.",
    );
}

pub fn no_peers() {
    say(
        "Not compared with others: JIT_PEERS names no folder with az and python3. \"cargo xtask bench inventory\" makes one.",
    );
}

fn seconds(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64())
}

fn say(line: &str) {
    // A reader that went away needs no more lines.
    let _ = writeln!(std::io::stdout(), "{line}");
}
