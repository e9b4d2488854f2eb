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
