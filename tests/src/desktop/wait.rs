//! Waiting for what somebody else does.

use std::{
    thread,
    time::{Duration, Instant},
};

/// No test takes as long; it ends a wait for what never comes.
pub const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

/// Asks until there is an answer. `what` completes the sentence "waited in vain for …".
#[track_caller]
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(started.elapsed() < PATIENCE, "waited {} s in vain for {what}", PATIENCE.as_secs());
        thread::sleep(PAUSE);
    }
}
