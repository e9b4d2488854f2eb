//! This computer's clock, for `jit doctor`.

use jiff::SignedDuration;
use jit_azure::Skew;
use jit_core::{Problem, clock_wrong};

use crate::doctor::Check;

/// What Azure's answers said of the clock.
pub(crate) fn check(skew: &Skew) -> Check {
    let (good, found, hint) = match (skew.ahead(), skew.latest()) {
        // A doctor asks little, perhaps only once; then one answer has to do.
        (Some(ahead), _) | (None, Some(ahead)) if ahead.abs() > Skew::ENOUGH => {
            let Problem { message, hint, .. } = clock_wrong(ahead);
            (Some(false), message, Some(hint))
        }
        (_, Some(ahead)) => (Some(true), within(ahead), None),
        (_, None) => (None, "not compared, for Azure did not answer".to_owned(), None),
    };
    Check { what: "clock", good, found, hint }
}

fn within(ahead: SignedDuration) -> String {
    match ahead.abs().as_secs() {
        ..=1 => "as Azure's".to_owned(),
        seconds => format!("as Azure's, within {seconds} s"),
    }
}
