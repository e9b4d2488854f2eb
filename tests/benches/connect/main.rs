//! From the click to the client that runs: how long each stage takes, and what is ours of it.
//!
//! The engine and its clients are real, Azure is simulated in the same process on threads of its own, and the client
//! is a program that notes when it was started. Nothing here fails because a number is bad: the table is for reading.
#![forbid(unsafe_code)]

mod case;
mod peers;
mod run;
mod table;

#[path = "../peers/mod.rs"]
mod others;

use case::{Case, Pace, cases};
use run::Measured;

const RUNS: u32 = 5;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let compared = wanted.is_empty() || wanted.iter().any(|word| word == "peers");
    let wanted = |case: &Case| wanted.is_empty() || wanted.iter().any(|word| case.to_string().contains(word));
    table::head();
    for case in cases().into_iter().filter(wanted) {
        let mut runs: Vec<Measured> = (0..RUNS).map(|run| run::run(&case, Pace::of_run(run))).collect();
        runs.sort_by_key(|run| run.total);
        table::row(&case, &runs);
    }
    table::foot();
    if compared && peers::compare().is_none() {
        table::no_peers();
    }
}
