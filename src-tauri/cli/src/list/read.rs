//! Reading the machines, with what is to be seen meanwhile.

use std::sync::Arc;

use jiff::Timestamp;
use jit_app::Engine;
use jit_core::{Code, Inventory, Problem};

use super::words::{ago, number};
use crate::out::Out;

/// Up to so many that are still waited for are named.
const NAMED: usize = 3;

/// The machines as they are now, or with `cached` as they were read last.
pub(super) async fn read(engine: &Engine, cached: bool, out: &Out) -> Result<Arc<Inventory>, Problem> {
    if cached {
        return engine.cached_inventory().await.ok_or_else(nothing_kept);
    }
    out.progress("Reading machines…");
    let read = if out.shows_steps() { watched(engine, out).await } else { engine.inventory().await };
    match read {
        Ok(inventory) => Ok(engine.with_commands(inventory)),
        Err(problem) => {
            let problem = engine.with_command(problem);
            Err(with_way_to_the_cache(problem, engine.cached_inventory().await))
        }
    }
}

/// Reads with a line that tells how far it is.
async fn watched(engine: &Engine, out: &Out) -> Result<Arc<Inventory>, Problem> {
    let mut watch = engine.watch_inventory();
    let mut reading = std::pin::pin!(engine.inventory());
    let read = loop {
        tokio::select! {
            biased;
            read = &mut reading => break read,
            seen = watch.changed() => out.step(&step(&seen)),
        }
    };
    out.step("");
    read
}

fn step(seen: &Inventory) -> String {
    let waiting = match seen.waiting.len() {
        0 => return String::new(),
        few @ 1..=NAMED => seen.waiting[..few].join(", "),
        many => format!("{} subscriptions", number(many)),
    };
    format!("{} machines so far, waiting for {}", number(seen.machines.len()), jit_core::clean(&waiting))
}

fn nothing_kept() -> Problem {
    Problem::new(
        Code::Usage,
        "No machines were read before with this account on this computer.",
        "\"jit list\" without --cached reads them.",
    )
}

fn with_way_to_the_cache(mut problem: Problem, kept: Option<Arc<Inventory>>) -> Problem {
    if let Some(as_of) = kept.and_then(|kept| kept.as_of) {
        let age = ago(as_of, Timestamp::now());
        problem.hint.push_str(&format!(" \"jit list --cached\" shows the machines as they were {age}."));
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_tells_how_far_it_is_and_names_the_last_ones() {
        let seen = |waiting: &[&str]| {
            step(&Inventory {
                waiting: waiting.iter().map(ToString::to_string).collect(),
                ..Inventory::default()
            })
        };
        assert_eq!(seen(&["A", "B", "C", "D"]), "0 machines so far, waiting for 4 subscriptions");
        assert_eq!(seen(&["Fabrikam\nTest"]), "0 machines so far, waiting for Fabrikam Test");
        assert_eq!(seen(&[]), "");
    }

    #[test]
    fn being_offline_leads_to_what_is_kept() {
        let offline = || Problem::new(Code::Offline, "Azure cannot be reached.", "Check the network.");
        assert_eq!(with_way_to_the_cache(offline(), None), offline());
        let as_of = Some(Timestamp::now() - jiff::SignedDuration::from_mins(150));
        let kept = Arc::new(Inventory { as_of, ..Inventory::default() });
        assert_eq!(
            with_way_to_the_cache(offline(), Some(kept)).hint,
            "Check the network. \"jit list --cached\" shows the machines as they were 2 h ago."
        );
    }
}
