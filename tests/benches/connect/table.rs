//! The table.

use std::io::Write;
use std::time::Duration;

use crate::RUNS;
use crate::case::{Case, Pace};
use crate::run::Measured;

pub fn head() {
    let (shortest, longest) = (Pace::of_run(0), Pace::of_run(RUNS - 1));
    say(&format!(
        "Rules take {} to {} s, a boot {} to {} s; medians of {RUNS} runs, in seconds.\n\n{:<28}  {:<12}  {:>6}  {:>11}  {:>6}  {:>6}  {:>6}  stages (ms)",
        seconds(shortest.rule),
        seconds(longest.rule),
        seconds(shortest.boot),
        seconds(longest.boot),
        "machine",
        "program",
        "Azure",
        "Retry-After",
        "total",
        "ours",
        "budget",
    ));
}

/// Sorted runs.
pub fn row(case: &Case, runs: &[Measured]) {
    let middle = &runs[runs.len() / 2];
    let ours = median(runs.iter().map(|run| run.ours));
    let stages: Vec<String> = middle
        .stages
        .iter()
        .map(|(stage, _)| {
            let took = median(
                runs.iter().flat_map(|run| run.stages.iter().filter(|it| it.0 == *stage)).map(|it| it.1),
            );
            format!("{} {}", format!("{stage:?}").to_lowercase(), took.as_millis())
        })
        .collect();
    // The budgets are for a program that runs and 100 ms to Azure; nearer it has to be as good.
    let budget = if case.settled { seconds(case.budget()) } else { "-".to_owned() };
    let over = if case.settled && ours > case.budget() { "  over" } else { "" };
    say(&format!(
        "{case}  {:>6}  {:>6}  {budget:>6}  {}{over}",
        seconds(middle.total),
        seconds(ours),
        stages.join("  ")
    ));
}

pub fn foot() {
    say(
        "\nours: with access open, everything; with access closed, what follows the rule; deallocated, what comes on \
         top of the longer of rule and boot.\nAzure: every answer comes so much later; connecting to it does not.",
    );
}

pub fn peers_head(boot: Duration, rule: Duration, latency: Duration, runs: usize) {
    say(&format!(
        "\nBeside others: a boot of {} s, rules after {} s, {} ms to Azure, Retry-After 10; medians of {runs} runs.\n\
         Ours until the client is started, theirs until the service's first bytes.\n\n{:<12}  {:<28}  {:>7}  {:>6}",
        seconds(boot),
        seconds(rule),
        latency.as_millis(),
        "machine",
        "by",
        "seconds",
        "times",
    ));
}

pub fn peers_row(found: &str, who: &str, took: Duration, times: f64) {
    say(&format!("{found:<12}  {who:<28}  {:>7}  {times:>5.1}x", seconds(took)));
}

pub fn no_peers() {
    say(
        "\nNot compared with others: JIT_PEERS names no folder with az and python3. \"cargo xtask bench connect\" makes one.",
    );
}

fn median(values: impl Iterator<Item = Duration>) -> Duration {
    let mut values: Vec<Duration> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn seconds(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64())
}

fn say(line: &str) {
    // A reader that went away needs no more lines.
    let _ = writeln!(std::io::stdout(), "{line}");
}
