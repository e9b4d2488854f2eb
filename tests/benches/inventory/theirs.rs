//! The same inventory by what others made.

use std::time::Duration;

use jit_tests::SimulatedAzure;
use serde_json::Value;

use crate::Measured;
use crate::others::Peers;
use crate::ours::questions;

/// A script of `benches/peers` that prints what it measured.
pub fn script(azure: &SimulatedAzure, peers: &Peers, name: &str) -> Measured {
    let asked = questions(azure);
    let (complete, said) = peers.time(name, &[], &[]);
    let said: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{name}: {error}: {said}"));
    Measured {
        machines: said["machines"].as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or(0),
        requests: questions(azure) - asked,
        first: said["first"].as_f64().map(Duration::from_secs_f64),
        complete,
        memory: None,
    }
}
