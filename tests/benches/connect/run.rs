//! One click.

use std::time::Duration;

use jiff::Timestamp;
use jit_core::{Stage, Wish};
use jit_tests::{Desk, SimulatedAzure, no_launch};
use tokio::runtime::Runtime;

use crate::case::{Before, Case, Pace};

/// What one click took.
#[derive(Debug, Clone)]
pub struct Measured {
    /// From the click to the client that runs.
    pub total: Duration,
    /// The part of it that Azure did not ask for.
    pub ours: Duration,
    pub stages: Vec<(Stage, Duration)>,
}

pub fn run(case: &Case, pace: Pace) -> Measured {
    let theirs = runtime();
    let azure = theirs.block_on(SimulatedAzure::with(case.config(pace)));
    let ours = runtime();
    let measured = ours.block_on(click(case, pace, azure));
    ours.shutdown_background();
    theirs.shutdown_background();
    measured
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads can be started")
}

async fn click(case: &Case, pace: Pace, azure: SimulatedAzure) -> Measured {
    let mut desk = Desk::at(azure).await;
    let machine = case.before.machine();
    if case.before == Before::Open {
        desk.connect(machine, no_launch());
        desk.connected().await;
    }
    if case.settled {
        desk.connect("web-02", no_launch());
        desk.connected().await;
    } else {
        desk.restart().await;
    }
    let clicked = Timestamp::now();
    desk.connect(machine, Wish::default());
    let (attempt, _) = desk.connected().await;
    let launched = desk.clients.started().last().expect("the client was started").at;
    let total = between(clicked, launched);
    let ours = match case.before {
        Before::Open => total,
        Before::Closed => {
            let asked = desk.azure.requests(machine).last().expect("access was asked for").from;
            between(asked, launched).saturating_sub(pace.rule)
        }
        Before::Stopped | Before::StoppedWithoutAddress => total.saturating_sub(pace.rule.max(pace.boot)),
    };
    let stages = attempt.stages.iter().map(|it| (it.stage, Duration::from_millis(it.ms.unsigned_abs())));
    Measured { total, ours, stages: stages.collect() }
}

fn between(from: Timestamp, to: Timestamp) -> Duration {
    to.duration_since(from).unsigned_abs()
}
